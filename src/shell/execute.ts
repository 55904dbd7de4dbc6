import type { AndOr, CommandNode, Pipeline, PipelineNode, Statement, TestCommand } from 'unbash';
import { type Run, sleep } from '../os/index.ts';
import { external, simpleCommand } from './command.ts';
import { arithmeticFor, caseCommand, forCommand, ifCommand, selectCommand, whileCommand } from './compound.ts';
import { conditional } from './conditional.ts';
import { arithmetic } from './expand.ts';
import { defineFunction } from './functions.ts';
import { shownText, startBackground } from './jobs.ts';
import { parseScript } from './parse.ts';
import { runPipeline } from './pipeline.ts';
import { redirect, restore } from './redirect.ts';
import { Abort, Exit, emit, lineAt, option, report, type Shell, ShellError, update } from './shell.ts';
import { spawnSubshell } from './subshell.ts';
import { tracePrefix } from './trace.ts';
import { errTrap, runTraps } from './traps.ts';
import { environment } from './variables.ts';
import { waitFor } from './waiting.ts';

/** Runs statements one after the other; the status is the last one's. */
export function* runStatements(sh: Shell, statements: readonly Statement[]): Run<number> {
  const { last } = sh;
  let status = 0;
  for (const [i, statement] of statements.entries()) {
    sh.last = last && i === statements.length - 1;
    status = yield* runStatement(sh, statement);
  }
  return status;
}

/** Parses and runs a text in this shell: eval, traps. */
export function* runText(sh: Shell, text: string): Run<number> {
  const before = sh.source;
  sh.source = { text, line: sh.line, ...(before.name === undefined ? {} : { name: before.name }) };
  try {
    return yield* runStatements(sh, parseScript(text).commands);
  } finally {
    sh.source = before;
  }
}

function* runStatement(sh: Shell, statement: Statement): Run<number> {
  if (option(sh, 'noexec') && !sh.state.interactive) return sh.state.lastStatus;
  if (sh.interrupted) throw new Abort(130, true);
  if (statement.background) return yield* startBackground(sh, statement);
  return yield* runNode(sh, statement.command);
}

/** Runs a part of the list of which the status is being asked for, so that errexit does not apply. */
export function* asking(sh: Shell, run: () => Run<number>): Run<number> {
  sh.asked++;
  try {
    return yield* nothingLast(sh, run);
  } finally {
    sh.asked--;
  }
}

/** Runs something after which this process has more to do. */
export function* nothingLast(sh: Shell, run: () => Run<number>): Run<number> {
  const { last } = sh;
  sh.last = false;
  try {
    return yield* run();
  } finally {
    sh.last = last;
  }
}

function* runNode(sh: Shell, node: PipelineNode | AndOr): Run<number> {
  if (node.type === 'AndOr') return yield* andOr(sh, node);
  if (node.type === 'Pipeline') return yield* pipeline(sh, node);
  const status = yield* runCommand(sh, node);
  return status;
}

function* andOr(sh: Shell, node: AndOr): Run<number> {
  const { last } = sh;
  let status = 0;
  for (const [i, command] of node.commands.entries()) {
    const operator = node.operators[i - 1];
    if (operator === '&&' && status !== 0) continue;
    if (operator === '||' && status === 0) continue;
    const final = i === node.commands.length - 1;
    sh.last = last && final;
    status = final ? yield* runNode(sh, command) : yield* asking(sh, () => runNode(sh, command));
  }
  return status;
}

function* pipeline(sh: Shell, node: Pipeline): Run<number> {
  const negations = node.prefixes.filter((p) => p.type === 'Negation').length;
  const timed = node.prefixes.find((p) => p.type === 'Time');
  const started = sh.proc.now;
  const run = () => (node.commands.length > 1 ? runPipeline(sh, node) : only(sh, node));
  let status = negations > 0 ? yield* asking(sh, run) : timed ? yield* nothingLast(sh, run) : yield* run();
  if (negations % 2 === 1) status = status === 0 ? 1 : 0;
  if (negations > 0) update(sh, { lastStatus: status });
  if (timed) yield* emit(sh, 2, times(sh.proc.now - started, timed.posix !== undefined));
  if (node.commands.length > 1 && negations === 0) yield* failed(sh, status);
  return status;
}

function* only(sh: Shell, node: Pipeline): Run<number> {
  const command = node.commands[0];
  return command ? yield* runCommand(sh, command) : 0;
}

function times(ms: number, posix: boolean): string {
  const seconds = ms / 1000;
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  return `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

/** A command failed where nobody asks: the ERR trap, and the end of the shell under errexit. */
export function* failed(sh: Shell, status: number): Run<void> {
  if (status === 0 || sh.asked > 0) return;
  yield* errTrap(sh);
  if (option(sh, 'errexit')) throw new Exit(status);
}

/** Runs one command of any kind and keeps its status. */
export function* runCommand(sh: Shell, node: CommandNode): Run<number> {
  let status: number;
  try {
    status = yield* dispatch(sh, node);
  } catch (e) {
    if (!(e instanceof ShellError)) throw e;
    status = yield* broken(sh, e);
  }
  update(sh, {
    lastStatus: status,
    ...(node.type === 'Command' || node.type === 'Subshell' || node.type === 'TestCommand'
      ? { pipeStatus: [status] }
      : {}),
  });
  if (sh.interrupted) throw new Abort(130, true);
  yield* runTraps(sh);
  if (simple(node)) yield* failed(sh, status);
  return status;
}

function simple(node: CommandNode): boolean {
  return (
    node.type === 'Command' ||
    node.type === 'Subshell' ||
    node.type === 'TestCommand' ||
    node.type === 'ArithmeticCommand'
  );
}

/** An expansion error ends a shell that is not interactive, and the line of one that is. */
function* broken(sh: Shell, error: ShellError): Run<number> {
  yield* report(sh, error);
  if (error.ends === 'command') return error.status;
  if (sh.state.interactive || error.ends === 'line') throw new Abort(error.status);
  throw new Exit(error.status);
}

function* dispatch(sh: Shell, node: CommandNode): Run<number> {
  if (node.type !== 'Redirected' && node.type !== 'BraceGroup') sh.line = lineAt(sh.source, node.pos);
  switch (node.type) {
    case 'Command':
      return yield* simpleCommand(sh, node);
    case 'Redirected': {
      const done = yield* redirect(sh, node.redirects);
      try {
        return yield* nothingLast(sh, () => dispatch(sh, node.command));
      } finally {
        restore(sh, done);
      }
    }
    case 'BraceGroup':
      return yield* runStatements(sh, node.body.commands);
    case 'Subshell': {
      const child = spawnSubshell(sh, (sub) => runStatements(sub, node.body.commands), { fds: sh.fds });
      return yield* waitFor(sh, child, shownText(sh, node));
    }
    case 'If':
      return yield* ifCommand(sh, node);
    case 'While':
      return yield* whileCommand(sh, node);
    case 'For':
      return yield* forCommand(sh, node);
    case 'ArithmeticFor':
      return yield* arithmeticFor(sh, node);
    case 'Case':
      return yield* caseCommand(sh, node);
    case 'Select':
      return yield* selectCommand(sh, node);
    case 'Function':
      return defineFunction(sh, node);
    case 'TestCommand':
      if (sh.state.dialect === 'dash') return yield* asCommand(sh, node);
      return (yield* conditional(sh, node.expression)) ? 0 : 1;
    case 'ArithmeticCommand':
      // to sh these are two subshells
      if (sh.state.dialect !== 'bash')
        return yield* waitFor(
          sh,
          spawnSubshell(sh, (sub) => runText(sub, node.body), { fds: sh.fds }),
        );
      return yield* arithmeticCommand(sh, node.body);
    case 'Coproc':
      throw new ShellError('dockernet-course: not simulated: coproc (try a pipe, or & and wait)', 99, 'command');
  }
}

/** `[[` is no word of dash: a command that is not found. */
function* asCommand(sh: Shell, node: TestCommand): Run<number> {
  const words = sh.source.text.slice(node.pos, node.end).split(/\s+/);
  return yield* external(sh, words, environment(sh));
}

function* arithmeticCommand(sh: Shell, body: string): Run<number> {
  yield* sleep(0);
  if (option(sh, 'xtrace')) yield* emit(sh, 2, `${yield* tracePrefix(sh)}(( ${body.trim()} ))\n`);
  try {
    return (yield* arithmetic(sh, body)) === 0n ? 1 : 0;
  } catch (e) {
    if (e instanceof ShellError && sh.state.dialect === 'bash') throw new ShellError(`((: ${e.message}`, 1, 'command');
    throw e;
  }
}
