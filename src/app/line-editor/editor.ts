import type { Press } from '../keys/parse.ts';
import { graphemes } from '../text/width.ts';
import { afterWord, beforeWord } from './words.ts';

/** A line being edited, as readline(3) has it. `cells` are graphemes, so that a Hangul syllable or an emoji is one step. */
export interface Editor {
  readonly cells: readonly string[];
  /** Cells before the cursor. */
  readonly cursor: number;
  /** What was last killed (^K, ^U, ^W), for ^Y. */
  readonly killed: string;
  /** Lines entered before, oldest first. */
  readonly history: readonly string[];
  /** The entry shown; undefined on the line being written. */
  readonly at: number | undefined;
  /** The line being written while an older one is shown. */
  readonly draft: string;
  readonly search: Search | undefined;
}

/** An incremental search backwards (^R). */
interface Search {
  readonly query: string;
  /** The entry found. */
  readonly found: number | undefined;
  readonly failed: boolean;
  /** The line as it was before, for ^G. */
  readonly before: string;
}

/** What a key asks of whoever owns the editor. */
type Outcome = 'submit' | 'complete' | 'interrupt' | 'eof' | 'clear';

/** The editor after a key, and what the key asks for. `taken` is false when the key means nothing to an editor. */
interface Edited {
  readonly editor: Editor;
  readonly outcome?: Outcome;
  readonly taken: boolean;
}

/** An empty line over a history. */
export function newEditor(history: readonly string[] = []): Editor {
  return { cells: [], cursor: 0, killed: '', history, at: undefined, draft: '', search: undefined };
}

/** The text of the line. */
export function textOf(e: Editor): string {
  return e.cells.join('');
}

/** The same editor with another line, the cursor at its end or at a UTF-16 offset. */
export function withText(e: Editor, text: string, offset = text.length): Editor {
  const cells = graphemes(text);
  let cursor = 0;
  for (let at = 0; cursor < cells.length && at < offset; cursor++) at += cells[cursor]?.length ?? 0;
  return { ...e, cells, cursor };
}

/** UTF-16 offset of the cursor. */
export function offsetOf(e: Editor): number {
  return e.cells.slice(0, e.cursor).join('').length;
}

/** The line is entered: kept in the history, and the next one is empty. */
export function entered(e: Editor): Editor {
  return { ...newEditor(remembered(e, textOf(e)).history), killed: e.killed };
}

/** A line in the history (bash's ignoredups); what is being written stays. */
export function remembered(e: Editor, text: string): Editor {
  return text.trim() === '' || e.history.at(-1) === text ? e : { ...e, history: [...e.history, text] };
}

/** Applies one press. */
export function edit(e: Editor, press: Press): Edited {
  if (e.search) return searching(e, e.search, press);
  if (press.kind === 'text') return { editor: insert(e, press.text), taken: true };
  if (press.kind === 'paste') return { editor: insert(e, pasted(press.text)), taken: true };
  const outcome = asks(e, press.name);
  if (outcome) return { editor: e, outcome, taken: true };
  const editor = EDITS[press.name]?.(e);
  return { editor: editor ?? e, taken: editor !== undefined };
}

function asks(e: Editor, name: string): Outcome | undefined {
  if (name === 'enter') return 'submit';
  if (name === 'tab') return 'complete';
  if (name === 'C-c') return 'interrupt';
  if (name === 'C-l') return 'clear';
  return name === 'C-d' && e.cells.length === 0 ? 'eof' : undefined;
}

/** A paste keeps its line breaks (never runs by itself) but for the last, and loses control characters. */
function pasted(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  return lines.map((l) => Array.from(l.replaceAll('\t', '    ')).filter(printable).join('')).join('\n');
}

function printable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return code >= 0x20 && !(code >= 0x7f && code <= 0x9f);
}

/** Inserts at the cursor. The whole is segmented again: a joining character may melt into its neighbour. */
function insert(e: Editor, text: string): Editor {
  const before = e.cells.slice(0, e.cursor).join('') + text.normalize('NFC');
  const after = e.cells.slice(e.cursor).join('');
  return withText({ ...e, at: e.at }, before + after, before.length);
}

function move(e: Editor, cursor: number): Editor {
  return { ...e, cursor: Math.max(0, Math.min(e.cells.length, cursor)) };
}

function cut(e: Editor, from: number, to: number, kill: boolean): Editor {
  const gone = e.cells.slice(from, to).join('');
  const cells = [...e.cells.slice(0, from), ...e.cells.slice(to)];
  return { ...e, cells, cursor: from, killed: kill && gone !== '' ? gone : e.killed };
}

function transpose(e: Editor): Editor {
  const at = e.cursor === e.cells.length ? e.cursor - 1 : e.cursor;
  const [a, b] = [e.cells[at - 1], e.cells[at]];
  if (at < 1 || a === undefined || b === undefined) return e;
  return { ...e, cells: [...e.cells.slice(0, at - 1), b, a, ...e.cells.slice(at + 1)], cursor: at + 1 };
}

function recall(e: Editor, step: -1 | 1): Editor {
  const last = e.history.length;
  const from = e.at ?? last;
  const to = from + step;
  if (to < 0 || to > last || from === to) return e;
  const draft = e.at === undefined ? textOf(e) : e.draft;
  if (to === last) return { ...withText(e, draft), at: undefined, draft: '' };
  return { ...withText(e, e.history[to] ?? ''), at: to, draft };
}

function lastWord(e: Editor): Editor {
  const word = e.history.at(-1)?.trim().split(/\s+/).at(-1);
  return word === undefined ? e : insert(e, word);
}

function forwardDelete(e: Editor): Editor {
  return e.cursor < e.cells.length ? cut(e, e.cursor, e.cursor + 1, false) : e;
}

function backspace(e: Editor): Editor {
  return e.cursor > 0 ? cut(e, e.cursor - 1, e.cursor, false) : e;
}

/** readline(3)'s Emacs keys, and what keyboards of today have. */
const EDITS: Readonly<Record<string, (e: Editor) => Editor>> = {
  left: (e) => move(e, e.cursor - 1),
  right: (e) => move(e, e.cursor + 1),
  'C-b': (e) => move(e, e.cursor - 1),
  'C-f': (e) => move(e, e.cursor + 1),
  home: (e) => move(e, 0),
  'C-a': (e) => move(e, 0),
  end: (e) => move(e, e.cells.length),
  'C-e': (e) => move(e, e.cells.length),
  'M-b': (e) => move(e, beforeWord(e.cells, e.cursor)),
  'M-f': (e) => move(e, afterWord(e.cells, e.cursor)),
  'C-left': (e) => move(e, beforeWord(e.cells, e.cursor)),
  'C-right': (e) => move(e, afterWord(e.cells, e.cursor)),
  'M-left': (e) => move(e, beforeWord(e.cells, e.cursor)),
  'M-right': (e) => move(e, afterWord(e.cells, e.cursor)),
  backspace,
  delete: forwardDelete,
  'C-d': forwardDelete,
  'C-k': (e) => cut(e, e.cursor, e.cells.length, true),
  'C-u': (e) => cut(e, 0, e.cursor, true),
  'C-w': (e) => cut(e, beforeWord(e.cells, e.cursor, 'blank'), e.cursor, true),
  'M-backspace': (e) => cut(e, beforeWord(e.cells, e.cursor), e.cursor, true),
  'M-d': (e) => cut(e, e.cursor, afterWord(e.cells, e.cursor), true),
  'C-y': (e) => insert(e, e.killed),
  'C-t': transpose,
  'M-.': lastWord,
  up: (e) => recall(e, -1),
  'C-p': (e) => recall(e, -1),
  down: (e) => recall(e, 1),
  'C-n': (e) => recall(e, 1),
  'C-r': (e) => ({ ...e, search: { query: '', found: undefined, failed: false, before: textOf(e) } }),
};

function searching(e: Editor, search: Search, press: Press): Edited {
  const taken = true;
  if (press.kind === 'text' || press.kind === 'paste')
    return { editor: find(e, search, search.query + press.text, search.found ?? e.history.length - 1), taken };
  if (press.name === 'backspace')
    return { editor: find(e, search, graphemes(search.query).slice(0, -1).join(''), e.history.length - 1), taken };
  if (press.name === 'C-r')
    return { editor: find(e, search, search.query, (search.found ?? e.history.length) - 1), taken };
  if (press.name === 'C-g' || press.name === 'C-c' || press.name === 'esc')
    return { editor: { ...withText(e, search.before), search: undefined }, taken };
  // Any other key ends the search and then does what it always does (readline(3), "incremental search").
  const ended: Editor = { ...e, search: undefined, at: search.found };
  return { ...edit(ended, press), taken };
}

function find(e: Editor, search: Search, query: string, from: number): Editor {
  if (query === '')
    return { ...withText(e, search.before), search: { ...search, query, found: undefined, failed: false } };
  for (let at = from; at >= 0; at--) {
    const entry = e.history[at] ?? '';
    const offset = entry.lastIndexOf(query);
    if (offset >= 0) return { ...withText(e, entry, offset), search: { ...search, query, found: at, failed: false } };
  }
  return { ...e, search: { ...search, query, failed: true } };
}
