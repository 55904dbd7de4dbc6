import { type Cursor, cursorOf, markOf, skip } from './reader.ts';
import { type Mark, type Punctuation, syntaxError, type Token } from './token.ts';

/** A token that may turn out to be the key of a mapping when `:` follows. */
interface SimpleKey {
  readonly possible: boolean;
  /** It stands where only a key can. */
  readonly required: boolean;
  readonly token: number;
  readonly mark: Mark;
}

/** libyaml's scanner: it makes tokens of a text, and finds out where blocks begin and end. */
export interface Scanner {
  readonly cursor: Cursor;
  readonly tokens: Token[];
  taken: number;
  indent: number;
  readonly indents: number[];
  /** One for every open flow collection, and one for the blocks around. */
  readonly keys: SimpleKey[];
  keyAllowed: boolean;
  started: boolean;
}

export const NO_KEY: SimpleKey = { possible: false, required: false, token: 0, mark: { index: 0, line: 0, column: 0 } };

export function scannerOf(source: string): Scanner {
  return {
    cursor: cursorOf(source),
    tokens: [],
    taken: 0,
    indent: -1,
    indents: [],
    keys: [NO_KEY],
    keyAllowed: true,
    started: false,
  };
}

export const inFlow = (s: Scanner) => s.keys.length > 1;

/** A key must end on its line, within 1024 characters. */
export function isValid(s: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false;
  if (key.mark.line >= s.cursor.line && key.mark.index + 1024 >= s.cursor.index) return true;
  if (key.required) throw syntaxError('scanner', "could not find expected ':'", markOf(s.cursor), key.mark);
  return false;
}

export function punctuation(s: Scanner, kind: Punctuation, length = 1): void {
  const start = markOf(s.cursor);
  skip(s.cursor, length);
  s.tokens.push({ kind, start, end: markOf(s.cursor) });
}

/** Opens a block when the column is further in than the block around. */
export function roll(s: Scanner, column: number, kind: Punctuation, mark: Mark, before?: number): void {
  if (inFlow(s) || s.indent >= column) return;
  s.indents.push(s.indent);
  s.indent = column;
  const token: Token = { kind: kind as Punctuation, start: mark, end: mark };
  if (before === undefined) s.tokens.push(token);
  else s.tokens.splice(before - s.taken, 0, token);
}

/** Closes the blocks that are further in than the column. */
export function unroll(s: Scanner, column: number): void {
  if (inFlow(s)) return;
  const mark = markOf(s.cursor);
  while (s.indent > column) {
    s.tokens.push({ kind: 'block-end', start: mark, end: mark });
    s.indent = s.indents.pop() ?? -1;
  }
}

export function saveKey(s: Scanner): void {
  const required = !inFlow(s) && s.indent === s.cursor.column;
  if (!s.keyAllowed) return;
  removeKey(s);
  setKey(s, { possible: true, required, token: s.taken + s.tokens.length, mark: markOf(s.cursor) });
}

export const lastKey = (s: Scanner): SimpleKey => s.keys[s.keys.length - 1] ?? NO_KEY;

export function setKey(s: Scanner, simple: SimpleKey): void {
  s.keys[s.keys.length - 1] = simple;
}

export function removeKey(s: Scanner): void {
  const last = lastKey(s);
  if (last.possible && last.required)
    throw syntaxError('scanner', "could not find expected ':'", markOf(s.cursor), last.mark);
  setKey(s, NO_KEY);
}
