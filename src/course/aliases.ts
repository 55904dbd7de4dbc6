/** Second names of docker's verbs, and the name that the course uses for comparing. */
const SECOND_NAMES: Readonly<Record<string, string>> = { list: 'ls', ps: 'ls', remove: 'rm' };

/** Docker words in one spelling: `container ps` and `ps` are `ls`. */
export function firstNames(words: readonly string[]): string[] {
  return words.flatMap((word) => (word === 'container' ? [] : [SECOND_NAMES[word] ?? word]));
}
