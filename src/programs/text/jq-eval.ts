import { NATIVES, type Native, SPECIAL } from './jq-builtins.ts';
import { formatValue } from './jq-format.ts';
import { type Ast, type Def, type Pattern, parseDefs } from './jq-parse.ts';
import { deletePaths, getPath, indexValue, JqError, type Path, shown, updatePath } from './jq-paths.ts';
import { PRELUDE } from './jq-prelude.ts';
import {
  canonical,
  compare,
  dump,
  isArray,
  isNumber,
  isObject,
  type Json,
  numeric,
  truthy,
  typeOf,
} from './jq-value.ts';

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

function bind(env: Env, bound: Bound): Env {
  return { bound, outer: env, world: env.world };
}

function find(
  env: Env,
  kinds: readonly Bound['kind'][],
  name: string,
): { readonly bound: Bound; readonly env: Env } | undefined {
  for (let e: Env = env; e.bound; e = e.outer)
    if (e.bound.name === name && kinds.includes(e.bound.kind)) return { bound: e.bound, env: e };
  return undefined;
}

let prelude: ReadonlyMap<string, Def> | undefined;

/** The definitions of jq's builtin.jq by name and number of arguments. */
function preludeDef(key: string): Def | undefined {
  prelude ??= new Map(parseDefs(PRELUDE).map((def) => [`${def.name}/${def.params.length}`, def]));
  return prelude.get(key);
}

/** The names that every filter sees: `$ENV` and `--arg`s. */
export function startEnv(world: JqWorld, vars: ReadonlyMap<string, Json>): Env {
  let env = rootEnv(world);
  for (const [name, value] of vars) env = bind(env, { kind: 'var', name, value });
  return env;
}

function rootEnv(world: JqWorld): Env {
  return bind({ bound: undefined, outer: undefined, world }, { kind: 'var', name: 'ENV', value: world.env });
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

function plain(v: Json, p: Out['p']): Out {
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

function* matched(pattern: Pattern, env: Env, v: Json): Generator<Env> {
  if (pattern.kind === 'var') {
    yield bind(env, { kind: 'var', name: pattern.name, value: v });
    return;
  }
  if (pattern.kind === 'list') {
    if (v !== null && !isArray(v)) throw new JqError(`Cannot index ${typeOf(v)} with number (0)`);
    yield* matchedList(pattern.items, env, v ?? [], 0);
    return;
  }
  yield* matchedMap(pattern.entries, env, v, 0);
}

function* matchedList(items: readonly Pattern[], env: Env, v: readonly Json[], at: number): Generator<Env> {
  const item = items[at];
  if (!item) yield env;
  else for (const inner of matched(item, env, v[at] ?? null)) yield* matchedList(items, inner, v, at + 1);
}

function* matchedMap(
  entries: Extract<Pattern, { kind: 'map' }>['entries'],
  env: Env,
  v: Json,
  at: number,
): Generator<Env> {
  const entry = entries[at];
  if (!entry) {
    yield env;
    return;
  }
  for (const key of evaluate(entry.key, env, v)) {
    const value = indexValue(v, key);
    const named = entry.name === undefined ? env : bind(env, { kind: 'var', name: entry.name, value });
    if (entry.value)
      for (const inner of matched(entry.value, named, value)) yield* matchedMap(entries, inner, v, at + 1);
    else yield* matchedMap(entries, named, v, at + 1);
  }
}

function* bindings(ast: Extract<Ast, { kind: 'bind' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
  for (const value of evaluate(ast.source, env, v)) {
    for (const [i, pattern] of ast.patterns.entries()) {
      try {
        for (const inner of matched(pattern, env, value)) yield* run(ast.body, inner, v, p);
        break;
      } catch (e) {
        if (!(e instanceof JqError) || i === ast.patterns.length - 1) throw e;
      }
    }
  }
}

function* reduce(ast: Extract<Ast, { kind: 'reduce' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
  for (const init of run(ast.init, env, v, p)) {
    let at: Out = init;
    for (const item of evaluate(ast.source, env, v)) {
      for (const inner of matched(ast.pattern, env, item)) {
        let last: Out = { v: null, p: at.p };
        for (const out of run(ast.update, inner, at.v, at.p)) last = out;
        at = last;
      }
    }
    yield at;
  }
}

function* foreach(ast: Extract<Ast, { kind: 'foreach' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
  for (const init of run(ast.init, env, v, p)) {
    let at: Out = init;
    for (const item of evaluate(ast.source, env, v)) {
      for (const inner of matched(ast.pattern, env, item)) {
        for (const out of run(ast.update, inner, at.v, at.p)) {
          at = out;
          if (ast.extract) yield* run(ast.extract, inner, out.v, out.p);
          else yield out;
        }
      }
    }
  }
}

function* call(ast: Ast, env: Env, name: string, args: readonly Ast[], v: Json, p: Out['p']): Generator<Out> {
  const key = `${name}/${args.length}`;
  const found = find(env, ['func', 'arg'], key);
  if (found?.bound.closure) {
    yield* run(found.bound.closure.ast, found.bound.closure.env, v, p);
    return;
  }
  if (found?.bound.def) {
    yield* enter(
      found.bound.def,
      found.env,
      args.map((a) => ({ ast: a, env })),
      v,
      p,
      0,
    );
    return;
  }
  const closures = args.map((a): Closure => ({ ast: a, env }));
  const special = SPECIAL[key];
  if (special) {
    yield* special(v, p, closures, env);
    return;
  }
  const def = preludeDef(key);
  if (def) {
    yield* enter(def, rootEnv(env.world), closures, v, p, 0);
    return;
  }
  const native: Native | undefined = NATIVES[key];
  if (!native) throw new UnknownFunction(key, ast.kind === 'call' ? ast.at : 0);
  for (const values of product(closures, v, 0)) yield plain(native(v, ...values), p);
}

/** A function that nobody defined: found when the filter is compiled. */
export class UnknownFunction extends Error {
  constructor(
    readonly key: string,
    readonly at: number,
  ) {
    super(key);
  }
}

function* product(closures: readonly Closure[], v: Json, from: number): Generator<Json[]> {
  const closure = closures[from];
  if (!closure) {
    yield [];
    return;
  }
  for (const rest of product(closures, v, from + 1))
    for (const value of evaluate(closure.ast, closure.env, v)) yield [value, ...rest];
}

function* enter(def: Def, env: Env, args: readonly Closure[], v: Json, p: Out['p'], from: number): Generator<Out> {
  const param = def.params[from];
  const arg = args[from];
  if (param === undefined || !arg) {
    yield* run(def.body, env, v, p);
    return;
  }
  if (!param.startsWith('$')) {
    yield* enter(def, bind(env, { kind: 'arg', name: `${param}/0`, closure: arg }), args, v, p, from + 1);
    return;
  }
  const name = param.slice(1);
  for (const value of evaluate(arg.ast, arg.env, v)) {
    const named = bind(bind(env, { kind: 'var', name, value }), {
      kind: 'arg',
      name: `${name}/0`,
      closure: { ast: { kind: 'var', name, at: 0 }, env: bind(env, { kind: 'var', name, value }) },
    });
    yield* enter(def, named, args, v, p, from + 1);
  }
}

/** Arithmetic and comparisons. */
export function binary(op: string, a: Json, b: Json): Json {
  switch (op) {
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    case '>=':
      return compare(a, b) >= 0;
    case '+':
      return plus(a, b);
    case '-':
      if (isNumber(a) && isNumber(b)) return numeric(a) - numeric(b);
      if (isArray(a) && isArray(b)) return a.filter((x) => !b.some((y) => compare(x, y) === 0));
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be subtracted`);
    case '*':
      return times(a, b);
    case '/':
      if (isNumber(a) && isNumber(b)) {
        if (numeric(b) === 0)
          throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`);
        return numeric(a) / numeric(b);
      }
      if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : b === '' ? [...a] : a.split(b);
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided`);
    default: {
      if (!isNumber(a) || !isNumber(b)) throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided`);
      const [x, y] = [Math.trunc(numeric(a)), Math.trunc(numeric(b))];
      if (y === 0)
        throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided (remainder) because the divisor is zero`);
      return (x % Math.abs(y)) + 0;
    }
  }
}

function plus(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (isNumber(a) && isNumber(b)) return numeric(a) + numeric(b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be added`);
}

function times(a: Json, b: Json): Json {
  if (isNumber(a) && isNumber(b)) return numeric(a) * numeric(b);
  const [text, n] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof text === 'string' && isNumber(n)) {
    const count = numeric(n);
    return count < 0 ? null : text.repeat(count > 0 ? Math.max(1, Math.floor(count)) : 0);
  }
  if (isObject(a) && isObject(b)) return merged(a, b);
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be multiplied`);
}

function merged(a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json {
  const map = new Map(a);
  for (const [key, value] of b) {
    const old = map.get(key);
    map.set(key, old !== undefined && isObject(old) && isObject(value) ? merged(old, value) : value);
  }
  return map;
}
