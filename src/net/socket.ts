import { isIpv6, type Reader, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { isLocal } from './read.ts';
import { datagrams, type Ip, type Socket, sockets, streams } from './rows/index.ts';
import { nextId } from './seq.ts';
import { sysctl } from './sysctl.ts';

/** What bind(2) and listen(2) are told; port 0 asks for a free one. */
export interface NewSocket {
  readonly netns: string;
  readonly proto: Socket['proto'];
  readonly ip: Ip;
  readonly port: number;
  readonly pid: number;
  readonly comm: string;
  readonly service?: string;
  readonly data?: unknown;
  readonly v6only?: boolean;
  readonly reuseport?: boolean;
  /** UDP sockets are bound rather than listening; a TCP socket listens unless told otherwise. */
  readonly listening?: boolean;
}

const wild = (ip: Ip): boolean => ip === '0.0.0.0' || ip === '::';

/** bind(2) and listen(2). Throws EADDRINUSE or EADDRNOTAVAIL. */
export function listen(tx: Tx, wanted: NewSocket): Socket {
  const { netns, proto, ip } = wanted;
  const nonlocal = sysctl(tx, netns, `net.ipv${isIpv6(ip) ? 6 : 4}.ip_nonlocal_bind`) === '1';
  if (!wild(ip) && !nonlocal && !isLocal(tx, netns, ip)) throw new NetError('EADDRNOTAVAIL');
  const port = wanted.port || ephemeralPort(tx, netns, proto, ip);
  const clash = tx
    .by(sockets, 'bound', `${netns}|${proto}|${port}`)
    .some((other) => overlaps(other, wanted) && !(other.reuseport && wanted.reuseport));
  if (clash) throw new NetError('EADDRINUSE');
  const id = nextId(tx, 'sock');
  return tx.put(sockets, id, { listening: true, ...wanted, port, id });
}

// inet_rcv_saddr_equal: a wildcard takes in every address of its family; `::` takes in IPv4 unless it is v6only.
function overlaps(a: Pick<Socket, 'ip' | 'v6only'>, b: Pick<Socket, 'ip' | 'v6only'>): boolean {
  return (
    covers(a, b.ip) ||
    covers(b, a.ip) ||
    (wild(a.ip) && wild(b.ip) && (dual(a) || dual(b) || isIpv6(a.ip) === isIpv6(b.ip)))
  );
}

const dual = (socket: Pick<Socket, 'ip' | 'v6only'>): boolean => socket.ip === '::' && !socket.v6only;

function covers(socket: Pick<Socket, 'ip' | 'v6only'>, ip: Ip): boolean {
  if (socket.ip === ip) return true;
  if (socket.ip === '0.0.0.0') return !isIpv6(ip);
  return socket.ip === '::' && !wild(ip) && (isIpv6(ip) || !socket.v6only);
}

/** close(2) on a bound socket; connections already made go on. */
export function unlisten(tx: Tx, id: string): void {
  for (const datagram of tx.by(datagrams, 'waiting', id)) tx.delete(datagrams, datagram.id);
  for (const stream of tx.by(streams, 'waiting', id)) tx.delete(streams, stream.id);
  tx.delete(sockets, id);
}

/** Sockets of a namespace by protocol, port and address. */
export function socketsOf(r: Reader, netns: string): Socket[] {
  return r
    .by(sockets, 'netns', netns)
    .sort((a, b) =>
      a.proto < b.proto
        ? -1
        : a.proto > b.proto
          ? 1
          : a.port - b.port || (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : a.id.length - b.id.length),
    );
}

/** The socket that gets what arrives at this address and port; one bound to the very address goes first (inet_lookup_listener). */
export function socketFor(r: Reader, netns: string, proto: Socket['proto'], ip: Ip, port: number): Socket | undefined {
  const bound = r
    .by(sockets, 'bound', `${netns}|${proto}|${port}`)
    .filter((socket) => socket.listening && covers(socket, ip));
  return (
    bound.find((socket) => socket.ip === ip) ?? bound.find((socket) => (socket.ip === '::') === isIpv6(ip)) ?? bound[0]
  );
}

/** A free port of ip_local_port_range for a local address. */
export function ephemeralPort(tx: Tx, netns: string, proto: Socket['proto'], ip: Ip): number {
  const [low = 32768, high = 60999] = sysctl(tx, netns, 'net.ipv4.ip_local_port_range').split(/\s+/).map(Number);
  const span = high - low + 1;
  const start = tx.random(span);
  for (let i = 0; i < span; i++) {
    const port = low + ((start + i) % span);
    const taken = tx
      .by(sockets, 'bound', `${netns}|${proto}|${port}`)
      .some((socket) => covers(socket, ip) || covers({ ip }, socket.ip));
    if (!taken) return port;
  }
  throw new NetError('EADDRINUSE');
}
