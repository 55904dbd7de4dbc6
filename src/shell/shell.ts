import type { ArrayValue } from 'unbash';
import type { Child, Process, Run, Sink, Source } from '../os/index.ts';
import { sleep, until } from '../os/index.ts';
import type { Dialect, ShellState } from './state.ts';

/** One open descriptor of a shell: an end to write to, one to read from, or both. */
export interface Descriptor {
  readonly source?: Source;
  readonly sink?: Sink;
}

/** The text being executed: positions of the syntax tree are offsets into it. */
export interface SourceText {
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  /** What error messages name instead of `$0`: a sourced file. */
  readonly name?: string;
}

/** A shell that is running: its process, its state, its descriptors, and where it stands. */
export interface Shell {
  readonly proc: Process;
  state: ShellState;
  fds: Map<number, Descriptor>;
  source: SourceText;
  /** Messages name no lines: an interactive shell and its subshells. */
  readonly terse: boolean;
  /** Line of the command being executed. */
  line: number;
  /** Variables hidden by `local`, one record for each function that runs. */
  scopes: Map<string, ShellState['variables'][string] | undefined>[];
  /** Names of the functions that run, innermost first. */
  calls: string[];
  loops: number;
  /** Above zero the status of a command is being asked for: errexit does not apply. */
  asked: number;
  sourced: number;
  /** How deep in subshells; xtrace repeats its mark for command substitutions. */
  level: number;
  traceDepth: number;
  /** Aliases as they stood when the line was read. */
  aliases: ShellState['aliases'];
  /** Status of the last command substitution of the command being expanded. */
  substituted: number | undefined;
  /** The command being run as it was typed. */
  commandText: string;
  /** `$_`: the last argument of the command before. */
  lastArgument: string;
  /** Traps whose signals have come. */
  pending: string[];
  interrupted: boolean;
  /** Nothing follows: an external command may take this process over, as fork-less exec does. */
  last: boolean;
  /** Background children by pid. */
  readonly children: Map<number, Child>;
  /** The numbers under which background children were known while they lived. */
  readonly seen: Map<number, number>;
  /** What must happen when the command being run has ended (process substitutions). */
  afterwards: (() => Run<void>)[];
  /** Array values among the arguments of the declaration builtin that runs, by what stands left of them. */
  arrays: Map<string, ArrayValue>;
  /** Gives back descriptors that only the end of this shell closes. */
  held: (() => void)[];
}

export type { Dialect };

/** `break` and `continue` on their way to their loop. */
export class LoopJump extends Error {
  constructor(
    readonly kind: 'break' | 'continue',
    public levels: number,
    readonly status = 0,
  ) {
    super(kind);
  }
}

/** `return` on its way to its function or sourced file. */
export class Return extends Error {
  constructor(readonly status: number) {
    super('return');
  }
}

/** The shell ends. */
export class Exit extends Error {
  constructor(readonly status: number) {
    super('exit');
  }
}

/** The current command line ends with a status; an interactive shell goes on with the next one. */
export class Abort extends Error {
  constructor(
    readonly status: number,
    readonly interrupt = false,
  ) {
    super('abort');
  }
}

/** An expansion failed: an error message, and what becomes of the shell. */
export class ShellError extends Error {
  constructor(
    message: string,
    readonly status = 1,
    /** What it ends: the shell if it is not interactive, the line, or only the command. */
    readonly ends: 'shell' | 'line' | 'command' = 'shell',
    /** A line printed before the message. */
    readonly preface?: string,
    /** The builtin that failed, which each shell names at its own place. */
    readonly of?: string,
  ) {
    super(message);
  }
}

/** Writes to a descriptor of the shell. Dies of SIGPIPE as any program. */
export function* emit(sh: Shell, fd: number, data: string): Run<boolean> {
  const sink = sh.fds.get(fd)?.sink;
  if (data === '') return true;
  if (!sink) return false;
  let result = sink.write(data);
  if (result === 'full') {
    // the kernel may ask more than once
    yield* until(() => {
      if (result === 'full') result = sink.write(data);
      return result !== 'full';
    });
  }
  if (result === 'broken') {
    sh.proc.kill(sh.proc.pid, 'PIPE');
    yield* sleep(0);
  }
  return true;
}

/** What came of waiting for input. */
export type Taken = { readonly data: string } | 'end' | 'timeout' | 'signal' | 'closed';

/** Reads what is there from a descriptor, waiting for something. */
export function* take(sh: Shell, fd: number, timeout?: number): Run<Taken> {
  const source = sh.fds.get(fd)?.source;
  if (!source) return 'closed';
  const end = timeout === undefined ? Number.POSITIVE_INFINITY : sh.proc.now + timeout;
  const signals = sh.pending.length;
  let data = source.read();
  while (data === '') {
    if (sh.interrupted || sh.pending.length > signals) return 'signal';
    if (sh.proc.now >= end) return 'timeout';
    yield* until(
      () => {
        if (data === '') data = source.read();
        return data !== '';
      },
      timeout === undefined ? undefined : end - sh.proc.now,
    );
  }
  return data === undefined ? 'end' : { data };
}

/** What begins a message of the shell: its name, and the line where it has lines. */
export function prefix(sh: Shell): string {
  const name = sh.source.name ?? sh.state.name;
  switch (sh.state.dialect) {
    case 'bash':
      return sh.terse && sh.sourced === 0 ? `${name}: ` : `${name}: line ${sh.line}: `;
    case 'dash':
      return `${name}: ${sh.line}: `;
    case 'ash':
      // BusyBox counts the lines of `-c` from 0 (ash_vmsg)
      return sh.terse ? `${sh.state.name}: ` : `${name}: line ${sh.state.fromOption ? sh.line - 1 : sh.line}: `;
  }
}

/** Prints a message of the shell itself. */
export function* complain(sh: Shell, message: string): Run<void> {
  yield* emit(sh, 2, `${prefix(sh)}${message}\n`);
}

/** Prints what an expansion or a redirection failed of. */
export function* report(sh: Shell, error: ShellError): Run<void> {
  if (error.message === '') return;
  if (error.preface !== undefined) yield* emit(sh, 2, `${error.preface}\n`);
  // what the simulation lacks says so itself, in nobody else's name
  if (error.message.startsWith('dockernet-course: ')) yield* emit(sh, 2, `${error.message}\n`);
  else if (error.of === undefined) yield* complain(sh, error.message);
  else yield* grumble(sh, error.of, error.message);
}

/** A message of a builtin, placed as each shell places it. */
export function* grumble(sh: Shell, name: string, message: string): Run<void> {
  if (sh.state.dialect !== 'ash') {
    yield* complain(sh, `${name}: ${message}`);
    return;
  }
  // ash puts the line after the name of the builtin, and counts those of `-c` from 0 (ash_vmsg in BusyBox's ash.c)
  const line = sh.terse ? '' : `line ${sh.state.fromOption ? sh.line - 1 : sh.line}: `;
  yield* emit(sh, 2, `${sh.state.name}: ${name}: ${line}${message}\n`);
}

/** The line that an offset of the current source lies on. */
export function lineAt(source: SourceText, pos: number): number {
  let line = source.line;
  for (let i = source.text.indexOf('\n'); i !== -1 && i < pos; i = source.text.indexOf('\n', i + 1)) line++;
  return line;
}

/** Whether an option of `set -o` or `shopt` is on. */
export function option(sh: Shell, name: string): boolean {
  return sh.state.options[name] === true;
}

/** Changes fields of the state. */
export function update(sh: Shell, fields: Partial<ShellState>): void {
  sh.state = { ...sh.state, ...fields };
}
