import { type Mark, YamlError } from './token.ts';

/** The text being scanned and where in it the scanner is. */
export interface Cursor {
  readonly text: string;
  index: number;
  line: number;
  column: number;
}

/** Starts at the beginning of a text. Throws YamlError when there are characters in it that YAML forbids. */
export function cursorOf(source: string): Cursor {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  // the printable characters of YAML 1.1, section 4.1.1
  if (/[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/.test(text))
    throw new YamlError('yaml: control characters are not allowed');
  return { text, index: 0, line: 0, column: 0 };
}

export function markOf({ index, line, column }: Cursor): Mark {
  return { index, line, column };
}

/** The character `ahead` of the cursor; '' at the end. */
export function peek(cursor: Cursor, ahead = 0): string {
  return cursor.text[cursor.index + ahead] ?? '';
}

export const isBreak = (c: string) => c === '\n' || c === '\r' || c === '\x85' || c === '\u2028' || c === '\u2029';
export const isBlank = (c: string) => c === ' ' || c === '\t';
export const isEnd = (c: string) => c === '';
export const isBreakOrEnd = (c: string) => isBreak(c) || c === '';
export const isBlankOrEnd = (c: string) => isBlank(c) || isBreakOrEnd(c);
export const isWord = (c: string) => /^[0-9A-Za-z_-]$/.test(c);

/** Passes characters that are no line breaks. */
export function skip(cursor: Cursor, count = 1): void {
  cursor.index += count;
  cursor.column += count;
}

/** Passes a line break, if there is one, and returns it as YAML reads it. */
export function skipLine(cursor: Cursor): string {
  const c = peek(cursor);
  if (!isBreak(c)) return '';
  cursor.index += c === '\r' && peek(cursor, 1) === '\n' ? 2 : 1;
  cursor.line++;
  cursor.column = 0;
  return c === '\u2028' || c === '\u2029' ? c : '\n';
}

/** Takes a character that is no line break. */
export function take(cursor: Cursor): string {
  const c = peek(cursor);
  skip(cursor);
  return c;
}
