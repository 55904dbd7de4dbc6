import type { TestBinaryExpression, TestExpression } from 'unbash';
import type { Run } from '../os/index.ts';
import { calculate } from './arithmetic.ts';
import { expandItems, expandPattern, expandText } from './expand.ts';
import { compareText, fileTest, newer } from './file-test.ts';
import { patternRegExp } from './pattern.ts';
import { quoteIfNeeded } from './quote.ts';
import { emit, option, type Shell, ShellError } from './shell.ts';
import { getValue, store } from './variables.ts';

/** `[[ … ]]`; bash(1), "Compound Commands". */
export function* conditional(sh: Shell, e: TestExpression): Run<boolean> {
  switch (e.type) {
    case 'TestGroup':
      return yield* conditional(sh, e.expression);
    case 'TestNot': {
      const value = yield* conditional(sh, e.operand);
      return e.negations.length % 2 === 1 ? !value : value;
    }
    case 'TestLogical': {
      for (const operand of e.operands) {
        const value = yield* conditional(sh, operand);
        if (value !== (e.operator === '&&')) return value;
      }
      return e.operator === '&&';
    }
    case 'TestUnary': {
      const operand = yield* expandText(sh, e.operand);
      yield* trace(sh, `${e.operator} ${quoteIfNeeded(operand)}`);
      return fileTest(sh, e.operator, operand);
    }
    case 'TestBinary':
      return yield* binary(sh, e);
  }
}

function* trace(sh: Shell, text: string): Run<void> {
  if (option(sh, 'xtrace')) yield* emit(sh, 2, `${getValue(sh, 'PS4') ?? '+ '}[[ ${text} ]]\n`);
}

function* binary(sh: Shell, e: TestBinaryExpression): Run<boolean> {
  const left = yield* expandText(sh, e.left);
  const { operator } = e;
  if (operator === '==' || operator === '=' || operator === '!=') {
    const pattern = yield* expandPattern(sh, e.right);
    yield* trace(
      sh,
      `${quoteIfNeeded(left)} ${operator} ${pattern.map((c) => (c.quoted ? `\\${c.ch}` : c.ch)).join('')}`,
    );
    const same = patternRegExp(pattern, { ignoreCase: option(sh, 'nocasematch') }).test(left);
    return operator === '!=' ? !same : same;
  }
  if (operator === '=~') return yield* matchRegExp(sh, left, e);
  const right = yield* expandText(sh, e.right);
  yield* trace(sh, `${quoteIfNeeded(left)} ${operator} ${quoteIfNeeded(right)}`);
  if (operator === '<' || operator === '>') return compareText(left, right) * (operator === '<' ? -1 : 1) > 0;
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') return newer(sh, left, operator, right);
  const [a, b] = [integer(sh, left), integer(sh, right)];
  return compare(operator, a, b);
}

function integer(sh: Shell, text: string): bigint {
  try {
    return calculate(sh, text);
  } catch (e) {
    if (e instanceof ShellError) throw new ShellError(`[[: ${e.message}`, 1, 'command');
    throw e;
  }
}

/** -eq and its family on integers. */
export function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** `=~` with a POSIX extended regular expression; groups go to BASH_REMATCH. */
function* matchRegExp(sh: Shell, left: string, e: TestBinaryExpression): Run<boolean> {
  const items = yield* expandItems(sh, e.right, 'plain');
  const source = items
    .map((i) => (typeof i === 'string' ? ' ' : i.quoted ? i.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : i.text))
    .join('');
  yield* trace(sh, `${quoteIfNeeded(left)} =~ ${source}`);
  let match: RegExpExecArray | null;
  try {
    match = new RegExp(posixClasses(source), option(sh, 'nocasematch') ? 'i' : '').exec(left);
  } catch {
    throw new ShellError('', 2, 'command');
  }
  store(sh, 'BASH_REMATCH', { kind: 'indexed', items: Object.fromEntries((match ?? []).map((g, i) => [i, g ?? ''])) });
  return match !== null;
}

const CLASS: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** POSIX bracket expressions as ECMAScript has them; regex(7). */
export function posixClasses(source: string): string {
  return source.replace(/\[:(\w+):\]/g, (all, name: string) => CLASS[name] ?? all).replace(/\[(\^?)\]/g, '[$1\\]');
}
