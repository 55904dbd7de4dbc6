import { type Process, type Program, type Run, readAll, sleep, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';
import { Halt } from './jq-builtins.ts';
import { startEnv } from './jq-call.ts';
import { compileProblem } from './jq-check.ts';
import { evaluate, type JqWorld } from './jq-eval.ts';
import { JqSyntaxError } from './jq-lex.ts';
import { type Ast, parseJq } from './jq-parse.ts';
import { JqError } from './jq-paths.ts';
import { type DumpOptions, dump, type Json, readJson, truthy } from './jq-value.ts';
import { jsonProblem } from './json-check.ts';
import { JQ_USAGE } from './usage.ts';

/** jq(1) 1.8. */
export const jq: Program = (proc) => guarded(run(proc));

interface Call {
  program: string | undefined;
  readonly files: string[];
  readonly flags: Set<string>;
  readonly vars: Map<string, Json>;
  readonly named: Map<string, Json>;
  readonly positional: Json[];
  indent: string;
}

const LONG: Readonly<Record<string, string>> = {
  'null-input': 'n',
  'raw-input': 'R',
  slurp: 's',
  'compact-output': 'c',
  'raw-output': 'r',
  'raw-output0': '0',
  'join-output': 'j',
  'ascii-output': 'a',
  'sort-keys': 'S',
  'color-output': 'C',
  'monochrome-output': 'M',
  'exit-status': 'e',
  tab: 'T',
  unbuffered: 'U',
  seq: 'Q',
  version: 'V',
  'from-file': 'f',
  help: 'h',
};

function parse(proc: Process): Call {
  const call: Call = {
    program: undefined,
    files: [],
    flags: new Set(),
    vars: new Map(),
    named: new Map(),
    positional: [],
    indent: '  ',
  };
  const argv = proc.argv.slice(1);
  let rest: 'files' | 'args' | 'json' = 'files';
  let fromFile = false;
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i] ?? '';
    if (!/^-[A-Za-z-]/.test(a) || a === '--') {
      if (a === '--') continue;
      if (call.program === undefined) call.program = fromFile ? fileText(proc, a) : a;
      else if (rest === 'files') call.files.push(a);
      else call.positional.push(rest === 'args' ? a : json(a, `Invalid JSON text passed to --jsonargs`));
      continue;
    }
    if (a === '--args' || a === '--jsonargs') rest = a === '--args' ? 'args' : 'json';
    else if (a === '--indent') call.indent = indentOf(argv[++i]);
    else if (['--arg', '--argjson', '--slurpfile', '--rawfile'].includes(a)) {
      variable(proc, call, a, argv[i + 1], argv[i + 2]);
      i += 2;
    } else {
      const letters = a.startsWith('--') ? [LONG[a.slice(2)] ?? '?'] : [...a.slice(1)];
      for (const letter of letters) {
        if (!'nRscr0jaSCMeTUQVfh'.includes(letter))
          return quit(
            `jq: Unknown option: ${a}\n${JQ_USAGE.split('\n\n')[0]}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org`,
            2,
          );
        if (letter === 'f') fromFile = true;
        else call.flags.add(letter);
      }
    }
  }
  if (call.flags.has('T')) call.indent = '\t';
  if (call.flags.has('c')) call.indent = '';
  return call;
}

function indentOf(value: string | undefined): string {
  const n = Number(value);
  if (value === undefined || Number.isNaN(n))
    return quit(
      'jq: --indent takes one parameter\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org',
      2,
    );
  if (n < 0 || n > 7)
    return quit(
      `jq: Cannot indent ${n < 0 ? 'less than zero' : 'more than 7 characters'}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org`,
      2,
    );
  return ' '.repeat(n);
}

function fileText(proc: Process, path: string): string {
  const file = readText(proc, path);
  return 'text' in file ? file.text : quit(`jq: error: Could not open ${path}: ${file.message}`, 2);
}

function json(text: string, problem: string): Json {
  if (jsonProblem(text) || text.trim() === '')
    return quit(
      `jq: ${problem}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org`,
      2,
    );
  return readJson(text, 0).value;
}

function variable(
  proc: Process,
  call: Call,
  option: string,
  name: string | undefined,
  value: string | undefined,
): void {
  if (name === undefined || value === undefined)
    quit(
      `jq: ${option} takes two parameters (e.g. ${option} varname ${option === '--argjson' ? 'text' : option === '--arg' ? 'value' : 'filename'})\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.org`,
      2,
    );
  const made: Json =
    option === '--arg'
      ? value
      : option === '--argjson'
        ? json(value, `Invalid JSON text passed to --argjson`)
        : option === '--rawfile'
          ? fileText(proc, value)
          : documents(fileText(proc, value)).map((d) => d.value);
  call.vars.set(name, made);
  call.named.set(name, made);
}

interface Document {
  readonly value: Json;
  /** Lines read when it was complete. */
  readonly line: number;
}

/** The JSON values of a text that has no problem. */
function documents(text: string): Document[] {
  const list: Document[] = [];
  for (let at = 0; text.slice(at).trim() !== ''; ) {
    const { value, end } = readJson(text, at);
    const next = text.indexOf('\n', end);
    list.push({ value, line: text.slice(0, next < 0 ? end : next + 1).split('\n').length - 1 });
    at = end;
  }
  return list;
}

function* run(proc: Process): Run<number> {
  const call = parse(proc);
  if (call.flags.has('V')) {
    yield* write('jq-1.8.2\n');
    return 0;
  }
  if (call.program === undefined && proc.isatty(0) && call.files.length === 0) return quit(JQ_USAGE, 2);
  const program = call.program ?? '.';
  const ast = compiled(program, [...call.vars.keys()]);
  let status = 0;
  let input = call.files.length === 0 && !call.flags.has('n') ? yield* readAll() : '';
  for (const path of call.files) {
    const file = readText(proc, path);
    if ('text' in file) input += file.text;
    else {
      status = 2;
      yield* write(`jq: error: Could not open file ${path}: ${file.message}\n`, 2);
    }
  }
  if (status !== 0 && input === '') return status;
  return (yield* filterAll(proc, call, ast, input)) || status;
}

function compiled(program: string, vars: readonly string[]): Ast {
  let problem: { readonly message: string; readonly at: number; readonly length: number } | undefined;
  try {
    const ast = parseJq(program);
    problem = compileProblem(ast, vars);
    if (!problem) return ast;
  } catch (e) {
    if (!(e instanceof JqSyntaxError)) throw e;
    problem = { message: `syntax error, ${e.message}`, at: e.at, length: e.length };
  }
  const line = program.slice(0, problem.at).split('\n').length;
  const start = program.lastIndexOf('\n', problem.at - 1) + 1;
  const text = program.slice(start).split('\n')[0] ?? '';
  const column = problem.at - start + 1;
  return quit(
    `jq: error: ${problem.message} at <top-level>, line ${line}, column ${column}:\n    ${text}\n    ${' '.repeat(column - 1)}${'^'.repeat(Math.max(1, problem.length))}\njq: 1 compile error`,
    3,
  );
}

function inputsOf(call: Call, input: string): { readonly list: Document[]; readonly problem: string | undefined } {
  const count = (text: string) => text.split('\n').length - 1;
  if (call.flags.has('R')) {
    if (call.flags.has('s')) return { list: [{ value: input, line: count(input) }], problem: undefined };
    const lines = input.replace(/\n$/, '').split('\n');
    return { list: input === '' ? [] : lines.map((value, i) => ({ value, line: i + 1 })), problem: undefined };
  }
  const wrong = jsonProblem(input);
  const list = documents(wrong ? input.slice(0, wrong.before) : input);
  if (call.flags.has('s'))
    return { list: wrong ? [] : [{ value: list.map((d) => d.value), line: count(input) }], problem: wrong?.message };
  return { list, problem: wrong?.message };
}

function* filterAll(proc: Process, call: Call, ast: Ast, input: string): Run<number> {
  const { list, problem } = inputsOf(call, input);
  const queue = [...list];
  let line = 0;
  let told = '';
  const take = () => {
    const next = queue.shift();
    if (next) line = next.line;
    return next?.value;
  };
  const world: JqWorld = {
    env: new Map(Object.entries(proc.env)),
    now: () => proc.now,
    input: take,
    debug: (text) => {
      told += text;
    },
    line: () => line,
    file: call.files.at(-1) ?? '<stdin>',
  };
  const vars = new Map(call.vars);
  vars.set('__prog_args', call.positional);
  vars.set(
    'ARGS',
    new Map<string, Json>([
      ['positional', call.positional],
      ['named', call.named],
    ]),
  );
  const env = startEnv(world, vars);
  const options: DumpOptions = { indent: call.indent, sort: call.flags.has('S'), ascii: call.flags.has('a') };
  let status = 0;
  let last: Json | undefined;
  const first = call.flags.has('n');
  for (let v = first ? null : take(); v !== undefined; v = first ? undefined : take()) {
    yield* sleep(0);
    try {
      for (const result of evaluate(ast, env, v)) {
        if (told !== '') yield* write(told, 2);
        told = '';
        last = result;
        yield* write(shownAs(call, result, options));
      }
    } catch (e) {
      if (told !== '') yield* write(told, 2);
      told = '';
      if (e instanceof Halt) {
        yield* write(e.text, 2);
        return e.status;
      }
      if (!(e instanceof JqError)) throw e;
      status = 5;
      yield* write(
        `jq: error (at ${first ? '<unknown>' : `<stdin>:${line}`})${typeof e.value === 'string' ? `: ${e.value}` : ` (not a string): ${dump(e.value)}`}\n`,
        2,
      );
    }
    if (told !== '') yield* write(told, 2);
    told = '';
  }
  if (problem !== undefined) {
    yield* write(`jq: parse error: ${problem}\n`, 2);
    return 5;
  }
  if (status !== 0 || !call.flags.has('e')) return status;
  return last === undefined ? 4 : truthy(last) ? 0 : 1;
}

function shownAs(call: Call, v: Json, options: DumpOptions): string {
  const raw = call.flags.has('r') || call.flags.has('j') || call.flags.has('0');
  const text = raw && typeof v === 'string' ? v : dump(v, options);
  return call.flags.has('j') ? text : text + (call.flags.has('0') ? '\0' : '\n');
}
