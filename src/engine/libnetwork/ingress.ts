import type { Tx } from '../../base/index.ts';
import {
  chainOf,
  deleteChain,
  ensureChain,
  linkByName,
  listen,
  type Match,
  NetError,
  sockets,
  sysctlSet,
  unlisten,
} from '../../net/index.ts';
import {
  dport,
  dst,
  type Entry,
  entry,
  established,
  one,
  program,
  sport,
  to,
  toLocal,
  withdraw,
} from './firewall/index.ts';
import { GATEWAY_NETWORK } from './predefined.ts';
import {
  controllers,
  type Endpoint,
  type EndpointService,
  endpoints,
  type Proto,
  type Sandbox,
  sandboxes,
} from './rows.ts';

const CHAIN = 'DOCKER-INGRESS';

type Ports = EndpointService['ports'];

/** Brings the published ports of services in line on a host: rules that lead into the ingress sandbox, and a socket that keeps the port; moby libnetwork/service_linux.go#programIngress. */
export function programIngress(tx: Tx, host: string, ports: Ports): void {
  const gateway = gatewayOf(tx, host);
  if (gateway === undefined) return;
  const before = tx.get(controllers, host)?.ingress ?? [];
  const key = (p: Ports[number]) => `${p.published}/${p.proto}`;
  const gone = before.filter((p) => !ports.some((q) => key(q) === key(p)));
  const fresh = ports.filter((p) => !before.some((q) => key(q) === key(p)));
  if (gone.length === 0 && fresh.length === 0) return;
  if (before.length === 0) setUp(tx, host);
  for (const p of gone) {
    withdraw(tx, host, portRules(gateway, p));
    release(tx, host, p);
  }
  for (const p of fresh) {
    program(tx, host, portRules(gateway, p));
    hold(tx, host, p);
  }
  const row = tx.get(controllers, host);
  if (row) tx.put(controllers, host, { ...row, ingress: ports });
  if (ports.length === 0) tearDown(tx, host);
}

function gatewayOf(tx: Tx, host: string): string | undefined {
  const sandbox = tx.by(sandboxes, 'host', host).find((s) => s.container === 'ingress-sbox');
  const end = tx.by(endpoints, 'sandbox', sandbox?.id ?? '').find((e) => e.name === 'gateway_ingress-sbox');
  return end?.ipv4;
}

const jumps = (): Entry[] => [
  entry(4, 'nat', 'OUTPUT', 'top', [toLocal], CHAIN),
  entry(4, 'nat', 'PREROUTING', 'top', [toLocal], CHAIN),
  entry(4, 'filter', 'DOCKER-FORWARD', 'top', [], CHAIN),
  entry(4, 'nat', 'POSTROUTING', 'top', [to(GATEWAY_NETWORK), { m: 'addrtype', src: 'LOCAL' }], 'MASQUERADE'),
];

function setUp(tx: Tx, host: string): void {
  for (const table of ['nat', 'filter'] as const) {
    ensureChain(tx, host, 4, table, CHAIN);
    program(tx, host, [entry(4, table, CHAIN, 'end', [], 'RETURN')]);
  }
  program(tx, host, jumps());
  if (linkByName(tx, host, GATEWAY_NETWORK))
    sysctlSet(tx, host, `net.ipv4.conf.${GATEWAY_NETWORK}.route_localnet`, '1');
}

/** Without a published port nothing of it is left but the empty chains. */
function tearDown(tx: Tx, host: string): void {
  withdraw(tx, host, jumps());
  for (const table of ['nat', 'filter'] as const)
    if (chainOf(tx, host, 4, table, CHAIN)) {
      withdraw(tx, host, [entry(4, table, CHAIN, 'end', [], 'RETURN')]);
      deleteChain(tx, host, 4, table, CHAIN);
    }
}

function portRules(gateway: string, { proto, published }: Ports[number]): Entry[] {
  const to = { t: 'DNAT', to: `${gateway}:${published}` } as const;
  return [
    entry(4, 'nat', CHAIN, 'top', dport(proto, published), to),
    entry(4, 'filter', CHAIN, 'top', [...fromPort(proto, published), established], 'ACCEPT'),
    entry(4, 'filter', CHAIN, 'top', dport(proto, published), 'ACCEPT'),
  ];
}

function fromPort(proto: Proto, port: number): readonly Match[] {
  if (proto !== 'sctp') return sport(proto, port);
  return [
    { m: 'proto', proto },
    { m: 'sport', proto, from: port, to: port },
  ];
}

/** dockerd itself listens, so that nobody else takes the port; #plumbIngressProxy. */
function hold(tx: Tx, host: string, { proto, published }: Ports[number]): void {
  const pid = tx.get(controllers, host)?.pid ?? 1;
  try {
    listen(tx, { netns: host, proto, ip: '::', port: published, pid, comm: 'dockerd' });
  } catch (e) {
    // The rules come first on the way in: a port that somebody else has is taken from him all the same.
    if (!(e instanceof NetError)) throw e;
  }
}

function release(tx: Tx, host: string, { proto, published }: Ports[number]): void {
  const pid = tx.get(controllers, host)?.pid ?? 1;
  for (const s of tx.by(sockets, 'bound', `${host}|${proto}|${published}`)) if (s.pid === pid) unlisten(tx, s.id);
}

/** In a task: what comes to the published port by the ingress network goes to the target, and nothing else comes that way; #redirector and #addRedirectRules. */
export function redirectIngress(tx: Tx, sandbox: Sandbox, endpoint: Endpoint, ports: Ports): void {
  const ip = endpoint.ipv4;
  if (ip === undefined || ports.length === 0) return;
  const here = one(ip);
  const src: Match = { m: 'src', cidr: here };
  program(tx, sandbox.netns, [
    ...ports.flatMap((p) => [
      entry(4, 'nat', 'PREROUTING', 'end', [dst(here), ...dport(p.proto, p.published)], {
        t: 'REDIRECT',
        toPorts: String(p.target),
      }),
      entry(
        4,
        'filter',
        'INPUT',
        'end',
        [dst(here), ...dport(p.proto, p.target), { m: 'ctstate', states: ['NEW', 'ESTABLISHED'] }],
        'ACCEPT',
      ),
      entry(
        4,
        'filter',
        'OUTPUT',
        'end',
        [src, ...fromPort(p.proto, p.target), { m: 'ctstate', states: ['ESTABLISHED'] }],
        'ACCEPT',
      ),
    ]),
    ...(['sctp', 'udp', 'tcp'] as const).flatMap((proto) => [
      entry(4, 'filter', 'INPUT', 'end', [dst(here), { m: 'proto', proto }], 'DROP'),
      entry(4, 'filter', 'OUTPUT', 'end', [src, { m: 'proto', proto }], 'DROP'),
    ]),
  ]);
}
