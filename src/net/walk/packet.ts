import { isIpv6 } from '../../base/index.ts';
import type { Flow, Packet } from '../rows/index.ts';

/** Bytes of the IP header. */
export function headerOf(ip: string): number {
  return isIpv6(ip) ? 40 : 20;
}

/** Bytes of a TCP header with the options that Linux sends: MSS, SACK, timestamps and window scale on SYN, timestamps after. */
export function tcpHeader(syn: boolean): number {
  return syn ? 40 : 32;
}

/** The flow of a packet; ICMP errors have none of their own. */
export function flowOf(packet: Packet): Flow | undefined {
  const { proto, src, dst } = packet;
  if (packet.icmp) {
    if (packet.icmp.about) return undefined;
    return { proto, src, sport: packet.icmp.id, dst, dport: packet.icmp.id };
  }
  return { proto, src, sport: packet.sport ?? 0, dst, dport: packet.dport ?? 0 };
}

/** The flow of an answer. */
export function invert(flow: Flow): Flow {
  return { proto: flow.proto, src: flow.dst, sport: flow.dport, dst: flow.src, dport: flow.sport };
}

/** Whether it is a ping: RFC 792, RFC 4443. */
export function isEchoRequest(packet: Packet): boolean {
  return packet.icmp !== undefined && packet.icmp.type === (packet.proto === 'icmp' ? 8 : 128);
}

/** Whether it answers a ping. */
export function isEchoReply(packet: Packet): boolean {
  return packet.icmp !== undefined && packet.icmp.type === (packet.proto === 'icmp' ? 0 : 129);
}

/** Whether it is an ICMP error, which quotes what it is about. */
export function isIcmpError(packet: Packet): boolean {
  return packet.icmp?.about !== undefined;
}

export type ErrorKind =
  | 'net'
  | 'host'
  | 'proto'
  | 'port'
  | 'toobig'
  | 'net-prohibited'
  | 'host-prohibited'
  | 'admin-prohibited'
  | 'ttl';

// RFC 792 and RFC 1812 section 5.2.7; RFC 4443 section 3.
const V4: Readonly<Record<ErrorKind, readonly [number, number]>> = {
  net: [3, 0],
  host: [3, 1],
  proto: [3, 2],
  port: [3, 3],
  toobig: [3, 4],
  'net-prohibited': [3, 9],
  'host-prohibited': [3, 10],
  'admin-prohibited': [3, 13],
  ttl: [11, 0],
};
const V6: Readonly<Record<ErrorKind, readonly [number, number]>> = {
  net: [1, 0],
  host: [1, 3],
  proto: [4, 1],
  port: [1, 4],
  toobig: [2, 0],
  'net-prohibited': [1, 1],
  'host-prohibited': [1, 1],
  'admin-prohibited': [1, 1],
  ttl: [3, 0],
};

/** The ICMP error about a packet, or undefined where none may be sent: RFC 1122 section 3.2.2 (errors, broadcasts, no source). */
export function icmpError(about: Packet, kind: ErrorKind, src: string, mtu?: number): Packet | undefined {
  if (isIcmpError(about) || about.src === '' || about.dst === '255.255.255.255') return undefined;
  const six = isIpv6(about.src);
  const [type, code] = (six ? V6 : V4)[kind];
  // IPv4 quotes up to 576 bytes in all, IPv6 up to 1280 (icmp_send, icmp6_send).
  const size = Math.min(headerOf(about.src) + 8 + about.size, six ? 1280 : 576);
  const { data: _data, ...quoted } = about;
  return {
    src,
    dst: about.src,
    proto: six ? 'icmpv6' : 'icmp',
    icmp: { type, code, id: 0, seq: 0, about: quoted, ...(mtu === undefined ? {} : { mtu }) },
    ttl: 64,
    size,
  };
}

/** The answer to an echo request: same id, sequence and size. */
export function echoReply(request: Packet): Packet {
  const { id, seq } = request.icmp ?? { id: 0, seq: 0 };
  // The kernel's ICMP socket never asks for DF (icmp_sk_init: IP_PMTUDISC_DONT).
  const { ttl: _ttl, mark: _mark, df: _df, gso: _gso, ...rest } = request;
  return {
    ...rest,
    src: request.dst,
    dst: request.src,
    icmp: { type: request.proto === 'icmp' ? 0 : 129, code: 0, id, seq },
    ttl: 64,
  };
}

/** The RST that answers a segment, RFC 9293 section 3.5.2. */
export function resetFor(segment: Packet): Packet {
  return {
    src: segment.dst,
    dst: segment.src,
    proto: 'tcp',
    sport: segment.dport ?? 0,
    dport: segment.sport ?? 0,
    flags: segment.flags === 'S' ? 'RA' : 'R',
    seq: segment.flags === 'S' ? 0 : (segment.ack ?? 0),
    ...(segment.flags === 'S' ? { ack: 1 } : {}),
    ttl: 64,
    size: headerOf(segment.dst) + 20,
  };
}
