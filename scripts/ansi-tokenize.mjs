// ansi-tokenize with a memory. Ink cuts every row of the screen into characters anew for every frame, and throws the
// result away; the rows are mostly those of the frame before. What is remembered is shared, so nobody may change it:
// Ink replaces characters, it does not write into them.
// by its path, because the bundle puts this file in its place
import {
  styledCharsFromTokens as charsOf,
  tokenize as tokensOf,
} from '../node_modules/@alcalzone/ansi-tokenize/build/index.js';

export {
  ansiCodesToString,
  diffAnsiCodes,
  reduceAnsiCodes,
  reduceAnsiCodesIncremental,
  styledCharsToString,
  undoAnsiCodes,
} from '../node_modules/@alcalzone/ansi-tokenize/build/index.js';

/** More rows than any screen has; beyond that the memory begins anew. */
const MOST = 5_000;

let known = new Map();
const characters = new WeakMap();

export function tokenize(text, end) {
  if (end !== undefined) return tokensOf(text, end);
  let tokens = known.get(text);
  if (tokens === undefined) {
    if (known.size >= MOST) known = new Map();
    tokens = tokensOf(text);
    known.set(text, tokens);
  }
  return tokens;
}

export function styledCharsFromTokens(tokens) {
  let chars = characters.get(tokens);
  if (chars === undefined) {
    chars = charsOf(tokens);
    // neighbours of one style share it: telling styles apart is then a glance
    for (let i = 1; i < chars.length; i++) {
      const [before, after] = [chars[i - 1].styles, chars[i].styles];
      if (before.length === after.length && before.every((code, n) => code.code === after[n].code))
        chars[i].styles = before;
    }
    characters.set(tokens, chars);
  }
  return chars;
}
