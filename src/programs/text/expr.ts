import { type Program, type Run, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, missing, quoted } from '../lib/dialect.ts';
import { BadPattern, compile } from './regex.ts';

interface Work {
  readonly words: readonly string[];
  at: number;
  readonly dialect: Dialect;
}

/** expr(1). */
export function expr(dialect: Dialect): Program {
  return (proc) =>
    guarded(
      (function* (): Run<number> {
        const words = proc.argv.slice(1);
        if (words.length === 0) return missing(dialect, 'expr', 'missing operand', 2);
        const w: Work = { words: words[0] === '--' ? words.slice(1) : words, at: 0, dialect };
        const value = or(w);
        const left = w.words[w.at];
        if (left !== undefined)
          return quit(
            dialect === 'gnu' ? `expr: syntax error: unexpected argument ${quoted('gnu', left)}` : 'expr: syntax error',
            2,
          );
        yield* write(`${value}\n`);
        return isNull(value) ? 1 : 0;
      })(),
    );
}

function isNull(value: string): boolean {
  return value === '' || /^-?0+$/.test(value);
}

function isNumber(value: string): boolean {
  return /^-?\d+$/.test(value);
}

function or(w: Work): string {
  let left = and(w);
  while (w.words[w.at] === '|') {
    w.at++;
    const right = and(w);
    left = isNull(left) ? (isNull(right) ? '0' : right) : left;
  }
  return left;
}

function and(w: Work): string {
  let left = compare(w);
  while (w.words[w.at] === '&') {
    w.at++;
    const right = compare(w);
    left = isNull(left) || isNull(right) ? '0' : left;
  }
  return left;
}

const RELATIONS = new Set(['<', '<=', '=', '==', '!=', '>=', '>']);

function compare(w: Work): string {
  let left = sum(w);
  for (let op = w.words[w.at]; op !== undefined && RELATIONS.has(op); op = w.words[w.at]) {
    w.at++;
    const right = sum(w);
    const numbers = isNumber(left) && isNumber(right);
    const order = numbers ? sign(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    }[op];
    left = holds ? '1' : '0';
  }
  return left;
}

function sign(n: bigint): number {
  return n < 0n ? -1 : n > 0n ? 1 : 0;
}

function integer(w: Work, value: string): bigint {
  if (!isNumber(value))
    return quit(w.dialect === 'gnu' ? 'expr: non-integer argument' : 'expr: non-numeric argument', 2);
  return BigInt(value);
}

function sum(w: Work): string {
  let left = product(w);
  for (let op = w.words[w.at]; op === '+' || op === '-'; op = w.words[w.at]) {
    w.at++;
    const [a, b] = [integer(w, left), integer(w, product(w))];
    left = String(op === '+' ? a + b : a - b);
  }
  return left;
}

function product(w: Work): string {
  let left = match(w);
  for (let op = w.words[w.at]; op === '*' || op === '/' || op === '%'; op = w.words[w.at]) {
    w.at++;
    const [a, b] = [integer(w, left), integer(w, match(w))];
    if (op !== '*' && b === 0n) return quit('expr: division by zero', 2);
    left = String(op === '*' ? a * b : op === '/' ? a / b : a % b);
  }
  return left;
}

/** `TEXT : PATTERN`: the group that matched, or how much did. */
function matched(text: string, pattern: string): string {
  try {
    const m = compile(`^${pattern.replace(/^\^/, '')}`, 'basic').exec(text);
    const group = /\\\(/.test(pattern);
    return group ? (m?.[1] ?? '') : String(m ? [...m[0]].length : 0);
  } catch (e) {
    if (e instanceof BadPattern) return quit(`expr: ${e.message}`, 2);
    throw e;
  }
}

function match(w: Work): string {
  let left = primary(w);
  while (w.words[w.at] === ':') {
    w.at++;
    left = matched(left, primary(w));
  }
  return left;
}

function primary(w: Work): string {
  const word = w.words[w.at++];
  if (word === undefined)
    return quit(
      w.dialect === 'gnu'
        ? `expr: syntax error: missing argument after ${quoted('gnu', w.words[w.at - 2] ?? '')}`
        : 'expr: syntax error',
      2,
    );
  if (word === '(') {
    const value = or(w);
    if (w.words[w.at] !== ')')
      return quit(
        w.dialect === 'gnu'
          ? `expr: syntax error: expecting ${quoted('gnu', ')')} after ${quoted('gnu', w.words[w.at - 1] ?? '')}`
          : 'expr: syntax error',
        2,
      );
    w.at++;
    return value;
  }
  if (word === '+' && w.words[w.at] !== undefined) return w.words[w.at++] ?? '';
  if (w.words[w.at] === undefined) return word;
  switch (word) {
    case 'length':
      return String([...primary(w)].length);
    case 'index': {
      const [text, set] = [primary(w), primary(w)];
      return String([...text].findIndex((c) => set.includes(c)) + 1);
    }
    case 'substr': {
      const [text, from, count] = [primary(w), primary(w), primary(w)];
      const [p, n] = [Number(from), Number(count)];
      return p >= 1 && n >= 1 ? [...text].slice(p - 1, p - 1 + n).join('') : '';
    }
    case 'match': {
      const [text, pattern] = [primary(w), primary(w)];
      return matched(text, pattern);
    }
    default:
      return word;
  }
}
