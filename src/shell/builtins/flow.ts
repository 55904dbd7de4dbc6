import { FsError, joinPath, type Run, readFile, stat, which } from '../../os/index.ts';
import { become, external } from '../command.ts';
import { runStatements, runText } from '../execute.ts';
import { parseScript } from '../parse.ts';
import { reportSyntax } from '../script.ts';
import { complain, Exit, emit, LoopJump, Return, type Shell, ShellError, update } from '../shell.ts';
import { stdio } from '../subshell.ts';
import { syntaxProblem } from '../syntax-error.ts';
import { environment } from '../variables.ts';
import { type Builtin, grumble, plain } from './builtin.ts';
import { builtin as lookUpBuiltin } from './index.ts';
import { describe } from './names.ts';

/** `:` and `true`. */
export const colon: Builtin = plain(() => 0);

/** `false`. */
export const no: Builtin = plain(() => 1);

/** The status that `exit` and `return` were given. */
function* statusOf(sh: Shell, name: string, text: string | undefined): Run<number> {
  if (text === undefined) return sh.state.lastStatus;
  if (/^[-+]?\d+$/.test(text) && (sh.state.dialect === 'bash' || !text.startsWith('-'))) return Number(text) & 0xff;
  if (sh.state.dialect === 'bash') {
    yield* complain(sh, `${name}: ${text}: numeric argument required`);
    return 2;
  }
  yield* grumble(sh, name, `Illegal number: ${text}`);
  throw new Exit(2);
}

/** `exit` and `logout`. */
export const exit: Builtin = function* (sh, args, name) {
  if (name === 'logout' && !sh.state.login) {
    yield* complain(sh, "logout: not login shell: use `exit'");
    return 1;
  }
  if (sh.state.interactive && sh.level === 0)
    yield* emit(sh, 2, sh.state.login ? 'logout\n' : sh.state.dialect === 'bash' ? 'exit\n' : '');
  const [first = undefined, ...more] = args[0] === '--' ? args.slice(1) : args;
  // bash 5.3 stays when the status is no number
  if (sh.state.dialect === 'bash' && first !== undefined && !/^[-+]?\d+$/.test(first))
    return yield* statusOf(sh, 'exit', first);
  const status = yield* statusOf(sh, 'exit', first);
  if (more.length > 0 && sh.state.dialect === 'bash') {
    throw new ShellError('exit: too many arguments', 1, 'line');
  }
  throw new Exit(status);
};

/** `return`. */
export const returnFrom: Builtin = function* (sh, args) {
  const status = yield* statusOf(sh, 'return', args[0]);
  if (sh.calls.length === 0 && sh.sourced === 0) {
    if (sh.state.dialect !== 'bash') throw new Exit(status);
    yield* complain(sh, "return: can only `return' from a function or sourced script");
    return 2;
  }
  throw new Return(status);
};

/** `break` and `continue`. */
export const jump: Builtin = function* (sh, args, name) {
  const kind = name === 'break' ? 'break' : 'continue';
  if (sh.loops === 0) {
    if (sh.state.dialect === 'bash')
      yield* complain(sh, `${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  const text = args[0] ?? '1';
  if (!/^[-+]?\d+$/.test(text)) {
    if (sh.state.dialect !== 'bash') throw new ShellError(`Illegal number: ${text}`, 2, 'shell', undefined, name);
    yield* complain(sh, `${name}: ${text}: numeric argument required`);
    throw new LoopJump('break', sh.loops);
  }
  const levels = Number(text);
  if (levels < 1) {
    yield* complain(sh, `${name}: ${text}: loop count out of range`);
    throw new LoopJump('break', sh.loops, 1);
  }
  throw new LoopJump(kind, levels);
};

/** `eval`. */
export const evaluate: Builtin = function* (sh, args) {
  const text = args.join(' ');
  const problem = syntaxProblem(text, sh.state.dialect);
  if (problem) {
    yield* reportSyntax(sh, problem, sh.line, 'eval');
    if (sh.state.dialect !== 'bash') throw new Exit(2);
    return 2;
  }
  return yield* runText(sh, text);
};

/** Finds what `.` reads: a path as it stands, a name through PATH, in bash also in the working directory. */
function scriptPath(sh: Shell, name: string): string {
  const { world, fs } = sh.proc;
  const here = joinPath(sh.state.cwd, name);
  if (name.includes('/')) return here;
  for (const dir of (environmentPath(sh) ?? '').split(':')) {
    const path = joinPath(joinPath(sh.state.cwd, dir === '' ? '.' : dir), name);
    if (stat(world, fs, path)?.kind === 'file') return path;
  }
  return here;
}

function environmentPath(sh: Shell): string | undefined {
  return sh.state.variables.PATH?.value;
}

/** `.` and `source`. */
export const source: Builtin = function* (sh, args, name) {
  const [file, ...params] = args[0] === '--' ? args.slice(1) : args;
  const bash = sh.state.dialect === 'bash';
  if (file === undefined) {
    if (!bash) return 0;
    yield* complain(sh, `${name}: filename argument required`);
    yield* emit(sh, 2, `${name}: usage: ${name} [-p path] filename [arguments]\n`);
    return 2;
  }
  let text: string;
  try {
    text = readFile(sh.proc.world, sh.proc.fs, scriptPath(sh, file));
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    if (bash) {
      yield* complain(sh, e.code === 'EISDIR' ? `${name}: ${file}: is a directory` : `${file}: ${e.message}`);
      return 1;
    }
    const missing =
      sh.state.dialect === 'dash' ? `cannot open ${file}: No such file` : `can't open ${file}: no such file`;
    yield* grumble(sh, name, missing);
    throw new Exit(2);
  }
  return yield* runFile(sh, text, file, params);
};

function* runFile(sh: Shell, text: string, file: string, params: readonly string[]): Run<number> {
  const before = { source: sh.source, positional: sh.state.positional, last: sh.last };
  sh.source = { text, line: 1, name: file };
  sh.sourced++;
  sh.last = false;
  if (params.length > 0) update(sh, { positional: params });
  try {
    const problem = syntaxProblem(text, sh.state.dialect);
    if (problem) {
      yield* reportSyntax(sh, problem, 1, undefined, file);
      return sh.state.dialect === 'bash' ? 1 : 2;
    }
    return yield* runStatements(sh, parseScript(text).commands);
  } catch (e) {
    if (e instanceof Return) return e.status;
    throw e;
  } finally {
    sh.sourced--;
    sh.source = before.source;
    sh.last = before.last;
    if (params.length > 0) update(sh, { positional: before.positional });
  }
}

/** `exec`; without a command its redirections stay. */
export const execute: Builtin = function* (sh, args) {
  let i = 0;
  let name: string | undefined;
  let clear = false;
  // dash knows no options of exec: what looks like one is the command
  for (; sh.state.dialect !== 'dash' && /^-./.test(args[i] ?? '') && args[i] !== '--'; i++) {
    if (args[i] === '-a') name = args[++i];
    else if (args[i] === '-c') clear = true;
  }
  const words = args.slice(args[i] === '--' ? i + 1 : i);
  const command = words[0];
  if (command === undefined) return 0;
  const env = clear ? {} : environment(sh);
  const argv = name === undefined ? words : words;
  const found = which(sh.proc.world, { fs: sh.proc.fs, cwd: sh.state.cwd, env }, command);
  const row = found === undefined ? undefined : stat(sh.proc.world, sh.proc.fs, found);
  if (!row || row.kind === 'dir' || (row.mode & 0o111) === 0) {
    const denied = row !== undefined;
    const status = denied ? 126 : 127;
    const reason = denied ? 'Permission denied' : 'not found';
    if (sh.state.dialect === 'bash')
      yield* complain(
        sh,
        denied
          ? `${command}: ${row.kind === 'dir' ? 'Is a directory' : reason}`
          : `exec: ${command}: ${command.includes('/') ? 'cannot execute: No such file or directory' : reason}`,
      );
    else yield* grumble(sh, 'exec', `${command}: ${reason}`);
    if (sh.state.interactive) return status;
    throw new Exit(status);
  }
  const status = yield* become(sh, { argv, env, cwd: sh.state.cwd, ...stdio(sh.fds) });
  throw new Exit(status);
};

/** `command name …`: past functions; -v and -V tell what a name is. */
export const command: Builtin = function* (sh, args) {
  let i = 0;
  let mode = '';
  for (; /^-[pvV]+$/.test(args[i] ?? ''); i++) mode += args[i]?.slice(1) ?? '';
  if (args[i] === '--') i++;
  const words = args.slice(i);
  const name = words[0];
  if (name === undefined) return 0;
  if (mode.includes('v') || mode.includes('V')) {
    let status = sh.state.dialect === 'bash' ? 1 : 0;
    for (const one of sh.state.dialect === 'bash' ? words : words.slice(0, 1)) {
      const text = describe(sh, one, mode.includes('V') ? 'type' : 'command');
      if (text !== undefined) {
        yield* emit(sh, 1, `${text}\n`);
        if (sh.state.dialect === 'bash') status = 0;
      } else {
        if (sh.state.dialect !== 'bash') status = 127;
        if (mode.includes('V')) yield* complainNotFound(sh, 'command', one);
      }
    }
    return status;
  }
  const built = lookUpBuiltin(sh, name);
  if (built) return yield* built(sh, words.slice(1), name);
  return yield* external(sh, words, environment(sh));
};

function* complainNotFound(sh: Shell, builtin: string, name: string): Run<void> {
  if (sh.state.dialect === 'bash') yield* complain(sh, `${builtin}: ${name}: not found`);
  else yield* emit(sh, 1, `${name}: not found\n`);
}

/** `builtin`. */
export const builtinCommand: Builtin = function* (sh, args) {
  const name = args[0];
  if (name === undefined) return 0;
  const built = lookUpBuiltin(sh, name);
  if (built) return yield* built(sh, args.slice(1), name);
  yield* complain(sh, `builtin: ${name}: not a shell builtin`);
  return 1;
};

/** `shift`. */
export const shift: Builtin = function* (sh, args) {
  const text = args[0] ?? '1';
  const { dialect, positional } = sh.state;
  if (!/^\d+$/.test(text)) {
    if (dialect === 'bash') {
      yield* complain(
        sh,
        /^-\d+$/.test(text) ? `shift: ${text}: shift count out of range` : `shift: ${text}: numeric argument required`,
      );
      return /^-\d+$/.test(text) ? 1 : 2;
    }
    throw new ShellError(`Illegal number: ${text}`, 2, 'shell', undefined, 'shift');
  }
  const n = Number(text);
  if (n > positional.length) {
    if (dialect === 'dash') throw new ShellError("can't shift that many", 2, 'shell', undefined, 'shift');
    return 1;
  }
  update(sh, { positional: positional.slice(n) });
  return 0;
};

/** `times`: no processor time passes here. */
export const times: Builtin = function* (sh) {
  return (yield* emit(
    sh,
    1,
    sh.state.dialect === 'bash' ? '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n' : '0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n',
  ))
    ? 0
    : 1;
};
