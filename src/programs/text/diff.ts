import { joinPath, list, type Process, type Program, type Run, stat, write } from '../../os/index.ts';
import { strftime } from '../../shell/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { gather } from './lines.ts';

/** A stretch of lines that one side has instead of the other's: half-open, counted from 0. */
interface Hunk {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

interface Side {
  readonly name: string;
  readonly lines: readonly string[];
  /** The last line has no newline. */
  readonly ragged: boolean;
  readonly mtime: number;
}

/** diff(1): normal and unified output. BusyBox has only the second. */
export function diff(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

const LONG: Readonly<Record<string, string>> = {
  unified: 'u',
  brief: 'q',
  'report-identical-files': 's',
  'ignore-case': 'i',
  'ignore-space-change': 'b',
  'ignore-all-space': 'w',
  'ignore-blank-lines': 'B',
  recursive: 'r',
  'new-file': 'N',
  text: 'a',
  label: 'L=',
  color: 'k=?',
  minimal: 'd',
};

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'diff', proc.argv.slice(1), { short: 'abBdiL:NqrsTtU:uw', long: LONG }, 2);
  const [one, two, extra] = parsed.operands;
  if (one === undefined || two === undefined) {
    return quit(
      `diff: missing operand after ${quoted('gnu', one ?? 'diff')}\ndiff: Try 'diff --help' for more information.`,
      2,
    );
  }
  if (extra !== undefined)
    return quit(`diff: extra operand ${quoted('gnu', extra)}\ndiff: Try 'diff --help' for more information.`, 2);
  return yield* compare(proc, dialect, parsed, one, two);
}

function isDir(proc: Process, path: string): boolean {
  return path !== '-' && stat(proc.world, proc.fs, joinPath(proc.cwd, path))?.kind === 'dir';
}

function* compare(proc: Process, dialect: Dialect, parsed: Parsed, one: string, two: string): Run<number> {
  const [aDir, bDir] = [isDir(proc, one), isDir(proc, two)];
  if (aDir && bDir) return yield* directories(proc, dialect, parsed, one, two);
  const base = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const left = aDir ? `${one.replace(/\/$/, '')}/${base(two)}` : one;
  const right = bDir ? `${two.replace(/\/$/, '')}/${base(one)}` : two;
  const [a, b] = [yield* side(proc, dialect, left), yield* side(proc, dialect, right)];
  if (!a || !b) return 2;
  const hunks = hunksOf(a, b, keyOf(parsed));
  if (hunks.length === 0) {
    if (has(parsed, 's')) yield* write(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (has(parsed, 'q')) yield* write(`Files ${left} and ${right} differ\n`);
  else if (has(parsed, 'u', 'U') || dialect === 'busybox')
    yield* write(unified(a, b, hunks, Number(optionOf(parsed, 'U') ?? 3), labels(parsed, dialect, a, b)));
  else yield* write(hunks.map((h) => normal(a, b, h)).join(''));
  return 1;
}

function* directories(proc: Process, dialect: Dialect, parsed: Parsed, one: string, two: string): Run<number> {
  const names = (dir: string) => list(proc.world, proc.fs, joinPath(proc.cwd, dir));
  const [left, right] = [new Set(names(one)), new Set(names(two))];
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [a, b] = [`${one.replace(/\/$/, '')}/${name}`, `${two.replace(/\/$/, '')}/${name}`];
    let result = 1;
    if (!right.has(name)) yield* write(`Only in ${one}: ${name}\n`);
    else if (!left.has(name)) yield* write(`Only in ${two}: ${name}\n`);
    else if (isDir(proc, a) && isDir(proc, b)) {
      if (has(parsed, 'r')) result = yield* compare(proc, dialect, parsed, a, b);
      else {
        result = 0;
        yield* write(`Common subdirectories: ${a} and ${b}\n`);
      }
    } else {
      const before = `diff${parsed.options.map((o) => ` -${o.name}`).join('')} ${a} ${b}\n`;
      const [x, y] = [yield* side(proc, dialect, a), yield* side(proc, dialect, b)];
      if (x && y && hunksOf(x, y, keyOf(parsed)).length > 0 && !has(parsed, 'q') && dialect === 'gnu')
        yield* write(before);
      result = yield* compare(proc, dialect, parsed, a, b);
    }
    status = Math.max(status, result);
  }
  return status;
}

function* side(proc: Process, dialect: Dialect, name: string): Run<Side | undefined> {
  const { lines, failed } = yield* gather(proc, [name], (path, message) =>
    dialect === 'gnu' ? `diff: ${path}: ${message}` : `diff: can't stat '${path}': ${message}`,
  );
  if (failed) return undefined;
  const row = name === '-' ? undefined : stat(proc.world, proc.fs, joinPath(proc.cwd, name));
  return {
    name,
    lines: lines.map((l) => l.text),
    ragged: lines.at(-1)?.whole === false,
    mtime: row?.mtime ?? proc.now,
  };
}

function keyOf(parsed: Parsed): (line: string) => string {
  return (line) => {
    let text = has(parsed, 'i') ? line.toLowerCase() : line;
    if (has(parsed, 'w')) text = text.replace(/\s+/g, '');
    else if (has(parsed, 'b')) text = text.replace(/\s+/g, ' ').trimEnd();
    return text;
  };
}

/** The shortest edit script: E. W. Myers, "An O(ND) difference algorithm" (1986). */
function hunksOf(one: Side, two: Side, key: (line: string) => string): Hunk[] {
  const end = (s: Side) =>
    s.ragged ? s.lines.map((l, i) => key(l) + (i === s.lines.length - 1 ? '\0' : '')) : s.lines.map(key);
  const [a, b] = [end(one), end(two)];
  const trace: Map<number, number>[] = [];
  let v = new Map<number, number>([[1, 0]]);
  const [n, m] = [a.length, b.length];
  search: for (let d = 0; d <= n + m; d++) {
    trace.push(new Map(v));
    const next = new Map(v);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
      let x = down ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (x < n && x - k < m && a[x] === b[x - k]) x++;
      next.set(k, x);
      v.set(k, x);
      if (x >= n && x - k >= m) break search;
    }
    v = next;
  }
  return gathered(walkBack(trace, n, m));
}

interface Edit {
  readonly a: number;
  readonly b: number;
  readonly kind: 'delete' | 'insert';
}

function walkBack(trace: readonly ReadonlyMap<number, number>[], n: number, m: number): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const v = trace[d] ?? new Map();
    const k = x - y;
    const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const px = v.get(before) ?? 0;
    const py = px - before;
    edits.push(down ? { a: px, b: py, kind: 'insert' } : { a: px, b: py, kind: 'delete' });
    [x, y] = [px, py];
  }
  return edits.reverse();
}

function gathered(edits: readonly Edit[]): Hunk[] {
  const hunks: { a: number; aEnd: number; b: number; bEnd: number }[] = [];
  for (const e of edits) {
    const last = hunks.at(-1);
    const hunk = last && last.aEnd === e.a && last.bEnd === e.b ? last : { a: e.a, aEnd: e.a, b: e.b, bEnd: e.b };
    if (hunk !== last) hunks.push(hunk);
    if (e.kind === 'delete') hunk.aEnd++;
    else hunk.bEnd++;
  }
  return hunks;
}

function span(from: number, end: number): string {
  return end - from > 1 ? `${from + 1},${end}` : String(end - from === 0 ? from : from + 1);
}

const RAGGED = '\\ No newline at end of file\n';

function marked(s: Side, from: number, end: number, mark: string): string {
  return s.lines
    .slice(from, end)
    .map((l, i) => `${mark}${l}\n${s.ragged && from + i === s.lines.length - 1 ? RAGGED : ''}`)
    .join('');
}

function normal(a: Side, b: Side, h: Hunk): string {
  const letter = h.a === h.aEnd ? 'a' : h.b === h.bEnd ? 'd' : 'c';
  const head = `${span(h.a, h.aEnd)}${letter}${span(h.b, h.bEnd)}\n`;
  return head + marked(a, h.a, h.aEnd, '< ') + (letter === 'c' ? '---\n' : '') + marked(b, h.b, h.bEnd, '> ');
}

function labels(parsed: Parsed, dialect: Dialect, a: Side, b: Side): string {
  const given = parsed.options.filter((o) => o.name === 'L').map((o) => o.value);
  const stamp = (s: Side) =>
    dialect === 'gnu'
      ? `\t${strftime('%Y-%m-%d %H:%M:%S', s.mtime)}.${String(Math.round((s.mtime % 1000) * 1e6)).padStart(9, '0')} +0000`
      : '';
  return `--- ${given[0] ?? a.name + stamp(a)}\n+++ ${given[1] ?? b.name + stamp(b)}\n`;
}

function unified(a: Side, b: Side, hunks: readonly Hunk[], context: number, head: string): string {
  const groups: Hunk[][] = [];
  for (const h of hunks) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last && before && h.a - before.aEnd <= 2 * context) last.push(h);
    else groups.push([h]);
  }
  return head + groups.map((g) => group(a, b, g, context)).join('');
}

function group(a: Side, b: Side, hunks: readonly Hunk[], context: number): string {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (!first || !last) return '';
  const from = Math.max(0, first.a - context);
  const end = Math.min(a.lines.length, last.aEnd + context);
  const bFrom = first.b - (first.a - from);
  const bEnd = last.bEnd + (end - last.aEnd);
  const range = (start: number, stop: number) =>
    stop - start === 1 ? String(start + 1) : `${stop - start === 0 ? start : start + 1},${stop - start}`;
  let text = `@@ -${range(from, end)} +${range(bFrom, bEnd)} @@\n`;
  let at = from;
  for (const h of hunks) {
    text += marked(a, at, h.a, ' ') + marked(a, h.a, h.aEnd, '-') + marked(b, h.b, h.bEnd, '+');
    at = h.aEnd;
  }
  return text + marked(a, at, end, ' ');
}
