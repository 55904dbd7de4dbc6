import { expression, list, ternary } from './awk-expression.ts';
import { AwkError, type Lexer, lexer, type Token } from './awk-lex.ts';

/** A place that can be assigned to. */
export type Place =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'item'; readonly name: string; readonly subs: readonly Expr[] }
  | { readonly kind: 'field'; readonly of: Expr };

/** An expression. */
export type Expr =
  | Place
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'assign'; readonly op: string; readonly to: Place; readonly value: Expr }
  | { readonly kind: 'cond'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly kind: 'logic'; readonly op: '&&' | '||'; readonly a: Expr; readonly b: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly a: Expr; readonly b: Expr }
  | { readonly kind: 'match'; readonly negated: boolean; readonly a: Expr; readonly b: Expr }
  | { readonly kind: 'in'; readonly subs: readonly Expr[]; readonly name: string }
  | { readonly kind: 'unary'; readonly op: '!' | '-' | '+'; readonly a: Expr }
  | { readonly kind: 'step'; readonly op: '++' | '--'; readonly before: boolean; readonly to: Place }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expr[] }
  | {
      readonly kind: 'getline';
      readonly from: 'input' | 'file' | 'command';
      readonly source?: Expr;
      readonly to?: Place;
    }
  | { readonly kind: 'tuple'; readonly list: readonly Expr[] };

/** Where print writes to. */
export interface Redirect {
  readonly op: '>' | '>>' | '|';
  readonly to: Expr;
}

/** A statement. */
export type Stmt =
  | { readonly kind: 'print' | 'printf'; readonly args: readonly Expr[]; readonly redirect?: Redirect }
  | { readonly kind: 'expr'; readonly expr: Expr }
  | { readonly kind: 'block'; readonly body: readonly Stmt[] }
  | { readonly kind: 'if'; readonly test: Expr; readonly then: Stmt; readonly no?: Stmt }
  | { readonly kind: 'while' | 'do'; readonly test: Expr; readonly body: Stmt }
  | { readonly kind: 'for'; readonly init?: Stmt; readonly test?: Expr; readonly step?: Stmt; readonly body: Stmt }
  | { readonly kind: 'forin'; readonly name: string; readonly array: string; readonly body: Stmt }
  | { readonly kind: 'delete'; readonly name: string; readonly subs?: readonly Expr[] }
  | { readonly kind: 'exit' | 'return'; readonly value?: Expr }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' };

/** A pattern with its action; BEGIN and END are kinds of their own. */
export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'main';
  readonly from?: Expr;
  readonly to?: Expr;
  /** undefined: print $0. */
  readonly body?: Stmt;
}

/** A function that the program defines. */
export interface Func {
  readonly params: readonly string[];
  readonly body: Stmt;
}

/** A whole program. */
export interface Script {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, Func>;
}

/** Where a parse stands. */
export interface Parser {
  readonly lex: Lexer;
  readonly functions: Map<string, Func>;
  readonly called: string[];
  /** Inside a print list `>` redirects. */
  noGreater: boolean;
  /** In the head of `for (x in y)` no `in` is looked for. */
  noIn: boolean;
}

/** Parses a program; awk(1p), "Grammar". Throws AwkError. */
export function parseAwk(text: string): Script {
  const p: Parser = { lex: lexer(text), functions: new Map(), called: [], noGreater: false, noIn: false };
  const rules: Rule[] = [];
  for (skipEnds(p); peek(p).kind !== 'end'; skipEnds(p)) {
    if (is(p, '}'))
      throw new AwkError(peek(p).line, `extra '}'\nawk: line ${peek(p).line}: syntax error at or near end of line`);
    const rule = item(p);
    if (rule) rules.push(rule);
  }
  const unknown = p.called.find((name) => !p.functions.has(name));
  if (unknown !== undefined) throw new AwkError(peek(p).line, `function ${unknown} never defined`);
  return { rules, functions: p.functions };
}

/** The token that comes next. */
export function peek(p: Parser): Token {
  return p.lex.peek();
}

/** Whether a word or operator comes next. */
export function is(p: Parser, text: string): boolean {
  const t = peek(p);
  return (t.kind === 'op' || t.kind === 'word') && t.text === text;
}

/** Takes a word or operator if it comes next. */
export function accept(p: Parser, text: string): boolean {
  if (!is(p, text)) return false;
  p.lex.next();
  return true;
}

/** Takes a word or operator that must come next. */
export function expect(p: Parser, text: string): void {
  if (accept(p, text)) return;
  const t = peek(p);
  if (text === ')' || text === '}')
    throw new AwkError(
      t.line,
      t.kind === 'end' ? `missing ${text} near end of file` : `missing ${text} near ${shown(t)}`,
    );
  throw syntax(p);
}

/** A token as mawk names it in messages. */
export function shown(t: Token): string {
  return t.kind === 'newline' ? 'end of line' : t.text;
}

/** The error for a token that cannot stand here. */
export function syntax(p: Parser): AwkError {
  const t = peek(p);
  return new AwkError(
    t.line,
    t.kind === 'end' ? 'syntax error at or near end of file' : `syntax error at or near ${shown(t)}`,
  );
}

/** Passes over newlines where they mean nothing. */
export function skipNewlines(p: Parser): void {
  while (peek(p).kind === 'newline') p.lex.next();
}

function skipEnds(p: Parser): void {
  while (peek(p).kind === 'newline' || is(p, ';')) p.lex.next();
}

function item(p: Parser): Rule | undefined {
  if (is(p, 'function') || is(p, 'func')) {
    functionDefinition(p);
    return undefined;
  }
  if (is(p, 'BEGIN') || is(p, 'END')) {
    const kind = p.lex.next().text === 'BEGIN' ? 'BEGIN' : 'END';
    skipNewlines(p);
    return { kind, body: block(p) };
  }
  if (is(p, '{')) return { kind: 'main', body: block(p) };
  const from = expression(p);
  let to: Expr | undefined;
  if (accept(p, ',')) {
    skipNewlines(p);
    to = expression(p);
  }
  const pattern = { from, ...(to ? { to } : {}) };
  if (is(p, '{')) return { kind: 'main', ...pattern, body: block(p) };
  const t = peek(p);
  if (t.kind !== 'newline' && t.kind !== 'end' && !is(p, ';')) throw syntax(p);
  return { kind: 'main', ...pattern };
}

function functionDefinition(p: Parser): void {
  p.lex.next();
  const name = p.lex.next().text;
  expect(p, '(');
  const params: string[] = [];
  while (!is(p, ')')) {
    params.push(p.lex.next().text);
    if (!accept(p, ',')) break;
    skipNewlines(p);
  }
  expect(p, ')');
  skipNewlines(p);
  p.functions.set(name, { params, body: block(p) });
}

function block(p: Parser): Stmt {
  expect(p, '{');
  const body: Stmt[] = [];
  for (skipEnds(p); !is(p, '}'); skipEnds(p)) {
    const t = peek(p);
    if (t.kind === 'end') throw new AwkError(t.line, 'missing } near end of file');
    body.push(statement(p));
  }
  p.lex.next();
  return { kind: 'block', body };
}

/** A simple statement ends with a newline or `;`, or before `}`. */
function finish(p: Parser): void {
  const t = peek(p);
  if (t.kind === 'newline' || is(p, ';')) p.lex.next();
  else if (t.kind === 'end') throw new AwkError(t.line, 'missing } near end of file');
  else if (!is(p, '}')) throw syntax(p);
}

function body(p: Parser): Stmt {
  skipNewlines(p);
  if (accept(p, ';')) return { kind: 'block', body: [] };
  return statement(p);
}

function statement(p: Parser): Stmt {
  if (is(p, '{')) return block(p);
  if (accept(p, 'if')) {
    expect(p, '(');
    const test = expression(p);
    expect(p, ')');
    const then = body(p);
    const mark = p.lex.mark();
    skipEnds(p);
    if (!accept(p, 'else')) {
      p.lex.reset(mark);
      return { kind: 'if', test, then };
    }
    return { kind: 'if', test, then, no: body(p) };
  }
  if (accept(p, 'while')) {
    expect(p, '(');
    const test = expression(p);
    expect(p, ')');
    return { kind: 'while', test, body: body(p) };
  }
  if (accept(p, 'do')) {
    const loop = body(p);
    skipEnds(p);
    if (!accept(p, 'while')) throw syntax(p);
    expect(p, '(');
    const test = expression(p);
    expect(p, ')');
    finish(p);
    return { kind: 'do', test, body: loop };
  }
  if (accept(p, 'for')) return forStatement(p);
  const simple = simpleStatement(p);
  finish(p);
  return simple;
}

function forStatement(p: Parser): Stmt {
  expect(p, '(');
  const mark = p.lex.mark();
  const name = p.lex.next();
  if (name.kind === 'name' && accept(p, 'in')) {
    const array = p.lex.next();
    if (array.kind === 'name' && accept(p, ')'))
      return { kind: 'forin', name: name.text, array: array.text, body: body(p) };
  }
  p.lex.reset(mark);
  const init = is(p, ';') ? undefined : simpleStatement(p);
  expect(p, ';');
  skipNewlines(p);
  const test = is(p, ';') ? undefined : expression(p);
  expect(p, ';');
  skipNewlines(p);
  const step = is(p, ')') ? undefined : simpleStatement(p);
  expect(p, ')');
  return {
    kind: 'for',
    ...(init ? { init } : {}),
    ...(test ? { test } : {}),
    ...(step ? { step } : {}),
    body: body(p),
  };
}

function simpleStatement(p: Parser): Stmt {
  const t = peek(p);
  if (t.kind === 'word') {
    switch (t.text) {
      case 'print':
      case 'printf':
        p.lex.next();
        return printStatement(p, t.text);
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        p.lex.next();
        return { kind: t.text };
      case 'exit':
      case 'return': {
        p.lex.next();
        const after = peek(p);
        const none = after.kind === 'newline' || after.kind === 'end' || is(p, ';') || is(p, '}');
        return none ? { kind: t.text } : { kind: t.text, value: expression(p) };
      }
      case 'delete': {
        p.lex.next();
        const name = p.lex.next().text;
        if (!accept(p, '[')) return { kind: 'delete', name };
        const subs = list(p);
        expect(p, ']');
        return { kind: 'delete', name, subs };
      }
    }
  }
  return { kind: 'expr', expr: expression(p) };
}

function printStatement(p: Parser, kind: 'print' | 'printf'): Stmt {
  const outer = p.noGreater;
  p.noGreater = true;
  const t = peek(p);
  const none =
    t.kind === 'newline' || t.kind === 'end' || is(p, ';') || is(p, '}') || is(p, '>') || is(p, '>>') || is(p, '|');
  let args = none ? [] : list(p);
  p.noGreater = outer;
  const only = args[0];
  if (args.length === 1 && only?.kind === 'tuple') args = [...only.list];
  for (const op of ['>', '>>', '|'] as const) {
    if (!accept(p, op)) continue;
    const before = p.noGreater;
    p.noGreater = true;
    const to = ternary(p);
    p.noGreater = before;
    return { kind, args, redirect: { op, to } };
  }
  return { kind, args };
}
