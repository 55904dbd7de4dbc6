import { Text } from 'ink';
import { createContext, createElement, useContext } from 'react';
import { inAscii } from '../text/ascii.ts';
import type { Line, Span } from '../text/span.ts';
import { THEME } from './theme.ts';

/** Whether rows may only have ASCII marks. */
export const AsciiOnly = createContext(false);

/** One row of the screen. It never wraps: rows are made to fit before. */
export function Row({ line }: { readonly line: Line }) {
  const ascii = useContext(AsciiOnly);
  if (line.length === 0) return <Text> </Text>;
  return createElement(Text, { wrap: 'truncate' }, ...(ascii ? inAscii(line) : line).map(piece));
}

/** Pieces are told apart by their position, as words of a sentence are. */
function piece(s: Span) {
  return s.style === 'plain' ? s.text : createElement(Text, THEME[s.style], s.text);
}
