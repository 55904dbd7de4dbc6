import { hardWrap, type Line, type Span, widthOfLine } from './span.ts';
import { graphemes, widthOf } from './width.ts';

interface Word {
  readonly spans: readonly Span[];
  readonly width: number;
  /** The spaces before it. */
  readonly gap: Span | undefined;
}

/**
 * Wraps a row at spaces. Korean is kept whole between spaces, as Korean typesetting of prose does (UAX #14, keep-all);
 * only a word that is longer than a row is cut. `indent` stands before every row but the first, `first` before the first.
 */
export function wrap(row: Line, width: number, indent: Line = [], first: Line = indent): readonly Line[] {
  const room = (rows: number) => Math.max(1, width - widthOfLine(rows === 0 ? first : indent));
  const rows: Span[][] = [];
  let open: Span[] = [];
  let used = 0;
  const flush = () => {
    rows.push([...(rows.length === 0 ? first : indent), ...open]);
    open = [];
    used = 0;
  };
  for (const word of words(row)) {
    const gap = used === 0 ? 0 : (word.gap?.text.length ?? 0);
    if (used > 0 && used + gap + word.width > room(rows.length)) flush();
    if (used > 0 && word.gap) {
      open.push(word.gap);
      used += word.gap.text.length;
    }
    if (word.width <= room(rows.length)) {
      open.push(...word.spans);
      used += word.width;
      continue;
    }
    for (const s of word.spans)
      for (const g of graphemes(s.text)) {
        if (used > 0 && used + widthOf(g) > room(rows.length)) flush();
        open.push({ ...s, text: g });
        used += widthOf(g);
      }
  }
  if (open.length > 0 || rows.length === 0) flush();
  return rows.map(merge);
}

/** Cuts a row at the width wherever that falls, blanks and all, as code and output need it; further rows are indented. */
export function wrapCode(row: Line, width: number, indent: Line, first: Line): readonly Line[] {
  const room = Math.max(1, width - Math.max(widthOfLine(indent), widthOfLine(first)));
  return hardWrap(row, room).map((part, i) => [...(i === 0 ? first : indent), ...part]);
}

/** Neighbours of one style become one piece. */
function merge(row: readonly Span[]): Line {
  const merged: Span[] = [];
  for (const s of row) {
    const last = merged.at(-1);
    if (last && last.style === s.style) merged[merged.length - 1] = { ...last, text: last.text + s.text };
    else merged.push(s);
  }
  return merged;
}

function words(row: Line): readonly Word[] {
  const found: Word[] = [];
  let spans: Span[] = [];
  let width = 0;
  let gap: Span | undefined;
  const flush = () => {
    if (spans.length === 0) return;
    found.push({ spans, width, gap });
    spans = [];
    width = 0;
    gap = undefined;
  };
  for (const s of row) {
    for (const piece of s.text.split(/( +)/)) {
      if (piece === '') continue;
      if (piece.startsWith(' ')) {
        flush();
        gap = { ...s, text: piece };
      } else {
        spans.push({ ...s, text: piece });
        width += widthOf(piece);
      }
    }
  }
  flush();
  return found;
}
