import { noteTyped, type Process, type Run } from '../os/index.ts';
import { rewindable } from './descriptors.ts';
import { finish } from './end.ts';
import { noteJobs } from './jobs.ts';
import { isComplete } from './parse.ts';
import { openShell } from './program.ts';
import { expandPrompt } from './prompt.ts';
import { runScript } from './script.ts';
import { Abort, Exit, emit, type Shell, take, update } from './shell.ts';
import type { ShellState } from './state.ts';

/** A shell at a terminal: prompts, reads lines, runs them, tells of jobs, until `exit` or the end of input. */
export function* interactiveShell(proc: Process, state: ShellState): Run<number> {
  const sh = openShell(proc, state);
  listen(sh);
  try {
    return yield* finish(sh, talk);
  } finally {
    for (const release of sh.held) release();
  }
}

/** ^C ends the line and not the shell; TERM and QUIT do nothing to it. bash(1), "SIGNALS". */
function listen(sh: Shell): void {
  const { proc } = sh;
  if (proc.tty) proc.tty.foreground = proc.pgid;
  proc.trap('INT', () => {
    if (sh.state.traps.INT !== undefined && sh.state.traps.INT !== '') sh.pending.push('INT');
    sh.interrupted = true;
  });
  proc.trap('TERM', 'ignore');
  proc.trap('QUIT', 'ignore');
}

function* talk(sh: Shell): Run<number> {
  for (;;) {
    yield* noteJobs(sh);
    const command = yield* readCommand(sh);
    if (command === 'end') {
      if (sh.state.dialect === 'bash') yield* emit(sh, 2, sh.state.login ? 'logout\n' : 'exit\n');
      return sh.state.lastStatus;
    }
    if (command === 'interrupted') {
      update(sh, { lastStatus: 130 });
      continue;
    }
    yield* runCommandLine(sh, command);
    note(sh, command.text);
  }
}

function note({ proc, state }: Shell, line: string): void {
  const { host, container } = proc;
  const row = { host, line, status: state.lastStatus, ...(container === undefined ? {} : { container }) };
  proc.transact((tx) => noteTyped(tx, row));
}

/** Reads lines until they make a command. */
function* readCommand(sh: Shell): Run<{ readonly text: string } | 'end' | 'interrupted'> {
  let text = '';
  for (;;) {
    sh.interrupted = false;
    const line = yield* readLine(sh, yield* expandPrompt(sh, text === '' ? 'PS1' : 'PS2'));
    if (line === 'interrupted') return 'interrupted';
    if (line === 'end') return text === '' ? 'end' : { text };
    text += text === '' ? line.text : `\n${line.text}`;
    if (isComplete(text)) return { text };
  }
}

function* readLine(sh: Shell, prompt: string): Run<{ readonly text: string } | 'end' | 'interrupted'> {
  yield* emit(sh, 2, prompt);
  let text = '';
  for (;;) {
    const got = yield* take(sh, 0);
    if (got === 'signal') return 'interrupted';
    if (typeof got === 'string') return text === '' ? 'end' : { text };
    text += got.data;
    const end = text.indexOf('\n');
    if (end < 0) continue;
    const d = sh.fds.get(0);
    if (d?.source && end + 1 < text.length) rewindable(d.source).unread(text.slice(end + 1));
    return { text: text.slice(0, end) };
  }
}

/** Runs one command of an interactive shell: what ends a script ends only the line here. */
export function* runCommandLine(sh: Shell, command: { readonly text: string }): Run<void> {
  const { text } = command;
  if (text.trim() !== '') update(sh, { history: [...sh.state.history, text] });
  sh.aliases = sh.state.aliases;
  sh.line = sh.state.line + 1;
  try {
    yield* runScript(sh, text, sh.state.line + 1);
  } catch (e) {
    if (!(e instanceof Abort)) throw e;
    update(sh, { lastStatus: e.status, pipeStatus: [e.status] });
  } finally {
    Object.assign(sh, { calls: [], loops: 0, asked: 0, sourced: 0, interrupted: false, afterwards: [] });
    update(sh, { line: sh.state.line + text.split('\n').length });
  }
}

/**
 * Runs one line in a shell whose state is kept elsewhere, and returns the next state. `exit` is told by `ended`.
 */
export function* runLine(
  proc: Process,
  state: ShellState,
  line: string,
): Run<{ readonly state: ShellState; readonly status: number; readonly ended: boolean }> {
  const sh = openShell(proc, state);
  listen(sh);
  try {
    yield* noteJobs(sh);
    yield* runCommandLine(sh, { text: line });
    yield* noteJobs(sh);
  } catch (e) {
    if (!(e instanceof Exit)) throw e;
    return { state: sh.state, status: e.status, ended: true };
  } finally {
    for (const release of sh.held) release();
  }
  return { state: sh.state, status: sh.state.lastStatus, ended: false };
}

/** The prompt of a shell at rest. */
export function* promptOf(proc: Process, state: ShellState, name: 'PS1' | 'PS2' = 'PS1'): Run<string> {
  return yield* expandPrompt(openShell(proc, state), name);
}
