/** A program that cannot be read, or that went wrong. */
export class AwkError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** A word of an awk program and its line. */
export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'word' | 'op' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

const WORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);

const BUILTINS = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'systime',
  'strftime',
  'mktime',
  'gensub',
  'and',
  'or',
  'xor',
  'lshift',
  'rshift',
  'compl',
]);

const OPS = [
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '>>',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '!~',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

/** Gives tokens; `operand` reads a `/` as the begin of an expression, `peek` as a division. */
export interface Lexer {
  peek(): Token;
  next(): Token;
  operand(): Token;
  mark(): number;
  reset(mark: number): void;
  /** Whether the token after the next one is this word. */
  after(word: string): boolean;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** A lexer over a program. */
export function lexer(source: string): Lexer {
  let at = 0;
  let held: { readonly token: Token; readonly end: number } | undefined;

  function scan(from: number): { readonly token: Token; readonly end: number } {
    const blank = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)*/.exec(source.slice(from))?.[0] ?? '';
    const start = from + blank.length;
    const rest = source.slice(start);
    const line = source.slice(0, start).split('\n').length;
    const give = (kind: Token['kind'], text: string, used = text.length) => ({
      token: { kind, text, line },
      end: start + used,
    });
    if (rest === '') return { token: { kind: 'end', text: '', line: line + 1 }, end: start };
    if (rest[0] === '\n') return give('newline', '\n');
    if (rest[0] === '"') return quoted(rest, line, start);
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    if (number) return give('number', number[0]);
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) {
      if (WORDS.has(name)) return give('word', name);
      if (BUILTINS.has(name)) return give('builtin', name);
      return give(rest[name.length] === '(' ? 'call' : 'name', name);
    }
    const op = OPS.find((o) => rest.startsWith(o));
    if (op === undefined) throw new AwkError(line, `unexpected character '${rest[0]}'`);
    return give('op', op);
  }

  function quoted(rest: string, line: number, start: number): { readonly token: Token; readonly end: number } {
    let text = '';
    for (let i = 1; i < rest.length; i++) {
      const ch = rest[i] ?? '';
      if (ch === '"') return { token: { kind: 'string', text, line }, end: start + i + 1 };
      if (ch === '\n') break;
      if (ch !== '\\') {
        text += ch;
        continue;
      }
      const octal = /^[0-7]{1,3}/.exec(rest.slice(i + 1))?.[0];
      const next = rest[i + 1] ?? '';
      if (octal !== undefined) {
        text += String.fromCharCode(Number.parseInt(octal, 8));
        i += octal.length;
      } else {
        text += ESCAPES[next] ?? (next === '\n' ? '' : `\\${next}`);
        i++;
      }
    }
    throw new AwkError(line, `runaway string constant "${rest.slice(1, 11)} ...`);
  }

  function regex(from: number): { readonly token: Token; readonly end: number } {
    const line = source.slice(0, from).split('\n').length;
    let text = '';
    let bracket = false;
    for (let i = from + 1; i < source.length; i++) {
      const ch = source[i] ?? '';
      if (ch === '\n') break;
      if (ch === '\\') text += ch + (source[++i] ?? '');
      else if (ch === '/' && !bracket) return { token: { kind: 'regex', text, line }, end: i + 1 };
      else {
        if (ch === '[' && !bracket) {
          bracket = true;
          const head = /^\[\^?\]?/.exec(source.slice(i))?.[0] ?? '[';
          text += head;
          i += head.length - 1;
          continue;
        }
        if (ch === ']') bracket = false;
        text += ch;
      }
    }
    throw new AwkError(line, `runaway regular expression /${source.slice(from + 1, from + 11)} ...`);
  }

  const peek = () => {
    held ??= scan(at);
    return held.token;
  };
  const next = () => {
    const token = peek();
    at = held?.end ?? at;
    held = undefined;
    return token;
  };
  return {
    peek,
    next,
    operand: () => {
      const token = peek();
      if (token.kind !== 'op' || (token.text !== '/' && token.text !== '/=')) return next();
      const found = regex((held?.end ?? at) - token.text.length);
      held = undefined;
      at = found.end;
      return found.token;
    },
    mark: () => at,
    reset: (mark) => {
      at = mark;
      held = undefined;
    },
    after: (word) => {
      peek();
      const following = scan(held?.end ?? at).token;
      return following.kind === 'word' && following.text === word;
    },
  };
}
