import { byteLength, type Reader, type Tx } from '../base/index.ts';
import { recordExchange } from './exchange.ts';
import { type Failure, failureOf } from './fail.ts';
import { type Datagram, datagrams, type Ip, type Packet, type Trace } from './rows/index.ts';
import { nextId } from './seq.ts';
import { ephemeralPort } from './socket.ts';
import { headerOf } from './walk/packet.ts';
import { flyAll } from './walk/send.ts';

export interface UdpOptions {
  readonly dst: Ip;
  readonly dport: number;
  readonly src?: Ip;
  readonly sport?: number;
  readonly data: string;
  readonly pid?: number;
  readonly dev?: string;
  /** IP_TTL; 64 unless told. */
  readonly ttl?: number;
}

/** `traces`: the datagram's own way first, then what answered it at once (an ICMP error). */
export type UdpResult = ({ readonly kind: 'sent' } | Failure) & {
  readonly trace: Trace;
  readonly traces: readonly Trace[];
  readonly sport: number;
  readonly ms: number;
};

/** sendto(2) on a UDP socket. `timeout` never happens: a datagram that is lost was still sent. */
export function udpSend(tx: Tx, netns: string, options: UdpOptions): UdpResult {
  const { dst, dport, data } = options;
  const sport = options.sport ?? ephemeralPort(tx, netns, 'udp', options.src ?? '0.0.0.0');
  const packet: Packet = {
    src: options.src ?? '',
    dst,
    proto: 'udp',
    sport,
    dport,
    ttl: options.ttl ?? 64,
    size: headerOf(dst) + 8 + byteLength(data),
    data,
  };
  const flights = flyAll(tx, netns, { packet, ...(options.dev === undefined ? {} : { dev: options.dev }) });
  const [first] = flights;
  if (!first) throw new Error('a packet that did not walk');
  const traces = flights.map((flight) => flight.trace);
  const { ending } = first;
  if (ending.outcome === 'delivered' && ending.socket) put(tx, ending.socket.id, ending.socket.service, ending.packet);
  const failure = failureOf(
    netns,
    flights,
    (about) => about.proto === 'udp' && about.sport === sport && about.dport === dport,
  );
  const result = failure.kind === 'timeout' ? ({ kind: 'sent' } as const) : failure;
  recordExchange(tx, {
    netns,
    what: `udp ${dst}:${dport}`,
    outcome: ending.outcome === 'delivered' ? 'delivered' : result.kind,
    traces,
  });
  return { ...result, trace: first.trace, traces, sport, ms: first.ms };
}

function put(tx: Tx, socket: string, service: string | undefined, packet: Packet): void {
  const id = nextId(tx, 'dgram');
  tx.put(datagrams, id, {
    id,
    socket,
    ...(service === undefined ? {} : { service }),
    from: { ip: packet.src, port: packet.sport ?? 0 },
    to: { ip: packet.dst, port: packet.dport ?? 0 },
    data: packet.data ?? '',
  });
}

/** Datagrams that wait on a socket, oldest first. */
export function datagramsOf(r: Reader, socket: string): Datagram[] {
  return r.by(datagrams, 'waiting', socket).sort((a, b) => Number(a.id.slice(5)) - Number(b.id.slice(5)));
}

/** recvfrom(2): the oldest datagram that waits on the socket. */
export function datagramTake(tx: Tx, socket: string): Datagram | undefined {
  const [first] = datagramsOf(tx, socket);
  if (first) tx.delete(datagrams, first.id);
  return first;
}
