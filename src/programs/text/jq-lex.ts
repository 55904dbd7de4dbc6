import { type Ast, pipe } from './jq-parse.ts';

/** A filter that cannot be read: where, and what stood there. */
export class JqSyntaxError extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly length = 1,
  ) {
    super(message);
  }
}

/** A word of a filter and where it stands. */
export interface Token {
  readonly kind: 'op' | 'word' | 'keyword' | 'field' | 'var' | 'number' | 'string' | 'format' | 'end';
  readonly text: string;
  readonly at: number;
  readonly parts?: readonly (string | Ast)[];
}

const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'and',
  'or',
  'import',
  'include',
  '__loc__',
]);
const OPS = [
  '?//=',
  '?//',
  '|=',
  '+=',
  '-=',
  '*=',
  '//=',
  '/=',
  '%=',
  '==',
  '!=',
  '<=',
  '>=',
  '//',
  '..',
  '|',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ';',
  '.',
  '?',
  '$',
];

/** Where a parse stands. */
export interface Parser {
  readonly text: string;
  at: number;
  token: Token;
}

/** Refuses the token that comes next, in bison's words. */
export function unexpected(p: Parser): never {
  const t = p.token;
  if (t.kind === 'end') throw new JqSyntaxError('unexpected end of file', Math.max(0, p.text.trimEnd().length - 1));
  const name =
    t.kind === 'op'
      ? `'${t.text}'`
      : t.kind === 'keyword'
        ? `"${t.text}"`
        : t.kind === 'word'
          ? 'IDENT'
          : t.kind === 'field'
            ? 'FIELD'
            : t.kind === 'number'
              ? 'LITERAL'
              : t.kind === 'string'
                ? 'QQSTRING_START'
                : t.kind === 'var'
                  ? '$'
                  : t.kind;
  const named = /^'(?:==|!=|<=|>=|\|=|\+=|-=|\*=|\/=|%=|\/\/|\/\/=|\.\.)'$/.test(name) ? name.replace(/'/g, '"') : name;
  throw new JqSyntaxError(`unexpected ${named}`, t.at, t.kind === 'string' ? 1 : t.text.length);
}

/** Takes a token and looks at the one after it. */
export function next(p: Parser): Token {
  const before = p.token;
  p.at += /^(?:\s|#[^\n]*)*/.exec(p.text.slice(p.at))?.[0].length ?? 0;
  const at = p.at;
  const rest = p.text.slice(at);
  const give = (kind: Token['kind'], text: string, used = text.length) => {
    p.token = { kind, text, at };
    p.at = at + used;
  };
  if (rest === '') give('end', '');
  else if (rest[0] === '"') {
    p.at++;
    const parts = stringParts(p);
    p.token = { kind: 'string', text: '"', at, parts };
  } else {
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    const field = /^\.[A-Za-z_]\w*/.exec(rest);
    const variable = /^\$(?:__loc__|[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)/.exec(rest);
    const word = /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/.exec(rest);
    const format = /^@[A-Za-z0-9]+/.exec(rest);
    if (number) give('number', number[0]);
    else if (field) give('field', field[0].slice(1), field[0].length);
    else if (variable) give('var', variable[0].slice(1), variable[0].length);
    else if (format) give('format', format[0]);
    else if (word) give(KEYWORDS.has(word[0]) ? 'keyword' : 'word', word[0]);
    else {
      const op = OPS.find((o) => rest.startsWith(o));
      if (op === undefined) throw new JqSyntaxError('unexpected INVALID_CHARACTER', at);
      give('op', op);
    }
  }
  return before;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '/': '/',
  '\\': '\\',
  '"': '"',
};

/** The inside of a string up to its closing quote, with the filters of `\(…)`. */
function stringParts(p: Parser): (string | Ast)[] {
  const parts: (string | Ast)[] = [];
  let text = '';
  for (;;) {
    const ch = p.text[p.at];
    if (ch === undefined) throw new JqSyntaxError('unexpected end of file', Math.max(0, p.text.length - 1));
    p.at++;
    if (ch === '"') break;
    if (ch !== '\\') {
      text += ch;
      continue;
    }
    const special = p.text[p.at] ?? '';
    p.at++;
    if (special === '(') {
      if (text !== '') parts.push(text);
      text = '';
      const outer = p.token;
      next(p);
      parts.push(pipe(p));
      if (!is(p, ')')) unexpected(p);
      p.at = p.token.at + 1;
      p.token = outer;
    } else if (special === 'u') {
      text += String.fromCharCode(Number.parseInt(p.text.slice(p.at, p.at + 4), 16));
      p.at += 4;
    } else if (ESCAPES[special] !== undefined) text += ESCAPES[special];
    else throw new JqSyntaxError('unexpected INVALID_CHARACTER', p.at - 2, 2);
  }
  if (text !== '' || parts.length === 0) parts.push(text);
  return parts;
}

/** Whether an operator or keyword comes next. */
export function is(p: Parser, text: string): boolean {
  return (p.token.kind === 'op' || p.token.kind === 'keyword') && p.token.text === text;
}

/** Takes an operator or keyword if it comes next. */
export function accept(p: Parser, text: string): boolean {
  if (!is(p, text)) return false;
  next(p);
  return true;
}

/** Takes an operator or keyword that must come next. */
export function expect(p: Parser, text: string): void {
  if (!accept(p, text)) unexpected(p);
}
