import { byteLength } from '../../base/index.ts';

/** The beginning of a text that is at most `bytes` long in UTF-8. */
export function firstBytes(text: string, bytes: number): string {
  if (text.length * 4 <= bytes) return text;
  let used = 0;
  let end = 0;
  for (const c of text) {
    used += byteLength(c);
    if (used > bytes) break;
    end += c.length;
  }
  return text.slice(0, end);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, of a text in UTF-8. */
export function base64(text: string): string {
  const bytes = utf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => ALPHABET[(bits >> shift) & 63]);
    out += chars.map((ch, k) => ((k === 2 && b === undefined) || (k === 3 && c === undefined) ? '=' : ch)).join('');
  }
  return out;
}

function utf8(text: string): number[] {
  return [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)].map(([, hex, plain]) =>
    hex === undefined ? (plain ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
  );
}
