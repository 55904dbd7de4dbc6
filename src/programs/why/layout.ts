import { displayWidth, padRight } from '../../base/index.ts';

/** A row that is broken at blanks where it does not fit: what stands before it, and by how much its further lines are indented. */
export interface Row {
  readonly text: string;
  readonly first: string;
  readonly indent: number;
}

/** A sentence. */
export function paragraph(text: string, indent = 2, first = ''): Row[] {
  return [{ text, first, indent }];
}

/** Lines as they stand. */
export function asIs(...lines: readonly string[]): Row[] {
  return lines.map((first) => ({ text: '', first, indent: 0 }));
}

/** The lines of a row in so many columns. */
export function linesOf({ text, first, indent }: Row, columns: number): string[] {
  const lines: string[] = [];
  let now = first;
  let fresh = true;
  for (const word of text.split(' ')) {
    if (!fresh && displayWidth(now) + 1 + displayWidth(word) > columns) {
      lines.push(now);
      now = ' '.repeat(indent) + word;
    } else now += fresh ? word : ` ${word}`;
    fresh = false;
  }
  return [...lines, now];
}

/** Rows of three cells as columns; the last one is broken to fit. What stood in the row above is not said again. */
export function columns(rows: readonly (readonly [string, string, string])[]): Row[] {
  const width = (i: 0 | 1) => Math.max(0, ...rows.map((row) => displayWidth(row[i])));
  const [a, b] = [width(0), width(1)];
  return rows.flatMap(([first, second, text], i) => {
    const place = rows[i - 1]?.[0] === first ? '' : first;
    const dev = rows[i - 1]?.[1] === second && place === '' ? '' : second;
    const lead = `  ${padRight(place, a)}  ${b > 0 ? `${padRight(dev, b)}  ` : ''}`;
    return paragraph(text, displayWidth(lead) + 2, lead);
  });
}
