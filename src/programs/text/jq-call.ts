import { SPECIAL } from './jq-builtins.ts';
import { bind, type Closure, type Env, evaluate, find, type JqWorld, type Out, plain, run } from './jq-eval.ts';
import type { Native } from './jq-natives.ts';
import { NATIVES } from './jq-natives.ts';
import { type Ast, type Def, parseDefs } from './jq-parse.ts';
import { PRELUDE } from './jq-prelude.ts';
import type { Json } from './jq-value.ts';

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

/** Calls a function: a bound one, one of the prelude, or a native one. */
export function* call(ast: Ast, env: Env, name: string, args: readonly Ast[], v: Json, p: Out['p']): Generator<Out> {
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
