import type { Daemon } from '../../../engine/index.ts';
import { type Process, type Run, wait, write } from '../../../os/index.ts';
import { logLine } from '../../docker/common/index.ts';
import type { Files } from '../model/index.ts';

/** How progress is shown: redrawn on a terminal, a line an event elsewhere. */
export type ProgressMode = 'auto' | 'tty' | 'plain' | 'quiet';

/** What a command of compose works with. */
export interface Compose {
  readonly proc: Process;
  readonly daemon: Daemon;
  readonly files: Files;
  readonly progress: ProgressMode;
  /** Whether output may be coloured. */
  readonly ansi: boolean;
  /** Between the parts of a container's name. */
  readonly separator: '-' | '_';
  /** Warnings that are still to be written. */
  readonly pending: string[];
}

/** Notes a warning, to be written by `flush`. */
export function warn(compose: Compose, text: string): void {
  compose.pending.push(logLine(compose.proc, 'warning', text));
}

/** Writes the warnings noted so far. */
export function* flush(compose: Compose): Run<void> {
  const text = compose.pending.splice(0).join('');
  yield* write(text, 2);
}

type Outcome = { readonly error?: unknown };

/** Does several things at once and waits for all; the first error is thrown then. */
export function* parallel(compose: Compose, tasks: readonly (() => Run<void>)[]): Run<void> {
  if (tasks.length <= 1) {
    for (const task of tasks) yield* task();
    return;
  }
  const outcomes: Outcome[] = [];
  const children = lastFirst(tasks).map((task) => background(compose, task, outcomes));
  for (const child of children) yield* wait(child);
  const failed = outcomes.find((outcome) => outcome.error !== undefined);
  if (failed) throw failed.error;
}

/** The order in which Go runs goroutines that were started together: the last one is the scheduler's next, then the others. */
export const lastFirst = <T>(items: readonly T[]): readonly T[] => [...items.slice(-1), ...items.slice(0, -1)];

/** Starts something beside what goes on; its outcome is added to `outcomes` when it is done. */
export function background(compose: Compose, task: () => Run<void>, outcomes: Outcome[]) {
  const { proc } = compose;
  return proc.spawn({
    argv: proc.argv,
    hidden: true,
    // ^C is for the command itself to handle
    pgid: 'new',
    program: function* worker() {
      try {
        yield* task();
        outcomes.push({});
      } catch (error) {
        outcomes.push({ error });
      }
      return 0;
    },
  });
}
