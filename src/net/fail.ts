import type { NetCode } from './errors.ts';
import type { Packet } from './rows/index.ts';
import type { Flight } from './walk/send.ts';

/** How an attempt to reach somebody failed, and what the socket call says of it. */
export interface Failure {
  readonly kind:
    | 'refused'
    | 'timeout'
    | 'no-route'
    | 'host-unreachable'
    | 'net-unreachable'
    | 'admin-prohibited'
    | 'too-long';
  readonly errno: NetCode;
}

/** What the flights of an attempt say of it: a reset or an ICMP error that got back, else what the first packet met locally. */
export function failureOf(netns: string, flights: readonly Flight[], asks: (about: Packet) => boolean): Failure {
  for (const { ending } of flights) {
    if (ending.outcome !== 'delivered' || ending.at !== netns) continue;
    const { packet } = ending;
    if (packet.proto === 'tcp' && packet.flags?.startsWith('R')) return { kind: 'refused', errno: 'ECONNREFUSED' };
    const quoted = packet.icmp?.about;
    if (packet.icmp && quoted && asks(quoted))
      return told(packet.proto === 'icmp' ? 4 : 6, packet.icmp.type, packet.icmp.code);
  }
  switch (flights[0]?.ending.errno) {
    case 'ENETUNREACH':
      return { kind: 'no-route', errno: 'ENETUNREACH' };
    case 'EHOSTUNREACH':
      return { kind: 'host-unreachable', errno: 'EHOSTUNREACH' };
    case 'EMSGSIZE':
      return { kind: 'too-long', errno: 'EMSGSIZE' };
    case 'EACCES':
      return { kind: 'no-route', errno: 'EACCES' };
    case 'EINVAL':
      return { kind: 'no-route', errno: 'EINVAL' };
    default:
      return { kind: 'timeout', errno: 'ETIMEDOUT' };
  }
}

// icmp_err_convert (net/ipv4/icmp.c) and icmpv6_err_convert (net/ipv6/icmp.c).
function told(family: 4 | 6, type: number, code: number): Failure {
  const host: Failure = { kind: 'host-unreachable', errno: 'EHOSTUNREACH' };
  const refused: Failure = { kind: 'refused', errno: 'ECONNREFUSED' };
  const net: Failure = { kind: 'net-unreachable', errno: 'ENETUNREACH' };
  if (family === 6) {
    if (type === 2) return { kind: 'too-long', errno: 'EMSGSIZE' };
    if (type !== 1) return host;
    return code === 0 ? net : code === 1 ? { kind: 'admin-prohibited', errno: 'EACCES' } : code === 4 ? refused : host;
  }
  if (type !== 3) return host;
  switch (code) {
    case 0:
      return net;
    case 3:
      return refused;
    case 4:
      return { kind: 'too-long', errno: 'EMSGSIZE' };
    case 9:
      return { kind: 'admin-prohibited', errno: 'ENETUNREACH' };
    case 10:
    case 13:
      return { kind: 'admin-prohibited', errno: 'EHOSTUNREACH' };
    default:
      return host;
  }
}
