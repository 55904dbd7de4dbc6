import type { Run } from '../../os/index.ts';
import { compare } from '../conditional.ts';
import { compareText, fileTest, newer } from '../file-test.ts';
import { complain, emit, type Shell } from '../shell.ts';
import type { Builtin } from './builtin.ts';

/** The expression could not be read: status 2. */
class TestError extends Error {}

const UNARY = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((l) => `-${l}`));
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

interface Work {
  readonly sh: Shell;
  readonly args: readonly string[];
  at: number;
}

/** `test` and `[`; the rules for up to four arguments come first, test(1p). */
export const test: Builtin = function* (sh, given, name) {
  let args = given;
  if (name === '[') {
    if (args.at(-1) !== ']') {
      yield* problem(sh, name, sh.state.dialect === 'bash' ? "missing `]'" : 'missing ]');
      return 2;
    }
    args = args.slice(0, -1);
  }
  try {
    return evaluate({ sh, args, at: 0 }) ? 0 : 1;
  } catch (e) {
    if (!(e instanceof TestError)) throw e;
    yield* problem(sh, name, e.message);
    return 2;
  }
};

function* problem(sh: Shell, name: string, message: string): Run<void> {
  if (sh.state.dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: ${message}\n`);
  else yield* complain(sh, `${name}: ${message}`);
}

function evaluate(w: Work): boolean {
  const { args } = w;
  const few = byCount(w);
  if (few !== undefined) return few;
  const value = or(w);
  const left = args[w.at];
  if (left !== undefined) throw new TestError(tooMany(w, left));
  return value;
}

function tooMany(w: Work, word: string): string {
  if (w.sh.state.dialect === 'dash') return `${w.args[w.at - 1] ?? word}: unexpected operator`;
  if (w.sh.state.dialect === 'ash') return `${word}: unknown operand`;
  return 'too many arguments';
}

function byCount(w: Work): boolean | undefined {
  const { args } = w;
  const [a = '', b = '', c = ''] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== '';
    case 2:
      if (a === '!') return b === '';
      if (UNARY.has(a)) return fileTest(w.sh, a, b);
      if (w.sh.state.dialect === 'bash') throw new TestError(`${a}: unary operator expected`);
      throw new TestError(w.sh.state.dialect === 'dash' ? `${a}: unexpected operator` : `${b}: unknown operand`);
    case 3:
      if (BINARY.has(b)) return binary(w, a, b, c);
      if (b === '-a' || b === '-o') return b === '-a' ? a !== '' && c !== '' : a !== '' || c !== '';
      if (a === '!') return !evaluate({ ...w, args: args.slice(1), at: 0 });
      if (a === '(' && c === ')') return b !== '';
      if (w.sh.state.dialect === 'bash') throw new TestError(`${b}: binary operator expected`);
      return undefined;
    case 4:
      if (a === '!') return !evaluate({ ...w, args: args.slice(1), at: 0 });
      if (a === '(' && args[3] === ')') return evaluate({ ...w, args: args.slice(1, 3), at: 0 });
      return undefined;
    default:
      return undefined;
  }
}

function or(w: Work): boolean {
  let value = and(w);
  while (w.args[w.at] === '-o') {
    w.at++;
    const right = and(w);
    value = value || right;
  }
  return value;
}

function and(w: Work): boolean {
  let value = not(w);
  while (w.args[w.at] === '-a') {
    w.at++;
    const right = not(w);
    value = value && right;
  }
  return value;
}

function not(w: Work): boolean {
  if (w.args[w.at] !== '!') return primary(w);
  w.at++;
  return !not(w);
}

function primary(w: Work): boolean {
  const [a, b, c] = [w.args[w.at], w.args[w.at + 1], w.args[w.at + 2]];
  if (a === undefined) throw new TestError('argument expected');
  if (b !== undefined && c !== undefined && BINARY.has(b)) {
    w.at += 3;
    return binary(w, a, b, c);
  }
  if (a === '(') {
    w.at++;
    const value = or(w);
    if (w.args[w.at] !== ')') throw new TestError("`)' expected");
    w.at++;
    return value;
  }
  if (UNARY.has(a) && b !== undefined) {
    w.at += 2;
    return fileTest(w.sh, a, b);
  }
  w.at++;
  return a !== '';
}

function binary(w: Work, a: string, operator: string, b: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      if (operator === '==' && w.sh.state.dialect === 'dash') throw new TestError(`${a}: unexpected operator`);
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return compareText(a, b) < 0;
    case '>':
      return compareText(a, b) > 0;
    case '-nt':
    case '-ot':
    case '-ef':
      return newer(w.sh, a, operator, b);
    default:
      return compare(operator, number(w, a), number(w, b));
  }
}

function number(w: Work, text: string): bigint {
  if (/^\s*[-+]?\d+\s*$/.test(text)) return BigInt(text.trim().replace(/^\+/, ''));
  if (w.sh.state.dialect === 'dash') throw new TestError(`Illegal number: ${text}`);
  if (w.sh.state.dialect === 'ash') throw new TestError(`${text}: bad number`);
  throw new TestError(`${text}: integer expected`);
}
