import {
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
import {
  inFlow,
  isValid,
  lastKey,
  NO_KEY,
  punctuation,
  removeKey,
  roll,
  type Scanner,
  saveKey,
  setKey,
  unroll,
} from './scanner.ts';
import { type Punctuation, syntaxError, type Token } from './token.ts';

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

function fetch(s: Scanner): void {
  const { cursor } = s;
  if (!s.started) {
    s.started = true;
    s.tokens.push({ kind: 'stream-start', start: markOf(cursor), end: markOf(cursor) });
    return;
  }
  toNextToken(s);
  unroll(s, cursor.column);
  actionAt(s)(s);
}

type Action = (s: Scanner) => void;

/** What the next character begins. */
function actionAt(s: Scanner): Action {
  const { cursor } = s;
  const c = peek(cursor);
  const spaced = isBlankOrEnd(peek(cursor, 1));
  if (isEnd(c)) return streamEnd;
  if (cursor.column === 0 && c === '%') return directive;
  if (cursor.column === 0 && isDocumentMark(cursor)) return documentMark;
  if (c === '-' && spaced) return blockEntry;
  if (c === '?' && (inFlow(s) || spaced)) return key;
  if (c === ':' && (inFlow(s) || spaced)) return value;
  if ((c === '|' || c === '>') && !inFlow(s)) return block;
  const own = Object.hasOwn(ACTIONS, c) ? ACTIONS[c] : undefined;
  if (own) return own;
  const starts =
    !/^[-?:,[\]{}#&*!|>'"%@`]$/.test(c) || (c === '-' && !isBlank(peek(cursor, 1))) || (/^[?:]$/.test(c) && !spaced);
  if (starts && !isBlankOrEnd(c)) return plain;
  throw notAllowed(s, 'found character that cannot start any token');
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

function documentMark(s: Scanner): void {
  const begins = peek(s.cursor) === '-';
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

/** Something that may be a key, and after which none can begin. */
const keyLike =
  (scan: (s: Scanner) => Token): Action =>
  (s) => {
    saveKey(s);
    s.keyAllowed = false;
    s.tokens.push(scan(s));
  };

function block(s: Scanner): void {
  removeKey(s);
  s.keyAllowed = true;
  s.tokens.push(blockScalar(s.cursor, peek(s.cursor) === '|', s.indent));
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

const ACTIONS: Readonly<Record<string, Action>> = {
  '[': (s) => flowStart(s, 'flow-sequence-start'),
  '{': (s) => flowStart(s, 'flow-mapping-start'),
  ']': (s) => flowEnd(s, 'flow-sequence-end'),
  '}': (s) => flowEnd(s, 'flow-mapping-end'),
  ',': flowEntry,
  '*': keyLike(anchor),
  '&': keyLike(anchor),
  '!': keyLike(tag),
  "'": keyLike((s) => quotedScalar(s.cursor, true)),
  '"': keyLike((s) => quotedScalar(s.cursor, false)),
};
