import { bytesOf, concat } from '../base/index.ts';

/** A number in so many bytes, the highest first. */
export function uint(size: number, n: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(n / 256 ** (size - 1 - i)) & 0xff);
}

/** A vector: its length in `size` bytes, then what is in it; RFC 8446 3.4. */
export function vector(size: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  return concat(uint(size, body.length), body);
}

/** A text as a vector. */
export const name = (size: number, text: string): Uint8Array => vector(size, bytesOf(text));

/** Takes bytes apart from the left. What is beyond the end reads as nothing. */
export interface Cursor {
  take(length: number): Uint8Array;
  uint(size: number): number;
  vector(size: number): Uint8Array;
  readonly left: number;
}

/** A cursor at the beginning of some bytes. */
export function cursor(bytes: Uint8Array): Cursor {
  let at = 0;
  const take = (length: number): Uint8Array => {
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  const number = (size: number): number => take(size).reduce((sum, b) => sum * 256 + b, 0);
  return {
    take,
    uint: number,
    vector: (size) => take(number(size)),
    get left() {
      return Math.max(0, bytes.length - at);
    },
  };
}
