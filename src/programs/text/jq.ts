import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { readText } from '../lib/paths.ts';
import { runFilter } from './filter.ts';
import { severalDeletes } from './jq-deletes.ts';
import { jsonProblem } from './json-check.ts';

interface Call {
  /** All arguments without the input files. */
  readonly args: string[];
  readonly program: string | undefined;
  readonly files: string[];
  readonly nothing: boolean;
  readonly raw: boolean;
}

/** jq(1) 1.8: just-bash's filter, with jq's own words and statuses for what goes wrong. */
export const jq: Program = (proc) => guarded(run(proc));

const TWO = new Set(['--arg', '--argjson', '--slurpfile', '--rawfile']);

function parse(argv: readonly string[]): Call {
  const args: string[] = [];
  const files: string[] = [];
  let program: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const a = argv[i] ?? '';
    if (TWO.has(a)) args.push(a, argv[++i] ?? '', argv[++i] ?? '');
    else if (a === '--indent') args.push(a, argv[++i] ?? '');
    else if (a === '--args' || a === '--jsonargs') {
      args.push(...argv.slice(i));
      break;
    } else if (a.startsWith('-') && a !== '-') args.push(a);
    else if (program === undefined) {
      program = a;
      args.push(a);
    } else files.push(a);
  }
  const short = (letter: string) => args.some((a) => new RegExp(`^-[a-zA-Z]*${letter}`).test(a));
  return {
    args,
    program,
    files,
    nothing: short('n') || args.includes('--null-input'),
    raw: short('R') || args.includes('--raw-input'),
  };
}

const USAGE = `Usage:	jq [OPTIONS] FILTER [FILES...]
	jq [OPTIONS] -f FILE [FILES...]
	jq [OPTIONS] --args FILTER [ARGUMENTS...]
	jq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]

jq is a tool for processing JSON inputs, applying the given filter to
its JSON text inputs and producing the filter's results as JSON on
standard output.

The simplest filter is ., which copies jq's input to its output
unmodified except for formatting. For more advanced filters see
the jq(1) manpage ("man jq") and/or https://jqlang.org/.

Example:

	$ echo '{"foo": 0}' | jq .
	{
	  "foo": 0
	}

For listing the command options, use jq --help.`;

function* run(proc: Process): Run<number> {
  const call = parse(proc.argv.slice(1));
  if (call.args.includes('--version') || call.args.includes('-V')) {
    yield* write('jq-1.8.2\n');
    return 0;
  }
  const program = call.program ?? (proc.isatty(0) ? undefined : '.');
  if (program === undefined) return quit(USAGE, 2);
  const args = (call.program === undefined ? [...call.args, '.'] : call.args).map(severalDeletes);
  let status = 0;
  let input = '';
  if (call.files.length === 0 && !call.nothing) input = yield* readAll();
  for (const path of call.files) {
    const file = readText(proc, path);
    if ('text' in file) input += file.text;
    else {
      status = 2;
      yield* write(`jq: error: Could not open file ${path}: ${file.message}\n`, 2);
    }
  }
  const wrong = yield* compileError(proc, args, program);
  if (wrong !== undefined) return quit(wrong, 3);
  if (status !== 0 && input === '') return status;
  const problem = call.raw || call.nothing ? undefined : jsonProblem(input);
  const good = problem ? input.slice(0, problem.before) : input;
  let failed = 0;
  if (!problem || good.trim() !== '') {
    const result = yield* runFilter(proc, 'jq', args, good);
    yield* write(result.stdout);
    if (result.stderr !== '') yield* write(runtimeError(result.stderr, good), 2);
    failed = result.exitCode;
  }
  if (problem) {
    yield* write(
      `jq: error (at <stdin>:${problem.line}): ${problem.message}\n`.replace(
        /^jq: error \(at <stdin>:\d+\): (.*)$/m,
        'jq: parse error: $1',
      ),
      2,
    );
    return 5;
  }
  return status || failed;
}

/** A program that cannot be compiled fails on any input: tried without one. */
function* compileError(proc: Process, args: readonly string[], program: string): Run<string | undefined> {
  const tried = yield* runFilter(proc, 'jq', ['-n', ...args], '');
  const unknown = /Unknown function: (\w+)/.exec(tried.stderr) ?? /(\w+)\/\d+ is not defined/.exec(tried.stderr);
  if (unknown) {
    const column = program.indexOf(unknown[1] ?? '') + 1;
    return `jq: error: ${unknown[1]}/0 is not defined at <top-level>, line 1, column ${column}:\n    ${program}\n    ${' '.repeat(column - 1)}${'^'.repeat(unknown[1]?.length ?? 1)}\njq: 1 compile error`;
  }
  if (!/^jq: parse error: (?:Unexpected|Expected|Unterminated)/m.test(tried.stderr)) return undefined;
  const column = [...program].length;
  return `jq: error: syntax error, unexpected end of file at <top-level>, line 1, column ${column}:\n    ${program}\n    ${' '.repeat(Math.max(0, column - 1))}^\njq: 1 compile error`;
}

function runtimeError(stderr: string, input: string): string {
  const line = Math.max(1, input.replace(/\n$/, '').split('\n').length);
  return stderr.replace(
    /^jq: (?:parse error|error): (?:(.*))$/gm,
    (_all, text: string) => `jq: error (at <stdin>:${line}): ${reworded(text)}`,
  );
}

function reworded(text: string): string {
  return text
    .replace(/^Cannot index (\w+) with string "(.*)"$/, 'Cannot index $1 with string ("$2")')
    .replace(/^Cannot index (\w+) with "(.*)"$/, 'Cannot index $1 with string ("$2")');
}
