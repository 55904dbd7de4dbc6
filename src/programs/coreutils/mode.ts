const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const WHAT: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

/** The mode that a word of chmod(1) makes of another, octal or symbolic; undefined when it is none. */
export function changeMode(word: string, mode: number, dir: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(word)) return Number.parseInt(word, 8);
  let result = mode;
  for (const clause of word.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (!found) return undefined;
    const [, who = '', op, what = ''] = found;
    const mask = (who === '' ? 'a' : who).split('').reduce((m, c) => m | (WHO[c] ?? 0), 0);
    const bits =
      what.split('').reduce((m, c) => m | (c === 'X' ? (dir || (mode & 0o111) !== 0 ? 0o111 : 0) : (WHAT[c] ?? 0)), 0) &
      mask;
    if (op === '+') result |= bits;
    else if (op === '-') result &= ~bits;
    else result = (result & ~mask) | bits;
  }
  return result;
}

/** `-rw-r--r--`. */
export function modeText(kind: 'file' | 'dir' | 'link' | 'device' | 'whiteout', mode: number): string {
  const type = kind === 'dir' ? 'd' : kind === 'link' ? 'l' : kind === 'device' ? 'c' : '-';
  const bits = [6, 3, 0].map((shift) => {
    const b = (mode >> shift) & 7;
    return `${b & 4 ? 'r' : '-'}${b & 2 ? 'w' : '-'}${b & 1 ? 'x' : '-'}`;
  });
  const text = type + bits.join('');
  return mode & 0o1000 ? text.slice(0, -1) + (mode & 1 ? 't' : 'T') : text;
}
