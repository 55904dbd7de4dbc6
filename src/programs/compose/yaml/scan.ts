import {
  type Cursor,
  cursorOf,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isEnd,
  isWord,
  markOf,
  peek,
  skip,
  skipLine,
  take,
} from './reader.ts';
import { blockScalar, isDocumentMark, plainScalar, quotedScalar } from './scalars.ts';
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

const NO_KEY: SimpleKey = { possible: false, required: false, token: 0, mark: { index: 0, line: 0, column: 0 } };

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

const inFlow = (s: Scanner) => s.keys.length > 1;

/** The next token, which stays. Throws YamlError. */
export function peekToken(s: Scanner): Token {
  // yaml.v3 looks two tokens ahead, to find comments; so the scanner complains before the parser does
  while (s.tokens.length <= 2 || s.keys.some((key) => key.token === s.taken && isValid(s, key))) fetch(s);
  return s.tokens[0] as Token;
}

/** The next token, taken. Throws YamlError. */
export function nextToken(s: Scanner): Token {
  const token = peekToken(s);
  s.tokens.shift();
  s.taken++;
  return token;
}

/** A key must end on its line, within 1024 characters. */
function isValid(s: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false;
  if (key.mark.line >= s.cursor.line && key.mark.index + 1024 >= s.cursor.index) return true;
  if (key.required) throw syntaxError('scanner', "could not find expected ':'", markOf(s.cursor), key.mark);
  return false;
}

function fetch(s: Scanner): void {
  const { cursor } = s;
  if (!s.started) {
    s.started = true;
    s.tokens.push({ kind: 'stream-start', start: markOf(cursor), end: markOf(cursor) });
    return;
  }
  toNextToken(s);
  unroll(s, cursor.column);
  const c = peek(cursor);
  const spaced = isBlankOrEnd(peek(cursor, 1));
  if (isEnd(c)) return streamEnd(s);
  if (cursor.column === 0 && c === '%') return directive(s);
  if (cursor.column === 0 && isDocumentMark(cursor)) return documentMark(s, c === '-');
  if (c === '[') return flowStart(s, 'flow-sequence-start');
  if (c === '{') return flowStart(s, 'flow-mapping-start');
  if (c === ']') return flowEnd(s, 'flow-sequence-end');
  if (c === '}') return flowEnd(s, 'flow-mapping-end');
  if (c === ',') return flowEntry(s);
  if (c === '-' && spaced) return blockEntry(s);
  if (c === '?' && (inFlow(s) || spaced)) return key(s);
  if (c === ':' && (inFlow(s) || spaced)) return value(s);
  if (c === '*' || c === '&') return scalarLike(s, false, () => anchor(s));
  if (c === '!') return scalarLike(s, false, () => tag(s));
  if ((c === '|' || c === '>') && !inFlow(s)) {
    removeKey(s);
    s.keyAllowed = true;
    s.tokens.push(blockScalar(cursor, c === '|', s.indent));
    return;
  }
  if (c === "'" || c === '"') return scalarLike(s, false, () => quotedScalar(cursor, c === "'"));
  const starts =
    !/^[-?:,[\]{}#&*!|>'"%@`]$/.test(c) || (c === '-' && !isBlank(peek(cursor, 1))) || (/^[?:]$/.test(c) && !spaced);
  if (starts && !isBlankOrEnd(c)) return plain(s);
  throw syntaxError('scanner', 'found character that cannot start any token', markOf(cursor), markOf(cursor));
}

/** Passes blanks, comments and line breaks; tabs only where nothing is indented. */
function toNextToken(s: Scanner): void {
  const { cursor } = s;
  for (;;) {
    while (peek(cursor) === ' ' || ((inFlow(s) || !s.keyAllowed) && peek(cursor) === '\t')) skip(cursor);
    if (peek(cursor) === '#') while (!isBreakOrEnd(peek(cursor))) skip(cursor);
    if (!isBreak(peek(cursor))) return;
    skipLine(cursor);
    if (!inFlow(s)) s.keyAllowed = true;
  }
}

function punctuation(s: Scanner, kind: Punctuation, length = 1): void {
  const start = markOf(s.cursor);
  skip(s.cursor, length);
  s.tokens.push({ kind, start, end: markOf(s.cursor) });
}

/** Opens a block when the column is further in than the block around. */
function roll(s: Scanner, column: number, kind: Punctuation, mark: Mark, before?: number): void {
  if (inFlow(s) || s.indent >= column) return;
  s.indents.push(s.indent);
  s.indent = column;
  const token: Token = { kind: kind as Punctuation, start: mark, end: mark };
  if (before === undefined) s.tokens.push(token);
  else s.tokens.splice(before - s.taken, 0, token);
}

/** Closes the blocks that are further in than the column. */
function unroll(s: Scanner, column: number): void {
  if (inFlow(s)) return;
  const mark = markOf(s.cursor);
  while (s.indent > column) {
    s.tokens.push({ kind: 'block-end', start: mark, end: mark });
    s.indent = s.indents.pop() ?? -1;
  }
}

function saveKey(s: Scanner): void {
  const required = !inFlow(s) && s.indent === s.cursor.column;
  if (!s.keyAllowed) return;
  removeKey(s);
  setKey(s, { possible: true, required, token: s.taken + s.tokens.length, mark: markOf(s.cursor) });
}

const lastKey = (s: Scanner): SimpleKey => s.keys[s.keys.length - 1] ?? NO_KEY;

function setKey(s: Scanner, simple: SimpleKey): void {
  s.keys[s.keys.length - 1] = simple;
}

function removeKey(s: Scanner): void {
  const last = lastKey(s);
  if (last.possible && last.required)
    throw syntaxError('scanner', "could not find expected ':'", markOf(s.cursor), last.mark);
  setKey(s, NO_KEY);
}

function streamEnd(s: Scanner): void {
  if (s.cursor.column !== 0) {
    s.cursor.column = 0;
    s.cursor.line++;
  }
  unroll(s, -1);
  removeKey(s);
  s.keyAllowed = false;
  s.tokens.push({ kind: 'stream-end', start: markOf(s.cursor), end: markOf(s.cursor) });
}

function directive(s: Scanner): void {
  unroll(s, -1);
  removeKey(s);
  s.keyAllowed = false;
  const start = markOf(s.cursor);
  const name = /^%(\w+)/.exec(s.cursor.text.slice(s.cursor.index))?.[1];
  if (name === undefined)
    throw syntaxError('scanner', 'could not find expected directive name', markOf(s.cursor), start);
  if (name !== 'YAML' && name !== 'TAG')
    throw syntaxError('scanner', 'found unknown directive name', markOf(s.cursor), start);
  while (!isBreakOrEnd(peek(s.cursor))) skip(s.cursor);
  s.tokens.push({ kind: 'directive', start, end: markOf(s.cursor) });
}

function documentMark(s: Scanner, begins: boolean): void {
  unroll(s, -1);
  removeKey(s);
  s.keyAllowed = false;
  punctuation(s, begins ? 'document-start' : 'document-end', 3);
}

function flowStart(s: Scanner, kind: Punctuation): void {
  saveKey(s);
  s.keys.push(NO_KEY);
  s.keyAllowed = true;
  punctuation(s, kind);
}

function flowEnd(s: Scanner, kind: Punctuation): void {
  removeKey(s);
  if (inFlow(s)) s.keys.pop();
  s.keyAllowed = false;
  punctuation(s, kind);
}

function flowEntry(s: Scanner): void {
  removeKey(s);
  s.keyAllowed = true;
  punctuation(s, 'flow-entry');
}

const notAllowed = (s: Scanner, problem: string) => syntaxError('scanner', problem, markOf(s.cursor), markOf(s.cursor));

function blockEntry(s: Scanner): void {
  if (!inFlow(s)) {
    if (!s.keyAllowed) throw notAllowed(s, 'block sequence entries are not allowed in this context');
    roll(s, s.cursor.column, 'block-sequence-start', markOf(s.cursor));
  }
  removeKey(s);
  s.keyAllowed = true;
  punctuation(s, 'block-entry');
}

function key(s: Scanner): void {
  if (!inFlow(s)) {
    if (!s.keyAllowed) throw notAllowed(s, 'mapping keys are not allowed in this context');
    roll(s, s.cursor.column, 'block-mapping-start', markOf(s.cursor));
  }
  removeKey(s);
  s.keyAllowed = !inFlow(s);
  punctuation(s, 'key');
}

function value(s: Scanner): void {
  const simple = lastKey(s);
  if (isValid(s, simple)) {
    s.tokens.splice(simple.token - s.taken, 0, { kind: 'key', start: simple.mark, end: simple.mark });
    roll(s, simple.mark.column, 'block-mapping-start', simple.mark, simple.token);
    setKey(s, NO_KEY);
    s.keyAllowed = false;
  } else {
    if (!inFlow(s)) {
      if (!s.keyAllowed) throw notAllowed(s, 'mapping values are not allowed in this context');
      roll(s, s.cursor.column, 'block-mapping-start', markOf(s.cursor));
    }
    s.keyAllowed = !inFlow(s);
  }
  punctuation(s, 'value');
}

function scalarLike(s: Scanner, keyAfter: boolean, scan: () => Token): void {
  saveKey(s);
  s.keyAllowed = keyAfter;
  s.tokens.push(scan());
}

function plain(s: Scanner): void {
  saveKey(s);
  s.keyAllowed = false;
  const { broke, ...token } = plainScalar(s.cursor, { indent: s.indent, inFlow: inFlow(s) });
  if (broke) s.keyAllowed = true;
  s.tokens.push(token);
}

function anchor(s: Scanner): Token {
  const { cursor } = s;
  const start = markOf(cursor);
  const kind = take(cursor) === '*' ? 'alias' : 'anchor';
  let name = '';
  while (isWord(peek(cursor))) name += take(cursor);
  if (name === '' || !(isBlankOrEnd(peek(cursor)) || /^[?:,\]}%@`]$/.test(peek(cursor))))
    throw syntaxError('scanner', 'did not find expected alphabetic or numeric character', markOf(cursor), start);
  return { kind, name, start, end: markOf(cursor) };
}

function tag(s: Scanner): Token {
  const { cursor } = s;
  const start = markOf(cursor);
  const found = /^!(?:<([^>\s]*)>|([\w-]*!)?([^\s,[\]{}]*))/.exec(cursor.text.slice(cursor.index));
  skip(cursor, found?.[0].length ?? 1);
  if (!isBlankOrEnd(peek(cursor)) && !inFlow(s))
    throw syntaxError('scanner', 'did not find expected whitespace or line break', markOf(cursor), start);
  const verbatim = found?.[1];
  const handle = verbatim !== undefined ? '' : `!${found?.[2] ?? ''}`;
  return { kind: 'tag', handle, suffix: verbatim ?? found?.[3] ?? '', start, end: markOf(cursor) };
}
