/** The known word that looks most like a mistyped one, or undefined; HAProxy's word fingerprints (tools.c). */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const own = fingerprint(word);
  let best: { readonly word: string; readonly far: number } | undefined;
  for (const k of known) {
    const far = distance(own, fingerprint(k));
    if (!best || far < best.far) best = { word: k, far };
  }
  return best && best.far < 2 * word.length && best.far < 2 * best.word.length ? best.word : undefined;
}

/** `; did you mean 'x' maybe ?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = suggest(word, known);
  return near === undefined ? '' : `; did you mean '${near}' maybe ?`;
}

/** How often each letter follows each other one; the word's ends count as one. */
function fingerprint(word: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let from = 28;
  const step = (to: number) => {
    counts.set(32 * from + to, (counts.get(32 * from + to) ?? 0) + 1);
    from = to;
  };
  for (const c of word.toLowerCase()) step(/[a-z]/.test(c) ? c.charCodeAt(0) - 96 : /\d/.test(c) ? 27 : 28);
  step(28);
  return counts;
}

function distance(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].reduce((sum, k) => sum + ((a.get(k) ?? 0) - (b.get(k) ?? 0)) ** 2, 0);
}
