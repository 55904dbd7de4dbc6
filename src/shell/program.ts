import { FsError, joinPath, type Process, type Program, type Run, readAll, readFile } from '../os/index.ts';
import { optionNames, optionOf } from './builtins/set.ts';
import { rewindable } from './descriptors.ts';
import { finish } from './end.ts';
import { interactiveShell } from './interactive.ts';
import { runScript } from './script.ts';
import { emit, type Shell } from './shell.ts';
import type { Dialect } from './state.ts';
import { newState, type Options, type ShellStart, type ShellState } from './state.ts';

/** A running shell over a process and a state. */
export function openShell(proc: Process, state: ShellState): Shell {
  return {
    proc,
    state,
    fds: new Map([
      [0, { source: rewindable(proc.stdin), ...(proc.stdin.isatty ? { sink: proc.stderr } : {}) }],
      [1, { sink: proc.stdout }],
      [2, { sink: proc.stderr }],
    ]),
    source: { text: '', line: 1 },
    terse: state.interactive,
    line: 1,
    scopes: [],
    calls: [],
    loops: 0,
    asked: 0,
    sourced: 0,
    level: 0,
    traceDepth: 0,
    aliases: state.aliases,
    substituted: undefined,
    commandText: '',
    lastArgument: '',
    pending: [],
    interrupted: false,
    last: false,
    children: new Map(),
    seen: new Map(),
    afterwards: [],
    arrays: new Map(),
    held: [],
  };
}

interface Invocation {
  readonly options: Options;
  readonly command?: string;
  readonly operands: readonly string[];
  readonly interactive: boolean;
  readonly login: boolean;
  readonly stdin: boolean;
  readonly bad?: string;
  readonly missing?: boolean;
  readonly version?: boolean;
}

function invocation(dialect: Dialect, args: readonly string[]): Invocation {
  const options: Record<string, boolean> = {};
  const at = { state: { dialect } as ShellState };
  let [command, interactive, login, stdin] = [false, false, false, false];
  let i = 0;
  for (; /^[-+]./.test(args[i] ?? ''); i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      i++;
      break;
    }
    if (arg.startsWith('--')) {
      if (arg === '--version') return { options, operands: [], interactive, login, stdin, version: true };
      if (arg === '--login') login = true;
      else if (arg === '--rcfile' || arg === '--init-file') i++;
      else if (!['--norc', '--noprofile', '--posix', '--noediting', '--verbose'].includes(arg) || dialect !== 'bash')
        return { options, operands: [], interactive, login, stdin, bad: arg };
      continue;
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 'l') login = true;
      else if (letter === 's') stdin = true;
      else if (letter === 'o' || letter === 'O') {
        const name = args[++i] ?? '';
        if (letter === 'o' && !optionNames(at).includes(name))
          return { options, operands: [], interactive, login, stdin, bad: name };
        options[name] = arg[0] === '-';
      } else {
        const name = optionOf(at, letter);
        if (name === undefined) return { options, operands: [], interactive, login, stdin, bad: `${arg[0]}${letter}` };
        options[name] = arg[0] === '-';
      }
    }
  }
  const operands = args.slice(i);
  if (!command) return { options, operands, interactive, login, stdin };
  const [text, ...rest] = operands;
  return text === undefined
    ? { options, operands, interactive, login, stdin, missing: true }
    : { options, command: text, operands: rest, interactive, login, stdin };
}

/** A shell as a program: `-c TEXT`, a script file, standard input, or a terminal to talk with. */
export function shellProgram(dialect: Dialect): Program {
  return function* (proc) {
    const arg0 = proc.argv[0] ?? dialect;
    const login = arg0.startsWith('-');
    const called = invocation(dialect, proc.argv.slice(1));
    const talks =
      called.command === undefined &&
      called.operands.length === 0 &&
      (called.interactive || (proc.isatty(0) && proc.isatty(2)));
    const start: ShellStart = {
      dialect,
      name: arg0,
      cwd: proc.cwd,
      env: proc.env,
      now: proc.now,
      pid: proc.nspid,
      ppid: proc.ppid,
      login: login || called.login,
      options: called.options,
    };
    if (called.version) return version(proc);
    if (called.bad !== undefined || called.missing) return misuse(proc, dialect, arg0, called);
    if (talks) return yield* interactiveShell(proc, newState({ ...start, interactive: true }));
    if (called.command !== undefined) {
      const [name = arg0, ...positional] = called.operands;
      return yield* runWhole(proc, newState({ ...start, name, positional, fromOption: true }), called.command);
    }
    const [file, ...positional] = called.stdin ? [] : called.operands;
    if (file === undefined)
      return yield* fromStdin(
        proc,
        newState({
          ...start,
          positional: called.stdin ? called.operands : [],
          options: { ...called.options, stdin: true },
        }),
      );
    return yield* fromFile(proc, start, file, positional);
  };
}

function* runWhole(proc: Process, state: ShellState, text: string): Run<number> {
  const sh = openShell(proc, state);
  sh.last = true;
  try {
    return yield* finish(sh, (one) => runScript(one, text));
  } finally {
    for (const release of sh.held) release();
  }
}

function* fromFile(proc: Process, start: ShellStart, file: string, positional: readonly string[]): Run<number> {
  let text: string;
  try {
    text = readFile(proc.world, proc.fs, joinPath(proc.cwd, file));
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    const sh = openShell(proc, newState(start));
    yield* emit(sh, 2, `${cannotOpen(start, file, e)}\n`);
    return start.dialect === 'bash' ? (e.code === 'EISDIR' ? 126 : 127) : 2;
  }
  return yield* runWhole(proc, newState({ ...start, name: file, positional }), text);
}

function cannotOpen(start: ShellStart, file: string, e: FsError): string {
  if (start.dialect === 'bash')
    return e.code === 'EISDIR' ? `${file}: ${file}: Is a directory` : `${start.name}: ${file}: ${e.message}`;
  if (start.dialect === 'dash') return `${start.name}: 0: cannot open ${file}: No such file`;
  return `${start.name}: line 0: can't open ${file}: no such file`;
}

/** Commands from a pipe or a file: all of it is read first, as nobody answers in between. */
function* fromStdin(proc: Process, state: ShellState): Run<number> {
  const text = yield* readAll();
  return yield* runWhole(proc, state, text);
}

function version(proc: Process): number {
  proc.stdout.write(VERSION);
  return 0;
}

const VERSION = `GNU bash, version 5.3.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2025 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

const USAGE = `Usage:\tbash [GNU long option] [option] ...
\tbash [GNU long option] [option] script-file ...
GNU long options:
${['debug', 'debugger', 'dump-po-strings', 'dump-strings', 'help', 'init-file', 'login', 'noediting', 'noprofile', 'norc', 'posix', 'pretty-print', 'rcfile', 'restricted', 'verbose', 'version'].map((o) => `\t--${o}\n`).join('')}Shell options:
\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
\t-abefhkmnptuvxBCEHPT or -o option`;

function misuse(proc: Process, dialect: Dialect, arg0: string, called: Invocation): number {
  const say = (text: string) => proc.stderr.write(`${text}\n`);
  if (called.missing)
    say(
      dialect === 'bash'
        ? `${arg0}: -c: option requires an argument`
        : dialect === 'dash'
          ? `${arg0}: 0: -c requires an argument`
          : `${arg0}: -c requires an argument`,
    );
  else if (dialect === 'bash') say(`${arg0}: ${called.bad}: invalid option\n${USAGE}`);
  else say(dialect === 'dash' ? `${arg0}: 0: Illegal option ${called.bad}` : `${arg0}: illegal option ${called.bad}`);
  return 2;
}
