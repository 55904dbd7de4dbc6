/** What stands for each word of a text: `gate` -> `door`. Empty: the text as it is written. */
export type Variation = ReadonlyMap<string, string>;

/**
 * Chooses one word of each entry of `vary: [gate door hall, 8080 8090]`; the first of an entry is the one in the text.
 * The seed is read as a number with a digit for each entry, so 0 is the text as written and every combination has a seed.
 */
export function variation(entries: readonly string[], seed: number): Variation {
  const chosen = new Map<string, string>();
  let rest = seed;
  for (const words of entries.map((entry) => entry.split(' '))) {
    const [written = ''] = words;
    const word = words[rest % words.length] ?? written;
    rest = Math.floor(rest / words.length);
    if (word !== written) chosen.set(written, word);
  }
  return chosen;
}

/** The fewest seeds in which every word of every entry is chosen at least once; 0 is the first. */
export function coveringSeeds(entries: readonly string[]): readonly number[] {
  const counts = entries.map((entry) => entry.split(' ').length);
  return Array.from({ length: Math.max(1, ...counts) }, (_, digit) =>
    counts.reduceRight((seed, count) => seed * count + Math.min(digit, count - 1), 0),
  );
}

/** The seeds by which a text is proven besides 0: those in which every other word stands once, and one in which they are mixed. */
export function provenSeeds(entries: readonly string[]): readonly number[] {
  return entries.length === 0 ? [] : [...coveringSeeds(entries).slice(1), MIXED];
}

/** Each digit of it differs from its neighbours for entries of two or three words. */
const MIXED = 20785;

/** The text of a lesson file with other words in its code spans and fences; its front matter and its prose stay. */
export function varied(text: string, words: Variation): string {
  if (words.size === 0) return text;
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length).map(escaped);
  // a name is no part of a longer name, the beginning of an address none of a longer number
  const word = new RegExp(`(?<![\\w.-])(?:${longestFirst.join('|')})(?![\\w-])`, 'g');
  const replaced = (code: string) => code.replace(word, (found) => words.get(found) ?? found);
  let fence = '';
  let front = text.startsWith('---\n');
  return text
    .split('\n')
    .map((line, i) => {
      if (front) {
        front = i === 0 || line !== '---';
        return line;
      }
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
      if (fence === '' && mark !== '') {
        fence = mark;
        return line;
      }
      if (fence === '') return line.replace(/(`+)(.+?)\1(?!`)/g, replaced);
      if (line.trim() === mark && mark.startsWith(fence)) fence = '';
      return replaced(line);
    })
    .join('\n');
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
