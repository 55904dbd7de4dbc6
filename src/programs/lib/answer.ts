import { type Process, type Program, type Run, sleep, write } from '../../os/index.ts';

/** What a command that takes no time prints, and its exit status. */
export interface Answer {
  readonly out?: string;
  readonly err?: string;
  readonly code: number;
}

/** Standard output and success. */
export function ok(out = ''): Answer {
  return { out, code: 0 };
}

/** A complaint on standard error (a final newline is added) and a status. */
export function fail(err: string, code = 1): Answer {
  return { err: err.endsWith('\n') ? err : `${err}\n`, code };
}

/** An error that ends a command with its message and status; thrown inside `command`. */
export class Quit extends Error {
  constructor(readonly answer: Answer) {
    super(answer.err ?? '');
  }
}

/** Leaves the command with a message on standard error. */
export function quit(err: string, code = 1): never {
  throw new Quit(fail(err, code));
}

/** A program that works everything out at once and then prints it: output first, complaints after. */
export function command(work: (proc: Process, args: readonly string[]) => Answer): Program {
  return function* run(proc): Run<number> {
    const answer = attempt(() => work(proc, proc.argv.slice(1)));
    yield* write(answer.out ?? '');
    yield* write(answer.err ?? '', 2);
    return answer.code;
  };
}

/** A command that looks at other processes: it takes a moment, in which those started beside it become what they are. */
export function looking(work: (proc: Process, args: readonly string[]) => Answer): Program {
  return function* run(proc): Run<number> {
    yield* sleep(1);
    return yield* command(work)(proc);
  };
}

/** Runs work and turns a `quit` into the answer it carries. */
export function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (e) {
    if (e instanceof Quit) return e.answer;
    throw e;
  }
}

/** Runs a generator and prints what a `quit` inside it says. */
export function* guarded(body: Run<number>): Run<number> {
  try {
    return yield* body;
  } catch (e) {
    if (!(e instanceof Quit)) throw e;
    yield* write(e.answer.out ?? '');
    yield* write(e.answer.err ?? '', 2);
    return e.answer.code;
  }
}

/** Says in words that cannot be taken for the real tool's that something is not simulated; exit status 99. */
export function notSimulated(what: string, nearest?: string): never {
  const hint = nearest === undefined ? '' : `\ndockernet-course: the nearest thing that is: ${nearest}`;
  throw new Quit(fail(`dockernet-course: not simulated: ${what}${hint}`, 99));
}
