/** Compares text by code units, whatever the language: `C` collation for ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares text so that `net2` comes before `net10`. */
export function naturalCompare(a: string, b: string): number {
  const [xs, ys] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.min(xs.length, ys.length); i++) {
    const [x, y] = [xs[i] ?? '', ys[i] ?? ''];
    const order = /^\d/.test(x) && /^\d/.test(y) ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return xs.length - ys.length || compareText(a, b);
}

function compareDigits(x: string, y: string): number {
  const [p, q] = [x.replace(/^0+(?=\d)/, ''), y.replace(/^0+(?=\d)/, '')];
  return p.length - q.length || compareText(p, q);
}

/** A copy sorted by a text key, naturally. */
export function sortedBy<T>(rows: readonly T[], key: (row: T) => string, compare = naturalCompare): T[] {
  return [...rows].sort((a, b) => compare(key(a), key(b)));
}

/** A map as Go's encoding/json writes it: by key. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareText(a, b)));
}
