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

export type Pattern =
  | { readonly kind: 'var'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Ast; readonly name?: string; readonly value?: Pattern }[];
    };

export interface Def {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Ast;
}

export type Ast =
  | { readonly kind: 'identity' | 'recurse' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly format: string | undefined; readonly parts: readonly (string | Ast)[] }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Ast; readonly by: Ast }
  | { readonly kind: 'slice'; readonly of: Ast; readonly from: Ast | undefined; readonly to: Ast | undefined }
  | { readonly kind: 'iterate'; readonly of: Ast }
  | { readonly kind: 'try'; readonly body: Ast; readonly handler: Ast | undefined }
  | { readonly kind: 'pipe' | 'comma' | 'alternative'; readonly a: Ast; readonly b: Ast }
  | { readonly kind: 'binary'; readonly op: string; readonly a: Ast; readonly b: Ast }
  | { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly a: Ast; readonly b: Ast }
  | { readonly kind: 'assign'; readonly op: string; readonly a: Ast; readonly b: Ast }
  | { readonly kind: 'negate'; readonly a: Ast }
  | { readonly kind: 'array'; readonly body: Ast | undefined }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Ast; readonly value: Ast | undefined }[] }
  | { readonly kind: 'var'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Ast[]; readonly at: number }
  | { readonly kind: 'if'; readonly test: Ast; readonly then: Ast; readonly no: Ast | undefined }
  | {
      readonly kind: 'reduce';
      readonly source: Ast;
      readonly pattern: Pattern;
      readonly init: Ast;
      readonly update: Ast;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Ast;
      readonly pattern: Pattern;
      readonly init: Ast;
      readonly update: Ast;
      readonly extract: Ast | undefined;
    }
  | { readonly kind: 'bind'; readonly source: Ast; readonly patterns: readonly Pattern[]; readonly body: Ast }
  | { readonly kind: 'label' | 'break'; readonly name: string; readonly body?: Ast }
  | { readonly kind: 'def'; readonly def: Def; readonly body: Ast };

interface Token {
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

interface Parser {
  readonly text: string;
  at: number;
  token: Token;
}

/** Parses a filter. Throws JqSyntaxError. */
export function parseJq(text: string): Ast {
  const p: Parser = { text, at: 0, token: { kind: 'end', text: '', at: 0 } };
  next(p);
  const ast = p.token.kind === 'end' ? ({ kind: 'identity' } as const) : pipe(p);
  if (p.token.kind !== 'end') unexpected(p);
  return ast;
}

/** Parses definitions: `def …; def …;`. */
export function parseDefs(text: string): Def[] {
  const p: Parser = { text, at: 0, token: { kind: 'end', text: '', at: 0 } };
  next(p);
  const defs: Def[] = [];
  while (is(p, 'def')) defs.push(definition(p));
  return defs;
}

function unexpected(p: Parser): never {
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

function next(p: Parser): Token {
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
    const escape = p.text[p.at] ?? '';
    p.at++;
    if (escape === '(') {
      if (text !== '') parts.push(text);
      text = '';
      const outer = p.token;
      next(p);
      parts.push(pipe(p));
      if (!is(p, ')')) unexpected(p);
      p.at = p.token.at + 1;
      p.token = outer;
    } else if (escape === 'u') {
      text += String.fromCharCode(Number.parseInt(p.text.slice(p.at, p.at + 4), 16));
      p.at += 4;
    } else if (ESCAPES[escape] !== undefined) text += ESCAPES[escape];
    else throw new JqSyntaxError('unexpected INVALID_CHARACTER', p.at - 2, 2);
  }
  if (text !== '' || parts.length === 0) parts.push(text);
  return parts;
}

function is(p: Parser, text: string): boolean {
  return (p.token.kind === 'op' || p.token.kind === 'keyword') && p.token.text === text;
}

function accept(p: Parser, text: string): boolean {
  if (!is(p, text)) return false;
  next(p);
  return true;
}

function expect(p: Parser, text: string): void {
  if (!accept(p, text)) unexpected(p);
}

function pipe(p: Parser, commas = true): Ast {
  if (is(p, 'def')) {
    const def = definition(p);
    return { kind: 'def', def, body: pipe(p, commas) };
  }
  const left = commas ? comma(p) : alternative(p);
  if (is(p, 'as')) {
    next(p);
    const patterns = [pattern(p)];
    while (accept(p, '?//')) patterns.push(pattern(p));
    expect(p, '|');
    return { kind: 'bind', source: left, patterns, body: pipe(p, commas) };
  }
  if (!accept(p, '|')) return left;
  return { kind: 'pipe', a: left, b: pipe(p, commas) };
}

function definition(p: Parser): Def {
  expect(p, 'def');
  const name = next(p).text;
  const params: string[] = [];
  if (accept(p, '(')) {
    do {
      const t = next(p);
      params.push(t.kind === 'var' ? `$${t.text}` : t.text);
    } while (accept(p, ';'));
    expect(p, ')');
  }
  expect(p, ':');
  const body = pipe(p);
  expect(p, ';');
  return { name, params, body };
}

function comma(p: Parser): Ast {
  let a = alternative(p);
  // `1 as $x | 2, 3`: what follows a binding belongs to its body
  while (is(p, ',')) {
    next(p);
    a = { kind: 'comma', a, b: alternative(p) };
  }
  return a;
}

function alternative(p: Parser): Ast {
  const a = assignment(p);
  if (!accept(p, '//')) return a;
  return { kind: 'alternative', a, b: alternative(p) };
}

const ASSIGN = new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=']);

function assignment(p: Parser): Ast {
  const a = or(p);
  if (p.token.kind !== 'op' || !ASSIGN.has(p.token.text)) return a;
  const op = next(p).text;
  return { kind: 'assign', op, a, b: alternative(p) };
}

function or(p: Parser): Ast {
  let a = and(p);
  while (accept(p, 'or')) a = { kind: 'logic', op: 'or', a, b: and(p) };
  return a;
}

function and(p: Parser): Ast {
  let a = comparison(p);
  while (accept(p, 'and')) a = { kind: 'logic', op: 'and', a, b: comparison(p) };
  return a;
}

const COMPARE = new Set(['==', '!=', '<', '<=', '>', '>=']);

function comparison(p: Parser): Ast {
  const a = additive(p);
  if (p.token.kind !== 'op' || !COMPARE.has(p.token.text)) return a;
  const op = next(p).text;
  return { kind: 'binary', op, a, b: additive(p) };
}

function additive(p: Parser): Ast {
  let a = multiplicative(p);
  while (is(p, '+') || is(p, '-')) {
    const op = next(p).text;
    a = { kind: 'binary', op, a, b: multiplicative(p) };
  }
  return a;
}

function multiplicative(p: Parser): Ast {
  let a = unary(p);
  while (is(p, '*') || is(p, '/') || is(p, '%')) {
    const op = next(p).text;
    a = { kind: 'binary', op, a, b: unary(p) };
  }
  return a;
}

function unary(p: Parser): Ast {
  if (accept(p, '-')) return { kind: 'negate', a: unary(p) };
  return postfix(p);
}

function postfix(p: Parser): Ast {
  let a = primary(p);
  for (;;) {
    if (p.token.kind === 'field') a = { kind: 'index', of: a, by: { kind: 'literal', value: next(p).text } };
    else if (is(p, '.') && (p.text[p.at] === '"' || p.text[p.at] === '[')) {
      next(p);
      if (p.token.kind === 'string') a = { kind: 'index', of: a, by: stringAst(next(p)) };
    } else if (is(p, '[')) a = bracket(p, a);
    else if (accept(p, '?')) a = { kind: 'try', body: a, handler: undefined };
    else return a;
  }
}

function bracket(p: Parser, of: Ast): Ast {
  expect(p, '[');
  if (accept(p, ']')) return { kind: 'iterate', of };
  if (accept(p, ':')) {
    const to = pipe(p);
    expect(p, ']');
    return { kind: 'slice', of, from: undefined, to };
  }
  const by = pipe(p);
  if (accept(p, ':')) {
    const to = is(p, ']') ? undefined : pipe(p);
    expect(p, ']');
    return { kind: 'slice', of, from: by, to };
  }
  expect(p, ']');
  return { kind: 'index', of, by };
}

function stringAst(t: Token, format?: string): Ast {
  return { kind: 'string', format, parts: t.parts ?? [''] };
}

function primary(p: Parser): Ast {
  const t = p.token;
  switch (t.kind) {
    case 'number':
      next(p);
      return { kind: 'number', text: t.text };
    case 'string':
      return stringAst(next(p));
    case 'format':
      next(p);
      if (p.token.kind === 'string') return stringAst(next(p), t.text);
      return { kind: 'format', name: t.text };
    case 'field':
      next(p);
      return { kind: 'index', of: { kind: 'identity' }, by: { kind: 'literal', value: t.text } };
    case 'var':
      next(p);
      return t.text === '__loc__' ? location(p, t) : { kind: 'var', name: t.text, at: t.at };
    case 'word':
      return call(p);
    case 'keyword':
      return keyword(p);
    case 'op':
      return operator(p);
    default:
      return unexpected(p);
  }
}

function location(p: Parser, t: Token): Ast {
  const line = p.text.slice(0, t.at).split('\n').length;
  const entry = (key: string, value: string | number) => ({
    key: { kind: 'literal', value: key } as const,
    value: { kind: 'literal', value } as const,
  });
  return { kind: 'object', entries: [entry('file', '<top-level>'), entry('line', line)] };
}

function call(p: Parser): Ast {
  const t = next(p);
  if (t.text === 'true' || t.text === 'false' || t.text === 'null')
    return { kind: 'literal', value: t.text === 'null' ? null : t.text === 'true' };
  if (t.text === 'break' && p.token.kind === 'var') return { kind: 'break', name: next(p).text };
  const args: Ast[] = [];
  if (accept(p, '(')) {
    do args.push(pipe(p));
    while (accept(p, ';'));
    expect(p, ')');
  }
  return { kind: 'call', name: t.text, args, at: t.at };
}

function operator(p: Parser): Ast {
  if (accept(p, '(')) {
    const inner = pipe(p);
    expect(p, ')');
    return inner;
  }
  if (accept(p, '[')) {
    const body = is(p, ']') ? undefined : pipe(p);
    expect(p, ']');
    return { kind: 'array', body };
  }
  if (is(p, '{')) return object(p);
  if (accept(p, '..')) return { kind: 'recurse' };
  if (accept(p, '-')) return { kind: 'negate', a: postfix(p) };
  if (is(p, '.')) {
    next(p);
    if (p.token.kind === 'string') return { kind: 'index', of: { kind: 'identity' }, by: stringAst(next(p)) };
    return { kind: 'identity' };
  }
  return unexpected(p);
}

function keyword(p: Parser): Ast {
  if (accept(p, 'if')) return conditional(p);
  if (accept(p, 'try')) {
    const body = postfix(p);
    return { kind: 'try', body, handler: accept(p, 'catch') ? postfix(p) : undefined };
  }
  if (is(p, 'reduce') || is(p, 'foreach')) return loop(p);
  if (accept(p, 'label')) {
    const name = next(p).text;
    expect(p, '|');
    return { kind: 'label', name, body: pipe(p) };
  }
  if (is(p, 'def')) {
    const def = definition(p);
    return { kind: 'def', def, body: pipe(p) };
  }
  return unexpected(p);
}

function conditional(p: Parser): Ast {
  const test = pipe(p);
  expect(p, 'then');
  const then = pipe(p);
  if (accept(p, 'elif')) return { kind: 'if', test, then, no: conditional(p) };
  const no = accept(p, 'else') ? pipe(p) : undefined;
  expect(p, 'end');
  return { kind: 'if', test, then, no };
}

function loop(p: Parser): Ast {
  const kind = next(p).text === 'reduce' ? 'reduce' : 'foreach';
  const source = postfix(p);
  expect(p, 'as');
  const bound = pattern(p);
  expect(p, '(');
  const init = pipe(p);
  expect(p, ';');
  const update = pipe(p);
  const extract = kind === 'foreach' && accept(p, ';') ? pipe(p) : undefined;
  expect(p, ')');
  return kind === 'reduce'
    ? { kind, source, pattern: bound, init, update }
    : { kind, source, pattern: bound, init, update, extract };
}

function pattern(p: Parser): Pattern {
  if (p.token.kind === 'var') return { kind: 'var', name: next(p).text };
  if (accept(p, '[')) {
    const items: Pattern[] = [];
    do items.push(pattern(p));
    while (accept(p, ','));
    expect(p, ']');
    return { kind: 'list', items };
  }
  expect(p, '{');
  const entries: { key: Ast; name?: string; value?: Pattern }[] = [];
  do {
    const t = p.token;
    if (t.kind === 'var') {
      next(p);
      entries.push({
        key: { kind: 'literal', value: t.text },
        name: t.text,
        ...(accept(p, ':') ? { value: pattern(p) } : {}),
      });
      continue;
    }
    let key: Ast;
    if (t.kind === 'string') key = stringAst(next(p));
    else if (accept(p, '(')) {
      key = pipe(p);
      expect(p, ')');
    } else key = { kind: 'literal', value: next(p).text };
    expect(p, ':');
    entries.push({ key, value: pattern(p) });
  } while (accept(p, ','));
  expect(p, '}');
  return { kind: 'map', entries };
}

function object(p: Parser): Ast {
  expect(p, '{');
  const entries: { key: Ast; value: Ast | undefined }[] = [];
  while (!is(p, '}')) {
    entries.push(entry(p));
    if (!accept(p, ',')) break;
  }
  expect(p, '}');
  return { kind: 'object', entries };
}

function entry(p: Parser): { key: Ast; value: Ast | undefined } {
  const t = p.token;
  if (t.kind === 'var') {
    next(p);
    const value: Ast = t.text === '__loc__' ? location(p, t) : { kind: 'var', name: t.text, at: t.at };
    return { key: { kind: 'literal', value: t.text }, value };
  }
  let key: Ast;
  if (t.kind === 'word' || t.kind === 'keyword') key = { kind: 'literal', value: next(p).text };
  else if (t.kind === 'string') key = stringAst(next(p));
  else if (t.kind === 'number') {
    next(p);
    key = { kind: 'number', text: t.text };
  } else if (t.kind === 'format') {
    next(p);
    key = p.token.kind === 'string' ? stringAst(next(p), t.text) : { kind: 'format', name: t.text };
  } else if (accept(p, '(')) {
    key = pipe(p);
    expect(p, ')');
  } else return unexpected(p);
  return { key, value: accept(p, ':') ? pipe(p, false) : undefined };
}
