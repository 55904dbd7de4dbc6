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
