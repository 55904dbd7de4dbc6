import type { Assignment, Command, Redirection, Word } from 'unbash';
import { EMPTY, ExecError, joinPath, type Run, readFile, sleep, stat } from '../os/index.ts';
import { assignAll, assignmentOf } from './assignment.ts';
import { builtin, isDeclaration, SPECIAL } from './builtins/index.ts';
import { inPath } from './builtins/names.ts';
import { runStatements } from './execute.ts';
import { expandWords } from './expand.ts';
import { foreground } from './foreground.ts';
import { callFunction } from './functions.ts';
import { parseScript } from './parse.ts';
import { ashQuote, quoteIfNeeded } from './quote.ts';
import { type Redirected, redirect, restore } from './redirect.ts';
import { complain, emit, option, type Shell, ShellError, update } from './shell.ts';
import type { Dialect, Variable } from './state.ts';
import { spawnSubshell, stdio } from './subshell.ts';
import { tracePrefix } from './trace.ts';
import { environment, store, variable } from './variables.ts';
import { waitFor } from './waiting.ts';

/** Runs a simple command: assignments, expansions, redirections, then a function, a builtin or a program. */
export function* simpleCommand(sh: Shell, node: Command): Run<number> {
  const replaced = yield* throughAlias(sh, node);
  if (replaced !== undefined) return replaced;
  sh.substituted = undefined;
  sh.commandText = sh.source.text.slice(node.pos, node.end);
  const assignments = node.prefix.filter((p): p is Assignment => p.type === 'Assignment');
  const declares = node.name !== undefined && isDeclaration(sh, node.name.value);
  const words = yield* argumentsOf(sh, node, declares);
  const outer = sh.afterwards;
  const redirections = [...node.prefix, ...node.suffix].filter(isRedirection);
  try {
    const both = redirections.find((r) => r.type === 'Redirect' && r.operator === '&>');
    if (both && sh.state.dialect === 'dash') return yield* inBackground(sh, words, assignments, redirections, both);
    if (words.length === 0) return yield* onlyAssignments(sh, assignments, redirections);
    const status = yield* withRedirections(sh, words, assignments, redirections);
    sh.lastArgument = words.at(-1) ?? '';
    return status;
  } finally {
    sh.afterwards = outer;
  }
}

/** To dash `a &>file` is `a &` and then `>file`. */
function* inBackground(
  sh: Shell,
  words: readonly string[],
  assignments: readonly Assignment[],
  redirections: readonly Redirection[],
  both: Redirection,
): Run<number> {
  const rest = redirections.filter((r) => r !== both);
  const child = spawnSubshell(sh, (sub) => withRedirections(sub, words, assignments, rest), {
    fds: new Map(sh.fds).set(0, { source: EMPTY }),
  });
  sh.children.set(child.pid, child);
  if (both.type === 'Redirect') restore(sh, yield* redirect(sh, [{ ...both, operator: '>' }]));
  return 0;
}

function isRedirection(p: Command['suffix'][number]): p is Redirection {
  return p.type === 'Redirect' || p.type === 'HereDoc' || p.type === 'HereString';
}

/** The expanded words. Arguments like `a=~/x` of declaration builtins are assignments: no fields, no file names. */
function* argumentsOf(sh: Shell, node: Command, declares: boolean): Run<string[]> {
  const words: string[] = node.name ? yield* expandWords(sh, [node.name]) : [];
  sh.arrays = new Map();
  for (const part of node.suffix) {
    if (part.type === 'Word') words.push(...(yield* expandWords(sh, [part])));
    else if (part.type === 'Assignment') {
      if (declares) words.push(yield* assignmentOf(sh, part));
      else words.push(...(yield* expandWords(sh, [asWord(part)])));
    }
  }
  return words;
}

function asWord(a: Assignment): Word {
  const word = parseScript(`: ''${a.text}`).commands[0]?.command;
  const found = word?.type === 'Command' ? word.suffix[0] : undefined;
  return found?.type === 'Word' ? found : { type: 'Word', pos: a.pos, end: a.end, text: a.text, value: a.text };
}

function* onlyAssignments(
  sh: Shell,
  assignments: readonly Assignment[],
  redirections: readonly Redirection[],
): Run<number> {
  const done = yield* redirect(sh, redirections);
  restore(sh, done);
  yield* assignAll(sh, assignments);
  return sh.substituted ?? 0;
}

function* withRedirections(
  sh: Shell,
  words: readonly string[],
  assignments: readonly Assignment[],
  redirections: readonly Redirection[],
): Run<number> {
  const name = words[0] ?? '';
  let done: Redirected;
  try {
    done = yield* redirect(sh, redirections);
  } catch (e) {
    if (e instanceof ShellError && SPECIAL.has(name) && sh.state.dialect !== 'bash')
      throw new ShellError(e.message, e.status, 'shell');
    throw e;
  }
  // `exec` without a command keeps its redirections
  const keeps = name === 'exec' && words.length === 1;
  if (keeps) sh.held.push(...done.release);
  const before = sh.afterwards;
  sh.afterwards = [];
  try {
    const status = yield* invoke(sh, words, assignments);
    for (const then of [...before, ...sh.afterwards]) yield* then();
    return status;
  } finally {
    if (!keeps) restore(sh, done);
  }
}

function* invoke(sh: Shell, words: readonly string[], assignments: readonly Assignment[]): Run<number> {
  const name = words[0] ?? '';
  const isFunction = Object.hasOwn(sh.state.functions, name);
  const built =
    SPECIAL.has(name) && sh.state.dialect !== 'bash' ? builtin(sh, name) : isFunction ? undefined : builtin(sh, name);
  if (built || isFunction) {
    const saved = yield* assignForNow(sh, assignments);
    yield* trace(sh, words);
    try {
      if (!built) return yield* callFunction(sh, name, words.slice(1));
      yield* sleep(0);
      return yield* built(sh, words.slice(1), name);
    } finally {
      if (!(built && SPECIAL.has(name) && sh.state.dialect !== 'bash')) putBack(sh, saved);
    }
  }
  const saved = yield* assignForNow(sh, assignments);
  const env = { ...environment(sh), ...(sh.state.dialect === 'bash' ? { _: inPath(sh, name)[0] ?? name } : {}) };
  putBack(sh, saved);
  yield* trace(sh, words);
  return yield* external(sh, words, env);
}

type Saved = ReadonlyMap<string, Variable | undefined>;

/** `A=1 command`: the variables hold, exported, while it runs. */
function* assignForNow(sh: Shell, assignments: readonly Assignment[]): Run<Saved> {
  const saved = new Map<string, Variable | undefined>();
  for (const a of assignments) if (!saved.has(a.name)) saved.set(a.name, variable(sh, a.name));
  yield* assignAll(sh, assignments);
  for (const name of saved.keys()) {
    const v = variable(sh, name);
    if (v) store(sh, name, { ...v, exported: true });
  }
  return saved;
}

function putBack(sh: Shell, saved: Saved): void {
  if (saved.size === 0) return;
  const variables: Record<string, Variable> = { ...sh.state.variables };
  for (const [name, old] of saved) {
    if (old) variables[name] = old;
    else delete variables[name];
  }
  update(sh, { variables });
}

/** How each shell writes a word in its trace. */
const QUOTING: Readonly<Record<Dialect, (word: string) => string>> = {
  bash: quoteIfNeeded,
  dash: (word) => word,
  ash: ashQuote,
};

function* trace(sh: Shell, words: readonly string[]): Run<void> {
  if (!option(sh, 'xtrace')) return;
  yield* emit(sh, 2, `${yield* tracePrefix(sh)}${words.map(QUOTING[sh.state.dialect]).join(' ')}\n`);
}

/** Starts a program of the file system and waits for it; the last command of a process takes it over. */
export function* external(sh: Shell, words: readonly string[], env: Readonly<Record<string, string>>): Run<number> {
  const request = { argv: words, env, cwd: sh.state.cwd, ...stdio(sh.fds) };
  const replaces =
    sh.last &&
    sh.afterwards.length === 0 &&
    Object.keys(sh.state.traps).length === 0 &&
    !sh.state.interactive &&
    sh.state.jobs.length === 0;
  try {
    if (replaces) return yield* become(sh, request);
    const child = sh.proc.spawn(sh.state.options.monitor ? { ...request, pgid: 'new' } : request);
    return yield* foreground(sh, child.pid, () =>
      waitFor(sh, child, sh.state.dialect === 'bash' ? sh.commandText : undefined),
    );
  } catch (e) {
    if (!(e instanceof ExecError)) throw e;
    return yield* notRun(sh, words, e, env);
  }
}

/** execve(2) in place: nothing of this shell is left. */
export function* become(sh: Shell, request: Parameters<Shell['proc']['exec']>[0]): Run<number> {
  return yield* sh.proc.exec(request);
}

function* notRun(
  sh: Shell,
  words: readonly string[],
  e: ExecError,
  env: Readonly<Record<string, string>>,
): Run<number> {
  const name = words[0] ?? '';
  const { dialect } = sh.state;
  const file = name.includes('/') ? stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, name)) : undefined;
  if (e.code === 'ENOEXEC') return yield* asScript(sh, words, e.path, env);
  if (e.code === 'EACCES' || e.code === 'EISDIR') {
    const why = file?.kind === 'dir' && dialect === 'bash' ? 'Is a directory' : 'Permission denied';
    yield* complain(sh, `${name}: ${why}`);
    return 126;
  }
  if (dialect !== 'bash') yield* complain(sh, `${name}: not found`);
  else if (file) yield* complain(sh, `${name}: cannot execute: required file not found`);
  else yield* complain(sh, `${name}: ${name.includes('/') ? 'No such file or directory' : 'command not found'}`);
  return 127;
}

/** A text file without `#!` is a script for this shell. */
function* asScript(
  sh: Shell,
  words: readonly string[],
  path: string,
  env: Readonly<Record<string, string>>,
): Run<number> {
  const row = stat(sh.proc.world, sh.proc.fs, path);
  if (row?.program !== undefined) {
    yield* emit(sh, 2, `dockernet-course: not simulated: ${words[0] ?? ''}\n`);
    return 99;
  }
  const text = readFile(sh.proc.world, sh.proc.fs, path);
  const exported: Record<string, Variable> = {};
  for (const [name, value] of Object.entries(env)) exported[name] = { kind: 'string', value, exported: true };
  const child = spawnSubshell(
    sh,
    (sub) => {
      sub.source = { text, line: 1 };
      sub.state = {
        ...sub.state,
        name: words[0] ?? path,
        positional: words.slice(1),
        fromOption: false,
        functions: {},
        variables: { ...sub.state.variables, ...exported },
      };
      return runStatements(sub, parseScript(text).commands);
    },
    { fds: sh.fds },
  );
  return yield* waitFor(sh, child, words.join(' '));
}

/** An alias is replaced by its text, and the rest of the command follows it. */
function* throughAlias(sh: Shell, node: Command): Run<number | undefined> {
  const name = node.name?.text ?? '';
  if (!node.name || !option(sh, 'expand_aliases') || !Object.hasOwn(sh.aliases, name)) return undefined;
  const value = sh.aliases[name] ?? '';
  const before = sh.aliases;
  const { [name]: _self, ...others } = before;
  const text = sh.source.text.slice(node.pos, node.name.pos) + value + sh.source.text.slice(node.name.end, node.end);
  const source = sh.source;
  sh.aliases = others;
  sh.source = { text, line: sh.line };
  try {
    return yield* runStatements(sh, parseScript(text).commands);
  } finally {
    sh.aliases = before;
    sh.source = source;
  }
}
