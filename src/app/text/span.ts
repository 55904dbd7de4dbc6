import { graphemes, truncate, widthOf } from './width.ts';

/** What a piece of text is; the theme decides how that looks. */
export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'code'
  | 'command'
  | 'good'
  | 'bad'
  | 'warn'
  | 'accent'
  | 'new'
  | 'key'
  | 'selected'
  | 'border';

/** A piece of text in one style. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One row of the screen. */
export type Line = readonly Span[];

/** The empty row. */
export const BLANK: Line = [];

/** A row, from texts and spans. */
export function line(...parts: readonly (string | Span)[]): Line {
  return parts
    .map((p) => (typeof p === 'string' ? { text: p, style: 'plain' as const } : p))
    .filter((s) => s.text !== '');
}

/** A piece of text in a style. */
export function span(style: Style, text: string): Span {
  return { text, style };
}

/** The text of a row without its styles. */
export function textOf(row: Line): string {
  return row.map((s) => s.text).join('');
}

/** Columns of a row. */
export function widthOfLine(row: Line): number {
  return row.reduce((sum, s) => sum + widthOf(s.text), 0);
}

/** Cuts or fills a row to exactly `width` columns. */
export function fitLine(row: Line, width: number): Line {
  const cut: Span[] = [];
  let left = width;
  for (const s of row) {
    const w = widthOf(s.text);
    if (w > left) {
      const text = truncate(s.text, left);
      cut.push({ ...s, text });
      left -= widthOf(text);
      break;
    }
    cut.push(s);
    left -= w;
  }
  if (left > 0) cut.push(span('plain', ' '.repeat(left)));
  return cut;
}

/** A row with something at its left and something at its right end; the left gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const rest = Math.max(0, width - widthOfLine(right));
  // something that is cut does not run into what stands at the right
  if (widthOfLine(left) >= rest && !textOf(right).startsWith(' '))
    return [...fitLine(left, Math.max(0, rest - 1)), span('plain', ' '), ...right];
  return [...fitLine(left, rest), ...fitLine(right, Math.min(width, widthOfLine(right)))];
}

/** Every piece in the same style. */
export function restyle(row: Line, style: Style): Line {
  return row.map((s) => ({ ...s, style }));
}

/** Cuts a row at exactly `width` columns wherever that falls, as a terminal does: the rows that it takes. */
export function hardWrap(row: Line, width: number): readonly Line[] {
  const rows: Span[][] = [[]];
  let used = 0;
  for (const s of row) {
    if (used + widthOf(s.text) <= width) {
      rows.at(-1)?.push(s);
      used += widthOf(s.text);
      continue;
    }
    let text = '';
    for (const g of graphemes(s.text)) {
      const w = widthOf(g);
      if (used + w > width && used > 0) {
        if (text !== '') rows.at(-1)?.push({ ...s, text });
        rows.push([]);
        text = '';
        used = 0;
      }
      text += g;
      used += w;
    }
    if (text !== '') rows.at(-1)?.push({ ...s, text });
  }
  return rows;
}
