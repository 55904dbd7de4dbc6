import { bytesOf, hexOf } from './bytes.ts';

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in hexadecimal. */
export function sha256(text: string): string {
  return hexOf(sha256Of(bytesOf(text)));
}

/** SHA-256 of bytes. */
export function sha256Of(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((message.length + 8) >> 6) * 64 + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8);
  new DataView(padded.buffer).setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  const hash = Uint32Array.from(INITIAL);
  for (let at = 0; at < padded.length; at += 64) block(hash, new DataView(padded.buffer, at, 64));
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of hash.entries()) digest.setUint32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function block(hash: Uint32Array, data: DataView): void {
  const w = new Uint32Array(64);
  const at = (i: number) => w[i] ?? 0;
  for (let i = 0; i < 16; i++) w[i] = data.getUint32(i * 4);
  for (let i = 16; i < 64; i++) {
    const s0 = rotate(at(i - 15), 7) ^ rotate(at(i - 15), 18) ^ (at(i - 15) >>> 3);
    const s1 = rotate(at(i - 2), 17) ^ rotate(at(i - 2), 19) ^ (at(i - 2) >>> 10);
    w[i] = at(i - 16) + s0 + at(i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + at(i)) | 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) hash[i] = (hash[i] ?? 0) + word;
}

/** The first primes, whose roots' fractions are the constants. */
const PRIMES = Array.from({ length: 312 }, (_, i) => i).filter(
  (n) => n > 1 && !Array.from({ length: 18 }, (_, i) => i + 2).some((d) => d < n && n % d === 0 && d * d <= n),
);
/** The first 32 bits of a root's fraction, exactly: the integer root of the number times a power of two. */
function fraction(n: number, root: 2 | 3): number {
  const target = BigInt(n) << BigInt(32 * root);
  const power = BigInt(root);
  let low = 0n;
  let high = 1n << 40n;
  while (low < high - 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2));
const ROUND = PRIMES.slice(0, 64).map((prime) => fraction(prime, 3));
