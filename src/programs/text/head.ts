import { byteLength } from '../../base/index.ts';
import { joinPath, type Process, type Program, type Run, read, sleep, stat, until, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { firstBytes } from '../lib/bytes.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { collect, isLines, type Lines, open } from './lines.ts';

interface Amount {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  /** head -n -N: all but the last N; tail -n +N: from line N on. */
  readonly sign: '' | '-' | '+';
}

const FACTORS: Readonly<Record<string, number>> = {
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  KB: 1000,
  M: 1048576,
  MB: 1e6,
  G: 1073741824,
  GB: 1e9,
};

function amountOf(tool: 'head' | 'tail', dialect: Dialect, parsed: Parsed): Amount {
  const given = parsed.options.findLast((o) => o.name === 'n' || o.name === 'c');
  if (!given) return { unit: 'lines', count: 10, sign: '' };
  const unit = given.name === 'n' ? 'lines' : 'bytes';
  const m = /^([-+]?)(\d+)([bkKMG]B?)?$/.exec(given.value);
  if (!m)
    return quit(
      dialect === 'gnu'
        ? `${tool}: invalid number of ${unit}: ${quoted('gnu', given.value.replace(/^[-+]/, ''))}`
        : `${tool}: invalid number '${given.value}'`,
    );
  const sign = m[1] === (tool === 'head' ? '-' : '+') ? (m[1] as '-' | '+') : '';
  return { unit, count: Number(m[2]) * (FACTORS[m[3] ?? ''] ?? 1), sign };
}

/** `-5` is `-n 5`, in the first place where GNU and BusyBox take it. */
function oldStyle(args: readonly string[]): string[] {
  const [first = '', ...rest] = args;
  const m = /^([-+])(\d+)([a-z]*)$/.exec(first);
  if (!m) return [...args];
  return ['-n', `${m[1] === '+' ? '+' : ''}${m[2]}`, ...(m[3] === '' ? [] : [`-${m[3]}`]), ...rest];
}

const LONG: Readonly<Record<string, string>> = {
  lines: 'n=',
  bytes: 'c=',
  quiet: 'q',
  silent: 'q',
  verbose: 'v',
  'zero-terminated': 'z',
  follow: 'f=?',
  retry: 'R',
  pid: 'P=',
  'sleep-interval': 's=',
};

/** head(1): ends as soon as it has enough, which ends what writes to it. */
export function head(dialect: Dialect): Program {
  return (proc) => guarded(headRun(proc, dialect));
}

function* headRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'head', oldStyle(proc.argv.slice(1)), { short: 'n:c:qvz', long: LONG });
  const amount = amountOf('head', dialect, parsed);
  const end = has(parsed, 'z') ? '\0' : '\n';
  return yield* eachFile(proc, 'head', dialect, parsed, function* (path) {
    if (amount.unit === 'bytes') return yield* headBytes(proc, path, amount);
    const opened = open(proc, path, end);
    if (!isLines(opened)) return opened;
    yield* headLines(opened, amount, end);
    return undefined;
  });
}

function* headLines(lines: Lines, amount: Amount, end: string): Run<void> {
  if (amount.sign === '-') {
    const all = yield* collect(lines);
    yield* write(
      all
        .slice(0, Math.max(0, all.length - amount.count))
        .map((l) => l.text + (l.whole ? end : ''))
        .join(''),
    );
    return;
  }
  for (let n = 0; n < amount.count; n++) {
    const line = yield* lines.next();
    if (!line) return;
    yield* write(line.text + (line.whole ? end : ''));
  }
}

type Failure = { readonly code: string; readonly message: string };

function* headBytes(proc: Process, path: string, amount: Amount): Run<Failure | undefined> {
  let left = amount.count;
  if (path === '-' && amount.sign === '') {
    for (
      let data = left > 0 ? yield* read() : undefined;
      data !== undefined;
      data = left > 0 ? yield* read() : undefined
    ) {
      const part = firstBytes(data, left);
      left -= byteLength(part);
      yield* write(part);
      if (part.length < data.length) return undefined;
    }
    return undefined;
  }
  const got = yield* wholeText(proc, path);
  if (typeof got !== 'string') return got;
  left = amount.sign === '-' ? Math.max(0, byteLength(got) - amount.count) : amount.count;
  yield* write(firstBytes(got, left));
  return undefined;
}

function* wholeText(proc: Process, path: string): Run<string | Failure> {
  if (path !== '-') {
    const file = readText(proc, path);
    return 'text' in file ? file.text : { code: file.code, message: file.message };
  }
  let text = '';
  for (let data = yield* read(); data !== undefined; data = yield* read()) text += data;
  return text;
}

/** Runs over the operands with `==> name <==` between them. */
function* eachFile(
  proc: Process,
  tool: 'head' | 'tail',
  dialect: Dialect,
  parsed: Parsed,
  one: (path: string) => Run<Failure | undefined>,
): Run<number> {
  const files = parsed.operands.length > 0 ? parsed.operands : ['-'];
  const titled = has(parsed, 'v') || (files.length > 1 && !has(parsed, 'q'));
  let status = 0;
  let first = true;
  for (const path of files) {
    const missing = path === '-' ? undefined : unreadable(proc, path);
    if (!missing && titled) yield* write(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    const failure = missing ?? (yield* one(path));
    if (failure) {
      status = 1;
      yield* write(`${failed(tool, dialect, path, failure)}\n`, 2);
    } else first = false;
  }
  return status;
}

function unreadable(proc: Process, path: string): Failure | undefined {
  if (path === '/dev/null') return undefined;
  const file = readText(proc, path);
  return 'text' in file || file.code === 'EISDIR' ? undefined : { code: file.code, message: file.message };
}

function failed(tool: string, dialect: Dialect, path: string, f: Failure): string {
  if (f.code === 'EISDIR')
    return dialect === 'gnu' ? `${tool}: error reading '${path}': ${f.message}` : `${tool}: read error: ${f.message}`;
  if (dialect === 'gnu') return `${tool}: cannot open '${path}' for reading: ${f.message}`;
  return tool === 'tail'
    ? `tail: can't open '${path}': ${f.message}\ntail: no files`
    : `${tool}: ${path}: ${f.message}`;
}

/** tail(1); -f looks once a second, as coreutils does without inotify. */
export function tail(dialect: Dialect): Program {
  return (proc) => guarded(tailRun(proc, dialect));
}

function* tailRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'tail', oldStyle(proc.argv.slice(1)), { short: 'n:c:qvzfFs:', long: LONG });
  const amount = amountOf('tail', dialect, parsed);
  const end = has(parsed, 'z') ? '\0' : '\n';
  const status = yield* eachFile(proc, 'tail', dialect, parsed, function* (path) {
    const got = yield* wholeText(proc, path);
    if (typeof got !== 'string') return got;
    yield* write(lastOf(got, amount, end));
    return undefined;
  });
  const files = parsed.operands.filter((p) => p !== '-');
  if (has(parsed, 'f', 'F') && files.length > 0) yield* follow(proc, files, has(parsed, 'F'));
  return status;
}

function lastOf(text: string, amount: Amount, end: string): string {
  if (amount.unit === 'bytes') {
    const size = byteLength(text);
    const skip = amount.sign === '+' ? Math.max(0, amount.count - 1) : Math.max(0, size - amount.count);
    return text.slice(firstBytes(text, skip).length);
  }
  const lines = text === '' ? [] : text.replace(new RegExp(`${end === '\0' ? '\\0' : end}$`), '').split(end);
  const kept =
    amount.sign === '+'
      ? lines.slice(Math.max(0, amount.count - 1))
      : amount.count === 0
        ? []
        : lines.slice(-amount.count);
  if (kept.length === 0) return '';
  return kept.join(end) + (text.endsWith(end) ? end : '');
}

/** Prints what is added to files, for ever. */
function* follow(proc: Process, files: readonly string[], retry: boolean): Run<never> {
  const contents = () => files.map((f) => stat(proc.world, proc.fs, joinPath(proc.cwd, f))?.content ?? '');
  let seen = contents();
  let last = files.at(-1);
  for (;;) {
    const before = seen;
    yield* until(() => contents().some((c, i) => c !== before[i]));
    yield* sleep(retry ? 1000 : 0);
    const now = contents();
    for (const [i, path] of files.entries()) {
      const [old = '', text = ''] = [before[i], now[i]];
      if (old === text) continue;
      if (files.length > 1 && path !== last) yield* write(`\n==> ${path} <==\n`);
      last = path;
      if (text.startsWith(old)) yield* write(text.slice(old.length));
      else {
        yield* write(`tail: ${path}: file truncated\n`, 2);
        yield* write(text);
      }
    }
    seen = now;
  }
}
