import type { Run } from '../os/index.ts';
import type { Shell } from './shell.ts';

/** Gives the terminal to a job while it runs, so that ^C reaches it and not the shell; tcsetpgrp(3). */
export function* foreground<T>(sh: Shell, pgid: number | undefined, run: () => Run<T>): Run<T> {
  const { tty } = sh.proc;
  if (!sh.state.options.monitor || !tty || pgid === undefined) return yield* run();
  const before = tty.foreground;
  tty.foreground = pgid;
  try {
    return yield* run();
  } finally {
    tty.foreground = before;
  }
}
