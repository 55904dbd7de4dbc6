import { accept, expect, is, next, type Parser, type Token, unexpected } from './jq-lex.ts';
import { type Ast, definition, type Pattern, pipe } from './jq-parse.ts';

/** A term with what may follow it: fields, brackets, `?`. */
export function postfix(p: Parser): Ast {
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

/** A destructuring pattern. */
export function pattern(p: Parser): Pattern {
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
