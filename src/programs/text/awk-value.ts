import { AwkError } from './awk-lex.ts';
import { BadPattern, compile } from './regex.ts';

/** Text that came from outside and looks like a number: it compares as one. */
export interface StrNum {
  readonly text: string;
  readonly n: number;
}

/** A value; undefined is a variable that was never set: both 0 and "". */
export type Value = number | string | StrNum | undefined;

const NUMBER = /^[ \t\n]*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)[ \t\n]*$/;

/** A value that was read: a field, getline, -v. */
export function fromInput(text: string): Value {
  return NUMBER.test(text) ? { text, n: Number(text) } : text;
}

/** A value as a number: what its text begins with. */
export function toNumber(v: Value): number {
  if (v === undefined) return 0;
  if (typeof v === 'number') return v;
  if (typeof v === 'object') return v.n;
  return Number(/^[ \t\n]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?))/.exec(v)?.[1] ?? 0);
}

/** As text; numbers that are no integers through CONVFMT or OFMT. */
export function toText(v: Value, format = '%.6g'): string {
  if (v === undefined) return '';
  if (typeof v === 'string') return v;
  if (typeof v === 'object') return v.text;
  if (Number.isInteger(v) && Math.abs(v) < 1e16) return String(v === 0 ? 0 : v);
  if (Number.isNaN(v)) return '-nan';
  if (!Number.isFinite(v)) return v > 0 ? '+inf' : '-inf';
  return Number.isInteger(v) && Math.abs(v) < 1e18 ? BigInt(v).toString() : formatted(format, [v]);
}

/** Whether a value counts as true. */
export function isTrue(v: Value): boolean {
  if (v === undefined) return false;
  if (typeof v === 'number') return v !== 0;
  if (typeof v === 'object') return v.n !== 0;
  return v !== '';
}

/** <0, 0 or >0: as numbers when both are, or may be, numbers; else as text. */
export function compareValues(a: Value, b: Value, format: string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return toNumber(a) - toNumber(b);
  const [x, y] = [toText(a, format), toText(b, format)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const patterns = new Map<string, RegExp>();

/** A dynamic or literal regular expression. */
export function regexOf(source: string, flags = ''): RegExp {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known) {
    known.lastIndex = 0;
    return known;
  }
  try {
    const made = compile(source, 'awk', flags);
    if (patterns.size > 500) patterns.clear();
    patterns.set(key, made);
    return made;
  } catch (e) {
    if (e instanceof BadPattern) throw new AwkError(0, `regular expression compile failed (${e.message})\n${source}`);
    throw e;
  }
}

function pad(body: string, width: number, left: boolean, zero: boolean): string {
  const missing = width - [...body].length;
  if (missing <= 0) return body;
  if (left) return body + ' '.repeat(missing);
  if (!zero) return ' '.repeat(missing) + body;
  const sign = /^[-+ ]/.exec(body)?.[0] ?? '';
  return sign + '0'.repeat(missing) + body.slice(sign.length);
}

function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

function real(n: number, conversion: string, precision: number, sharp: boolean): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'nan' : n > 0 ? 'inf' : '-inf';
  const p = Math.min(precision, 100);
  if (conversion === 'f') return n.toFixed(p);
  if (conversion === 'e') return exponent(n.toExponential(p));
  const digits = p === 0 ? 1 : p;
  const power = n === 0 ? 0 : Number(n.toExponential(digits - 1).split('e')[1]);
  const text =
    power < -4 || power >= digits
      ? exponent(n.toExponential(digits - 1))
      : n.toFixed(Math.max(0, Math.min(100, digits - 1 - power)));
  return sharp || !text.includes('.') ? text : text.replace(/\.?0+(e|$)/, '$1');
}

/** printf of awk(1p). */
export function formatted(format: string, args: readonly Value[]): string {
  let i = 0;
  const take = (): Value => args[i++];
  return format.replace(
    /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]*([a-zA-Z%])/g,
    (all, flags: string, w: string | undefined, p: string | undefined, conversion: string) => {
      if (conversion === '%') return '%';
      let width = w === '*' ? toNumber(take()) : Number(w ?? 0);
      const left = flags.includes('-') || width < 0;
      width = Math.abs(width);
      const precision = p === undefined ? undefined : p === '*' ? toNumber(take()) : Number(p);
      if (i >= args.length && args.length > 0 && i > args.length) return '';
      const body = one(conversion, flags, precision, take);
      if (body === undefined) return all;
      const zero =
        flags.includes('0') &&
        !left &&
        'dioxXeEfFgGu'.includes(conversion) &&
        !('dioxXu'.includes(conversion) && precision !== undefined);
      return pad(body, width, left, zero);
    },
  );
}

function one(conversion: string, flags: string, precision: number | undefined, take: () => Value): string | undefined {
  switch (conversion) {
    case 's': {
      const text = toText(take());
      return precision === undefined ? text : [...text].slice(0, precision).join('');
    }
    case 'c': {
      const v = take();
      return typeof v === 'number' || typeof v === 'object'
        ? String.fromCodePoint(Math.max(0, Math.trunc(toNumber(v))))
        : ([...toText(v)][0] ?? '');
    }
    case 'd':
    case 'i': {
      const n = Math.trunc(toNumber(take()));
      const digits = (Number.isFinite(n) ? BigInt(Math.abs(n)).toString() : String(n)).padStart(precision ?? 1, '0');
      return signed(digits, n < 0, flags);
    }
    case 'o':
    case 'x':
    case 'X':
    case 'u': {
      const n = BigInt.asUintN(64, BigInt(Math.trunc(toNumber(take())) || 0));
      const digits = n.toString(conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16).padStart(precision ?? 1, '0');
      const text =
        flags.includes('#') && n !== 0n && conversion !== 'u' ? (conversion === 'o' ? '0' : '0x') + digits : digits;
      return conversion === 'X' ? text.toUpperCase() : text;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const n = toNumber(take());
      const lower = conversion.toLowerCase();
      const text = signed(real(Math.abs(n), lower, precision ?? 6, flags.includes('#')), n < 0, flags);
      return conversion === lower ? text : text.toUpperCase();
    }
    default:
      return undefined;
  }
}

function signed(text: string, negative: boolean, flags: string): string {
  return negative ? `-${text}` : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}
