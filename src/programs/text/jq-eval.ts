import { binary } from './jq-arithmetic.ts';
import { bindings, foreach, reduce } from './jq-binding.ts';
import { call } from './jq-call.ts';
import { formatValue } from './jq-format.ts';
import type { Ast, Def } from './jq-parse.ts';
import { deletePaths, getPath, indexValue, JqError, type Path, shown, updatePath } from './jq-paths.ts';
import { canonical, dump, isArray, isNumber, isObject, type Json, numeric, truthy } from './jq-value.ts';

/** A filter with the names that it sees: an argument of a function. */
export interface Closure {
  readonly ast: Ast;
  readonly env: Env;
}

interface Bound {
  readonly kind: 'var' | 'func' | 'arg' | 'label';
  readonly name: string;
  readonly value?: Json;
  readonly def?: Def;
  readonly closure?: Closure;
  readonly mark?: object;
}

/** Names in scope, innermost first. */
export type Env =
  | { readonly bound: Bound; readonly outer: Env; readonly world: JqWorld }
  | { readonly bound: undefined; readonly outer: undefined; readonly world: JqWorld };

/** What a filter can ask beside its input. */
export interface JqWorld {
  readonly env: ReadonlyMap<string, Json>;
  readonly now: () => number;
  /** The next input, for `input`. */
  readonly input: () => Json | undefined;
  readonly debug: (text: string) => void;
  readonly line: () => number;
  readonly file: Json;
}

/** One result: the value and, where paths are asked for, how it was reached (null: not by a path). */
export interface Out {
  readonly v: Json;
  readonly p: Path | null | undefined;
}

class Break extends Error {
  constructor(readonly mark: object) {
    super('break');
  }
}

/** The names of `env` and one more. */
export function bind(env: Env, bound: Bound): Env {
  return { bound, outer: env, world: env.world };
}

/** What a name stands for. */
export function find(
  env: Env,
  kinds: readonly Bound['kind'][],
  name: string,
): { readonly bound: Bound; readonly env: Env } | undefined {
  for (let e: Env = env; e.bound; e = e.outer)
    if (e.bound.name === name && kinds.includes(e.bound.kind)) return { bound: e.bound, env: e };
  return undefined;
}

/** The results of a filter for an input. */
export function* evaluate(ast: Ast, env: Env, v: Json): Generator<Json> {
  for (const out of run(ast, env, v, undefined)) yield out.v;
}

/** The paths that a filter leads to. */
export function* pathsOf(closure: Closure, v: Json, at: Path = []): Generator<Path> {
  for (const out of run(closure.ast, closure.env, v, at)) {
    if (!out.p) throw new JqError(`Invalid path expression with result ${dump(out.v).slice(0, 30)}`);
    yield out.p;
  }
}

function step(out: Out, key: Json): Out {
  if (out.p === null) throw new JqError(`Invalid path expression with result ${dump(out.v)}`);
  return { v: indexValue(out.v, key), p: out.p && [...out.p, key] };
}

/** A result that no path leads to. */
export function plain(v: Json, p: Out['p']): Out {
  return { v, p: p === undefined ? undefined : null };
}

/** Runs a filter; `p` is the path of the input where paths are asked for. */
export function* run(ast: Ast, env: Env, v: Json, p: Out['p']): Generator<Out> {
  switch (ast.kind) {
    case 'identity':
      yield { v, p };
      return;
    case 'recurse':
      yield* call(ast, env, 'recurse', [], v, p);
      return;
    case 'literal':
      yield plain(ast.value, p);
      return;
    case 'number': {
      const n = Number(ast.text);
      yield plain(
        String(n) === ast.text && !ast.text.includes('e')
          ? n
          : { literal: canonical(ast.text.replace(/^\./, '0.')), n },
        p,
      );
      return;
    }
    case 'string':
      for (const text of strings(ast, env, v, 0)) yield plain(text, p);
      return;
    case 'format':
      yield plain(formatValue(ast.name, v), p);
      return;
    case 'index':
      for (const of of run(ast.of, env, v, p)) for (const key of evaluate(ast.by, env, v)) yield step(of, key);
      return;
    case 'slice':
      yield* slice(ast, env, v, p);
      return;
    case 'iterate':
      for (const of of run(ast.of, env, v, p)) yield* iterate(of);
      return;
    case 'try':
      yield* attempt(ast, env, v, p);
      return;
    case 'pipe':
      for (const a of run(ast.a, env, v, p)) yield* run(ast.b, env, a.v, a.p);
      return;
    case 'comma':
      yield* run(ast.a, env, v, p);
      yield* run(ast.b, env, v, p);
      return;
    case 'alternative':
      yield* alternative(ast, env, v, p);
      return;
    case 'binary':
      for (const b of evaluate(ast.b, env, v))
        for (const a of evaluate(ast.a, env, v)) yield plain(binary(ast.op, a, b), p);
      return;
    case 'logic':
      for (const a of evaluate(ast.a, env, v)) {
        if (truthy(a) === (ast.op === 'or')) yield plain(ast.op === 'or', p);
        else for (const b of evaluate(ast.b, env, v)) yield plain(truthy(b), p);
      }
      return;
    case 'assign':
      for (const made of assign(ast, env, v)) yield plain(made, p);
      return;
    case 'negate':
      for (const a of evaluate(ast.a, env, v)) {
        if (!isNumber(a)) throw new JqError(`${shown(a)} cannot be negated`);
        yield plain(0 - numeric(a), p);
      }
      return;
    case 'array':
      yield plain(ast.body ? [...evaluate(ast.body, env, v)] : [], p);
      return;
    case 'object':
      for (const made of objects(ast.entries, env, v, new Map())) yield plain(made, p);
      return;
    case 'var': {
      const found = find(env, ['var'], ast.name);
      if (!found) throw new JqError(`$${ast.name} is not defined`);
      yield plain(found.bound.value ?? null, p);
      return;
    }
    case 'call':
      yield* call(ast, env, ast.name, ast.args, v, p);
      return;
    case 'if':
      for (const test of evaluate(ast.test, env, v)) {
        if (truthy(test)) yield* run(ast.then, env, v, p);
        else if (ast.no) yield* run(ast.no, env, v, p);
        else yield { v, p };
      }
      return;
    case 'reduce':
      yield* reduce(ast, env, v, p);
      return;
    case 'foreach':
      yield* foreach(ast, env, v, p);
      return;
    case 'bind':
      yield* bindings(ast, env, v, p);
      return;
    case 'label': {
      const mark = {};
      try {
        yield* run(ast.body ?? { kind: 'identity' }, bind(env, { kind: 'label', name: ast.name, mark }), v, p);
      } catch (e) {
        if (!(e instanceof Break) || e.mark !== mark) throw e;
      }
      return;
    }
    case 'break':
      throw new Break(find(env, ['label'], ast.name)?.bound.mark ?? {});
    case 'def':
      yield* run(
        ast.body,
        bind(env, { kind: 'func', name: `${ast.def.name}/${ast.def.params.length}`, def: ast.def }),
        v,
        p,
      );
  }
}

function* strings(ast: Extract<Ast, { kind: 'string' }>, env: Env, v: Json, from: number): Generator<string> {
  const part = ast.parts[from];
  if (part === undefined) {
    yield '';
    return;
  }
  // the last filter turns fastest in jq: the tail is the outer loop
  for (const rest of strings(ast, env, v, from + 1)) {
    if (typeof part === 'string') yield part + rest;
    else
      for (const value of evaluate(part, env, v))
        yield (ast.format === undefined
          ? typeof value === 'string'
            ? value
            : dump(value)
          : formatValue(ast.format, value)) + rest;
  }
}

function* slice(ast: Extract<Ast, { kind: 'slice' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
  const bounds = (of: Ast | undefined): Iterable<Json> => (of ? evaluate(of, env, v) : [null]);
  for (const of of run(ast.of, env, v, p)) {
    for (const to of bounds(ast.to))
      for (const from of bounds(ast.from))
        yield step(
          of,
          new Map([
            ['start', from],
            ['end', to],
          ]),
        );
  }
}

function* iterate(of: Out): Generator<Out> {
  if (isArray(of.v)) for (const i of of.v.keys()) yield step(of, i);
  else if (isObject(of.v)) for (const key of of.v.keys()) yield step(of, key);
  else throw new JqError(`Cannot iterate over ${shown(of.v)}`);
}

function* attempt(ast: Extract<Ast, { kind: 'try' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
  try {
    yield* run(ast.body, env, v, p);
  } catch (e) {
    if (!(e instanceof JqError)) throw e;
    if (ast.handler) yield* run(ast.handler, env, e.value, p === undefined ? undefined : null);
  }
}

function* alternative(ast: { readonly a: Ast; readonly b: Ast }, env: Env, v: Json, p: Out['p']): Generator<Out> {
  let some = false;
  try {
    for (const a of run(ast.a, env, v, p)) {
      if (!truthy(a.v)) continue;
      some = true;
      yield a;
    }
  } catch (e) {
    if (!(e instanceof JqError)) throw e;
  }
  if (!some) yield* run(ast.b, env, v, p);
}

function* objects(
  entries: Extract<Ast, { kind: 'object' }>['entries'],
  env: Env,
  v: Json,
  made: ReadonlyMap<string, Json>,
): Generator<Json> {
  const [first, ...rest] = entries;
  if (!first) {
    yield made;
    return;
  }
  for (const key of evaluate(first.key, env, v)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
    const values = first.value ? evaluate(first.value, env, v) : [indexValue(v, key)];
    for (const value of values) yield* objects(rest, env, v, new Map([...made, [key, value]]));
  }
}

function* assign(ast: Extract<Ast, { kind: 'assign' }>, env: Env, v: Json): Generator<Json> {
  const target: Closure = { ast: ast.a, env };
  if (ast.op === '|=') {
    let made = v;
    const gone: Path[] = [];
    for (const path of [...pathsOf(target, v)]) {
      const first = evaluate(ast.b, env, getPath(made, path)).next();
      if (first.done) gone.push(path);
      else made = updatePath(made, path, () => first.value);
    }
    yield gone.length > 0 ? deletePaths(made, gone) : made;
    return;
  }
  for (const value of evaluate(ast.b, env, v)) {
    let made = v;
    for (const path of pathsOf(target, v)) {
      made = updatePath(made, path, (old) =>
        ast.op === '='
          ? value
          : ast.op === '//='
            ? truthy(old)
              ? old
              : value
            : binary(ast.op.slice(0, -1), old, value),
      );
    }
    yield made;
  }
}
