import { byteLength } from '../../base/index.ts';
import { joinPath, type Process, type Program, type Run, readAll, stat, write } from '../../os/index.ts';
import { guarded } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has, type Parsed } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';

interface Counts {
  readonly lines: number;
  readonly words: number;
  readonly chars: number;
  readonly bytes: number;
  readonly longest: number;
}

function count(text: string): Counts {
  const lines = text.split('\n');
  return {
    lines: lines.length - 1,
    words: (text.match(/\S+/g) ?? []).length,
    chars: [...text].length,
    bytes: byteLength(text),
    longest: Math.max(0, ...lines.map((l) => [...l].length)),
  };
}

const NONE: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };

function add(a: Counts, b: Counts): Counts {
  return {
    lines: a.lines + b.lines,
    words: a.words + b.words,
    chars: a.chars + b.chars,
    bytes: a.bytes + b.bytes,
    longest: Math.max(a.longest, b.longest),
  };
}

/** wc(1). */
export function wc(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function chosen(parsed: Parsed, c: Counts): number[] {
  const standard = parsed.options.length === 0;
  return [
    ...(standard || has(parsed, 'l') ? [c.lines] : []),
    ...(standard || has(parsed, 'w') ? [c.words] : []),
    ...(has(parsed, 'm') ? [c.chars] : []),
    ...(standard || has(parsed, 'c') ? [c.bytes] : []),
    ...(has(parsed, 'L') ? [c.longest] : []),
  ];
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'wc', proc.argv.slice(1), {
    short: 'clmwL',
    long: { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'max-line-length': 'L' },
  });
  const files = parsed.operands.length > 0 ? parsed.operands : ['-'];
  const rows: { readonly counts: Counts; readonly name: string; readonly error?: string }[] = [];
  for (const path of files) {
    if (path === '-') rows.push({ counts: count(yield* readAll()), name: parsed.operands.length > 0 ? '-' : '' });
    else {
      const file = readText(proc, path);
      if ('text' in file) rows.push({ counts: count(file.text), name: path });
      else if (file.code === 'EISDIR')
        rows.push({ counts: NONE, name: path, error: dialect === 'gnu' ? file.message : 'read error: Is a directory' });
      else rows.push({ counts: NONE, name: '', error: `${file.message}` });
    }
  }
  const width = widthOf(proc, dialect, parsed, files);
  let total = NONE;
  let status = 0;
  for (const [i, row] of rows.entries()) {
    if (row.error !== undefined) {
      status = 1;
      yield* write(`wc: ${files[i]}: ${row.error}\n`, 2);
      if (row.name === '') continue;
    }
    total = add(total, row.counts);
    yield* write(line(chosen(parsed, row.counts), row.name, width, dialect));
  }
  if (files.length > 1) yield* write(line(chosen(parsed, total), 'total', width, dialect));
  return status;
}

function line(numbers: readonly number[], name: string, width: number, dialect: Dialect): string {
  const single = numbers.length === 1 && dialect === 'busybox';
  const text = numbers.map((n) => (single ? String(n) : String(n).padStart(width))).join(' ');
  return `${text}${name === '' ? '' : ` ${name}`}\n`;
}

/** GNU makes room for the size of all files together, 7 where a size is not known beforehand; BusyBox always 9. */
function widthOf(proc: Process, dialect: Dialect, parsed: Parsed, files: readonly string[]): number {
  if (dialect === 'busybox') return 9;
  const only = chosen(parsed, NONE).length === 1;
  if (only && files.length === 1) return 1;
  let size = 0;
  let unknown = false;
  for (const path of files) {
    const known = path === '-' ? proc.stdin.size?.() : undefined;
    if (known !== undefined) size += known;
    const row = path === '-' ? undefined : stat(proc.world, proc.fs, joinPath(proc.cwd, path));
    if ((path === '-' && known === undefined) || (row && row.kind !== 'file')) unknown = true;
    else if (row) size += byteLength(row.content);
  }
  return unknown ? 7 : String(size).length;
}
