import { type Line, line, type Span, type Style, span, textOf } from './span.ts';
import { clean, padTo, widthOf } from './width.ts';
import { wrap, wrapCode } from './wrap.ts';

/** What is read of a markdown-it token. */
export interface MdToken {
  readonly type: string;
  readonly tag: string;
  readonly content: string;
  readonly info: string;
  readonly hidden?: boolean;
  readonly attrs?: readonly (readonly [string, string | number])[] | null;
  readonly children?: readonly MdToken[] | null;
}

interface Frame {
  readonly kind: 'bullet' | 'ordered' | 'quote';
  next: number;
}

interface State {
  readonly width: number;
  readonly rows: Line[];
  readonly frames: Frame[];
  /** The mark of the list item whose first line is still to come. */
  mark: string | undefined;
  heading: number;
  table: Line[][] | undefined;
  /** The rows that only separate. */
  readonly gaps: Set<Line>;
}

/** Renders the tokens of prose as rows of a width, one blank row between blocks. */
export function renderMarkdown(tokens: readonly MdToken[], width: number): readonly Line[] {
  const state: State = { width, rows: [], frames: [], mark: undefined, heading: 0, table: undefined, gaps: new Set() };
  for (const token of tokens) block(state, token);
  for (let last = state.rows.at(-1); last && state.gaps.has(last); last = state.rows.at(-1)) state.rows.pop();
  return state.rows;
}

function block(state: State, token: MdToken): void {
  switch (token.type) {
    case 'heading_open':
      state.heading = Number(token.tag.slice(1));
      return;
    case 'heading_close':
      state.heading = 0;
      gap(state);
      return;
    case 'paragraph_close':
      if (!token.hidden) gap(state);
      return;
    case 'bullet_list_open':
      state.frames.push({ kind: 'bullet', next: 0 });
      return;
    case 'ordered_list_open':
      state.frames.push({ kind: 'ordered', next: Number(token.attrs?.find(([k]) => k === 'start')?.[1] ?? 1) });
      return;
    case 'blockquote_open':
      state.frames.push({ kind: 'quote', next: 0 });
      return;
    case 'bullet_list_close':
    case 'ordered_list_close':
    case 'blockquote_close':
      state.frames.pop();
      gap(state);
      return;
    case 'list_item_open': {
      const frame = state.frames.at(-1);
      state.mark = frame?.kind === 'ordered' ? `${frame.next++}. ` : '• ';
      return;
    }
    case 'inline':
      inline(state, token);
      return;
    case 'fence':
    case 'code_block':
      code(state, token.content);
      return;
    case 'hr':
      state.rows.push(line(span('border', '─'.repeat(state.width))));
      gap(state);
      return;
    case 'table_open':
      state.table = [];
      return;
    case 'tr_open':
      state.table?.push([]);
      return;
    case 'table_close':
      table(state);
      gap(state);
      return;
  }
}

/** One row between blocks; at the end of a list or quote the row inside it becomes one outside it. */
function gap(state: State): void {
  const last = state.rows.at(-1);
  if (!last) return;
  if (state.gaps.has(last)) state.rows.pop();
  const row = trimmed(prefix(state, false));
  state.gaps.add(row);
  state.rows.push(row);
}

function trimmed(row: Line): Line {
  return row.every((s) => s.text.trim() === '') ? [] : [...row];
}

function prefix(state: State, marked: boolean): Line {
  const spans: Span[] = [];
  state.frames.forEach((frame, depth) => {
    const own = marked && depth === state.frames.length - 1 && state.mark !== undefined;
    if (frame.kind === 'quote') spans.push(span('border', '│ '));
    else if (own) spans.push(span('accent', state.mark ?? ''));
    else spans.push(span('plain', frame.kind === 'ordered' ? '   ' : '  '));
  });
  return spans;
}

function inline(state: State, token: MdToken): void {
  const rows = inlineRows(token.children ?? [], state.heading > 0 ? 'title' : 'plain');
  const cells = state.table?.at(-1);
  if (cells) {
    cells.push(rows.flat());
    return;
  }
  for (const row of rows) {
    const first = prefix(state, true);
    state.mark = undefined;
    state.rows.push(...wrap(row, state.width, prefix(state, false), first));
  }
}

/** Styled pieces of inline tokens, one list a line (hard breaks). */
function inlineRows(children: readonly MdToken[], base: Style): Span[][] {
  const rows: Span[][] = [[]];
  const styles: Style[] = [base];
  const put = (style: Style, text: string) => rows.at(-1)?.push(span(style, clean(text)));
  for (const child of children) {
    const style = styles.at(-1) ?? base;
    if (child.type === 'text') put(style, child.content);
    else if (child.type === 'code_inline') put('code', child.content);
    else if (child.type === 'softbreak') put(style, ' ');
    else if (child.type === 'hardbreak') rows.push([]);
    else if (child.type === 'strong_open') styles.push('strong');
    else if (child.type === 'em_open') styles.push('accent');
    else if (child.type === 'link_open') styles.push('accent');
    else if (/^(strong|em|link)_close$/.test(child.type)) styles.pop();
    else if (child.type === 'image') put(style, child.content);
  }
  return rows;
}

function code(state: State, content: string): void {
  const before = prefix(state, false);
  for (const text of content.replace(/\n$/, '').split('\n')) {
    const row = /^\$\?? /.test(text)
      ? line(span('dim', '$ '), span('command', clean(text.replace(/^\$\?? /, ''))))
      : line(span('code', clean(text)));
    state.rows.push(
      ...wrapCode(row, state.width, [...before, span('plain', '    ')], [...before, span('plain', '  ')]),
    );
  }
  gap(state);
}

function table(state: State): void {
  const rows = state.table ?? [];
  state.table = undefined;
  const count = Math.max(0, ...rows.map((r) => r.length));
  const natural = Array.from({ length: count }, (_, i) => Math.max(...rows.map((r) => widthOf(textOf(r[i] ?? [])))));
  const widths = shrink(natural, state.width - 2 * Math.max(0, count - 1));
  rows.forEach((cells, at) => {
    const wrapped = widths.map((w, i) => wrap(cells[i] ?? [], w));
    const height = Math.max(1, ...wrapped.map((w) => w.length));
    for (let y = 0; y < height; y++) {
      const row = widths.flatMap((w, i): Span[] => {
        const cell = wrapped[i]?.[y] ?? [];
        const pad = ' '.repeat(Math.max(0, w - widthOf(textOf(cell))) + (i === count - 1 ? 0 : 2));
        return [...(at === 0 ? cell.map((s) => span('strong', s.text)) : cell), span('plain', pad)];
      });
      state.rows.push(row);
    }
    if (at === 0) state.rows.push(line(span('border', widths.map((w) => padTo('─'.repeat(w), w)).join('  '))));
  });
}

/** Takes from the widest column until all fit. */
function shrink(widths: readonly number[], room: number): readonly number[] {
  const fitted = [...widths];
  while (fitted.reduce((a, b) => a + b, 0) > room) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= 4) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}
