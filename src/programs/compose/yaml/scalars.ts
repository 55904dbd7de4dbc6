import {
  type Cursor,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isEnd,
  markOf,
  peek,
  skip,
  skipLine,
  take,
} from './reader.ts';
import { type Mark, syntaxError, type Token } from './token.ts';

/** What a scalar needs to know of the scanner that it stands in. */
export interface Surroundings {
  readonly indent: number;
  readonly inFlow: boolean;
}

type ScalarToken = Extract<Token, { kind: 'scalar' }>;

function joined(spaces: string, leading: string, trailing: string): string {
  if (leading === '') return spaces;
  if (leading !== '\n') return leading + trailing;
  return trailing === '' ? ' ' : trailing;
}

/** A plain scalar and whether it went over a line break (after which a key may stand); libyaml's scan_plain_scalar. */
export function plainScalar(cursor: Cursor, around: Surroundings): ScalarToken & { readonly broke: boolean } {
  const start = markOf(cursor);
  const indent = around.indent + 1;
  let end = start;
  let value = '';
  let spaces = '';
  let leading = '';
  let trailing = '';
  let broke = false;
  for (;;) {
    const c0 = peek(cursor);
    if (cursor.column === 0 && isDocumentMark(cursor)) break;
    if (c0 === '#') break;
    while (!isBlankOrEnd(peek(cursor))) {
      if (endsPlain(cursor, around.inFlow)) break;
      if (broke || spaces !== '') {
        value += broke ? joined('', leading, trailing) : spaces;
        leading = '';
        trailing = '';
        spaces = '';
        broke = false;
      }
      value += take(cursor);
      end = markOf(cursor);
    }
    if (!(isBlank(peek(cursor)) || isBreak(peek(cursor)))) break;
    while (isBlank(peek(cursor)) || isBreak(peek(cursor))) {
      const c = peek(cursor);
      if (isBlank(c)) {
        if (broke && cursor.column < indent && c === '\t')
          throw syntaxError('scanner', 'found a tab character that violates indentation', markOf(cursor), start);
        if (broke) skip(cursor);
        else spaces += take(cursor);
      } else if (broke) trailing += skipLine(cursor);
      else {
        spaces = '';
        leading = skipLine(cursor);
        broke = true;
      }
    }
    if (!around.inFlow && cursor.column < indent) break;
  }
  return { kind: 'scalar', value, style: 'plain', start, end, broke };
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const c = peek(cursor);
  if (c === ':' && isBlankOrEnd(peek(cursor, 1))) return true;
  if (!inFlow) return false;
  if (c === ':' && /^[,[\]{}]$/.test(peek(cursor, 1))) return true;
  return /^[,[\]{}]$/.test(c) || (c === '?' && isBlankOrEnd(peek(cursor, 1)));
}

/** `---` or `...` at the beginning of a line. */
export function isDocumentMark(cursor: Cursor): boolean {
  const three = cursor.text.slice(cursor.index, cursor.index + 3);
  return (three === '---' || three === '...') && isBlankOrEnd(peek(cursor, 3));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const CODE_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A quoted scalar; libyaml's scan_flow_scalar. */
export function quotedScalar(cursor: Cursor, single: boolean): ScalarToken {
  const start = markOf(cursor);
  const quote = single ? "'" : '"';
  const fail = (problem: string) => syntaxError('scanner', problem, markOf(cursor), start);
  skip(cursor);
  let value = '';
  for (;;) {
    if (cursor.column === 0 && isDocumentMark(cursor)) throw fail('found unexpected document indicator');
    if (isEnd(peek(cursor))) throw fail('found unexpected end of stream');
    let leadingBlanks = false;
    while (!isBlankOrEnd(peek(cursor))) {
      const c = peek(cursor);
      if (single && c === quote && peek(cursor, 1) === quote) {
        value += quote;
        skip(cursor, 2);
      } else if (c === quote) break;
      else if (!single && c === '\\' && isBreak(peek(cursor, 1))) {
        skip(cursor);
        skipLine(cursor);
        leadingBlanks = true;
        break;
      } else if (!single && c === '\\') value += escaped(cursor, fail);
      else value += take(cursor);
    }
    if (peek(cursor) === quote) break;
    value += blanks(cursor, leadingBlanks);
  }
  skip(cursor);
  return { kind: 'scalar', value, style: single ? 'single' : 'double', start, end: markOf(cursor) };
}

function escaped(cursor: Cursor, fail: (problem: string) => Error): string {
  const letter = peek(cursor, 1);
  const plain = ESCAPES[letter];
  const length = CODE_LENGTH[letter];
  if (plain === undefined && length === undefined) throw fail('found unknown escape character');
  skip(cursor, 2);
  if (length === undefined) return plain ?? '';
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits)) throw fail('did not find expected hexdecimal number');
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw fail('found invalid Unicode character escape code');
  skip(cursor, length);
  return String.fromCodePoint(code);
}

/** Blanks and line breaks inside quotes: one break is a blank, further ones stay. */
function blanks(cursor: Cursor, escaped: boolean): string {
  let spaces = '';
  let leading = '';
  let trailing = '';
  let broke = escaped;
  while (isBlank(peek(cursor)) || isBreak(peek(cursor))) {
    if (isBlank(peek(cursor))) {
      if (broke) skip(cursor);
      else spaces += take(cursor);
    } else if (broke) trailing += skipLine(cursor);
    else {
      spaces = '';
      leading = skipLine(cursor);
      broke = true;
    }
  }
  return broke ? (leading === '' ? trailing : joined('', leading, trailing)) : spaces;
}

/** A literal (`|`) or folded (`>`) scalar; libyaml's scan_block_scalar. */
export function blockScalar(cursor: Cursor, literal: boolean, parentIndent: number): ScalarToken {
  const start = markOf(cursor);
  const fail = (problem: string) => syntaxError('scanner', problem, markOf(cursor), start);
  skip(cursor);
  const { chomping, increment } = header(cursor, fail);
  while (isBlank(peek(cursor))) skip(cursor);
  if (peek(cursor) === '#') while (!isBreakOrEnd(peek(cursor))) skip(cursor);
  if (!isBreakOrEnd(peek(cursor))) throw fail('did not find expected comment or line break');
  skipLine(cursor);
  let indent = increment > 0 ? (parentIndent >= 0 ? parentIndent + increment : increment) : 0;
  let end = markOf(cursor);
  const breaks = (): string => {
    const found = blockBreaks(cursor, indent, parentIndent, start);
    indent = found.indent;
    end = found.end;
    return found.breaks;
  };
  let value = '';
  let leading = '';
  let trailing = breaks();
  let leadingBlank = false;
  while (cursor.column === indent && !isEnd(peek(cursor))) {
    const trailingBlank = isBlank(peek(cursor));
    if (!literal && leading.startsWith('\n') && !leadingBlank && !trailingBlank) {
      if (trailing === '') value += ' ';
    } else value += leading;
    value += trailing;
    leading = '';
    leadingBlank = isBlank(peek(cursor));
    while (!isBreakOrEnd(peek(cursor))) value += take(cursor);
    leading = skipLine(cursor);
    trailing = breaks();
  }
  if (chomping !== '-') value += leading;
  if (chomping === '+') value += trailing;
  return { kind: 'scalar', value, style: literal ? 'literal' : 'folded', start, end };
}

function header(cursor: Cursor, fail: (problem: string) => Error): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  const chomp = () => {
    if (/^[+-]$/.test(peek(cursor))) chomping = take(cursor);
  };
  chomp();
  if (/^[0-9]$/.test(peek(cursor))) {
    if (peek(cursor) === '0') throw fail('found an indentation indicator equal to 0');
    increment = Number(take(cursor));
    if (chomping === '') chomp();
  }
  return { chomping, increment };
}

function blockBreaks(
  cursor: Cursor,
  known: number,
  parentIndent: number,
  start: Mark,
): { readonly indent: number; readonly breaks: string; readonly end: Mark } {
  let indent = known;
  let deepest = 0;
  let breaks = '';
  let end = markOf(cursor);
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && peek(cursor) === ' ') skip(cursor);
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && peek(cursor) === '\t')
      throw syntaxError(
        'scanner',
        'found a tab character where an indentation space is expected',
        markOf(cursor),
        start,
      );
    if (!isBreak(peek(cursor))) break;
    breaks += skipLine(cursor);
    end = markOf(cursor);
  }
  if (indent === 0) indent = Math.max(deepest, parentIndent + 1, 1);
  return { indent, breaks, end };
}
