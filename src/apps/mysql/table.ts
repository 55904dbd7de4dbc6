import { displayWidth, padLeft, padRight } from '../../base/index.ts';

/** Rows in a box, as mysql(1) draws them: numbers to the right. */
export function boxed(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((c, i) => Math.max(displayWidth(c), ...rows.map((r) => displayWidth(r[i] ?? ''))));
  const numeric = columns.map((_, i) => rows.every((r) => /^-?\d+$/.test(r[i] ?? '')));
  const rule = `+${widths.map((w) => '-'.repeat(w + 2)).join('+')}+\n`;
  const row = (cells: readonly string[], right: boolean) =>
    `|${widths.map((w, i) => ` ${right && numeric[i] ? padLeft(cells[i] ?? '', w) : padRight(cells[i] ?? '', w)} `).join('|')}|\n`;
  return `${rule}${row(columns, false)}${rule}${rows.map((r) => row(r, true)).join('')}${rule}`;
}
