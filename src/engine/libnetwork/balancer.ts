import { compareText, type Reader, type Tx } from '../../base/index.ts';
import {
  addrAdd,
  addrDelete,
  ipvsAdd,
  ipvsDelete,
  ipvsOf,
  ipvsServers,
  linkByName,
  type Match,
  type Target,
} from '../../net/index.ts';
import { dst, type Entry, entry, one, program, withdraw } from './firewall/index.ts';
import { programIngress } from './ingress.ts';
import { type Endpoint, type EndpointService, endpoints, type Network, type Sandbox, sandboxes } from './rows.ts';

/** Name of the sandbox in which a network's virtual addresses live on a host. */
export function balancerName(network: Pick<Network, 'ingress' | 'name'>): string {
  return network.ingress ? 'ingress-sbox' : `lb-${network.name}`;
}

interface Backend {
  readonly ip: string;
  readonly service?: EndpointService;
}

/** A virtual service as it is to be: its address, mark, ports and the tasks behind it. */
interface Virtual {
  readonly vip: string;
  readonly mark: number;
  readonly ports: EndpointService['ports'];
  readonly servers: readonly string[];
}

/** The host's balancer of a network: its endpoint and sandbox. */
function balancerOf(r: Reader, network: Network): { endpoint: Endpoint; sandbox: Sandbox } | undefined {
  const endpoint = r.by(endpoints, 'network', network.id).find((e) => e.balancer);
  const sandbox = endpoint && r.get(sandboxes, endpoint.sandbox ?? '');
  return endpoint && sandbox ? { endpoint, sandbox } : undefined;
}

/**
 * Makes the virtual services of a network on a host what they should be: an alias address, a mark for what goes to it,
 * and an IPVS service for the mark; moby libnetwork/service_linux.go#addLBBackend.
 */
export function programBalancer(tx: Tx, network: Network, backends: readonly Backend[]): void {
  const at = balancerOf(tx, network);
  if (!at) return;
  const { netns } = at.sandbox;
  const wanted = virtuals(backends);
  const link = linkByName(tx, netns, at.endpoint.ifname ?? 'eth0');
  const own = at.endpoint.ipv4 ?? '';
  const marks = new Set(ipvsOf(tx, netns).map((s) => s.mark));
  for (const mark of marks) if (!wanted.some((v) => v.mark === mark)) ipvsDelete(tx, netns, mark);
  for (const addr of link?.addrs ?? [])
    if (link && addr.ip !== own && addr.prefix === 32 && !wanted.some((v) => v.vip === addr.ip))
      addrDelete(tx, link.id, addr);
  const rules = wanted.flatMap((v) => markRules(v));
  const subnet = network.ipv4[0]?.subnet;
  const snat = subnet === undefined || own === '' ? [] : [snatRule(subnet, own)];
  rewrite(tx, at.sandbox, rules.length > 0 ? [...rules, ...snat] : []);
  for (const v of wanted) {
    if (link && !link.addrs.some((a) => a.ip === v.vip)) addrAdd(tx, link.id, { ip: v.vip, prefix: 32, nobrd: true });
    ipvsAdd(tx, netns, v.mark);
    ipvsServers(tx, netns, v.mark, v.servers);
  }
  if (network.ingress)
    programIngress(
      tx,
      network.host,
      wanted.flatMap((v) => v.ports),
    );
}

function virtuals(backends: readonly Backend[]): Virtual[] {
  const found = new Map<number, Virtual>();
  for (const { ip, service } of backends) {
    if (!service?.enabled || service.vip === undefined) continue;
    const known = found.get(service.mark);
    const { vip, mark, ports } = service;
    found.set(mark, { vip, mark, ports, servers: [...(known?.servers ?? []), ip].sort(compareText) });
  }
  return [...found.values()].sort((a, b) => a.mark - b.mark);
}

/** What arrives for a published port, and what is sent to the virtual address, gets the service's mark; #configureFWMark. */
function markRules({ vip, mark, ports }: Virtual): Entry[] {
  const target: Target = { t: 'MARK', value: mark, mask: 0xffffffff };
  const published = ports.map(({ proto, published: port }): readonly Match[] => [
    { m: 'proto', proto },
    { m: 'dport', proto, from: port, to: port },
  ]);
  return [
    ...published.map((matches) => entry(4, 'mangle', 'PREROUTING', 'end', matches, target)),
    entry(4, 'mangle', 'INPUT', 'end', [dst(one(vip))], target),
  ];
}

/** Answers have to come back this way: the balancer's own address takes the client's place. */
function snatRule(subnet: string, own: string): Entry {
  return entry(4, 'nat', 'POSTROUTING', 'end', [dst(subnet), { m: 'ipvs' }], { t: 'SNAT', to: own });
}

function rewrite(tx: Tx, sandbox: Sandbox, wanted: readonly Entry[]): void {
  const before = sandbox.balancing ?? [];
  const text = (list: readonly Entry[]) => new Set(list.map((it) => JSON.stringify(it)));
  const [old, next] = [text(before), text(wanted)];
  withdraw(
    tx,
    sandbox.netns,
    before.filter((it) => !next.has(JSON.stringify(it))),
  );
  program(
    tx,
    sandbox.netns,
    wanted.filter((it) => !old.has(JSON.stringify(it))),
  );
  tx.patch(sandboxes, sandbox.id, { balancing: wanted });
}
