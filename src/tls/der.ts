import { bytesOf, concat, textOf } from '../base/index.ts';

/** A value in DER, X.690: its tag, its contents, the whole of it, and the values inside if it is made of such. */
export interface Der {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly whole: Uint8Array;
  readonly inside: readonly Der[];
}

const CONSTRUCTED = 0x20;

/** Tags of ASN.1 that certificates use. */
export const TAG = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  none: 5,
  oid: 6,
  utf8: 12,
  printable: 19,
  ia5: 22,
  utcTime: 23,
  time: 24,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A value: tag, length, contents. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  if (body.length < 0x80) return concat(Uint8Array.of(tag, body.length), body);
  const length: number[] = [];
  for (let n = body.length; n > 0; n = Math.floor(n / 256)) length.unshift(n % 256);
  return concat(Uint8Array.of(tag, 0x80 | length.length, ...length), body);
}

/** SEQUENCE */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...parts);
/** SET of one */
export const setOf = (part: Uint8Array): Uint8Array => der(TAG.set, part);
/** NULL */
export const NULL = der(TAG.none);
/** OCTET STRING */
export const octets = (bytes: Uint8Array): Uint8Array => der(TAG.octets, bytes);
/** BIT STRING of whole bytes */
export const bits = (bytes: Uint8Array): Uint8Array => der(TAG.bits, Uint8Array.of(0), bytes);
/** BOOLEAN TRUE */
export const TRUE = der(TAG.boolean, Uint8Array.of(0xff));
/** A text under the tag of its character set. */
export const text = (tag: number, value: string): Uint8Array => der(tag, bytesOf(value));
/** `[n]`, around values */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => der(0xa0 | n, ...parts);

/** INTEGER that is not negative, its bytes from the highest on. */
export function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((b) => b !== 0);
  const short = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return der(TAG.integer, (short[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), short) : short);
}

/** INTEGER of a small number. */
export const small = (n: number): Uint8Array => integer(Uint8Array.of((n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff));

/** OBJECT IDENTIFIER, `2.5.4.3`. */
export function oid(dotted: string): Uint8Array {
  const [a = 0, b = 0, ...rest] = dotted.split('.').map(Number);
  const septets = (n: number): number[] =>
    n < 128 ? [n] : [...septets(Math.floor(n / 128)).map((s) => s | 0x80), n % 128];
  return der(TAG.oid, Uint8Array.from([a * 40 + b, ...rest.flatMap(septets)]));
}

/** The value at the beginning of some bytes; undefined when they are none, or not all there. */
export function readDer(bytes: Uint8Array): Der | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : bytes.subarray(2, 2 + more).reduce((sum, b) => sum * 256 + b, 0);
  const from = 2 + more;
  if (bytes.length < from + length) return undefined;
  const body = bytes.subarray(from, from + length);
  const inside = (tag & CONSTRUCTED) === 0 ? [] : readAllDer(body);
  return inside && { tag, body, whole: bytes.subarray(0, from + length), inside };
}

/** Values one after another. */
export function readAllDer(bytes: Uint8Array): Der[] | undefined {
  const list: Der[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const next = readDer(rest);
    if (!next) return undefined;
    list.push(next);
    rest = rest.subarray(next.whole.length);
  }
  return list;
}

/** An OBJECT IDENTIFIER in dots. */
export function oidText(value: Der | undefined): string {
  const [first = 0, ...rest] = value?.body ?? [];
  const numbers = [Math.min(2, Math.floor(first / 40)), first - Math.min(2, Math.floor(first / 40)) * 40];
  let n = 0;
  for (const b of rest) {
    n = n * 128 + (b & 0x7f);
    if (b >= 0x80) continue;
    numbers.push(n);
    n = 0;
  }
  return numbers.join('.');
}

/** The bytes of a BIT STRING. */
export const bitsOf = (value: Der | undefined): Uint8Array => value?.body.subarray(1) ?? new Uint8Array();

/** The bytes of an INTEGER, without the zero in front. */
export function integerOf(value: Der | undefined): Uint8Array {
  const body = value?.body ?? new Uint8Array();
  return body.length > 1 && body[0] === 0 ? body.subarray(1) : body;
}

/** The text of a string of any character set. */
export const textIn = (value: Der | undefined): string => textOf(value?.body ?? new Uint8Array());
