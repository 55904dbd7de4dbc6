import { type Table, table } from '../base/index.ts';
import type { Kernel, Process, Program } from '../os/index.ts';
import { newState, promptOf, type ShellState } from '../shell/index.ts';
import { hostPlace, ROOT_ENV } from './machine.ts';

/** The shell of the learner's terminal: what lives on between lines. */
export interface Session {
  readonly host: string;
  readonly state: ShellState;
  readonly prompt: string;
}

/** Sessions by the number of their terminal. */
export const sessions: Table<Session> = table<Session>('lab.sessions');

/** The learner's terminal; there is one. */
export const TTY = 0;

/** The state of a login shell of root's that begins. */
export function freshState(proc: Pick<Process, 'now' | 'pid'>): ShellState {
  return newState({
    dialect: 'bash',
    name: '-bash',
    cwd: '/root',
    env: ROOT_ENV,
    now: proc.now,
    pid: proc.pid,
    ppid: 1,
    interactive: true,
    login: true,
  });
}

/** Opens root's shell on a host. */
export function login(kernel: Kernel, host: string): void {
  const program: Program = function* (proc) {
    const state = freshState(proc);
    const prompt = yield* promptOf(proc, state);
    proc.transact((tx) => tx.put(sessions, String(TTY), { host, state, prompt }));
    return 0;
  };
  const child = kernel.spawn({ argv: ['-bash'], place: hostPlace(host), env: ROOT_ENV, cwd: '/root', program });
  kernel.runUntil(() => child.status() !== undefined);
}
