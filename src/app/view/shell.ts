import { inner } from '../layout.ts';
import { textOf as editorText, offsetOf } from '../line-editor/index.ts';
import type { Model } from '../model.ts';
import { BLANK, hardWrap, type Line, span, textOf, widthOfLine } from '../text/span.ts';
import { widthOf } from '../text/width.ts';
import { layout, paneHeight } from './panes.ts';

/** All rows of the shell's pane, wrapped as a terminal wraps, the line being edited included. */
export function shellRows(model: Model): readonly Line[] {
  const { screen } = model.shell;
  const width = shellWidth(model);
  const rows = screen.rows.slice(model.shell.back > 0 ? 0 : screen.top);
  const done = rows.slice(0, -1).flatMap((row) => hardWrap(row, width));
  return [...done, ...hardWrap([...(rows.at(-1) ?? BLANK), ...promptLine(model)], width)];
}

/** Columns of the shell's pane. */
function shellWidth(model: Model): number {
  const { mode, shell } = layout(model);
  return inner(mode, shell).width;
}

/** The prompt and the line, as they stand after what was written. */
function promptLine(model: Model): Line {
  const { editor, prompt, busy } = model.shell;
  const typed = editorText(editor).replaceAll('\n', '⏎');
  if (editor.search) {
    const label = `(${editor.search.failed ? 'failed ' : ''}reverse-i-search)\`${editor.search.query}': `;
    return [span('dim', label), span('command', typed)];
  }
  return busy ? [span('command', typed)] : [span('accent', prompt), span('command', typed)];
}

/** What is drawn of the shell: finished rows, the rows of the line being edited split into what is fixed and what is edited, and the cursor. */
export interface ShellView {
  readonly rows: readonly Line[];
  readonly edited: readonly { readonly fixed: Line; readonly value: string }[];
  /** Column and row within the pane; undefined when scrolled back. */
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
}

/** The visible rows of the shell. */
export function shellView(model: Model): ShellView {
  const height = paneHeight(model, 'shell');
  const width = shellWidth(model);
  if (model.shell.back > 0) {
    const all = shellRows(model);
    const end = all.length - model.shell.back;
    return { rows: all.slice(Math.max(0, end - height), end), edited: [], cursor: undefined };
  }
  const { screen, editor } = model.shell;
  const line = promptLine(model);
  const fixed = [...(screen.rows.at(-1) ?? BLANK), ...line.slice(0, -1)];
  const before = textOf(line.slice(-1)).length === 0 ? 0 : offsetOf(editor);
  const typed = textOf(line.slice(-1));
  const at = widthOfLine(fixed) + widthOf(typed.slice(0, before));
  const edited = splitEdited(fixed, typed, width);
  const cursorRow = cursorAt(fixed, typed, before, width);
  const room = Math.max(0, height - edited.length);
  const done: Line[] = [];
  const source = screen.rows;
  for (let i = source.length - 2; i >= screen.top && done.length < room; i--)
    done.unshift(...hardWrap(source[i] ?? BLANK, width));
  const rows = done.slice(Math.max(0, done.length - room));
  const shown = edited.slice(Math.max(0, edited.length - height));
  const cut = edited.length - shown.length;
  return { rows, edited: shown, cursor: at < 0 ? undefined : { x: cursorRow.x, y: rows.length + cursorRow.y - cut } };
}

function splitEdited(fixed: Line, typed: string, width: number): ShellView['edited'] {
  const rows = hardWrap([...fixed, span('key', typed)], width);
  return rows.map((row) => ({
    fixed: row.filter((s) => s.style !== 'key'),
    value: textOf(row.filter((s) => s.style === 'key')),
  }));
}

function cursorAt(
  fixed: Line,
  typed: string,
  before: number,
  width: number,
): { readonly x: number; readonly y: number } {
  const rows = hardWrap([...fixed, span('plain', typed.slice(0, before))], width);
  const x = widthOfLine(rows.at(-1) ?? BLANK);
  return x >= width ? { x: width - 1, y: rows.length - 1 } : { x, y: rows.length - 1 };
}
