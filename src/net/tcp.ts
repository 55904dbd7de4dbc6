import type { Tx } from '../base/index.ts';
import { recordExchange } from './exchange.ts';
import { type Failure, failureOf } from './fail.ts';
import { routeGet, sourceFor } from './read.ts';
import { endKey, type Ip, links, type Packet, type Stream, type StreamEnd, streams, type Trace } from './rows/index.ts';
import { nextId } from './seq.ts';
import { ephemeralPort } from './socket.ts';
import { headerOf, tcpHeader } from './walk/packet.ts';
import { type Flight, flyAll } from './walk/send.ts';

export interface ConnectOptions {
  readonly dst: Ip;
  readonly port: number;
  readonly src?: Ip;
  readonly sport?: number;
  readonly pid: number;
  readonly dev?: string;
}

export type ConnectResult = { readonly traces: readonly Trace[]; readonly rttMs: number; readonly exchange: string } & (
  | { readonly kind: 'open'; readonly stream: string; readonly side: 'a' }
  | Failure
);

/** connect(2): SYN, SYN+ACK and ACK walk. It succeeds before anybody accepts, as with a real listener. */
export function tcpConnect(tx: Tx, netns: string, options: ConnectOptions): ConnectResult {
  const syn = synOf(tx, netns, options);
  const bound = options.dev === undefined ? {} : { dev: options.dev };
  const flights = flyAll(tx, netns, { packet: syn, ...bound });
  const first = flights[0];
  const stream = first && opened(tx, netns, first, options.pid);
  let open = false;
  if (stream) {
    const { ending } = first;
    const answer = segment(stream.b, 'SA', { seq: 0, ack: 1 });
    const back = flyAll(tx, ending.at, { packet: answer });
    flights.push(...back);
    open = back[0]?.ending.outcome === 'delivered' && back[0].ending.at === netns;
    if (open) flights.push(...flyAll(tx, netns, { packet: segment(stream.a, 'A', { seq: 1, ack: 1 }), ...bound }));
    else tx.delete(streams, stream.id);
  }
  const failure = open
    ? undefined
    : failureOf(
        netns,
        flights,
        (about) => about.proto === 'tcp' && about.sport === syn.sport && about.dport === syn.dport,
      );
  const traces = flights.map((flight) => flight.trace);
  const { id: exchange } = recordExchange(tx, {
    netns,
    what: `tcp ${options.dst}:${options.port}`,
    outcome: failure?.kind ?? 'open',
    traces,
  });
  const all = { traces, rttMs: flights.reduce((sum, flight) => sum + flight.ms, 0), exchange };
  if (failure || !stream) return { ...(failure ?? { kind: 'timeout', errno: 'ETIMEDOUT' }), ...all };
  tx.patch(streams, stream.id, { exchange });
  return { kind: 'open', stream: stream.id, side: 'a', ...all };
}

function synOf(tx: Tx, netns: string, { dst, port, src, sport }: ConnectOptions): Packet {
  return {
    src: src ?? '',
    dst,
    proto: 'tcp',
    sport: sport ?? freePort(tx, netns, dst, port, src),
    dport: port,
    flags: 'S',
    seq: 0,
    ttl: 64,
    size: headerOf(dst) + tcpHeader(true),
    df: true,
  };
}

// __inet_check_established: the four-tuple must be new, the port alone need not be.
function freePort(tx: Tx, netns: string, dst: Ip, port: number, wanted: Ip | undefined): number {
  const route = routeGet(tx, netns, dst);
  const src = wanted ?? (route && sourceFor(tx, netns, dst, route)) ?? '0.0.0.0';
  for (let tries = 0; ; tries++) {
    const sport = ephemeralPort(tx, netns, 'tcp', src);
    const taken = tx.by(streams, 'aEnd', endKey({ netns, local: { ip: src, port: sport }, remote: { ip: dst, port } }));
    if (taken.length === 0 || tries > 64) return sport;
  }
}

function opened(tx: Tx, netns: string, flight: Flight, pid: number): Stream | undefined {
  const { socket, outcome, packet: arrived, at } = flight.ending;
  const sent = flight.trace.packet;
  if (outcome !== 'delivered' || !socket) return undefined;
  const ends = (packet: Packet) => ({
    src: { ip: packet.src, port: packet.sport ?? 0 },
    dst: { ip: packet.dst, port: packet.dport ?? 0 },
  });
  const [here, there] = [ends(sent), ends(arrived)];
  const [a, b] = [newEnd(tx, netns, here.src, here.dst, pid), newEnd(tx, at, there.dst, there.src, socket.pid)];
  // Each end tells the other in its SYN what it can take: the MSS option, RFC 9293 section 3.7.1.
  const pmtu = Math.min(a.pmtu, b.pmtu);
  const id = nextId(tx, 'stream');
  return tx.put(streams, id, {
    id,
    socket: socket.id,
    ...(socket.service === undefined ? {} : { service: socket.service }),
    accepted: false,
    exchange: '',
    a: { ...a, pmtu },
    b: { ...b, pmtu },
  });
}

function newEnd(tx: Tx, netns: string, local: StreamEnd['local'], remote: StreamEnd['remote'], pid: number): StreamEnd {
  const route = routeGet(tx, netns, remote.ip);
  const pmtu = (route && tx.get(links, route.link)?.mtu) ?? 1500;
  return { netns, local, remote, pid, sent: 0, pmtu, inbox: '', eof: false, reset: false, closed: false };
}

/** A segment from one end of a connection to the other, without data. */
export function segment(end: StreamEnd, flags: NonNullable<Packet['flags']>, more: Partial<Packet> = {}): Packet {
  return {
    src: end.local.ip,
    dst: end.remote.ip,
    proto: 'tcp',
    sport: end.local.port,
    dport: end.remote.port,
    flags,
    ttl: 64,
    size: headerOf(end.local.ip) + (flags === 'R' || flags === 'RA' ? 20 : tcpHeader(flags.startsWith('S'))),
    df: true,
    ...more,
  };
}
