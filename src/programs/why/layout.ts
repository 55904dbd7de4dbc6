import { displayWidth, padRight } from '../../base/index.ts';

const WIDTH = 80;

/** A paragraph broken at blanks so that it fits 80 columns; its further lines are indented by `indent`. */
export function paragraph(text: string, indent = 2, first = ''): string[] {
  const lines: string[] = [];
  let now = first;
  let fresh = true;
  for (const word of text.split(' ')) {
    if (!fresh && displayWidth(now) + 1 + displayWidth(word) > WIDTH) {
      lines.push(now);
      now = ' '.repeat(indent) + word;
    } else now += fresh ? word : ` ${word}`;
    fresh = false;
  }
  return [...lines, now];
}

/** Rows of three cells as columns; the last one is broken to fit. What stood in the row above is not said again. */
export function columns(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = (i: 0 | 1) => Math.max(0, ...rows.map((row) => displayWidth(row[i])));
  const [a, b] = [width(0), width(1)];
  return rows.flatMap(([first, second, text], i) => {
    const place = rows[i - 1]?.[0] === first ? '' : first;
    const dev = rows[i - 1]?.[1] === second && place === '' ? '' : second;
    const lead = `  ${padRight(place, a)}  ${b > 0 ? `${padRight(dev, b)}  ` : ''}`;
    return paragraph(text, displayWidth(lead) + 2, lead);
  });
}
