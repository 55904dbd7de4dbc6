import { type Process, type Program, type Run, readAll, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

const encoder = new TextEncoder();

function* bytesOf(proc: Process, tool: string, files: readonly string[]): Run<Uint8Array> {
  const parts: number[] = [];
  for (const path of files.length > 0 ? files : ['-']) {
    const got = path === '-' ? { text: yield* readAll() } : path === '/dev/null' ? { text: '' } : readText(proc, path);
    if (!('text' in got)) return quit(`${tool}: ${path}: ${got.message}`);
    parts.push(...encoder.encode(got.text));
  }
  return Uint8Array.from(parts);
}

const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

function character(byte: number): string {
  return NAMED[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
}

type Format = (row: readonly number[]) => string;

/** Rows of little-endian words, as `od -t` names them. */
function words(size: number, base: 8 | 10 | 16, width: number, pad: string): Format {
  return (row) => {
    let text = '';
    for (let i = 0; i < row.length; i += size) {
      let n = 0n;
      for (let k = size - 1; k >= 0; k--) n = (n << 8n) | BigInt(row[i + k] ?? 0);
      text += ` ${n.toString(base).padStart(width, pad)}`;
    }
    return text;
  };
}

const FORMATS: Readonly<Record<string, Format>> = {
  c: (row) => row.map((b) => character(b).padStart(4)).join(''),
  o2: words(2, 8, 6, '0'),
  o1: words(1, 8, 3, '0'),
  x1: words(1, 16, 2, '0'),
  x2: words(2, 16, 4, '0'),
  x4: words(4, 16, 8, '0'),
  u1: words(1, 10, 3, ' '),
  d1: words(1, 10, 4, ' '),
  u2: words(2, 10, 5, ' '),
};

/** od(1): octal words, or what -c, -b, -x, -t say. */
export function od(dialect: Dialect): Program {
  return (proc) => guarded(odRun(proc, dialect));
}

function* odRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'od', proc.argv.slice(1), {
    short: 'A:abcdij:N:ost:vw::x',
    long: { 'address-radix': 'A=', format: 't=', 'read-bytes': 'N=', 'skip-bytes': 'j=' },
  });
  const all = yield* bytesOf(proc, 'od', parsed.operands);
  const skip = Number(optionOf(parsed, 'j') ?? 0);
  const bytes = all.slice(skip, optionOf(parsed, 'N') === undefined ? undefined : skip + Number(optionOf(parsed, 'N')));
  const format = FORMATS[formatOf(parsed)];
  if (!format) return quit(`dockernet-course: not simulated: od -t ${optionOf(parsed, 't')}`, 99);
  const radix = optionOf(parsed, 'A') ?? 'o';
  const address = (n: number) =>
    radix === 'n'
      ? ''
      : radix === 'x'
        ? n.toString(16).padStart(6, '0')
        : radix === 'd'
          ? String(n).padStart(7, '0')
          : n.toString(8).padStart(7, '0');
  let before = '';
  let starred = false;
  for (let at = 0; at < bytes.length; at += 16) {
    const line = format([...bytes.slice(at, at + 16)]);
    // rows like the one before are shown as one `*`
    const same = line === before && at + 16 < bytes.length && !has(parsed, 'v');
    if (!same) yield* write(`${address(at + skip)}${line}\n`);
    else if (!starred) yield* write('*\n');
    starred = same;
    before = line;
  }
  if (radix !== 'n') yield* write(`${address(bytes.length + skip)}\n`);
  return 0;
}

function formatOf(parsed: Parsed): string {
  const given = optionOf(parsed, 't');
  if (given !== undefined)
    return given === 'c' ? 'c' : /\d$/.test(given) ? given : `${given}${given === 'x' || given === 'o' ? '2' : ''}`;
  if (has(parsed, 'c')) return 'c';
  if (has(parsed, 'b')) return 'o1';
  if (has(parsed, 'x')) return 'x2';
  return 'o2';
}

function printable(row: readonly number[]): string {
  return row.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
}

/** hexdump(1): -C, and the little-endian words without it. */
export function hexdump(dialect: Dialect): Program {
  return (proc) => guarded(hexdumpRun(proc, dialect));
}

function* hexdumpRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'hexdump', proc.argv.slice(1), { short: 'bCcde:f:n:os:vx' });
  const bytes = yield* bytesOf(proc, 'hexdump', parsed.operands);
  const canonical = has(parsed, 'C');
  const width = canonical ? 8 : 7;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.slice(at, at + 16)];
    const hex = row.map((b, i) => `${b.toString(16).padStart(2, '0')}${i === 7 ? ' ' : ''}`).join(' ');
    const text = canonical ? `  ${hex.padEnd(48)}  |${printable(row)}|` : (FORMATS.x2?.(row) ?? '');
    yield* write(`${at.toString(16).padStart(width, '0')}${text}\n`);
  }
  if (bytes.length > 0) yield* write(`${bytes.length.toString(16).padStart(width, '0')}\n`);
  return 0;
}

/** xxd(1). */
export function xxd(dialect: Dialect): Program {
  return (proc) => guarded(xxdRun(proc, dialect));
}

function* xxdRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'xxd', proc.argv.slice(1), { short: 'c:g:l:o:prs:u' });
  const bytes = yield* bytesOf(proc, 'xxd', parsed.operands);
  if (has(parsed, 'r')) return quit('dockernet-course: not simulated: xxd -r', 99);
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0'));
  if (has(parsed, 'p')) {
    for (let at = 0; at < hex.length; at += 30) yield* write(`${hex.slice(at, at + 30).join('')}\n`);
    return 0;
  }
  for (let at = 0; at < hex.length; at += 16) {
    const row = hex.slice(at, at + 16).map((h, i) => h + (i % 2 === 1 ? ' ' : ''));
    yield* write(
      `${at.toString(16).padStart(8, '0')}: ${row.join('').padEnd(40)} ${printable([...bytes.slice(at, at + 16)])}\n`,
    );
  }
  return 0;
}

/** strings(1): runs of at least four characters that can be printed. */
export function strings(dialect: Dialect): Program {
  return (proc) => guarded(stringsRun(proc, dialect));
}

function* stringsRun(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'strings', proc.argv.slice(1), { short: 'afn:ot:' });
  const least = Number(optionOf(parsed, 'n') ?? 4);
  const bytes = yield* bytesOf(proc, 'strings', parsed.operands);
  const text = [...bytes].map((b) => ((b >= 32 && b < 127) || b === 9 ? String.fromCharCode(b) : '\n')).join('');
  yield* write(
    text
      .split('\n')
      .filter((run) => run.length >= least)
      .map((run) => `${run}\n`)
      .join(''),
  );
  return 0;
}
