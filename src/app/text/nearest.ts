/** The distance of two words: insertions, deletions, changes and swaps of neighbours (Damerau 1964, restricted). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      row.push(best);
    }
  }
  return at(a.length, b.length);
}

/** What was probably meant: the nearest word, if at most a third of it is wrong. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((w) => ({ w, d: w.startsWith(word) && word.length > 1 ? 0.5 : distance(word, w) }))
    .sort((a, b) => a.d - b.d || a.w.localeCompare(b.w));
  const best = ranked[0];
  return best && best.d <= Math.max(1, Math.floor(best.w.length / 3)) ? best.w : undefined;
}
