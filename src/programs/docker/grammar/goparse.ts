import { parseBool as boolOf, quoteGo } from '../../../base/index.ts';

/** Why a value cannot be parsed; the text that Go's error has. */
export class ParseError extends Error {}

const fail = (text: string): never => {
  throw new ParseError(text);
};

/** strconv.ParseBool */
export function parseBool(text: string): boolean {
  return boolOf(text) ?? fail(`strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`);
}

/** Digits of a Go integer literal in the given base (0: by its prefix), undefined when it is none. */
function magnitude(digits: string, base: number): bigint | undefined {
  let body = digits;
  if (base === 0) {
    const prefixed = /^0([xXoObB]?)(_?[0-9a-fA-F_]+)$/.exec(body);
    if (body.includes('_') && /__|^_|_$/.test(body)) return undefined;
    if (prefixed) {
      const rest = (prefixed[2] ?? '').replace(/_/g, '');
      const kind = (prefixed[1] ?? '').toLowerCase();
      const pattern = kind === 'x' ? /^[0-9a-fA-F]+$/ : kind === 'b' ? /^[01]+$/ : /^[0-7]+$/;
      return pattern.test(rest) ? BigInt(`0${kind === '' ? 'o' : kind}${rest}`) : undefined;
    }
    body = body.replace(/_/g, '');
  }
  if (base === 8) return /^[0-7]+$/.test(body) ? BigInt(`0o${body}`) : undefined;
  return /^[0-9]+$/.test(body) ? BigInt(body) : undefined;
}

/** strconv.ParseInt */
export function parseInteger(text: string, options: { base?: 0 | 10; bits?: 32 | 64; name?: string } = {}): number {
  const name = `strconv.${options.name ?? 'ParseInt'}: parsing ${quoteGo(text)}`;
  const value = magnitude(text.replace(/^[+-]/, ''), options.base ?? 0) ?? fail(`${name}: invalid syntax`);
  const signed = text.startsWith('-') ? -value : value;
  const limit = 1n << BigInt((options.bits ?? 64) - 1);
  if (signed >= limit || signed < -limit) fail(`${name}: value out of range`);
  return Number(signed);
}

/** strconv.ParseUint */
export function parseUnsigned(text: string, options: { base?: 0 | 8 | 10; bits?: 16 | 32 | 64 } = {}): number {
  const name = `strconv.ParseUint: parsing ${quoteGo(text)}`;
  const value = magnitude(text, options.base ?? 0) ?? fail(`${name}: invalid syntax`);
  if (value >= 1n << BigInt(options.bits ?? 64)) fail(`${name}: value out of range`);
  return Number(value);
}

/** The last part of an error of strconv: what `errors.Unwrap` leaves. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(text.lastIndexOf(': ') + 2);
}

/** strconv.ParseFloat */
export function parseFloat64(text: string): number {
  if (/^[+-]?(inf|infinity)$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    fail(`strconv.ParseFloat: parsing ${quoteGo(text)}: invalid syntax`);
  return Number(text);
}

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** time.ParseDuration, in nanoseconds. */
export function parseDuration(text: string): number {
  const invalid = () => fail(`time: invalid duration ${quoteGo(text)}`);
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  if (body === '') invalid();
  let total = 0;
  let rest = body;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const digits = number?.[0] ?? '';
    if (digits === '' || digits === '.') invalid();
    rest = rest.slice(digits.length);
    const unit = /^[^.0-9]+/.exec(rest)?.[0] ?? '';
    if (unit === '') fail(`time: missing unit in duration ${quoteGo(text)}`);
    const ns = UNIT_NS[unit] ?? fail(`time: unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    total += Number(digits) * ns;
    rest = rest.slice(unit.length);
  }
  return text.startsWith('-') ? -Math.round(total) : Math.round(total);
}

const SIZES = ['', 'k', 'm', 'g', 't', 'p'];

/** units.RAMInBytes of docker/go-units: 1k is 1024. */
export function parseSize(text: string): number {
  const parts = /^(.*[0-9.]|.*(?= )) ?([^0-9. ]*)$/s.exec(text);
  const number = parts?.[1] ?? '';
  const suffix = (parts?.[2] ?? '').toLowerCase();
  if (!parts || number === '') return fail(`invalid size: '${text}'`);
  let value: number;
  try {
    value = parseFloat64(number);
  } catch (e) {
    return fail(e instanceof Error ? e.message : '');
  }
  if (value < 0) fail(`invalid size: '${text}'`);
  if (suffix === '' || suffix === 'b') return Math.trunc(value);
  const power = SIZES.indexOf(suffix.charAt(0));
  const known = power > 0 && /^.(i?b)?$/.test(suffix);
  if (!known) fail(`invalid suffix: '${suffix}'`);
  return Math.trunc(value * 1024 ** power);
}

/** One record of encoding/csv. */
export function parseCsv(text: string): string[] {
  if (text === '') return fail('EOF');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0)
          return fail(`parse error on line 1, column ${text.length + 1}: extraneous or missing " in quoted-field`);
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
      if (at < text.length && text[at] !== ',')
        return fail(`parse error on line 1, column ${at}: extraneous or missing " in quoted-field`);
    } else {
      const end = text.indexOf(',', at);
      field = end < 0 ? text.slice(at) : text.slice(at, end);
      const bare = field.indexOf('"');
      if (bare >= 0) return fail(`parse error on line 1, column ${at + bare + 1}: bare " in non-quoted field`);
      at += field.length;
    }
    fields.push(field);
    if (at >= text.length) return fields;
    at++;
  }
}
