import { backslashQuote, unescapeText } from '../quote.ts';
import type { Dialect } from '../state.ts';
import { strftime } from '../strftime.ts';

/** What printf made, and what it complains about. */
export interface Formatted {
  readonly text: string;
  readonly errors: readonly string[];
  readonly failed: boolean;
}

interface Work {
  readonly args: readonly string[];
  at: number;
  out: string;
  stopped: boolean;
  readonly errors: string[];
  readonly dialect: Dialect;
  readonly now: number;
}

const SPEC = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]*)((?![hlLjzt])[a-zA-Z%]|\([^)]*\)T)/;

/** printf(1): the format is used again as long as arguments are left. */
export function format(
  text: string,
  args: readonly string[],
  options: { readonly dialect: Dialect; readonly now: number },
): Formatted {
  const w: Work = { args, at: 0, out: '', stopped: false, errors: [], ...options };
  do {
    const before = w.at;
    pass(w, text);
    if (w.at === before) break;
  } while (w.at < args.length && !w.stopped);
  return { text: w.out, errors: w.errors, failed: w.errors.length > 0 };
}

function pass(w: Work, text: string): void {
  for (let i = 0; i < text.length && !w.stopped; ) {
    const ch = text[i] ?? '';
    if (ch === '\\') {
      const rest =
        /^\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[\s\S])/.exec(text.slice(i))?.[0] ??
        '\\';
      if (rest === '\\c') {
        w.stopped = true;
        return;
      }
      w.out += unescapeText(rest, 'format').text;
      i += rest.length;
    } else if (ch === '%') {
      const spec = SPEC.exec(text.slice(i));
      if (!spec) {
        invalid(w, text.slice(i));
        return;
      }
      one(w, spec, text.slice(i));
      i += spec[0].length;
    } else {
      w.out += ch;
      i++;
    }
  }
}

function invalid(w: Work, rest: string): void {
  if (w.dialect === 'bash') {
    const letter = /^%[-+ #0'\d.*]*[hlLjzt]*([\s\S])/.exec(rest)?.[1];
    w.errors.push(
      letter === undefined ? `\`${rest}': missing format character` : `\`${letter}': invalid format character`,
    );
  } else w.errors.push(w.dialect === 'ash' ? `${rest}: invalid format` : `${rest}: invalid directive`);
  w.stopped = true;
}

function take(w: Work): string | undefined {
  const value = w.args[w.at];
  w.at++;
  return value;
}

function one(w: Work, spec: RegExpExecArray, rest: string): void {
  const [, flags = '', widthText, precisionText, conversion = ''] = spec;
  if (conversion === '%') {
    w.out += '%';
    return;
  }
  let left = flags.includes('-');
  let width = widthText === '*' ? integer(w, take(w) ?? '0') : Number(widthText ?? 0);
  if (width < 0) {
    left = true;
    width = -width;
  }
  const precision =
    precisionText === undefined
      ? undefined
      : precisionText === '*'
        ? integer(w, take(w) ?? '0')
        : Number(precisionText);
  const body = convert(w, rest, conversion, flags, precision !== undefined && precision < 0 ? undefined : precision);
  if (body === undefined) return;
  const zero =
    flags.includes('0') &&
    !left &&
    'diouxXeEfFgG'.includes(conversion) &&
    !(precision !== undefined && 'diouxX'.includes(conversion));
  w.out += padded(body, width, left, zero);
}

function padded(body: string, width: number, left: boolean, zero: boolean): string {
  const missing = width - [...body].length;
  if (missing <= 0) return body;
  if (left) return body + ' '.repeat(missing);
  if (!zero) return ' '.repeat(missing) + body;
  const sign = /^(?:[-+ ]|0[xX])/.exec(body)?.[0] ?? '';
  return sign + '0'.repeat(missing) + body.slice(sign.length);
}

function convert(
  w: Work,
  rest: string,
  conversion: string,
  flags: string,
  precision: number | undefined,
): string | undefined {
  if (conversion.startsWith('(')) {
    const arg = take(w);
    const seconds = arg === undefined || arg === '-1' || arg === '-2' ? Math.floor(w.now / 1000) : integer(w, arg);
    return strftime(conversion.slice(1, -2) === '' ? '%X' : conversion.slice(1, -2), seconds * 1000);
  }
  switch (conversion) {
    case 's':
      return cut(take(w) ?? '', precision);
    case 'c':
      return [...(take(w) ?? '')][0] ?? '';
    case 'b': {
      const done = unescapeText(take(w) ?? '', 'b');
      w.stopped = done.stop;
      return cut(done.text, precision);
    }
    case 'q':
      if (w.dialect === 'bash') return backslashQuote(take(w) ?? '');
      break;
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return whole(bigInteger(w, take(w)), conversion, flags, precision);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return real(w, take(w), conversion, flags, precision ?? 6);
  }
  invalid(w, w.dialect === 'bash' ? `%${conversion}` : rest);
  return undefined;
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

function signed(text: string, negative: boolean, flags: string): string {
  return negative ? `-${text}` : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

function whole(n: bigint, conversion: string, flags: string, precision: number | undefined): string {
  if (conversion === 'd' || conversion === 'i') {
    const digits = String(n < 0n ? -n : n).padStart(precision ?? 1, '0');
    return signed(digits, n < 0n, flags);
  }
  const unsigned = BigInt.asUintN(64, n);
  const base = conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16;
  const digits = unsigned.toString(base).padStart(precision ?? 1, '0');
  const alternative = flags.includes('#') && unsigned !== 0n ? (base === 16 ? '0x' : base === 8 ? '0' : '') : '';
  return conversion === 'X' ? (alternative + digits).toUpperCase() : alternative + digits;
}

function real(w: Work, text: string | undefined, conversion: string, flags: string, precision: number): string {
  const raw = (text ?? '0').trim();
  const value = /^[-+]?(?:inf(?:inity)?|nan)$/i.test(raw)
    ? Number(raw.replace(/inf(?:inity)?/i, 'Infinity').replace(/nan/i, 'NaN'))
    : Number.parseFloat(raw === '' ? '0' : raw);
  if (Number.isNaN(value) && !/nan/i.test(raw)) bad(w, raw);
  const n = Number.isNaN(value) ? 0 : value;
  const size = Math.abs(n);
  const lower = conversion.toLowerCase();
  let digits: string;
  if (!Number.isFinite(size)) digits = 'inf';
  else if (lower === 'f') digits = size.toFixed(Math.min(precision, 100));
  else if (lower === 'e') digits = exponent(size.toExponential(Math.min(precision, 100)));
  else digits = general(size, precision === 0 ? 1 : precision, flags.includes('#'));
  const done = signed(digits, n < 0 || Object.is(n, -0), flags);
  return conversion === lower ? done : done.toUpperCase();
}

function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(size: number, precision: number, keep: boolean): string {
  const power = size === 0 ? 0 : Number(size.toExponential(precision - 1).split('e')[1]);
  const text =
    power < -4 || power >= precision
      ? exponent(size.toExponential(precision - 1))
      : size.toFixed(Math.max(0, precision - 1 - power));
  if (keep || !text.includes('.')) return text;
  return text.replace(/\.?0+(e|$)/, '$1');
}

function bad(w: Work, text: string): void {
  if (w.dialect === 'bash') w.errors.push(`${text}: invalid number`);
  else if (w.dialect === 'ash') w.errors.push(`invalid number '${text}'`);
  else w.errors.push(`${text}: expected numeric value`);
}

function bigInteger(w: Work, text: string | undefined): bigint {
  if (text === undefined || text === '') return 0n;
  if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const m = /^\s*([-+]?)(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!m) {
    bad(w, text);
    return 0n;
  }
  const digits = m[2] ?? '0';
  const n = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  if (m[0].length !== text.trimEnd().length && m[0].length !== text.length) {
    if (w.dialect === 'dash') w.errors.push(`${text}: not completely converted`);
    else bad(w, text);
  }
  return m[1] === '-' ? -n : n;
}

function integer(w: Work, text: string): number {
  return Number(bigInteger(w, text));
}
