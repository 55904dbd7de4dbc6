import { displayWidth, padLeft, padRight } from '../../base/index.ts';

/** What psql(1) is told about how to show rows. */
export interface Format {
  readonly tuples: boolean;
  readonly aligned: boolean;
}

interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly title?: string;
}

const centred = (text: string, width: number) => {
  const left = Math.floor((width - displayWidth(text)) / 2);
  return padRight(' '.repeat(Math.max(0, left)) + text, width);
};

/** Rows as psql(1) shows them; a cell of several lines ends each but the last with `+`. */
export function psqlTable({ columns, rows, title }: Rows, { tuples, aligned }: Format): string {
  const count = `(${rows.length} row${rows.length === 1 ? '' : 's'})\n`;
  if (!aligned) {
    const lines = [...(tuples ? [] : [columns]), ...rows].map((r) => `${r.join('|')}\n`).join('');
    return `${title !== undefined && !tuples ? `${title}\n` : ''}${lines}${tuples ? '' : count}`;
  }
  const lines = (cell: string) => cell.split('\n');
  const widths = columns.map((c, i) =>
    Math.max(tuples ? 0 : displayWidth(c), ...rows.flatMap((r) => lines(r[i] ?? '').map(displayWidth))),
  );
  const numeric = columns.map((_, i) => rows.length > 0 && rows.every((r) => /^-?\d+$/.test(r[i] ?? '')));
  const body = rows.flatMap((r) => {
    const height = Math.max(...columns.map((_, i) => lines(r[i] ?? '').length));
    return Array.from({ length: height }, (_, y) =>
      widths
        .map((w, i) => {
          const cell = lines(r[i] ?? '');
          const text = cell[y] ?? '';
          const last = i === widths.length - 1;
          const more = y < cell.length - 1;
          const padded = numeric[i] ? padLeft(text, w) : last && !more ? text : padRight(text, w);
          return ` ${padded}${more ? '+' : last ? '' : ' '}`;
        })
        .join('|'),
    );
  });
  const total = widths.reduce((sum, w) => sum + w + 3, -1);
  const head = [
    ...(title === undefined ? [] : [centred(title, total).trimEnd()]),
    widths.map((w, i) => ` ${centred(columns[i] ?? '', w)} `).join('|'),
    widths.map((w) => '-'.repeat(w + 2)).join('+'),
  ];
  return `${[...(tuples ? [] : head), ...body].join('\n')}\n${tuples ? '' : count}\n`;
}
