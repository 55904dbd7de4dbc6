import type { Press } from '../keys/parse.ts';
import { graphemes } from '../text/width.ts';

/** A text being edited. Lines are graphemes, so that a Hangul syllable is one step. */
export interface Buffer {
  readonly path: string;
  readonly lines: readonly (readonly string[])[];
  readonly row: number;
  readonly col: number;
  /** Lines cut with ^K, for ^U. */
  readonly cut: readonly (readonly string[])[];
  /** As it was opened or saved last. */
  readonly saved: string;
  /** ^X was pressed with changes that are not saved: once more leaves them behind. */
  readonly leaving: boolean;
  /** It was left: the lab has yet to say that the editor has ended. */
  readonly left?: boolean;
}

/** What a key asks of whoever owns the buffer. */
export type Asked = 'save' | 'leave';

/** Opens a text. */
export function openBuffer(path: string, text: string): Buffer {
  return { path, lines: linesOf(text), row: 0, col: 0, cut: [], saved: text, leaving: false };
}

function linesOf(text: string): readonly (readonly string[])[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((l) => graphemes(l));
}

/** The text, with the newline at its end that files of lines have. */
export function textOf(b: Buffer): string {
  const text = b.lines.map((l) => l.join('')).join('\n');
  return text === '' ? '' : `${text}\n`;
}

/** Whether there is something to save. */
export function isChanged(b: Buffer): boolean {
  return textOf(b) !== b.saved;
}

/** Applies one press: nano(1)'s keys, and those of keyboards of today. */
export function editBuffer(b: Buffer, press: Press): { readonly buffer: Buffer; readonly asked?: Asked } {
  const now: Buffer = { ...b, leaving: false };
  if (press.kind === 'text') return { buffer: insert(now, press.text) };
  if (press.kind === 'paste') return { buffer: paste(now, press.text) };
  if (press.name === 'C-s' || press.name === 'C-o') return { buffer: now, asked: 'save' };
  if (press.name === 'C-x' || press.name === 'esc' || press.name === 'C-c') {
    if (b.leaving || !isChanged(b)) return { buffer: now, asked: 'leave' };
    return { buffer: { ...b, leaving: true } };
  }
  return { buffer: KEYS[press.name]?.(now) ?? now };
}

function line(b: Buffer, row = b.row): readonly string[] {
  return b.lines[row] ?? [];
}

function at(b: Buffer, row: number, col: number): Buffer {
  const to = Math.max(0, Math.min(b.lines.length - 1, row));
  return { ...b, row: to, col: Math.max(0, Math.min(line(b, to).length, col)) };
}

function replace(b: Buffer, from: number, count: number, lines: readonly (readonly string[])[]): Buffer {
  const next = [...b.lines.slice(0, from), ...lines, ...b.lines.slice(from + count)];
  return { ...b, lines: next.length > 0 ? next : [[]] };
}

function insert(b: Buffer, text: string): Buffer {
  const before = line(b).slice(0, b.col).join('') + text.normalize('NFC');
  const whole = graphemes(before + line(b).slice(b.col).join(''));
  let col = 0;
  for (let used = 0; col < whole.length && used < before.length; col++) used += whole[col]?.length ?? 0;
  return { ...replace(b, b.row, 1, [whole]), col };
}

function paste(b: Buffer, text: string): Buffer {
  const [first = '', ...rest] = text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', '    ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .split('\n');
  return rest.reduce((to, part) => insert(split(to), part), insert(b, first));
}

/** Breaks the line at the cursor. */
function split(b: Buffer): Buffer {
  const next = replace(b, b.row, 1, [line(b).slice(0, b.col), line(b).slice(b.col)]);
  return { ...next, row: b.row + 1, col: 0 };
}

/** Enter: a new line as far in as this one. */
function enter(b: Buffer): Buffer {
  const indent = /^ */.exec(line(b).slice(0, b.col).join(''))?.[0] ?? '';
  return insert(split(b), indent);
}

function backspace(b: Buffer): Buffer {
  if (b.col > 0)
    return { ...replace(b, b.row, 1, [[...line(b).slice(0, b.col - 1), ...line(b).slice(b.col)]]), col: b.col - 1 };
  if (b.row === 0) return b;
  const above = line(b, b.row - 1);
  return { ...replace(b, b.row - 1, 2, [[...above, ...line(b)]]), row: b.row - 1, col: above.length };
}

function forward(b: Buffer): Buffer {
  const right = right1(b);
  return right.row === b.row && right.col === b.col ? b : backspace(right);
}

function left1(b: Buffer): Buffer {
  return b.col > 0 || b.row === 0 ? at(b, b.row, b.col - 1) : at(b, b.row - 1, Number.POSITIVE_INFINITY);
}

function right1(b: Buffer): Buffer {
  return b.col < line(b).length || b.row === b.lines.length - 1 ? at(b, b.row, b.col + 1) : at(b, b.row + 1, 0);
}

function cutLine(b: Buffer): Buffer {
  return at({ ...replace(b, b.row, 1, []), cut: [...b.cut, line(b)] }, b.row, 0);
}

function uncut(b: Buffer): Buffer {
  return at(replace(b, b.row, 0, b.cut), b.row + b.cut.length, 0);
}

/** Rows that a page has, less the overlap. */
const PAGE = 10;

const KEYS: Readonly<Record<string, (b: Buffer) => Buffer>> = {
  left: left1,
  'C-b': left1,
  right: right1,
  'C-f': right1,
  up: (b) => at(b, b.row - 1, b.col),
  'C-p': (b) => at(b, b.row - 1, b.col),
  down: (b) => at(b, b.row + 1, b.col),
  'C-n': (b) => at(b, b.row + 1, b.col),
  pgup: (b) => at(b, b.row - PAGE, b.col),
  pgdn: (b) => at(b, b.row + PAGE, b.col),
  home: (b) => at(b, b.row, 0),
  'C-a': (b) => at(b, b.row, 0),
  end: (b) => at(b, b.row, Number.POSITIVE_INFINITY),
  'C-e': (b) => at(b, b.row, Number.POSITIVE_INFINITY),
  'C-home': (b) => at(b, 0, 0),
  'C-end': (b) => at(b, b.lines.length - 1, Number.POSITIVE_INFINITY),
  enter,
  backspace,
  delete: forward,
  'C-d': forward,
  tab: (b) => insert(b, '    '),
  'C-k': cutLine,
  'C-u': uncut,
};
