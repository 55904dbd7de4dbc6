import { accept, expect, is, next, type Parser, unexpected } from './jq-lex.ts';
import { pattern, postfix } from './jq-term.ts';
/** What stands after `as`. */
export type Pattern =
  | { readonly kind: 'var'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Ast; readonly name?: string; readonly value?: Pattern }[];
    };

/** A function definition. */
export interface Def {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Ast;
}

/** A filter. */
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

/** A filter of any kind; `commas` false inside object values. */
export function pipe(p: Parser, commas = true): Ast {
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

/** `def name(params): body;`. */
export function definition(p: Parser): Def {
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
