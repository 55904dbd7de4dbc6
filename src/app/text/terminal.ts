import { BLANK, type Line, type Span, type Style, textOf } from './span.ts';
import { graphemes, widthOf } from './width.ts';

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** What was written to the terminal: rows, and where the next character goes. Rows wrap only when drawn, so a resize loses nothing. */
export interface Scrollback {
  readonly rows: readonly Line[];
  /** Row and cell of the cursor. */
  readonly row: number;
  readonly col: number;
  readonly style: Style;
  /** First row after the last `clear`: older ones are reached by scrolling. */
  readonly top: number;
  /** The row where the last command began. */
  readonly begun: number;
}

/** Rows that are kept. */
const CAPACITY = 5000;

/** A terminal on which nothing was written. */
export const EMPTY_SCREEN: Scrollback = { rows: [BLANK], row: 0, col: 0, style: 'plain', top: 0, begun: 0 };

const ESC = '\u001b';
/** CSI sequences (ECMA-48), OSC strings, and single escapes. */
const TOKEN = new RegExp(
  `${ESC}\\[([0-9;?]*)([@-~])|${ESC}\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)|${ESC}.|[\\r\\n\\t\\b]|[^${ESC}\\r\\n\\t\\b]+`,
  'gs',
);

/** Writes to the terminal. `style` colours what is not coloured by itself. */
export function write(screen: Scrollback, data: string, style: Style = 'plain'): Scrollback {
  const rows = [...screen.rows];
  let { row, col, top, begun } = screen;
  let own: Style = screen.style;
  const cells = (at: number): Cell[] =>
    (rows[at] ?? BLANK).flatMap((s) => graphemes(s.text).map((text) => ({ text, style: s.style })));
  const down = () => {
    row++;
    if (row >= rows.length) rows.push(BLANK);
    col = 0;
  };
  for (const [token, args = '', final] of data.matchAll(TOKEN)) {
    if (token === '\n') down();
    else if (token === '\r') col = 0;
    else if (token === '\b') col = Math.max(0, col - 1);
    else if (token === '\t') {
      const spaces = 8 - (cellsWidth(cells(row).slice(0, col)) % 8);
      [rows[row], col] = put(cells(row), col, ' '.repeat(spaces), style);
    } else if (final !== undefined) {
      const n = Math.max(1, Number(args.split(';')[0] || '1'));
      if (final === 'm') own = sgr(args, own);
      else if (final === 'A') row = Math.max(top, row - n);
      else if (final === 'B') row = Math.min(rows.length - 1, row + n);
      else if (final === 'C') col += n;
      else if (final === 'D') col = Math.max(0, col - n);
      else if (final === 'G') col = n - 1;
      else if (final === 'K') rows[row] = args === '2' ? BLANK : join(cells(row).slice(0, col));
      else if (final === 'H') {
        row = Math.min(rows.length - 1, top + n - 1);
        col = 0;
      } else if (final === 'J' && (args === '2' || args === '3' || (args === '' && row === top && col === 0))) {
        while (rows.length > 0 && textOf(rows.at(-1) ?? BLANK) === '') rows.pop();
        top = rows.length;
        begun = top;
        rows.push(BLANK);
        row = top;
        col = 0;
      } else if (final === 'J') rows.length = row + 1;
    } else if (!token.startsWith(ESC)) {
      [rows[row], col] = put(cells(row), col, visible(token), own === 'plain' ? style : own);
    }
  }
  const over = Math.max(0, rows.length - CAPACITY);
  return {
    rows: over > 0 ? rows.slice(over) : rows,
    row: row - over,
    col,
    style: own,
    top: Math.max(0, top - over),
    begun: Math.max(0, begun - over),
  };
}

function visible(text: string): string {
  return Array.from(text.normalize('NFC'))
    .filter((c) => {
      const code = c.codePointAt(0) ?? 0;
      return code >= 0x20 && !(code >= 0x7f && code <= 0x9f);
    })
    .join('');
}

function cellsWidth(cells: readonly Cell[]): number {
  return cells.reduce((sum, c) => sum + widthOf(c.text), 0);
}

function put(cells: Cell[], col: number, text: string, style: Style): [Line, number] {
  const added = graphemes(text).map((g) => ({ text: g, style }));
  while (cells.length < col) cells.push({ text: ' ', style: 'plain' });
  cells.splice(col, added.length, ...added);
  return [join(cells), col + added.length];
}

function join(cells: readonly Cell[]): Line {
  const spans: Span[] = [];
  for (const c of cells) {
    const last = spans.at(-1);
    if (last && last.style === c.style) spans[spans.length - 1] = { ...last, text: last.text + c.text };
    else spans.push(c);
  }
  return spans;
}

/** Select Graphic Rendition, as far as the programs of the lab use it. */
function sgr(args: string, style: Style): Style {
  let now = style;
  for (const code of (args || '0').split(';').map(Number)) {
    if (code === 0 || code === 39) now = 'plain';
    else if (code === 1) now = 'strong';
    else if (code === 2) now = 'dim';
    else if (code === 31 || code === 91) now = 'bad';
    else if (code === 32 || code === 92) now = 'good';
    else if (code === 33 || code === 93) now = 'warn';
    else if (code >= 34 && code <= 36) now = 'accent';
  }
  return now;
}
