import { bytesOf, textOf } from './bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, of a text in UTF-8. */
export function base64(text: string): string {
  return base64Of(bytesOf(text));
}

/** RFC 4648, of bytes. */
export function base64Of(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63]);
    out += chars.map((ch, k) => ((k === 2 && b === undefined) || (k === 3 && c === undefined) ? '=' : ch)).join('');
  }
  return out;
}

/** The text behind base64; what is not of its alphabet is passed over. */
export function base64Decode(text: string): string {
  return textOf(base64Bytes(text));
}

/** The bytes behind base64. */
export function base64Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const ch of text) {
    const value = ALPHABET.indexOf(ch);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Uint8Array.from(bytes);
}
