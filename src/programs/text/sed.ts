import { type Process, type Program, type Run, write } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { guarded, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

import { inPlace, inputOf } from './sed-input.ts';
import { cycles, flush, type Input, type Machine } from './sed-machine.ts';
import { BadScript, type Command, parseSed } from './sed-parse.ts';
import { SED_USAGE } from './usage.ts';

/** sed(1): works line by line, as soon as lines come. */
export function sed(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

const LONG: Readonly<Record<string, string>> = {
  quiet: 'n',
  silent: 'n',
  expression: 'e=',
  file: 'f=',
  'in-place': 'i=?',
  'regexp-extended': 'E',
  separate: 's',
  'null-data': 'z',
  unbuffered: 'u',
  'line-length': 'l=',
  posix: 'p',
  'follow-symlinks': 'F',
  debug: 'D',
  sandbox: 'S',
  help: 'h',
  version: 'V',
};

function misuse(dialect: Dialect, problem?: string): never {
  return quit(`${problem === undefined ? '' : `sed: ${problem}\n`}${dialect === 'gnu' ? SED_USAGE : usageOf('sed')}`);
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: 'bne:f:Eri::sl:uz', long: LONG });
  if ('error' in parsed) return misuse(dialect, parsed.error);
  if (has(parsed, 'V')) {
    yield* write('sed (GNU sed) 4.9\n');
    return 0;
  }
  const operands = [...parsed.operands];
  const scripts = parsed.options
    .filter((o) => o.name === 'e' || o.name === 'f')
    .map((o) => (o.name === 'e' ? o.value : scriptFile(proc, o.value)));
  if (scripts.length === 0) {
    const first = operands.shift();
    if (first === undefined) return misuse(dialect);
    scripts.push(first);
  }
  let script = scripts.join('\n');
  const quiet = has(parsed, 'n') || /^#n(?:\n|$)/.test(script);
  if (/^#n(?:\n|$)/.test(script)) script = script.slice(2);
  const commands = attempt(dialect, () => parseSed(script, has(parsed, 'E', 'r') ? 'extended' : 'basic'));
  const suffix = parsed.options.findLast((o) => o.name === 'i')?.value;
  const end = has(parsed, 'z') ? '\0' : '\n';
  const files = operands.length > 0 ? operands : ['-'];
  const separate = has(parsed, 's') || suffix !== undefined;
  const groups = separate ? files.map((f) => [f]) : [files];
  let status = 0;
  const state = { hold: '', line: 0 };
  for (const group of groups) {
    const failures: string[] = [];
    const m = machine(proc, dialect, commands, quiet, end, inputOf(proc, dialect, group, end, failures), state);
    const edits = suffix !== undefined && group[0] !== undefined && 'text' in readText(proc, group[0]);
    let edited = '';
    if (edits) {
      m.out = function* (text) {
        edited += text;
        yield* write('');
      };
    }
    const ended = yield* cycles(m);
    state.hold = m.hold;
    state.line = separate ? 0 : m.line;
    flush(m);
    if (failures.length > 0) status = 2;
    const failed = edits && group[0] !== undefined ? inPlace(proc, dialect, group[0], suffix ?? '', edited) : undefined;
    if (failed !== undefined) quit(failed, dialect === 'gnu' ? 4 : 1);
    if (ended !== undefined) return ended;
  }
  return dialect === 'busybox' && status === 2 ? 1 : status;
}

function scriptFile(proc: Process, path: string): string {
  const file = readText(proc, path);
  return 'text' in file ? file.text.replace(/\n$/, '') : quit(`sed: couldn't open file ${path}: ${file.message}`);
}

function attempt<T>(dialect: Dialect, work: () => T): T {
  try {
    return work();
  } catch (e) {
    if (!(e instanceof BadScript)) throw e;
    if (dialect === 'gnu') return quit(`sed: ${e.message}`);
    const text = e.message.replace(/^-e expression #1, char \d+: /, '');
    return quit(
      `sed: ${text.startsWith('unknown command') ? `unsupported command ${/`(.)'/.exec(text)?.[1] ?? ''}` : text.startsWith('unterminated') ? "unmatched '/'" : text}`,
    );
  }
}

function machine(
  proc: Process,
  dialect: Dialect,
  commands: readonly Command[],
  quiet: boolean,
  end: string,
  input: Input,
  state: { readonly hold: string; readonly line: number },
): Machine {
  return {
    proc,
    dialect,
    commands,
    quiet,
    end,
    input,
    pattern: '',
    hold: state.hold,
    line: state.line,
    whole: true,
    substituted: false,
    appended: [],
    active: new Map(),
    lastTest: undefined,
    written: new Map(),
    out: (text) => write(text),
  };
}
