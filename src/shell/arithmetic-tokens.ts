import { type Shell, ShellError } from './shell.ts';

/** A word of an arithmetic expression. */
export interface Token {
  readonly kind: 'number' | 'name' | 'op' | 'end';
  readonly text: string;
  readonly at: number;
  /** Subscript of an array element. */
  readonly index?: string;
}

const OPERATORS = [
  '<<=',
  '>>=',
  '**',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '^=',
  '|=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '&',
  '^',
  '|',
  '!',
  '~',
  '?',
  ':',
  '=',
  ',',
  '(',
  ')',
];

/** An evaluation in progress. */
export interface Calculation {
  readonly sh: Shell;
  readonly text: string;
  at: number;
  token: Token;
  before: Token;
  /** Above zero nothing is assigned or divided: the side of `&&`, `||` or `?:` that does not count. */
  skip: number;
  readonly depth: number;
}

/** Ends an evaluation in the words of the shell. */
export function fail(c: Calculation, what: string, at: number): never {
  const { dialect } = c.sh.state;
  if (dialect === 'dash') throw new ShellError(`arithmetic expression: ${dashText(what, c)}`, 2);
  if (dialect === 'ash')
    throw new ShellError(what === 'division by 0' ? 'divide by zero' : 'arithmetic syntax error', 2);
  const token = c.text.slice(at).replace(/^\s+/, '');
  throw new ShellError(
    `${c.text.replace(/^\s+/, '')}: ${what} (error token is "${token === '' ? c.text.slice(c.before.at) : token}")`,
    1,
    'line',
  );
}

function dashText(what: string, c: Calculation): string {
  if (what === 'division by 0') return `division by zero: "${c.text}"`;
  return `expecting ${what.includes('operand expected') ? 'primary' : 'EOF'}: "${c.text}"`;
}

/** Takes the next token. */
export function next(c: Calculation): void {
  c.before = c.token;
  while (/\s/.test(c.text[c.at] ?? 'x')) c.at++;
  const at = c.at;
  const rest = c.text.slice(at);
  if (rest === '') {
    c.token = { kind: 'end', text: '', at };
    return;
  }
  const number = /^(?:\d+#[0-9A-Za-z@_]*|0[xX][0-9A-Fa-f]*|\d[0-9A-Za-z_]*)/.exec(rest);
  const name = /^[A-Za-z_]\w*/.exec(rest);
  if (number) c.token = { kind: 'number', text: number[0], at };
  else if (name) c.token = { kind: 'name', text: name[0], at };
  else {
    const op = OPERATORS.find((o) => rest.startsWith(o));
    if (op === undefined) {
      c.at = at;
      fail(
        c,
        c.before.kind === 'number' || c.before.kind === 'name'
          ? 'arithmetic syntax error: invalid arithmetic operator'
          : 'arithmetic syntax error: operand expected',
        at,
      );
    }
    c.token = { kind: 'op', text: op, at };
  }
  c.at = at + c.token.text.length;
  if (name && !number && c.text[c.at] === '[') subscript(c, name[0], at);
}

function subscript(c: Calculation, name: string, at: number): void {
  let depth = 0;
  for (let i = c.at; i < c.text.length; i++) {
    if (c.text[i] === '[') depth++;
    if (c.text[i] === ']' && --depth === 0) {
      c.token = { kind: 'name', text: name, at, index: c.text.slice(c.at + 1, i) };
      c.at = i + 1;
      return;
    }
  }
  fail(c, 'bad array subscript', at);
}
