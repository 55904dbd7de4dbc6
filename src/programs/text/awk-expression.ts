import { AwkError } from './awk-lex.ts';
import {
  accept,
  type Expr,
  expect,
  is,
  type Parser,
  type Place,
  peek,
  shown,
  skipNewlines,
  syntax,
} from './awk-parse.ts';

/** Expressions with commas between them. */
export function list(p: Parser): Expr[] {
  const items = [expression(p)];
  while (accept(p, ',')) {
    skipNewlines(p);
    items.push(expression(p));
  }
  return items;
}

const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);

function isPlace(e: Expr): e is Place {
  return e.kind === 'name' || e.kind === 'item' || e.kind === 'field';
}

/** An expression of any kind, assignments included. */
export function expression(p: Parser): Expr {
  const left = ternary(p);
  const t = peek(p);
  if (t.kind !== 'op' || !ASSIGN.has(t.text)) return left;
  if (!isPlace(left)) throw syntax(p);
  p.lex.next();
  skipNewlines(p);
  return { kind: 'assign', op: t.text.slice(0, -1), to: left, value: expression(p) };
}

/** `a ? b : c` and what binds tighter: an expression without assignment. */
export function ternary(p: Parser): Expr {
  const test = or(p);
  if (!accept(p, '?')) return test;
  skipNewlines(p);
  const yes = expression(p);
  skipNewlines(p);
  expect(p, ':');
  skipNewlines(p);
  return { kind: 'cond', test, yes, no: expression(p) };
}

/** `||` and what binds tighter. */
export function or(p: Parser): Expr {
  let a = and(p);
  while (accept(p, '||')) {
    skipNewlines(p);
    a = { kind: 'logic', op: '||', a, b: and(p) };
  }
  return a;
}

function and(p: Parser): Expr {
  let a = membership(p);
  while (accept(p, '&&')) {
    skipNewlines(p);
    a = { kind: 'logic', op: '&&', a, b: membership(p) };
  }
  return a;
}

function membership(p: Parser): Expr {
  let a = matching(p);
  while (!p.noIn && is(p, 'in')) {
    p.lex.next();
    a = { kind: 'in', subs: a.kind === 'tuple' ? a.list : [a], name: p.lex.next().text };
  }
  return a;
}

function matching(p: Parser): Expr {
  let a = comparison(p);
  for (;;) {
    const negated = is(p, '!~');
    if (!negated && !is(p, '~')) return a;
    p.lex.next();
    a = { kind: 'match', negated, a, b: comparison(p) };
  }
}

const COMPARE = new Set(['<', '<=', '==', '!=', '>', '>=']);

function comparison(p: Parser): Expr {
  let a = concatenation(p);
  for (;;) {
    const t = peek(p);
    if (t.kind === 'op' && t.text === '|' && p.lex.after('getline')) {
      p.lex.next();
      p.lex.next();
      const to = optionalPlace(p);
      a = { kind: 'getline', from: 'command', source: a, ...(to ? { to } : {}) };
      continue;
    }
    if (t.kind !== 'op' || !COMPARE.has(t.text) || (t.text === '>' && p.noGreater)) return a;
    p.lex.next();
    a = { kind: 'binary', op: t.text, a, b: concatenation(p) };
  }
}

/** Whether a token can begin an operand, so that it is concatenated. */
function begins(p: Parser): boolean {
  const t = peek(p);
  if (t.kind === 'number' || t.kind === 'string' || t.kind === 'name' || t.kind === 'call' || t.kind === 'builtin')
    return true;
  return t.kind === 'op' && ['$', '!', '(', '-', '+', '++', '--'].includes(t.text);
}

function concatenation(p: Parser): Expr {
  let a = additive(p);
  while (begins(p) && !is(p, 'in')) a = { kind: 'binary', op: ' ', a, b: additive(p) };
  return a;
}

function additive(p: Parser): Expr {
  let a = multiplicative(p);
  for (let t = peek(p); t.kind === 'op' && (t.text === '+' || t.text === '-'); t = peek(p)) {
    p.lex.next();
    a = { kind: 'binary', op: t.text, a, b: multiplicative(p) };
  }
  return a;
}

function multiplicative(p: Parser): Expr {
  let a = unary(p);
  for (let t = peek(p); t.kind === 'op' && (t.text === '*' || t.text === '/' || t.text === '%'); t = peek(p)) {
    p.lex.next();
    a = { kind: 'binary', op: t.text, a, b: unary(p) };
  }
  return a;
}

function unary(p: Parser): Expr {
  const t = peek(p);
  if (t.kind === 'op' && (t.text === '!' || t.text === '-' || t.text === '+')) {
    p.lex.next();
    return { kind: 'unary', op: t.text, a: unary(p) };
  }
  return powered(p);
}

function powered(p: Parser): Expr {
  const a = stepped(p);
  if (!accept(p, '^')) return a;
  return { kind: 'binary', op: '^', a, b: is(p, '-') || is(p, '+') || is(p, '!') ? unary(p) : powered(p) };
}

function stepped(p: Parser): Expr {
  const t = peek(p);
  if (t.kind === 'op' && (t.text === '++' || t.text === '--')) {
    p.lex.next();
    const to = primary(p);
    if (!isPlace(to)) throw syntax(p);
    return { kind: 'step', op: t.text, before: true, to };
  }
  const a = primary(p);
  const after = peek(p);
  if (isPlace(a) && after.kind === 'op' && (after.text === '++' || after.text === '--')) {
    p.lex.next();
    return { kind: 'step', op: after.text, before: false, to: a };
  }
  return a;
}

function optionalPlace(p: Parser): Place | undefined {
  const t = peek(p);
  if (t.kind !== 'name' && !is(p, '$')) return undefined;
  const e = primary(p);
  return isPlace(e) ? e : undefined;
}

function primary(p: Parser): Expr {
  const t = p.lex.operand();
  switch (t.kind) {
    case 'number':
      return { kind: 'number', value: Number(t.text) };
    case 'string':
      return { kind: 'string', value: t.text };
    case 'regex':
      return { kind: 'regex', source: t.text };
    case 'name':
      if (!is(p, '[')) return { kind: 'name', name: t.text };
      return subscripted(p, t.text);
    case 'call': {
      expect(p, '(');
      p.called.push(t.text);
      return { kind: 'call', name: t.text, args: argumentsOf(p) };
    }
    case 'builtin':
      if (is(p, '(')) {
        p.lex.next();
        return { kind: 'builtin', name: t.text, args: argumentsOf(p) };
      }
      return { kind: 'builtin', name: t.text, args: [] };
    case 'word':
      if (t.text === 'getline') return simpleGetline(p);
      break;
    case 'op':
      if (t.text === '$') {
        const next = peek(p);
        if (next.kind === 'op' && (next.text === '++' || next.text === '--')) return { kind: 'field', of: stepped(p) };
        return { kind: 'field', of: next.kind === 'op' && next.text === '-' ? unary(p) : primary(p) };
      }
      if (t.text === '(') return group(p);
      if (t.text === '-' || t.text === '+' || t.text === '!') return { kind: 'unary', op: t.text, a: unary(p) };
      break;
  }
  throw new AwkError(t.line, t.kind === 'end' ? 'missing } near end of file' : `syntax error at or near ${shown(t)}`);
}

function subscripted(p: Parser, name: string): Expr {
  p.lex.next();
  const [greater, noIn] = [p.noGreater, p.noIn];
  p.noGreater = false;
  p.noIn = false;
  const subs = list(p);
  p.noGreater = greater;
  p.noIn = noIn;
  expect(p, ']');
  return { kind: 'item', name, subs };
}

function argumentsOf(p: Parser): Expr[] {
  const greater = p.noGreater;
  p.noGreater = false;
  skipNewlines(p);
  const args = is(p, ')') || is(p, '}') || peek(p).kind === 'end' ? [] : list(p);
  skipNewlines(p);
  p.noGreater = greater;
  expect(p, ')');
  return args;
}

function group(p: Parser): Expr {
  const greater = p.noGreater;
  p.noGreater = false;
  const items = list(p);
  p.noGreater = greater;
  expect(p, ')');
  const only = items[0];
  // a group is no place: (x)++ is refused, and $(1) is a field all the same
  return items.length === 1 && only ? only : { kind: 'tuple', list: items };
}

function simpleGetline(p: Parser): Expr {
  const to = optionalPlace(p);
  if (!accept(p, '<')) return { kind: 'getline', from: 'input', ...(to ? { to } : {}) };
  return { kind: 'getline', from: 'file', source: stepped(p), ...(to ? { to } : {}) };
}
