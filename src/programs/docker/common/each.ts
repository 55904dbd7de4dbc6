import { ApiError } from '../../../engine/index.ts';
import { out, type Process, type Run, wait } from '../../../os/index.ts';
import { daemonError } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';

/** The text of what went wrong with one of several things; other errors are thrown on. */
export function textOf(error: unknown): string {
  if (error instanceof ApiError) return daemonError(error);
  if (error instanceof CliError) return error.message;
  throw error;
}

type Outcome = { readonly error?: unknown };

/**
 * Does something to each of several containers at once, and prints the names of those it worked for in the order
 * given; the errors are told together at the end (parallelOperation of docker/cli).
 */
export function* inParallel(
  proc: Process,
  names: readonly string[],
  act: (name: string) => Run<void> | void,
): Run<number> {
  const outcomes = yield* startAll(proc, names, act);
  const errors: string[] = [];
  for (const [i, name] of names.entries()) {
    const outcome = yield* outcomes(i);
    if (outcome.error === undefined) yield* out(name);
    else errors.push(textOf(outcome.error));
  }
  if (errors.length > 0) throw new CliError(errors.join('\n'));
  return 0;
}

function* attempt(act: () => Run<void> | void): Run<Outcome> {
  try {
    const run = act();
    if (run) yield* run;
    return {};
  } catch (error) {
    return { error };
  }
}

/** Starts all; the function that it returns waits for the outcome of one. */
function* startAll(
  proc: Process,
  names: readonly string[],
  act: (name: string) => Run<void> | void,
): Run<(i: number) => Run<Outcome>> {
  if (names.length === 1)
    return function* one() {
      return yield* attempt(() => act(names[0] ?? ''));
    };
  const results: Outcome[] = [];
  const children = names.map((name, i) =>
    proc.spawn({
      argv: proc.argv,
      hidden: true,
      program: function* worker() {
        results[i] = yield* attempt(() => act(name));
        return 0;
      },
    }),
  );
  return function* outcome(i: number) {
    const child = children[i];
    if (child) yield* wait(child);
    return results[i] ?? {};
  };
}
