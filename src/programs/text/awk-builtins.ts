import { byteLength } from '../../base/index.ts';
import type { Run } from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { closeStream, system } from './awk-io.ts';
import { AwkError } from './awk-lex.ts';
import type { Expr, Place } from './awk-parse.ts';
import {
  type Awk,
  arrayOf,
  cell,
  convfmt,
  evaluate,
  pattern,
  setVariable,
  splitText,
  store,
  textOf,
  wholeRecord,
} from './awk-run.ts';
import { formatted, fromInput, toNumber, toText, type Value } from './awk-value.ts';

function* textArg(awk: Awk, args: readonly Expr[], i: number): Run<string> {
  const e = args[i];
  return e ? toText(yield* evaluate(awk, e), convfmt(awk)) : '';
}

function* numberArg(awk: Awk, args: readonly Expr[], i: number): Run<number> {
  const e = args[i];
  return e ? toNumber(yield* evaluate(awk, e)) : 0;
}

const MATH: Readonly<Record<string, (x: number, y: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  atan2: Math.atan2,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  int: Math.trunc,
};

/** Calls a built-in function; awk(1p), "Functions", and mawk's time functions. */
export function* callBuiltin(awk: Awk, name: string, args: readonly Expr[]): Run<Value> {
  const math = MATH[name];
  if (math) return math(yield* numberArg(awk, args, 0), yield* numberArg(awk, args, 1));
  switch (name) {
    case 'length': {
      const e = args[0];
      // mawk counts bytes
      if (!e) return byteLength(wholeRecord(awk));
      if (e.kind === 'name' && cell(awk, e.name).array) return cell(awk, e.name).array?.size ?? 0;
      return byteLength(yield* textArg(awk, args, 0));
    }
    case 'substr':
      return yield* substring(awk, args);
    case 'index': {
      const [text, part] = [yield* textArg(awk, args, 0), yield* textArg(awk, args, 1)];
      const at = text.indexOf(part);
      return at < 0 ? 0 : [...text.slice(0, at)].length + 1;
    }
    case 'split':
      return yield* split(awk, args);
    case 'sub':
    case 'gsub':
      return yield* substitute(awk, args, name === 'gsub');
    case 'match': {
      const text = yield* textArg(awk, args, 0);
      const e = args[1];
      const m = e ? (yield* pattern(awk, e)).exec(text) : null;
      setVariable(awk, 'RSTART', m ? [...text.slice(0, m.index)].length + 1 : 0);
      setVariable(awk, 'RLENGTH', m ? [...m[0]].length : -1);
      return cell(awk, 'RSTART').value;
    }
    case 'sprintf': {
      const values: Value[] = [];
      for (const a of args) values.push(yield* evaluate(awk, a));
      return formatted(toText(values[0]), values.slice(1));
    }
    case 'tolower':
      return (yield* textArg(awk, args, 0)).toLowerCase();
    case 'toupper':
      return (yield* textArg(awk, args, 0)).toUpperCase();
    case 'rand':
      return random(awk);
    case 'srand': {
      const before = awk.before;
      awk.before = args.length > 0 ? yield* numberArg(awk, args, 0) : Math.floor(awk.proc.now / 1000);
      awk.seed = Math.trunc(awk.before) >>> 0;
      return before;
    }
    case 'system':
      return yield* system(awk, yield* textArg(awk, args, 0));
    case 'close':
      return yield* closeStream(awk, yield* textArg(awk, args, 0));
    case 'fflush':
      return 0;
    case 'systime':
      return Math.floor(awk.proc.now / 1000);
    case 'strftime': {
      const format = args.length > 0 ? yield* textArg(awk, args, 0) : '%c';
      const seconds = args.length > 1 ? yield* numberArg(awk, args, 1) : Math.floor(awk.proc.now / 1000);
      return strftime(format, seconds * 1000);
    }
    default:
      throw new AwkError(0, `dockernet-course: not simulated: the awk function ${name}`);
  }
}

/** A number from the World's chance, or of the sequence that srand chose (mulberry32). */
function random(awk: Awk): number {
  awk.seed = (awk.seed + 0x6d2b79f5) >>> 0;
  let t = awk.seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function* substring(awk: Awk, args: readonly Expr[]): Run<string> {
  const chars = [...(yield* textArg(awk, args, 0))];
  const start = Math.round(yield* numberArg(awk, args, 1));
  const length = args.length > 2 ? Math.round(yield* numberArg(awk, args, 2)) : Number.POSITIVE_INFINITY;
  const from = Math.max(start, 1);
  const end = Math.min(start + length, chars.length + 1);
  // mawk: substr("abc", 0, 2) counts from the first character on
  if (start === 0 && args.length > 2) return chars.slice(0, Math.max(0, length)).join('');
  return end > from ? chars.slice(from - 1, end - 1).join('') : '';
}

function* split(awk: Awk, args: readonly Expr[]): Run<number> {
  const text = yield* textArg(awk, args, 0);
  const [, target, by] = args;
  if (target?.kind !== 'name') throw new AwkError(0, 'split: the second argument must be an array');
  let parts: string[];
  if (by?.kind === 'regex') parts = text === '' ? [] : text.split(yield* pattern(awk, by));
  else parts = splitText(text, by ? yield* textArg(awk, args, 2) : textOf(awk, 'FS'));
  const array = arrayOf(awk, target.name);
  array.clear();
  for (const [i, part] of parts.entries()) array.set(String(i + 1), fromInput(part));
  return parts.length;
}

function isPlace(e: Expr): e is Place {
  return e.kind === 'name' || e.kind === 'item' || e.kind === 'field';
}

/** The replacement of sub and gsub: `&` is what matched, `\\&` an ampersand. */
function replacementOf(text: string): (match: string) => string {
  const parts = text.split(/(\\\\|\\&|&)/);
  return (match) => parts.map((p) => (p === '&' ? match : p === '\\&' ? '&' : p === '\\\\' ? '\\' : p)).join('');
}

function* substitute(awk: Awk, args: readonly Expr[], global: boolean): Run<number> {
  const [what, , given] = args;
  if (!what) throw new AwkError(0, 'wrong number of arguments to sub');
  const test = yield* pattern(awk, what, 'g');
  const by = replacementOf(yield* textArg(awk, args, 1));
  const target: Place = given && isPlace(given) ? given : { kind: 'field', of: { kind: 'number', value: 0 } };
  const text = toText(yield* evaluate(awk, given ?? target), convfmt(awk));
  let count = 0;
  let end = -1;
  test.lastIndex = 0;
  const made = text.replace(test, (...m: unknown[]) => {
    const whole = String(m[0]);
    const offset = Number(m.find((x) => typeof x === 'number') ?? 0);
    if ((!global && count > 0) || (whole === '' && offset === end)) return whole;
    end = offset + whole.length;
    count++;
    return by(whole);
  });
  if (count > 0) yield* store(awk, target, made);
  return count;
}
