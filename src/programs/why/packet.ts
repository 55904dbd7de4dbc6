import type { Packet } from '../../net/index.ts';

const ICMP: Readonly<Record<number, string>> = {
  0: 'echo reply',
  3: 'unreachable',
  5: 'redirect',
  8: 'echo request',
  11: 'time exceeded',
};
const ICMP6: Readonly<Record<number, string>> = {
  1: 'unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  128: 'echo request',
  129: 'echo reply',
};
const FLAGS: Readonly<Record<string, string>> = {
  S: 'SYN',
  SA: 'SYN+ACK',
  A: 'ACK',
  PA: 'data',
  FA: 'FIN',
  R: 'RST',
  RA: 'RST',
};

/** Where a packet comes from and goes to: `172.18.0.2:40000 > 172.18.0.3:80`. */
export function ends(p: Packet): string {
  const end = (ip: string, port: number | undefined) =>
    port === undefined ? ip : `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
  // no route, no source address
  return `${p.src === '' ? '' : `${end(p.src, p.sport)} `}> ${end(p.dst, p.dport)}`;
}

/** A packet in a line: what it is, and its ends. */
export function packetText(p: Packet): string {
  if (p.icmp) return `ICMP ${(p.proto === 'icmpv6' ? ICMP6 : ICMP)[p.icmp.type] ?? p.icmp.type} ${ends(p)}`;
  if (p.proto === 'tcp') return `TCP ${FLAGS[p.flags ?? ''] ?? ''} ${ends(p)}`.replace('  ', ' ');
  return `${p.proto.toUpperCase()} ${ends(p)}`;
}
