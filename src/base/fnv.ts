/** FNV-1a of 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/, Go's hash/fnv. */
export function fnv32a(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}
