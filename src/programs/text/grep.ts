import { joinPath, list, type Process, type Program, type Run, stat, write } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { guarded, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has, optionOf, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { isLines, type Lines, open } from './lines.ts';
import { BadPattern, literalText, translate } from './regex.ts';

const SHORT = 'VEFGPe:f:iyvwxcm:bnHhoqsaIlLrRzUA:B:C:ZTu0123456789';
const LONG: Readonly<Record<string, string>> = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  regexp: 'e=',
  file: 'f=',
  'ignore-case': 'i',
  'no-ignore-case': 'j',
  'invert-match': 'v',
  'word-regexp': 'w',
  'line-regexp': 'x',
  count: 'c',
  'max-count': 'm=',
  'byte-offset': 'b',
  'line-number': 'n',
  'with-filename': 'H',
  'no-filename': 'h',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'no-messages': 's',
  text: 'a',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  recursive: 'r',
  'dereference-recursive': 'R',
  'null-data': 'z',
  null: 'Z',
  'after-context': 'A=',
  'before-context': 'B=',
  context: 'C=',
  color: 'k=?',
  colour: 'k=?',
  'line-buffered': 'K',
  include: 'M=',
  exclude: 'N=',
  'exclude-dir': 'O=',
  label: 'D=',
  'initial-tab': 'T',
  version: 'V',
};

interface Job {
  readonly proc: Process;
  readonly parsed: Parsed;
  readonly test: RegExp;
  readonly names: boolean;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  readonly end: string;
  readonly dialect: Dialect;
  /** Something was printed: a separator goes before the next group of context. */
  printed: boolean;
}

/** grep(1): prints lines as soon as they match. `mode`: egrep, fgrep. */
export function grep(dialect: Dialect, mode?: 'E' | 'F'): Program {
  return (proc) => guarded(run(proc, dialect, mode));
}

function misuse(dialect: Dialect, problem?: string): never {
  if (dialect === 'busybox') return quit(`${problem === undefined ? '' : `grep: ${problem}\n`}${usageOf('grep')}`, 2);
  return quit(
    `${problem === undefined ? '' : `grep: ${problem}\n`}Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.`,
    2,
  );
}

function* run(proc: Process, dialect: Dialect, mode: 'E' | 'F' | undefined): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: SHORT, long: LONG });
  if ('error' in parsed) return misuse(dialect, parsed.error);
  if (has(parsed, 'V') && dialect === 'gnu') {
    yield* write('grep (GNU grep) 3.12\n');
    return 0;
  }
  const operands = [...parsed.operands];
  const patterns = patternsOf(proc, parsed);
  if (patterns === undefined) {
    const first = operands.shift();
    if (first === undefined) return misuse(dialect);
    return yield* search(proc, dialect, parsed, first.split('\n'), operands, mode);
  }
  return yield* search(proc, dialect, parsed, patterns, operands, mode);
}

function patternsOf(proc: Process, parsed: Parsed): string[] | undefined {
  const list = parsed.options.filter((o) => o.name === 'e' || o.name === 'f');
  if (list.length === 0) return undefined;
  return list.flatMap((o) => {
    if (o.name === 'e') return o.value.split('\n');
    const file = readText(proc, o.value);
    if (!('text' in file)) return quit(`grep: ${o.value}: ${file.message}`, 2);
    return file.text === '' ? [] : file.text.replace(/\n$/, '').split('\n');
  });
}

function expression(parsed: Parsed, patterns: readonly string[], mode: 'E' | 'F' | undefined): RegExp {
  const kind = mode ?? parsed.options.findLast((o) => 'EFGP'.includes(o.name))?.name ?? 'G';
  const sources = patterns.map((p) => {
    try {
      if (kind === 'F') return literalText(p);
      if (kind === 'P') return new RegExp(p, 'u').source;
      return translate(p, kind === 'E' ? 'extended' : 'basic');
    } catch (e) {
      return quit(`grep: ${e instanceof BadPattern ? e.message : 'unrecognized character in pattern'}`, 2);
    }
  });
  let source =
    sources.length === 0
      ? '(?!)'
      : sources.length === 1
        ? (sources[0] ?? '')
        : sources.map((s) => `(?:${s})`).join('|');
  if (has(parsed, 'x')) source = `^(?:${source})$`;
  else if (has(parsed, 'w')) source = `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`;
  try {
    return new RegExp(source, has(parsed, 'i', 'y') ? 'giu' : 'gu');
  } catch {
    return quit('grep: Invalid regular expression', 2);
  }
}

function count(parsed: Parsed, name: string): number {
  const text = optionOf(parsed, name);
  if (text === undefined) return -1;
  if (!/^\d+$/.test(text))
    return quit(name === 'm' ? 'grep: invalid max count' : `grep: ${text}: invalid context length argument`, 2);
  return Number(text);
}

function* search(
  proc: Process,
  dialect: Dialect,
  parsed: Parsed,
  patterns: readonly string[],
  operands: readonly string[],
  mode: 'E' | 'F' | undefined,
): Run<number> {
  const recursive = has(parsed, 'r', 'R');
  const files = operands.length > 0 ? operands : recursive ? ['.'] : ['-'];
  const digits = parsed.options
    .filter((o) => /^\d$/.test(o.name))
    .map((o) => o.name)
    .join('');
  const around = digits === '' ? Math.max(0, count(parsed, 'C')) : Number(digits);
  const [before, after] = [count(parsed, 'B'), count(parsed, 'A')];
  const job: Job = {
    proc,
    parsed,
    test: expression(parsed, patterns, mode),
    names: has(parsed, 'H') || (!has(parsed, 'h') && (files.length > 1 || recursive)),
    before: before < 0 ? around : before,
    after: after < 0 ? around : after,
    max: count(parsed, 'm'),
    end: has(parsed, 'z') ? '\0' : '\n',
    dialect,
    printed: false,
  };
  // GNU looks at no file when nothing can match
  const hopeless =
    job.max === 0 || (patterns.join('') === '' && has(parsed, 'v') && !has(parsed, 'x', 'w') && !has(parsed, 'f'));
  if (dialect === 'gnu' && hopeless && !has(parsed, 'L')) return 1;
  let found = false;
  let failed = false;
  for (const path of files) {
    const result = yield* one(job, path, recursive, operands.length === 0);
    if (result === 'failed') failed = true;
    else found = found || result;
    if (found && has(parsed, 'q')) return 0;
  }
  return failed ? 2 : found ? 0 : 1;
}

function* one(job: Job, path: string, recursive: boolean, implied: boolean): Run<boolean | 'failed'> {
  const { proc, parsed } = job;
  const full = joinPath(proc.cwd, path);
  if (path !== '-' && stat(proc.world, proc.fs, full)?.kind === 'dir') {
    if (recursive) return yield* tree(job, path, implied);
    if (!has(parsed, 's')) yield* write(`grep: ${path}: Is a directory\n`, 2);
    return job.dialect === 'gnu' ? 'failed' : false;
  }
  if (recursive && !wanted(parsed, path)) return false;
  const opened = open(proc, path, job.end);
  if (!isLines(opened)) {
    if (!has(parsed, 's')) yield* write(`grep: ${path}: ${opened.message}\n`, 2);
    return 'failed';
  }
  return yield* scan(job, opened, path === '-' ? (optionOf(parsed, 'D') ?? '(standard input)') : path);
}

function wanted(parsed: Parsed, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const fits = (glob: string) =>
    new RegExp(`^${[...glob].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : literalText(c))).join('')}$`, 'u').test(
      name,
    );
  const include = parsed.options.filter((o) => o.name === 'M');
  if (include.length > 0 && !include.some((o) => fits(o.value))) return false;
  return !parsed.options.some((o) => o.name === 'N' && fits(o.value));
}

function* tree(job: Job, dir: string, implied: boolean): Run<boolean | 'failed'> {
  let found = false;
  for (const name of list(job.proc.world, job.proc.fs, joinPath(job.proc.cwd, dir))) {
    const path = implied && dir === '.' ? name : `${dir.replace(/\/$/, '')}/${name}`;
    const result = yield* one(job, path, true, false);
    found = found || result === true;
  }
  return found;
}

function* scan(job: Job, lines: Lines, name: string): Run<boolean> {
  const { parsed } = job;
  const quiet = has(parsed, 'q', 'c', 'l', 'L');
  const label = job.names ? name : undefined;
  const held: { readonly text: string; readonly n: number }[] = [];
  let [hits, n, follow, shown] = [0, 0, 0, 0];
  if (job.max !== 0) {
    for (let line = yield* lines.next(); line; line = yield* lines.next()) {
      n++;
      job.test.lastIndex = 0;
      const hit = job.test.test(line.text) !== has(parsed, 'v');
      if (!hit) {
        if (follow > 0) {
          follow--;
          shown = n;
          if (!quiet) yield* print(job, label, line.text, n, '-');
        } else if (job.before > 0) {
          held.push({ text: line.text, n });
          if (held.length > job.before) held.shift();
        }
        if (hits === job.max && follow === 0) break;
        continue;
      }
      if (job.max >= 0 && hits >= job.max) break;
      hits++;
      if (has(parsed, 'q') || has(parsed, 'l')) break;
      if (!quiet) {
        const from = held[0]?.n ?? n;
        if ((job.before > 0 || job.after > 0) && job.printed && from > shown + 1) yield* write('--\n');
        for (const h of held) yield* print(job, label, h.text, h.n, '-');
        yield* print(job, label, line.text, n, ':');
        job.printed = true;
      }
      held.length = 0;
      follow = job.after;
      shown = n;
      if (hits === job.max && follow === 0) break;
    }
  }
  const zero = has(parsed, 'Z') ? '\0' : '\n';
  if (has(parsed, 'q')) return hits > 0;
  if (has(parsed, 'c'))
    yield* write(`${label === undefined ? '' : `${label}${has(parsed, 'Z') ? '\0' : ':'}`}${hits}\n`);
  else if (has(parsed, 'l') && hits > 0) yield* write(`${name}${zero}`);
  else if (has(parsed, 'L') && hits === 0) yield* write(`${name}${zero}`);
  return has(parsed, 'L') ? hits === 0 : hits > 0;
}

function* print(job: Job, label: string | undefined, text: string, n: number, mark: ':' | '-'): Run<void> {
  const { parsed } = job;
  const head = `${label === undefined ? '' : `${label}${has(parsed, 'Z') ? '\0' : mark}`}${has(parsed, 'n') ? `${n}${mark}` : ''}`;
  if (!has(parsed, 'o')) {
    yield* write(`${head}${text}${job.end}`);
    return;
  }
  if (mark === '-' || has(parsed, 'v')) return;
  job.test.lastIndex = 0;
  for (const m of text.matchAll(job.test)) if (m[0] !== '') yield* write(`${head}${m[0]}${job.end}`);
}
