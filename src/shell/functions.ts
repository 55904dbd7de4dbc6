import type { Function as FunctionNode } from 'unbash';
import type { Run } from '../os/index.ts';
import { runCommand } from './execute.ts';
import { parseScript } from './parse.ts';
import { lineAt, Return, type Shell, ShellError, update } from './shell.ts';
import { leaveScope } from './variables.ts';

/** Keeps a function as its source text. */
export function defineFunction(sh: Shell, node: FunctionNode): number {
  const name = node.name.value;
  const source = sh.source.text.slice(node.pos, node.end);
  update(sh, {
    functions: {
      ...sh.state.functions,
      [name]: {
        source,
        line: lineAt(sh.source, node.pos),
        ...(sh.sourced > 0 && sh.source.name !== undefined ? { file: sh.source.name } : {}),
      },
    },
  });
  return 0;
}

/** How deep functions may call each other before the simulation calls it endless. */
const DEEPEST = 400;

/** Calls a function with its arguments as positional parameters. */
export function* callFunction(sh: Shell, name: string, args: readonly string[]): Run<number> {
  const text = Object.hasOwn(sh.state.functions, name) ? sh.state.functions[name] : undefined;
  const node = text && parseScript(text.source).commands[0]?.command;
  if (!text || node?.type !== 'Function') return 127;
  if (sh.calls.length >= DEEPEST)
    throw new ShellError(`${name}: maximum function nesting level exceeded (${DEEPEST})`, 1);
  const before = { source: sh.source, positional: sh.state.positional, loops: sh.loops, line: sh.line, last: sh.last };
  sh.scopes.unshift(new Map());
  sh.calls.unshift(name);
  sh.source = { text: text.source, line: text.line, ...(text.file === undefined ? {} : { name: text.file }) };
  sh.loops = 0;
  sh.last = false;
  update(sh, { positional: args });
  try {
    if (node.body.type === 'CompoundList') return 0;
    return yield* runCommand(sh, node.body);
  } catch (e) {
    if (e instanceof Return) return e.status;
    throw e;
  } finally {
    leaveScope(sh);
    sh.calls.shift();
    sh.source = before.source;
    sh.loops = before.loops;
    sh.line = before.line;
    sh.last = before.last;
    update(sh, { positional: before.positional });
  }
}
