import { bind, type Env, evaluate, type Out, run } from './jq-eval.ts';
import type { Ast, Pattern } from './jq-parse.ts';
import { indexValue, JqError } from './jq-paths.ts';
import { isArray, type Json, typeOf } from './jq-value.ts';

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

/** `source as pattern | body`. */
export function* bindings(ast: Extract<Ast, { kind: 'bind' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
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

/** `reduce source as pattern (init; update)`. */
export function* reduce(ast: Extract<Ast, { kind: 'reduce' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
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

/** `foreach source as pattern (init; update; extract)`. */
export function* foreach(ast: Extract<Ast, { kind: 'foreach' }>, env: Env, v: Json, p: Out['p']): Generator<Out> {
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
