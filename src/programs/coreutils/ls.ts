import { byteLength, type Civil, civilOf, compareText, displayWidth, MONTHS, twoDigits } from '../../base/index.ts';
import {
  type FileRow,
  FsError,
  filesystems,
  joinPath,
  list,
  type Process,
  type Program,
  stat,
} from '../../os/index.ts';
import { type Answer, command } from '../lib/answer.ts';
import { type Dialect, toolOptions } from '../lib/dialect.ts';
import { has } from '../lib/getopt.ts';
import { pathOf, readText } from '../lib/paths.ts';
import { modeText } from './mode.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly row: FileRow;
}

interface Style {
  readonly dialect: Dialect;
  readonly long: boolean;
  readonly numeric: boolean;
  readonly all: boolean;
  readonly almost: boolean;
  readonly self: boolean;
  readonly recursive: boolean;
  readonly human: boolean;
  readonly mark: boolean;
  readonly slash: boolean;
  readonly reverse: boolean;
  readonly sort: 'name' | 'time' | 'size' | 'none';
  /** Width of a terminal on which names stand in columns; undefined: one a line. */
  readonly columns: number | undefined;
}

/** ls(1); `dir` and `vdir` are other names of it. */
export function ls(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = toolOptions(
      dialect,
      'ls',
      args,
      {
        short: 'aAlndR1FphrtSUiCxgoGkLHsTvXcuqNQbBZw:I:m',
        long: {
          all: 'a',
          'almost-all': 'A',
          long: 'l',
          directory: 'd',
          recursive: 'R',
          'human-readable': 'h',
          reverse: 'r',
          color: 'G=?',
          classify: 'F=?',
          'group-directories-first': 'N',
          inode: 'i',
          size: 's',
          'full-time': 'T',
        },
      },
      dialect === 'gnu' ? 2 : 1,
    );
    const style: Style = {
      dialect,
      long: has(parsed, 'l', 'n', 'g', 'o'),
      numeric: has(parsed, 'n'),
      all: has(parsed, 'a'),
      almost: has(parsed, 'A'),
      self: has(parsed, 'd'),
      recursive: has(parsed, 'R'),
      human: has(parsed, 'h'),
      mark: has(parsed, 'F'),
      slash: has(parsed, 'p'),
      reverse: has(parsed, 'r'),
      sort: has(parsed, 'U') ? 'none' : has(parsed, 't') ? 'time' : has(parsed, 'S') ? 'size' : 'name',
      columns: (proc.isatty(1) || has(parsed, 'C')) && !has(parsed, '1') ? (proc.tty?.columns ?? 80) : undefined,
    };
    return listing(proc, style, parsed.operands.length > 0 ? parsed.operands : ['.']);
  });
}

function listing(proc: Process, style: Style, operands: readonly string[]): Answer {
  const found: Entry[] = [];
  let err = '';
  for (const name of operands) {
    const path = pathOf(proc, name);
    const link = stat(proc.world, proc.fs, path, { nofollow: true });
    const row = style.long ? link : (stat(proc.world, proc.fs, path) ?? link);
    if (row) found.push({ name, path, row });
    else
      err +=
        style.dialect === 'gnu'
          ? `ls: cannot access '${name}': No such file or directory\n`
          : `ls: ${name}: No such file or directory\n`;
  }
  const dirs = style.self ? [] : found.filter((e) => e.row.kind === 'dir');
  const files = found.filter((e) => !dirs.includes(e));
  const headed = dirs.length + files.length > 1 || style.recursive || err !== '';
  const parts: string[] = [];
  if (files.length > 0) parts.push(entries(proc, style, sorted(style, files)));
  for (const dir of sorted(style, dirs))
    parts.push(
      ...directory(proc, style, dir.name, dir.path, headed && operands.length + (style.recursive ? 1 : 0) > 1),
    );
  return { out: parts.join('\n'), err, code: err === '' ? 0 : style.dialect === 'gnu' ? 2 : 1 };
}

function directory(proc: Process, style: Style, name: string, path: string, headed: boolean): string[] {
  const names = list(proc.world, proc.fs, path).filter((n) => style.all || style.almost || !n.startsWith('.'));
  const inside = names.flatMap((n): Entry[] => {
    const at = joinPath(path, n);
    const row = stat(proc.world, proc.fs, at, { nofollow: true });
    return row ? [{ name: n, path: at, row }] : [];
  });
  const dots = style.all
    ? (['.', '..'] as const).flatMap((n): Entry[] => {
        const at = joinPath(path, n);
        const row = stat(proc.world, proc.fs, at);
        return row ? [{ name: n, path: at, row }] : [];
      })
    : [];
  const shown = sorted(style, [...dots, ...inside]);
  const total = style.long ? `total ${shown.reduce((sum, e) => sum + blocks(proc, e), 0)}\n` : '';
  const text = `${headed ? `${name}:\n` : ''}${total}${entries(proc, style, shown)}`;
  if (!style.recursive) return [text];
  const below = inside.filter((e) => e.row.kind === 'dir');
  return [text, ...below.flatMap((e) => directory(proc, style, `${name.replace(/\/$/, '')}/${e.name}`, e.path, true))];
}

function sorted(style: Style, list: readonly Entry[]): Entry[] {
  const by = (a: Entry, b: Entry) => {
    if (style.sort === 'time') return b.row.mtime - a.row.mtime || compareText(a.name, b.name);
    if (style.sort === 'size')
      return byteLength(b.row.content) - byteLength(a.row.content) || compareText(a.name, b.name);
    return style.sort === 'none' ? 0 : compareText(a.name, b.name);
  };
  const result = [...list].sort(by);
  return style.reverse ? result.reverse() : result;
}

/** Bytes that stat(2) tells. */
export function sizeOf(proc: Process, row: FileRow, path: string): number {
  if (row.kind === 'dir') return 4096;
  if (row.program !== undefined) return 14_568 + 8 * row.path.length;
  if (row.made) return 0;
  if (row.kind === 'link') return byteLength(row.content);
  const file = readText(proc, path);
  return 'text' in file ? byteLength(file.text) : 0;
}

function blocks(proc: Process, e: Entry): number {
  if (e.row.kind === 'link') return 0;
  return Math.ceil(sizeOf(proc, e.row, e.path) / 4096) * 4;
}

function entries(proc: Process, style: Style, list: readonly Entry[]): string {
  if (style.long) return longLines(proc, style, list);
  const names = list.map((e) => `${e.name}${suffix(style, e.row)}`);
  return style.columns === undefined ? names.map((n) => `${n}\n`).join('') : inColumns(names, style.columns);
}

function suffix(style: Style, row: FileRow): string {
  if (row.kind === 'dir' && (style.mark || style.slash)) return '/';
  if (!style.mark) return '';
  return row.kind === 'link' ? '@' : row.kind === 'file' && (row.mode & 0o111) !== 0 ? '*' : '';
}

/** As many columns as fit, filled downwards. */
function inColumns(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  for (let count = names.length; count > 1; count--) {
    const rows = Math.ceil(names.length / count);
    const columns = Array.from({ length: Math.ceil(names.length / rows) }, (_, i) =>
      names.slice(i * rows, (i + 1) * rows),
    );
    const widths = columns.map((c, i) => Math.max(...c.map(displayWidth)) + (i === columns.length - 1 ? 0 : 2));
    if (widths.reduce((a, b) => a + b, 0) >= width) continue;
    const line = (row: number) =>
      columns
        .map((c, i) =>
          c[row] === undefined
            ? ''
            : i === columns.length - 1 || columns[i + 1]?.[row] === undefined
              ? c[row]
              : `${c[row]}${' '.repeat((widths[i] ?? 0) - displayWidth(c[row] ?? ''))}`,
        )
        .join('');
    return Array.from({ length: rows }, (_, row) => `${line(row)}\n`).join('');
  }
  return names.map((n) => `${n}\n`).join('');
}

/** overlayfs gives a directory that a lower layer has too one link only; Documentation/filesystems/overlayfs. */
function merged(proc: Process, path: string): boolean {
  const lower = proc.world.get(filesystems, proc.fs)?.lower;
  return lower !== undefined && stat(proc.world, lower, path) !== undefined;
}

function longLines(proc: Process, style: Style, list: readonly Entry[]): string {
  const rows = list.map((e) => {
    const children = e.row.kind === 'dir' ? subdirectories(proc, e.path) : 0;
    const size =
      e.row.kind === 'device'
        ? '1, 3'
        : style.human
          ? humanSize(sizeOf(proc, e.row, e.path))
          : String(sizeOf(proc, e.row, e.path));
    const arrow = e.row.kind === 'link' ? ` -> ${e.row.content}` : suffix(style, e.row);
    return {
      mode: modeText(e.row.kind, e.row.mode),
      links: String(e.row.kind === 'dir' && !merged(proc, e.path) ? 2 + children : 1),
      owner: owner(style, e.row.owner),
      group: group(proc, style),
      size,
      date: dateText(e.row.mtime, proc.now),
      name: `${e.name}${arrow}`,
    };
  });
  const width = (key: 'links' | 'owner' | 'group' | 'size') => Math.max(0, ...rows.map((r) => r[key].length));
  if (style.dialect === 'busybox')
    return rows
      .map(
        (r) =>
          `${r.mode} ${r.links.padStart(4)} ${r.owner.padEnd(8)} ${r.group.padEnd(8)} ${r.size.padStart(9)} ${r.date} ${r.name}\n`,
      )
      .join('');
  const [l, o, g, s] = [width('links'), width('owner'), width('group'), width('size')];
  return rows
    .map(
      (r) =>
        `${r.mode} ${r.links.padStart(l)} ${r.owner.padEnd(o)} ${r.group.padEnd(g)} ${r.size.padStart(s)} ${r.date} ${r.name}\n`,
    )
    .join('');
}

function subdirectories(proc: Process, path: string): number {
  try {
    return list(proc.world, proc.fs, path).filter(
      (n) => stat(proc.world, proc.fs, joinPath(path, n), { nofollow: true })?.kind === 'dir',
    ).length;
  } catch (e) {
    if (e instanceof FsError) return 0;
    throw e;
  }
}

function owner(style: Style, name: string): string {
  return style.numeric && name === 'root' ? '0' : name;
}

/** Names of groups come from /etc/group, which the smallest images do not have. */
function group(proc: Process, style: Style): string {
  if (style.numeric) return '0';
  const file = readText(proc, '/etc/group');
  return 'text' in file && /^root:/m.test(file.text) ? 'root' : '0';
}

function humanSize(n: number): string {
  if (n < 1024) return String(n);
  let value = n;
  for (const unit of ['K', 'M', 'G', 'T']) {
    value /= 1024;
    if (value < 10) return `${(Math.ceil(value * 10) / 10).toFixed(1)}${unit}`;
    if (value < 1024) return `${Math.ceil(value)}${unit}`;
  }
  return `${Math.ceil(value)}P`;
}

/** `Nov 21 09:29`, or the year for what is older than half a year. */
function dateText(at: number, now: number): string {
  const c: Civil = civilOf(at);
  const recent = now - at < 15_778_476_000 && at <= now;
  return `${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${recent ? `${twoDigits(c.hour)}:${twoDigits(c.minute)}` : ` ${c.year}`}`;
}
