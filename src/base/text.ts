import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;

/** Bytes of the text in UTF-8, RFC 3629; an escaped byte (`textOf`) is one. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Columns that the text takes on a terminal; a Hangul syllable takes two. */
export function displayWidth(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Pads on the right with blanks up to `width` columns. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Pads on the left with blanks up to `width` columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Cuts the text to at most `width` columns, the last one being `…` if anything was lost. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

/**
 * Lays out rows as Go's text/tabwriter does (padding character blank, no flags). The last cell of a row belongs to no
 * column; a column lasts as long as consecutive rows have a cell in it. Ends with a newline unless there are no rows.
 */
export function tabwriter(
  rows: readonly (readonly string[])[],
  { minwidth = 10, padding = 3 }: { readonly minwidth?: number; readonly padding?: number } = {},
): string {
  const widths: number[][] = rows.map(() => []);
  layColumn(rows, widths, 0, rows.length, 0, minwidth, padding);
  return rows
    .map(
      (cells, i) =>
        `${cells.map((cell, j) => (j < cells.length - 1 ? padRight(cell, widths[i]?.[j] ?? 0) : cell)).join('')}\n`,
    )
    .join('');
}

function layColumn(
  rows: readonly (readonly string[])[],
  widths: number[][],
  from: number,
  to: number,
  column: number,
  minwidth: number,
  padding: number,
): void {
  const has = (i: number): boolean => column < (rows[i]?.length ?? 0) - 1;
  for (let i = from; i < to; i++) {
    if (!has(i)) continue;
    let end = i;
    let width = minwidth;
    for (; end < to && has(end); end++) width = Math.max(width, displayWidth(rows[end]?.[column] ?? '') + padding);
    for (let row = i; row < end; row++) widths[row]?.push(width);
    layColumn(rows, widths, i, end, column + 1, minwidth, padding);
    i = end;
  }
}
