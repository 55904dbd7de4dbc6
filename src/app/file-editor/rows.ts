import { BLANK, fitLine, type Line, line, span } from '../text/span.ts';
import { clean, widthOf } from '../text/width.ts';
import type { Buffer } from './buffer.ts';

/** The visible part of a buffer, and where the cursor is in it. */
export interface BufferView {
  readonly rows: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number };
}

/** Windows a buffer around its cursor, in both directions. */
export function viewBuffer(b: Buffer, width: number, height: number): BufferView {
  const digits = String(b.lines.length).length;
  const room = Math.max(1, width - digits - 1);
  const top = Math.max(0, Math.min(b.row - Math.floor(height / 2), b.lines.length - height));
  const before = (b.lines[b.row] ?? []).slice(0, b.col).join('');
  // scroll sideways by half a window, so that typing does not shift the text with every letter
  const step = Math.max(1, Math.floor(room / 2));
  const left = widthOf(before) < room ? 0 : (Math.floor((widthOf(before) - room) / step) + 1) * step;
  const rows = b.lines.slice(top, top + height).map((cells, i) => {
    const number = span(top + i === b.row ? 'strong' : 'dim', `${String(top + i + 1).padStart(digits)} `);
    return [number, ...fitLine(line(shifted(cells, left)), room)];
  });
  while (rows.length < height) rows.push([...BLANK]);
  return { rows, cursor: { x: digits + 1 + widthOf(before) - left, y: b.row - top } };
}

/** A line from a column on; half a wide character is a blank. */
function shifted(cells: readonly string[], left: number): string {
  let used = 0;
  let i = 0;
  for (; i < cells.length && used < left; i++) used += widthOf(cells[i] ?? '');
  return ' '.repeat(Math.max(0, used - left)) + clean(cells.slice(i).join(''));
}
