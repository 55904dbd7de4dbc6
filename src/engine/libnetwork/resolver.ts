import { inCidr, type Reader } from '../../base/index.ts';
import { datagrams, datagramTake, listen, udpSend, unlisten } from '../../net/index.ts';
import {
  type App,
  type Conversation,
  type DnsQuery,
  type DnsRecord,
  type DnsReply,
  decodeQuery,
  decodeReply,
  dial,
  encodeQuery,
  encodeReply,
  expand6,
  type Run,
  replyTo,
  reverseAddress,
  until,
} from '../../os/index.ts';
import { hasExternalAccess, inGatewayOrder } from './gateway.ts';
import { type Heard, heardOf } from './gossip.ts';
import { endpoints, type Network, type Sandbox, sandboxes } from './rows.ts';

/** moby libnetwork/resolver.go */
const TTL = 600;
const MAX_SERVERS = 3;
const SERVER_TIMEOUT = 4000;

/** The embedded resolver: answers for the containers in the sandbox's networks and asks the outside for all other names. */
export const dockerResolver: App = function* (conn) {
  const id = (conn.socket.data as { readonly sandbox: string }).sandbox;
  for (;;) {
    const query = decodeQuery(yield* receive(conn));
    const sandbox = conn.world.get(sandboxes, id);
    if (!query || !sandbox) break;
    const reply = answer(conn, sandbox, query) ?? (yield* forward(conn, sandbox, query));
    if (conn.datagram) {
      conn.reply(encodeReply(reply));
      return 0;
    }
    yield* conn.send(encodeReply(reply));
  }
  conn.close();
  return 0;
};

function* receive(conn: Conversation): Run<string> {
  if (conn.datagram) return conn.datagram.data;
  const got = yield* conn.recv();
  return typeof got === 'object' ? got.data : '';
}

/** What the resolver knows itself; undefined when the question is for somebody outside. */
function answer(conn: Conversation, sandbox: Sandbox, query: DnsQuery): DnsReply | undefined {
  const r = conn.world;
  const record = (data: string): DnsRecord => ({ name: query.name, type: query.type, ttl: TTL, data });
  // The reply carries no EDNS record, whatever the question did.
  const found = (list: readonly string[]): DnsReply => replyTo(query, 'NOERROR', list.map(record));
  switch (query.type) {
    case 'A':
    case 'AAAA': {
      const known = resolveName(r, sandbox, query.name, query.type === 'A' ? 4 : 6);
      return known && found(shuffle(conn, known));
    }
    case 'MX':
      return resolveName(r, sandbox, query.name, 4) || resolveName(r, sandbox, query.name, 6) ? found([]) : undefined;
    case 'PTR': {
      const name = resolveIp(r, sandbox, reverseAddress(query.name));
      return name === undefined ? undefined : found([name]);
    }
    default:
      return undefined;
  }
}

/**
 * Addresses of a name: a link's alias or a container's name in the first joined network that knows it, then `name.network`
 * cut at every dot. An empty list is a name without an address of the family; undefined a name that nobody has.
 */
function resolveName(r: Reader, sandbox: Sandbox, asked: string, family: 4 | 6): readonly string[] | undefined {
  const name = asked.replace(/\.$/, '');
  const order = searchOrder(r, sandbox);
  const cuts = [...name.matchAll(/\./g)].map((m) => m.index).reverse();
  const wishes = [[name, ''], ...cuts.map((at) => [name.slice(0, at), name.slice(at + 1)])] as [string, string][];
  for (const [wanted, network] of wishes) {
    for (const alias of [true, false]) {
      let missed = false;
      for (const at of order) {
        if (network !== '' && network !== at.network.name) continue;
        const linked = at.endpoint.links[wanted];
        if (alias !== (linked !== undefined)) continue;
        const holders = named(r, at.network, linked ?? wanted);
        const ips = holders.flatMap((e) => (family === 4 ? e.ipv4 : e.ipv6) ?? []);
        if (ips.length > 0) return [...new Set(ips)];
        if (holders.length > 0) missed = true;
      }
      if (missed) return [];
    }
  }
  return undefined;
}

/** Networks of a swarm go first, the ingress network behind them, a host's own last; moby libnetwork/sandbox.go#ResolveName. */
function searchOrder(r: Reader, sandbox: Sandbox): ReturnType<typeof inGatewayOrder> {
  const rank = ({ network: n }: { readonly network: Network }) => (n.swarmId === undefined ? 2 : n.ingress ? 1 : 0);
  return inGatewayOrder(r, sandbox).sort((a, b) => rank(a) - rank(b));
}

interface Holder {
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** Joined endpoints of a network that go by a name. Names have no case. */
function named(r: Reader, network: Network, name: string): readonly Holder[] {
  const lower = name.toLowerCase();
  if (network.swarmId !== undefined) return namedInSwarm(heardOf(r, network.host, network.swarmId), network, lower);
  return r
    .by(endpoints, 'network', network.id)
    .filter((e) => e.sandbox !== undefined && e.dnsNames.some((n) => n.toLowerCase() === lower))
    .sort((a, b) => a.seq - b.seq);
}

/** What has been heard of: containers and tasks by their names, services by their virtual address or by all their tasks. */
function namedInSwarm(heard: readonly Heard[], network: Network, name: string): readonly Holder[] {
  if (network.ingress) return [];
  const known = heard.filter((h) => !h.balancer && (h.service?.enabled ?? true));
  const own = known.filter((h) => h.dnsNames.some((n) => n.toLowerCase() === name));
  if (own.length > 0) return own.map((h) => ({ ipv4: h.ip }));
  const names = ({ service }: Heard) => (service ? [service.name, ...service.aliases] : []).map((n) => n.toLowerCase());
  const tasks = known.filter((h) => names(h).some((n) => `tasks.${n}` === name));
  if (tasks.length > 0) return tasks.map((h) => ({ ipv4: h.ip }));
  return known.filter((h) => names(h).includes(name)).map((h) => ({ ipv4: h.service?.vip ?? h.ip }));
}

/** `web.net1.`: the first name of the endpoint that has the address, and its network. */
function resolveIp(r: Reader, sandbox: Sandbox, ip: string | undefined): string | undefined {
  if (ip === undefined) return undefined;
  const six = ip.includes(':') ? expand6(ip) : undefined;
  for (const { network } of searchOrder(r, sandbox)) {
    const pools = six === undefined ? network.ipv4 : network.ipv6;
    if (!pools.some((p) => inCidr(ip, p.subnet))) continue;
    if (network.swarmId !== undefined) {
      const known = heardOf(r, network.host, network.swarmId).find((h) => h.ip === ip && !h.balancer);
      if (known?.dnsNames[0] !== undefined && !network.ingress) return `${known.dnsNames[0]}.${network.name}.`;
      continue;
    }
    const holder = r
      .by(endpoints, 'network', network.id)
      .find(
        (e) =>
          e.sandbox !== undefined &&
          (six === undefined ? e.ipv4 === ip : e.ipv6 !== undefined && expand6(e.ipv6) === six),
      );
    if (holder?.dnsNames[0] !== undefined) return `${holder.dnsNames[0]}.${network.name}.`;
  }
  return undefined;
}

function shuffle(conn: Conversation, list: readonly string[]): string[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = conn.random(i + 1);
    const [a, b] = [out[i], out[j]];
    if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a];
  }
  return out;
}

/** Asks the external servers in turn; moby libnetwork/resolver.go#forwardExtDNS. */
function* forward(conn: Conversation, sandbox: Sandbox, query: DnsQuery): Run<DnsReply> {
  const single = !query.name.replace(/\.$/, '').includes('.');
  if (sandbox.ndots && single && (query.type === 'A' || query.type === 'AAAA')) return replyTo(query, 'NOERROR');
  const outside = hasExternalAccess(conn.world, sandbox);
  for (const server of sandbox.extServers.slice(0, MAX_SERVERS)) {
    if (server.host && !outside) continue;
    const netns = server.host ? sandbox.host : sandbox.netns;
    const reply = conn.datagram
      ? yield* askUdp(conn, netns, server.ip, query)
      : yield* askTcp(conn, netns, server.ip, query);
    if (reply && reply.rcode !== 'SERVFAIL' && reply.rcode !== 'REFUSED') return reply;
  }
  return { ...replyTo(query, 'SERVFAIL'), ra: false };
}

function* askUdp(conn: Conversation, netns: string, server: string, query: DnsQuery): Run<DnsReply | undefined> {
  const { socket, sent } = conn.transact((tx) => {
    const wildcard = server.includes(':') ? '::' : '0.0.0.0';
    const own = listen(tx, { netns, proto: 'udp', ip: wildcard, port: 0, pid: conn.pid, comm: 'dockerd' });
    const result = udpSend(tx, netns, {
      dst: server,
      dport: 53,
      sport: own.port,
      data: encodeQuery(query),
      pid: conn.pid,
    });
    // A socket that does not ask for them (ip(7), IP_RECVERR) never hears that a network or a host is unreachable.
    return { socket: own, sent: ['sent', 'net-unreachable', 'host-unreachable'].includes(result.kind) };
  });
  const arrived = (): boolean => conn.world.by(datagrams, 'waiting', socket.id).length > 0;
  const got = sent && (yield* until(arrived, SERVER_TIMEOUT));
  return conn.transact((tx) => {
    const letter = got ? datagramTake(tx, socket.id) : undefined;
    unlisten(tx, socket.id);
    return letter && decodeReply(letter.data);
  });
}

function* askTcp(conn: Conversation, netns: string, server: string, query: DnsQuery): Run<DnsReply | undefined> {
  const dialed = yield* dial(conn, server, 53, { timeout: SERVER_TIMEOUT, netns });
  if (dialed.kind !== 'open') return undefined;
  yield* dialed.connection.send(encodeQuery(query));
  const got = yield* dialed.connection.recv(SERVER_TIMEOUT);
  dialed.connection.close();
  return typeof got === 'object' ? decodeReply(got.data) : undefined;
}
