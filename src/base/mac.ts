import { ipFromBits, ipToBigInt } from './ip.ts';
import type { Tx } from './world.ts';

/** A random unicast, locally administered address, as netlink's users draw them (IEEE 802: bit 1 set, bit 0 clear). */
export function randomMac(tx: Tx): string {
  const octets = Array.from({ length: 6 }, () => tx.random(256));
  return octets.map((octet, i) => hex(i === 0 ? (octet & 0xfe) | 0x02 : octet)).join(':');
}

/** `02:42:` and the four octets of an IPv4 address. */
export function macFromIp(ip: string): string {
  const bits = ipToBigInt(ip);
  return ['02', '42', ...[24n, 16n, 8n, 0n].map((shift) => hex(Number((bits >> shift) & 255n)))].join(':');
}

/** Lower-case text of a MAC written with colons or dashes; undefined if it is none. */
export function parseMac(text: string): string | undefined {
  return /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase().replaceAll('-', ':') : undefined;
}

/** The link-local IPv6 address that a MAC gives: RFC 4291 appendix A (modified EUI-64). */
export function linkLocalOf(mac: string): string {
  const octets = mac.split(':').map((octet) => Number.parseInt(octet, 16));
  const [first = 0, ...rest] = octets;
  const eui = [first ^ 0x02, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  return ipFromBits(6, (0xfe80n << 112n) | eui.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n));
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
