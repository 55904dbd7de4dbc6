import ipaddr from 'ipaddr.js';

/** What an address is made of: `bits` as an unsigned integer. */
interface Bits {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** A parsed `address/prefix`; the host bits are kept as they were written. */
export interface ParsedCidr {
  readonly ip: string;
  readonly prefix: number;
  readonly family: 4 | 6;
}

// The same few addresses are asked for again and again by every packet; parsing is pure, so remembering is safe.
const LIMIT = 65536;
function remember<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined || known.has(text)) return hit as V;
    if (known.size >= LIMIT) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}

// inet_pton(3): exactly four decimal numbers without leading zeros.
function quad(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

const bitsOf = remember((text: string): Bits | undefined => {
  if (!text.includes(':')) {
    const bits = quad(text);
    return bits === undefined ? undefined : { family: 4, bits };
  }
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const bits = ipaddr.IPv6.parse(text).parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
  return { family: 6, bits };
});

function must(ip: string): Bits {
  const bits = bitsOf(ip);
  if (!bits) throw new Error(`not an address: ${ip}`);
  return bits;
}

/** The canonical text of an address (IPv6 as RFC 5952 has it), or undefined if it is none. */
export const parseIp = remember((text: string): string | undefined => {
  const it = bitsOf(text);
  return it && ipFromBits(it.family, it.bits);
});

/** Whether the text is an IPv4 address. */
export function isIpv4(text: string): boolean {
  return bitsOf(text)?.family === 4;
}

/** Whether the text is an IPv6 address without a zone. */
export function isIpv6(text: string): boolean {
  return bitsOf(text)?.family === 6;
}

/** 4 or 6, of a valid address. */
export function familyOf(ip: string): 4 | 6 {
  return must(ip).family;
}

/** The address as an unsigned integer. */
export function ipToBigInt(ip: string): bigint {
  return must(ip).bits;
}

/** An IPv4 address as an unsigned 32-bit number. */
export function ipToNumber(ip: string): number {
  return Number(must(ip).bits);
}

/** The text of an address given as an integer. */
export function ipFromBits(family: 4 | 6, bits: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
  // RFC 5952 section 5: an IPv4-mapped address shows its IPv4 part.
  if (bits >> 32n === 0xffffn) return `::ffff:${ipFromBits(4, bits & 0xffffffffn)}`;
  const parts = Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(112 - 16 * i)) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}

/** The address `n` further on. */
export function ipAdd(ip: string, n: number | bigint): string {
  const { family, bits } = must(ip);
  return ipFromBits(family, BigInt.asUintN(family === 4 ? 32 : 128, bits + BigInt(n)));
}

/** Orders addresses: IPv4 before IPv6, then by number. */
export function ipCompare(a: string, b: string): number {
  const [x, y] = [must(a), must(b)];
  if (x.family !== y.family) return x.family - y.family;
  return x.bits < y.bits ? -1 : x.bits > y.bits ? 1 : 0;
}

/** Reads `address/prefix`; undefined unless both are valid. A netmask in place of the prefix is not a Cidr. */
export const parseCidr = remember((text: string): ParsedCidr | undefined => {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const it = bitsOf(address);
  if (!it || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length);
  return prefix > width(it.family) ? undefined : { ip: ipFromBits(it.family, it.bits), prefix, family: it.family };
});

interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

const blockOf = remember((cidr: string): Block => {
  const it = parseCidr(cidr) ?? parseCidr(`${cidr}/${width(must(cidr).family)}`);
  if (!it) throw new Error(`not a block: ${cidr}`);
  const host = (1n << BigInt(width(it.family) - it.prefix)) - 1n;
  const first = must(it.ip).bits & ~host;
  return { family: it.family, first, last: first | host, prefix: it.prefix };
});

function width(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** Whether the address lies in the block; never, if they are of different families. */
export function inCidr(ip: string, cidr: string): boolean {
  const [it, block] = [must(ip), blockOf(cidr)];
  return it.family === block.family && it.bits >= block.first && it.bits <= block.last;
}

/** The block without its host bits: `172.17.0.0/16` of `172.17.0.5/16`. */
export const networkOf = remember((cidr: string): string => {
  const block = blockOf(cidr);
  return `${ipFromBits(block.family, block.first)}/${block.prefix}`;
});

/** First address of the block: `172.17.0.0` of `172.17.0.5/16`. */
export const firstOf = remember((cidr: string): string => {
  const block = blockOf(cidr);
  return ipFromBits(block.family, block.first);
});

/** Last address of the block, which is an IPv4 subnet's broadcast address. */
export const broadcastOf = remember((cidr: string): string => {
  const block = blockOf(cidr);
  return ipFromBits(block.family, block.last);
});

/** Whether two blocks share an address. */
export function cidrOverlap(a: string, b: string): boolean {
  const [x, y] = [blockOf(a), blockOf(b)];
  return x.family === y.family && x.first <= y.last && y.first <= x.last;
}

/** Whether block `inner` lies wholly in block `outer`. */
export function cidrContains(outer: string, inner: string): boolean {
  const [x, y] = [blockOf(outer), blockOf(inner)];
  return x.family === y.family && x.first <= y.first && y.last <= x.last;
}
