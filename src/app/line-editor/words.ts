/** What separates words: anything but letters and digits (readline's M-b), or blanks only (^W). */
export type WordKind = 'letters' | 'blank';

function inWord(cell: string | undefined, kind: WordKind): boolean {
  if (cell === undefined) return false;
  return kind === 'blank' ? !/^\s/.test(cell) : /^[\p{L}\p{N}_]/u.test(cell);
}

/** Where the word before the cursor begins. */
export function beforeWord(cells: readonly string[], cursor: number, kind: WordKind = 'letters'): number {
  let at = cursor;
  while (at > 0 && !inWord(cells[at - 1], kind)) at--;
  while (at > 0 && inWord(cells[at - 1], kind)) at--;
  return at;
}

/** Where the word after the cursor ends. */
export function afterWord(cells: readonly string[], cursor: number, kind: WordKind = 'letters'): number {
  let at = cursor;
  while (at < cells.length && !inWord(cells[at], kind)) at++;
  while (at < cells.length && inWord(cells[at], kind)) at++;
  return at;
}
