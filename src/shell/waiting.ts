import { type Child, type Run, type Signal, until } from '../os/index.ts';
import { seenPid } from './jobs.ts';
import { Abort, emit, prefix, type Shell } from './shell.ts';

/** Waits for a child in the foreground and tells of a signal that ended it. */
export function* waitFor(sh: Shell, child: Child, what?: string): Run<number> {
  const pid = seenPid(sh, child.pid);
  while (child.status() === undefined) {
    yield* until(() => child.status() !== undefined);
    if (sh.interrupted && child.status() === undefined) throw new Abort(130, true);
  }
  yield* tellSignal(sh, child, what, pid);
  return child.status() ?? 0;
}

/** strsignal(3) of what can end a process. */
export const SIGNAL_TEXT: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  QUIT: 'Quit',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
};

/** A shell tells when a command in the foreground died of a signal, ^C and a broken pipe excepted. */
export function* tellSignal(sh: Shell, child: Child, what: string | undefined, pid = child.pid): Run<void> {
  const signal = child.signal();
  const text = signal === undefined ? undefined : SIGNAL_TEXT[signal];
  if (signal === 'INT' && sh.state.interactive) {
    throw new Abort(130, true);
  }
  if (text === undefined) return;
  if (sh.state.dialect !== 'bash') yield* emit(sh, 2, `${text}\n`);
  else if (sh.state.interactive) yield* emit(sh, 2, `${text}\n`);
  else if (signal !== 'TERM' && what !== undefined)
    yield* emit(sh, 2, `${prefix(sh)}${String(pid).padStart(5)} ${text.padEnd(24)}   ${what}\n`);
  else if (what !== undefined) yield* emit(sh, 2, `${text.padEnd(24)}   ${what}\n`);
}
