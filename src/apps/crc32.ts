/** CRC-32 of ISO 3309, as zlib has it; `before` is that of the bytes before these. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let h = ~before >>> 0;
  for (const c of bytes) {
    h ^= c;
    for (let bit = 0; bit < 8; bit++) h = (h >>> 1) ^ (h & 1 ? 0xedb88320 : 0);
  }
  return ~h >>> 0;
}
