import type { Reader, Tx } from '../base/index.ts';
import type { Sink, Source } from './stream.ts';

/** What a program asks of the kernel when it yields. Use the helpers below rather than building steps by hand. */
export type Step =
  | { readonly kind: 'write'; readonly fd: number; readonly data: string }
  | { readonly kind: 'read'; readonly fd: number }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'until'; readonly ready: () => boolean; readonly timeout: number | undefined }
  | { readonly kind: 'promise'; readonly promise: Promise<unknown> }
  | { readonly kind: 'park'; readonly signals: Readonly<Record<string, number | string>> };

/** A piece of a program over virtual time: yields steps, returns T. Compose with `yield*`. */
export type Run<T> = Generator<Step, T, unknown>;

/** A program: started with its process, returns the exit status (0-255). */
export type Program = (proc: Process) => Run<number>;

/** Signals that the simulation knows, without the SIG prefix. */
export type Signal =
  | 'HUP'
  | 'INT'
  | 'QUIT'
  | 'KILL'
  | 'USR1'
  | 'USR2'
  | 'PIPE'
  | 'ALRM'
  | 'TERM'
  | 'CHLD'
  | 'CONT'
  | 'STOP'
  | 'TSTP'
  | 'WINCH';

/** Numbers of signals; signal(7). */
export const SIGNAL_NUMBER: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  PIPE: 13,
  USR2: 12,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  WINCH: 28,
}; // signal(7)

/** Where a process lives: its network namespace, its root file system, its host and container. */
export interface Place {
  readonly host: string;
  readonly netns: string;
  /** Id of the file system that is its root (see files.ts). */
  readonly fs: string;
  readonly container?: string;
  /** Key of its host name in `utsNames` where it is not its host's or container's own (`--network host`). */
  readonly uts?: string;
}

/** A process's row in the World: what ps(1) shows. */
export interface ProcessRow extends Place {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** The pid that processes of its container see; pid_namespaces(7). Equal to pid on a host. */
  readonly nspid: number;
  readonly argv: readonly string[];
  readonly user: string;
  /** Its group ids, its own first; credentials(7). Without: those of its user in the files of accounts. */
  readonly groups?: readonly number[];
  readonly started: number;
  /** Stopped by the cgroup freezer (docker pause): it does not run, its sockets still exist. */
  readonly frozen: boolean;
  readonly tty: boolean;
  /** PID 1 of its container: only signals that it handles have an effect, KILL excepted (pid_namespaces(7)). */
  readonly init: boolean;
  /** A parked process is a server that only answers its sockets: no generator runs; maps signals to its exit status, or to the id of a program that does what the signal asks. */
  readonly parked?: Readonly<Record<string, number | string>>;
  /** Internal work of a daemon, which ps does not show. */
  readonly hidden: boolean;
  /** What a signal to it would do is not simulated: the words for that. */
  readonly kept?: string;
}

export interface SpawnRequest {
  readonly argv: readonly string[];
  /** Defaults to the parent's place. */
  readonly place?: Place;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user?: string;
  /** Goes with `user`. */
  readonly groups?: readonly number[];
  readonly stdin?: Source;
  readonly stdout?: Sink;
  readonly stderr?: Sink;
  /** Controlling terminal, if any. */
  readonly tty?: Tty;
  readonly init?: boolean;
  readonly hidden?: boolean;
  /** A daemon's child: has no parent here, no terminal, and inherits nothing; daemon(7). */
  readonly detached?: boolean;
  /** Runs this instead of looking argv[0] up in the file system (shell functions, daemon work). */
  readonly program?: Program;
  /** Other working directory, file system, user are inherited; other descriptors do not exist. Process group to join; default: the parent's. Signals of the terminal go to the foreground group. */
  readonly pgid?: 'new' | number;
}

/** A started process, as its parent sees it. */
export interface Child {
  readonly pid: number;
  /** The exit status, once it has ended: 0-255, 128+n for signal n. */
  status(): number | undefined;
  /** The signal that ended it, if one did. */
  signal(): Signal | undefined;
}

/** Why a program could not be started; execve(2). */
export class ExecError extends Error {
  constructor(
    readonly code: 'ENOENT' | 'EACCES' | 'ENOEXEC' | 'EISDIR',
    readonly path: string,
  ) {
    super(`${path}: ${code}`);
  }
}

/** A terminal: its size, and whether it can be drawn on by full-screen programs. */
export interface Tty {
  /** The window's size; whoever shows the terminal changes it (TIOCSWINSZ of ioctl_tty(2)). */
  columns: number;
  rows: number;
  /** Process group that ^C and ^\\ go to; a shell moves it (tcsetpgrp(3)). */
  foreground: number;
  /** Full-screen programs can draw on it. */
  readonly screen?: boolean;
  /** The file that an editor on it has open. */
  editing?: Editing | undefined;
}

/** A file in an editor: whoever shows the terminal draws it, writes it, and tells the editor to leave. */
export interface Editing {
  readonly fs: string;
  readonly path: string;
  /** As it was when it was opened. */
  readonly text: string;
  leave(): void;
}

/** What a running program sees of itself and of the kernel. */
export interface Process extends Place {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** The pid that it sees itself (getpid(2) inside its container). */
  readonly nspid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: string;
  /** Group ids where they are not those of its user; see `ProcessRow`. */
  readonly groups: readonly number[] | undefined;
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  /** The world as it is now; read again after every yield. */
  readonly world: Reader;
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** The controlling terminal, and whether a descriptor is connected to it. */
  readonly tty: Tty | undefined;
  isatty(fd: number): boolean;
  /** Changes the world, whole or not at all (an error thrown inside leaves it as it was). */
  transact<T>(change: (tx: Tx) => T): T;
  /** Starts a child. Throws ExecError when argv[0] cannot be run. */
  spawn(request: SpawnRequest): Child;
  /** The status of a process that has ended, wherever it was started from; undefined while it lives. */
  statusOf(pid: number): number | undefined;
  /** Becomes another program, execve(2): same pid, other argv; `return yield* proc.exec(…)`. Throws ExecError. */
  exec(request: Pick<SpawnRequest, 'argv' | 'env' | 'cwd' | 'stdin' | 'stdout' | 'stderr'>): Run<number>;
  /** Sends a signal; false when there is no such process. */
  kill(pid: number, signal: Signal): boolean;
  /** Sends a signal to every process of a group. */
  killGroup(pgid: number, signal: Signal): boolean;
  /** Handles a signal instead of dying of it: 'ignore', or a function (which also ends a sleep early). 'default' restores. */
  trap(signal: Signal, handler: 'ignore' | 'default' | (() => void)): void;
  /** A pseudo-random integer in [0, below) from the World's seed. */
  random(below: number): number;
  /** Whether it has a capability, as `NET_RAW`; capabilities(7). */
  capable(capability: string): boolean;
}

/** Writes to a descriptor (1: standard output, 2: standard error). Dies of SIGPIPE when nobody reads. */
export function* write(data: string, fd = 1): Run<void> {
  if (data !== '') yield { kind: 'write', fd, data };
}

/** Writes a line to standard output. */
export function* out(line: string): Run<void> {
  yield { kind: 'write', fd: 1, data: `${line}\n` };
}

/** Writes a line to standard error. */
export function* err(line: string): Run<void> {
  yield { kind: 'write', fd: 2, data: `${line}\n` };
}

/** Waits for input and returns what is there, undefined at the end of the input. */
export function* read(fd = 0): Run<string | undefined> {
  return (yield { kind: 'read', fd }) as string | undefined;
}

/** Reads to the end of the input. */
export function* readAll(fd = 0): Run<string> {
  let text = '';
  for (;;) {
    const part = yield* read(fd);
    if (part === undefined) return text;
    text += part;
  }
}

/** Lets virtual time pass; a handled signal ends it early. */
export function* sleep(ms: number): Run<void> {
  yield { kind: 'sleep', ms };
}

/** Waits until `ready` holds, at most `timeout` virtual ms (undefined: for ever); returns whether it holds. A handled signal ends it early. */
export function* until(ready: () => boolean, timeout?: number): Run<boolean> {
  return (yield { kind: 'until', ready, timeout }) as boolean;
}

/** Waits for a child and returns its status. */
export function* wait(child: Child): Run<number> {
  while (child.status() === undefined) yield* until(() => child.status() !== undefined);
  return child.status() as number;
}

/** Waits for work outside the simulation (a text tool being loaded); takes no virtual time. */
export function* promise<T>(work: Promise<T>): Run<T> {
  return (yield { kind: 'promise', promise: work }) as T;
}

/**
 * Becomes a server that only answers its sockets (`sleep infinity`, nginx): the generator is dropped, the row stays.
 * `signals` maps the signals that it handles to its exit status, or to the id of a program that is run then with its
 * pid as argument (a reload). Never returns.
 */
export function* park(signals: Readonly<Partial<Record<Signal, number | string>>> = {}): Run<never> {
  yield { kind: 'park', signals };
  throw new Error('a parked process was resumed');
}
