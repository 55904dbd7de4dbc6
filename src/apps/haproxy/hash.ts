import { crc32 } from '../crc32.ts';
/** The hash functions of `hash-type`; configuration manual, and what HAProxy chose of them as recorded. */
export interface HashType {
  readonly consistent: boolean;
  readonly name: 'sdbm' | 'djb2' | 'wt6' | 'crc32';
  readonly avalanche: boolean;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

function sdbm(text: string): number {
  let h = 0;
  for (const c of bytesOf(text)) h = (c + (h << 6) + (h << 16) - h) >>> 0;
  return h;
}

function djb2(text: string): number {
  let h = 5381;
  for (const c of bytesOf(text)) h = ((h << 5) + h + c) >>> 0;
  return h;
}

function wt6(text: string): number {
  let [h0, h1] = [0xa53c965a, 0x5ca6953a];
  let [s0, s1] = [6, 18];
  const turned = (h: number, by: number) => (by === 0 ? h : ((h << by) | (h >>> (32 - by))) >>> 0);
  for (const c of bytesOf(text)) {
    h0 = ~(h0 ^ c) >>> 0;
    h1 = ~(h1 + c) >>> 0;
    [h0, h1] = [turned(h1, s0), turned(h0, s1)];
    const t = ((h0 >>> 16) ^ h1) & 0xffff;
    [s0, s1] = [t & 0x1f, t >>> 11];
  }
  return (h0 ^ h1) >>> 0;
}

const FUNCTIONS = { sdbm, djb2, wt6, crc32: (text: string) => crc32(bytesOf(text)) };

/** Bob Jenkins' full avalanche of 32 bits, spread by a prime. */
function avalanche(value: number): number {
  let a = value >>> 0;
  a = (a + 0x7ed55d16 + (a << 12)) >>> 0;
  a = (a ^ 0xc761c23c ^ (a >>> 19)) >>> 0;
  a = (a + 0x165667b1 + (a << 5)) >>> 0;
  a = ((a + 0xd3a2646c) ^ (a << 9)) >>> 0;
  a = (a + 0xfd7046c5 + (a << 3)) >>> 0;
  a = (a ^ 0xb55a4f09 ^ (a >>> 16)) >>> 0;
  return Math.imul(a, 3_221_225_473) >>> 0;
}

/** The hash of a text, or of an IPv4 address, which is its own. */
export function hashOf(type: HashType, key: string, address = false): number {
  const bare = address ? key.split('.').reduce((n, part) => n * 256 + Number(part), 0) : FUNCTIONS[type.name](key);
  return type.avalanche ? avalanche(bare) : bare >>> 0;
}

/** Points of a server on the ring for each of its weight, and how far the numbers of two servers are apart. */
const [POINTS, RANGE] = [16, 4096];

/** A server that takes part: its position in the backend, and its weight. */
export interface Share {
  readonly index: number;
  readonly weight: number;
}

/** As many slots as there is weight, the servers spread over them; recalc_server_map of HAProxy. */
export function slotsOf(shares: readonly Share[]): readonly number[] {
  const total = shares.reduce((sum, s) => sum + s.weight, 0);
  const scores = shares.map(() => 0);
  return Array.from({ length: total }, () => {
    let best = 0;
    let most = -1;
    for (const [i, s] of shares.entries()) {
      scores[i] = (scores[i] ?? 0) + s.weight;
      const due = Math.floor(((scores[i] ?? 0) + total) / total);
      if (due > most) [best, most] = [i, due];
    }
    scores[best] = (scores[best] ?? 0) - total;
    return shares[best]?.index ?? 0;
  });
}

/** The ring of `hash-type consistent`: the servers in the order of their points. */
export function ringOf(shares: readonly Share[]): readonly { readonly index: number; readonly at: number }[] {
  const points = (s: Share) => Array.from({ length: s.weight * POINTS }, (_, n) => (s.index + 1) * RANGE + n);
  return shares
    .flatMap((s) => points(s).map((n) => ({ index: s.index, at: avalanche(n) })))
    .sort((a, b) => a.at - b.at);
}

/** The server nearest to a hash on the ring. */
export function nearest(shares: readonly Share[], hash: number): number | undefined {
  const ring = ringOf(shares);
  const found = ring.findIndex((p) => p.at >= hash);
  const next = ring[Math.max(found, 0)];
  const before = ring.at(found <= 0 ? -1 : found - 1);
  if (!next || !before) return undefined;
  return (hash - before.at) >>> 0 <= (next.at - hash) >>> 0 ? before.index : next.index;
}
