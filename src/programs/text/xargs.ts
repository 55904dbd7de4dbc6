import { ExecError, type Process, type Program, type Run, readAll, wait, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

const LONG: Readonly<Record<string, string>> = {
  null: '0',
  'arg-file': 'a=',
  delimiter: 'd=',
  eof: 'E=?',
  replace: 'I=?',
  'max-lines': 'L=?',
  'max-args': 'n=',
  interactive: 'p',
  'max-procs': 'P=',
  'no-run-if-empty': 'r',
  'max-chars': 's=',
  verbose: 't',
  exit: 'x',
};

/** xargs(1): starts real programs, one after the other or `-P` at a time. */
export function xargs(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

/** Splits at blanks and newlines; quotes and backslashes protect them. */
function words(text: string): string[] {
  const list: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch === '\\' && i + 1 < text.length) word = (word ?? '') + (text[++i] ?? '');
    else if (ch === '"' || ch === "'") {
      const end = text.indexOf(ch, i + 1);
      const line = text.indexOf('\n', i + 1);
      if (end < 0 || (line >= 0 && line < end)) {
        return quit(
          `xargs: unmatched ${ch === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
        );
      }
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (/\s/.test(ch)) {
      if (word !== undefined) list.push(word);
      word = undefined;
    } else word = (word ?? '') + ch;
  }
  if (word !== undefined) list.push(word);
  return list;
}

function delimiterOf(text: string): string {
  const known: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\0': '\0' };
  return known[text] ?? text;
}

function itemsOf(parsed: Parsed, input: string): string[] {
  const separator = has(parsed, '0') ? '\0' : optionOf(parsed, 'd');
  if (separator !== undefined) {
    const by = delimiterOf(separator);
    return (input.endsWith(by) ? input.slice(0, -by.length) : input)
      .split(by)
      .filter((t, _, all) => all.length > 1 || t !== '');
  }
  if (has(parsed, 'I')) {
    return input
      .split('\n')
      .map((l) => l.trimStart())
      .filter((l) => l !== '');
  }
  return words(input);
}

/** Items for each call. */
function batches(parsed: Parsed, input: string, items: readonly string[]): string[][] {
  if (has(parsed, 'I')) return items.map((i) => [i]);
  const lines = optionOf(parsed, 'L');
  if (lines !== undefined) {
    const groups = input
      .split('\n')
      .filter((l) => l.trim() !== '')
      .map(words);
    return chunk(groups, Number(lines === '' ? 1 : lines)).map((g) => g.flat());
  }
  const n = optionOf(parsed, 'n');
  if (n !== undefined) return chunk(items, Number(n));
  return items.length === 0 ? [] : [[...items]];
}

function chunk<T>(list: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < list.length; i += size) out.push(list.slice(i, i + size));
  return out;
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'xargs', proc.argv.slice(1), {
    short: '+0a:d:E:e::I:i::L:l::n:oP:prs:tx',
    long: LONG,
  });
  for (const name of ['n', 'P'] as const) {
    const value = optionOf(parsed, name);
    if (value !== undefined && !/^\d+$/.test(value))
      return quit(`xargs: invalid number ${quoted(dialect, value)} for -${name} option`);
    if (name === 'n' && value === '0') return quit('xargs: value 0 for -n option should be >= 1');
  }
  const file = optionOf(parsed, 'a');
  const source = file === undefined ? { text: yield* readAll() } : readText(proc, file);
  if (!('text' in source))
    return quit(`xargs: Cannot open input file ${quoted(dialect, file ?? '')}: ${source.message}`);
  const command = parsed.operands.length > 0 ? [...parsed.operands] : ['echo'];
  const items = itemsOf(parsed, source.text);
  let calls = batches(parsed, source.text, items);
  // GNU runs the command once for no input at all, BusyBox too, unless -r says otherwise
  if (calls.length === 0 && !has(parsed, 'r') && !has(parsed, 'I')) calls = [[]];
  const mark = has(parsed, 'I') ? optionOf(parsed, 'I') || '{}' : undefined;
  const argvs = calls.map((call) =>
    mark === undefined ? [...command, ...call] : command.map((w) => w.replaceAll(mark, () => call[0] ?? '')),
  );
  return yield* start(proc, parsed, argvs, dialect);
}

/** Status 123 when a command failed, 124 when one ended with 255, 126 and 127 when it could not be run; xargs(1). */
function* start(proc: Process, parsed: Parsed, argvs: readonly (readonly string[])[], dialect: Dialect): Run<number> {
  const parallel = Number(optionOf(parsed, 'P') ?? 1) || argvs.length;
  let status = 0;
  for (let i = 0; i < argvs.length; i += parallel) {
    const children = [];
    for (const argv of argvs.slice(i, i + parallel)) {
      if (has(parsed, 't')) yield* write(`${argv.join(' ')}\n`, 2);
      try {
        children.push(proc.spawn({ argv, stdin: { read: () => undefined, close: () => undefined, isatty: false } }));
      } catch (e) {
        if (!(e instanceof ExecError)) throw e;
        const missing = e.code === 'ENOENT';
        yield* write(
          `xargs: ${dialect === 'busybox' ? argv[0] : `failed to run command ${quoted('gnu', argv[0] ?? '')}`}: ${missing ? 'No such file or directory' : 'Permission denied'}\n`,
          2,
        );
        return missing ? 127 : 126;
      }
    }
    for (const child of children) {
      const one = yield* wait(child);
      if (one === 255) {
        yield* write('xargs: command exited with status 255; aborting\n', 2);
        return 124;
      }
      if (child.signal() !== undefined) return 125;
      if (one !== 0) status = 123;
    }
  }
  return status;
}
