import { table } from '../../base/index.ts';
import type { Ip } from './links.ts';

/** A flow: source and destination as the first packet had them. Ports are the ICMP id for icmp. */
export interface Flow {
  readonly proto: string;
  readonly src: Ip;
  readonly sport: number;
  readonly dst: Ip;
  readonly dport: number;
}

/** conntrack(8): the original direction and what the reply is expected to look like (that is where NAT lives). */
export interface Conn {
  readonly id: string;
  readonly netns: string;
  readonly orig: Flow;
  readonly reply: Flow;
  readonly replied: boolean;
  readonly natted: 'none' | 'src' | 'dst' | 'both';
  /** A FIN or RST has been seen: it is kept only a little longer. */
  readonly closing?: boolean;
  readonly at: number;
}

/** The entries of conntrack by id. */
export const conns = table<Conn>('net.conntrack', {
  orig: (c) => `${c.netns}|${flowKey(c.orig)}`,
  reply: (c) => `${c.netns}|${flowKey(c.reply)}`,
  netns: (c) => c.netns,
});

/** A flow as text, for an index. */
export function flowKey(f: Flow): string {
  return `${f.proto} ${f.src}:${f.sport} ${f.dst}:${f.dport}`;
}

/** A bound socket. `service` names what answers it (apps), else the process `pid` reads it itself. */
export interface Socket {
  readonly id: string;
  readonly netns: string;
  readonly proto: 'tcp' | 'udp' | 'sctp';
  /** `0.0.0.0`, `::` (dual stack unless `v6only`), or one address. */
  readonly ip: Ip;
  readonly port: number;
  readonly v6only?: boolean;
  /** SO_REUSEPORT: others that set it too may bind the same; socket(7). */
  readonly reuseport?: boolean;
  readonly listening: boolean;
  readonly pid: number;
  readonly comm: string;
  readonly service?: string;
  /** What the service needs to know: plain data, read by the app. */
  readonly data?: unknown;
}

/** Bound sockets by id. */
export const sockets = table<Socket>('net.sockets', {
  netns: (s) => s.netns,
  bound: (s) => `${s.netns}|${s.proto}|${s.port}`,
  pid: (s) => String(s.pid),
});

/** An established TCP connection: what each side has sent and the other has not read yet. Side `a` called connect(2). */
export interface Stream {
  readonly id: string;
  readonly socket: string;
  readonly a: StreamEnd;
  readonly b: StreamEnd;
  readonly service?: string;
  /** The exchange to which its packets are added while that is kept. */
  readonly exchange: string;
}

export interface StreamEnd {
  readonly netns: string;
  /** Addresses as this end sees them. */
  readonly local: { readonly ip: Ip; readonly port: number };
  readonly remote: { readonly ip: Ip; readonly port: number };
  readonly pid: number;
  /** Bytes sent so far, and the size of the packets that the path is known to take. */
  readonly sent: number;
  readonly pmtu: number;
  /** Received and unread. */
  readonly inbox: string;
  /** The other end has closed its direction (FIN). */
  readonly eof: boolean;
  readonly reset: boolean;
  /** This end has called close(2). */
  readonly closed: boolean;
}

/** Indexed by what must be started for it: `accept` finds connections that wait for accept(2). */
export const streams = table<Stream & { readonly accepted: boolean }>('net.streams', {
  aNetns: (s) => s.a.netns,
  bNetns: (s) => s.b.netns,
  // The same socket seen from either end: what `ss` lists and an arriving segment looks up.
  aEnd: (s) => endKey(s.a),
  bEnd: (s) => endKey(s.b),
  waiting: (s) => (s.accepted ? undefined : s.service === undefined ? s.socket : 'service'),
});

/** The four-tuple of one end of a connection. */
export function endKey(end: Pick<StreamEnd, 'netns' | 'local' | 'remote'>): string {
  return `${end.netns}|${end.local.ip}:${end.local.port} ${end.remote.ip}:${end.remote.port}`;
}

/** A datagram that waits for recvfrom(2) on a socket. */
export interface Datagram {
  readonly id: string;
  readonly socket: string;
  readonly service?: string;
  readonly from: { readonly ip: Ip; readonly port: number };
  readonly to: { readonly ip: Ip; readonly port: number };
  readonly data: string;
}

/** Datagrams that wait to be received, by id. */
export const datagrams = table<Datagram>('net.datagrams', {
  waiting: (d) => (d.service === undefined ? d.socket : 'service'),
});
