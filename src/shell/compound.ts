import type { ArithmeticFor, Case, For, If, Select, While } from 'unbash';
import { type Run, sleep } from '../os/index.ts';
import { rewindable } from './descriptors.ts';
import { asking, nothingLast, runStatements } from './execute.ts';
import { arithmetic, expandPattern, expandText, expandWords } from './expand.ts';
import { patternRegExp } from './pattern.ts';
import { emit, LoopJump, option, type Shell, take, update } from './shell.ts';
import { assign, getValue } from './variables.ts';

/** `if`. */
export function* ifCommand(sh: Shell, node: If): Run<number> {
  if ((yield* asking(sh, () => runStatements(sh, node.clause.commands))) === 0)
    return yield* runStatements(sh, node.then.commands);
  for (const elif of node.elif) {
    if ((yield* asking(sh, () => runStatements(sh, elif.clause.commands))) === 0)
      return yield* runStatements(sh, elif.then.commands);
  }
  return node.else ? yield* runStatements(sh, node.else.commands) : 0;
}

/** Runs the body of a loop once; tells whether the loop goes on. */
function* turn(sh: Shell, body: () => Run<number>): Run<{ readonly status: number; readonly go: boolean }> {
  sh.loops++;
  try {
    // a turn of the kernel's scheduler, so that an endless loop does not stop the world
    yield* sleep(0);
    return { status: yield* nothingLast(sh, body), go: true };
  } catch (e) {
    if (!(e instanceof LoopJump)) throw e;
    if (e.levels > 1 && sh.loops > 1) {
      e.levels--;
      throw e;
    }
    return { status: e.status, go: e.kind === 'continue' };
  } finally {
    sh.loops--;
  }
}

/** `while` and `until`. */
export function* whileCommand(sh: Shell, node: While): Run<number> {
  let status = 0;
  for (;;) {
    let holds = false;
    const test = yield* turn(sh, function* () {
      holds = ((yield* asking(sh, () => runStatements(sh, node.clause.commands))) === 0) === (node.kind === 'while');
      return 0;
    });
    if (!test.go || !holds) return status;
    const done = yield* turn(sh, () => runStatements(sh, node.body.commands));
    status = done.status;
    if (!done.go) return status;
  }
}

/** `for name in words`. */
export function* forCommand(sh: Shell, node: For): Run<number> {
  const values = node.wordlist ? yield* expandWords(sh, node.wordlist) : sh.state.positional;
  let status = 0;
  for (const value of values) {
    assign(sh, node.name.value, value);
    if (option(sh, 'xtrace') && sh.state.dialect === 'bash') {
      const words = node.wordlist ? node.wordlist.map((w) => w.text).join(' ') : '"$@"';
      yield* emit(sh, 2, `${getValue(sh, 'PS4') ?? '+ '}for ${node.name.value} in ${words}\n`);
    }
    const done = yield* turn(sh, () => runStatements(sh, node.body.commands));
    status = done.status;
    if (!done.go) break;
  }
  return status;
}

/** `for ((…))`. */
export function* arithmeticFor(sh: Shell, node: ArithmeticFor): Run<number> {
  const text = (e: ArithmeticFor['test']) => (e ? sh.source.text.slice(e.pos, e.end) : undefined);
  const evaluate = function* (source: string | undefined): Run<bigint> {
    return source === undefined ? 1n : yield* arithmetic(sh, source);
  };
  yield* evaluate(text(node.initialize));
  let status = 0;
  while ((yield* evaluate(text(node.test))) !== 0n) {
    const done = yield* turn(sh, () => runStatements(sh, node.body.commands));
    status = done.status;
    if (!done.go) break;
    yield* evaluate(text(node.update));
  }
  return status;
}

/** `case`. */
export function* caseCommand(sh: Shell, node: Case): Run<number> {
  const word = yield* expandText(sh, node.word);
  let status = 0;
  let falls = false;
  for (const item of node.items) {
    let hit = falls;
    for (const pattern of hit ? [] : item.pattern) {
      const regexp = patternRegExp(yield* expandPattern(sh, pattern), { ignoreCase: option(sh, 'nocasematch') });
      if (regexp.test(word)) {
        hit = true;
        break;
      }
    }
    if (!hit) continue;
    status = yield* runStatements(sh, item.body.commands);
    if (item.terminator === ';&') falls = true;
    else if (item.terminator === ';;&') falls = false;
    else return status;
  }
  return status;
}

/** A menu on standard error, answers from standard input; bash(1), select. */
export function* selectCommand(sh: Shell, node: Select): Run<number> {
  const values = node.wordlist ? yield* expandWords(sh, node.wordlist) : sh.state.positional;
  if (values.length === 0) return 0;
  const width = String(values.length).length;
  const menu = values.map((v, i) => `${String(i + 1).padStart(width)}) ${v}\n`).join('');
  let status = 0;
  for (let show = true; ; ) {
    yield* emit(sh, 2, `${show ? menu : ''}${getValue(sh, 'PS3') ?? '#? '}`);
    const line = yield* readLine(sh);
    if (line === undefined) {
      yield* emit(sh, 1, '\n');
      return 1;
    }
    show = line === '';
    if (show) continue;
    update(sh, { variables: { ...sh.state.variables, REPLY: { kind: 'string', value: line } } });
    const index = /^\s*\d+\s*$/.test(line) ? Number(line) - 1 : -1;
    assign(sh, node.name.value, values[index] ?? '');
    const done = yield* turn(sh, () => runStatements(sh, node.body.commands));
    status = done.status;
    if (!done.go) return status;
  }
}

function* readLine(sh: Shell): Run<string | undefined> {
  let text = '';
  for (;;) {
    const got = yield* take(sh, 0);
    if (typeof got === 'string') return text === '' ? undefined : text;
    text += got.data;
    const end = text.indexOf('\n');
    if (end < 0) continue;
    const source = sh.fds.get(0)?.source;
    if (source) rewindable(source).unread(text.slice(end + 1));
    return text.slice(0, end);
  }
}
