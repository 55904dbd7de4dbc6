import { type Closure, type Env, evaluate, type Out, pathsOf } from './jq-eval.ts';
import { numeric0, text } from './jq-natives.ts';
import { getPath, JqError, type Path, shown, updatePath } from './jq-paths.ts';
import { matches } from './jq-regex.ts';
import { dump, isArray, isObject, type Json } from './jq-value.ts';

type Special = (v: Json, p: Out['p'], args: readonly Closure[], env: Env) => Generator<Out>;

/** Leaves jq at once with a status; text goes to standard error. */
export class Halt extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super('halt');
  }
}

/** The leaves of a value as [path, leaf], and [path] where an array or object closes. */
function* events(v: Json, path: Path): Generator<Json[]> {
  const inner: [Json, Json][] = isArray(v) ? v.map((x, i) => [i, x]) : isObject(v) ? [...v] : [];
  if (inner.length === 0) {
    yield [path as Json, v];
    return;
  }
  for (const [key, x] of inner) yield* events(x, [...path, key]);
  yield [[...path, inner.at(-1)?.[0] ?? null]];
}

function out(v: Json, p: Out['p']): Out {
  return { v, p: p === undefined ? undefined : null };
}

function* values(c: Closure | undefined, v: Json): Generator<Json> {
  if (c) yield* evaluate(c.ast, c.env, v);
}

function* none(): Generator<Out> {
  yield* [];
}

function* failing(v: Json): Generator<Out> {
  yield* [];
  throw new JqError(v);
}

function* stopping(status: number, message: string): Generator<Out> {
  yield* [];
  throw new Halt(status, message);
}

/** Functions that take filters, or ask the world. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  'empty/0': none,
  'error/0': (v) => failing(v),
  *'error/1'(v, _p, [message]) {
    for (const value of values(message, v)) yield* failing(value);
  },
  *'path/1'(v, p, [f]) {
    if (f) for (const path of pathsOf(f, v)) yield out(path as Path as Json, p);
  },
  *'getpath/1'(v, p, [f]) {
    for (const path of values(f, v)) {
      if (!isArray(path)) throw new JqError('Path must be specified as an array');
      yield { v: getPath(v, path), p: p && [...p, ...path] };
    }
  },
  *'range/2'(v, p, [from, to]) {
    for (const b of values(to, v))
      for (const a of values(from, v)) for (let i = numeric0(a); i < numeric0(b); i++) yield out(i, p);
  },
  *'range/3'(v, p, [from, to, by]) {
    for (const s of values(by, v)) {
      for (const b of values(to, v)) {
        for (const a of values(from, v)) {
          const step = numeric0(s);
          for (let i = numeric0(a); step > 0 ? i < numeric0(b) : step < 0 && i > numeric0(b); i += step)
            yield out(i, p);
        }
      }
    }
  },
  *'tostream/0'(v, p) {
    for (const event of events(v, [])) yield out(event, p);
  },
  *'fromstream/1'(v, p, [f]) {
    let made: Json = null;
    for (const event of values(f, v)) {
      const [path, leaf] = isArray(event) ? event : [];
      if (path === undefined || !isArray(path)) throw new JqError('Invalid stream format');
      if (leaf !== undefined) made = updatePath(made, path, () => leaf);
      // a value is whole when its outermost bracket closes, or when it is a leaf by itself
      if (path.length > (leaf === undefined ? 1 : 0)) continue;
      yield out(made, p);
      made = null;
    }
  },
  *'sub/3'(v, p, [re, by, flags]) {
    const input = text(v, 'cannot be matched, as it is not a string');
    for (const f of values(flags, v)) for (const r of values(re, v)) yield out(substituted(input, r, f, by), p);
  },
  *'input/0'(_v, p, _args, env) {
    const next = env.world.input();
    if (next === undefined) throw new JqError('break');
    yield out(next, p);
  },
  *'inputs/0'(_v, p, _args, env) {
    for (let next = env.world.input(); next !== undefined; next = env.world.input()) yield out(next, p);
  },
  *'debug/0'(v, p, _args, env) {
    env.world.debug(`${dump(['DEBUG:', v])}\n`);
    yield { v, p };
  },
  *'stderr/0'(v, p, _args, env) {
    env.world.debug(typeof v === 'string' ? v : dump(v));
    yield { v, p };
  },
  *'now/0'(_v, p, _args, env) {
    yield out(env.world.now() / 1000, p);
  },
  *'input_filename/0'(_v, p, _args, env) {
    yield out(env.world.file, p);
  },
  *'input_line_number/0'(_v, p, _args, env) {
    yield out(env.world.line(), p);
  },
  'halt/0': () => stopping(0, ''),
  *'halt_error/1'(v, _p, [status]) {
    for (const s of values(status, v)) yield* stopping(numeric0(s), typeof v === 'string' ? v : `${dump(v)}\n`);
  },
};

function substituted(input: string, re: Json, flags: Json, by: Closure | undefined): string {
  const chars = [...input];
  let [made, from] = ['', 0];
  for (const m of matches(input, re, flags)) {
    if (!isObject(m)) continue;
    const [offset, size] = [numeric0(m.get('offset') ?? 0), numeric0(m.get('length') ?? 0)];
    const captures = m.get('captures');
    const named = new Map<string, Json>();
    for (const c of isArray(captures ?? null) ? (captures as readonly Json[]) : []) {
      const name = isObject(c) ? c.get('name') : null;
      if (isObject(c) && typeof name === 'string') named.set(name, c.get('string') ?? null);
    }
    const value = values(by, named).next();
    const replacement = value.done ? '' : value.value;
    if (typeof replacement !== 'string') throw new JqError(`${shown(named)} cannot be added to a string`);
    made += chars.slice(from, offset).join('') + replacement;
    from = offset + size;
  }
  return made + chars.slice(from).join('');
}
