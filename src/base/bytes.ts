const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What stands for a byte that is no UTF-8: a lone surrogate from U+DC80 on, which text never has. */
const ESCAPED = /([\udc80-\udcff]+)/u;
const ESCAPE = 0xdc00;

/** The bytes of a text: UTF-8, and the escaped bytes of `textOf` as they were. */
export function bytesOf(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encoder.encode(text);
  return concat(
    ...text
      .split(ESCAPED)
      .map((part, i) => (i % 2 === 0 ? encoder.encode(part) : Uint8Array.from(part, (c) => c.charCodeAt(0) - ESCAPE))),
  );
}

/** Bytes as a text from which `bytesOf` makes the same bytes: UTF-8, or byte by byte if they are none; PEP 383 (surrogateescape). */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return [...bytes].map((byte) => String.fromCharCode(byte < 0x80 ? byte : ESCAPE + byte)).join('');
  }
}

/** Bytes one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Two hexadecimal digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes behind hexadecimal digits. */
export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Whether two runs of bytes are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
