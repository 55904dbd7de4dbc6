import { type Editor, offsetOf, textOf, withText } from './editor.ts';

/** What could stand in place of the text between `from` and the cursor (UTF-16 offsets). */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
}

/** Puts in what all candidates share; a single one is finished with a space, unless a folder (`/`) or a flag's value (`=`) goes on. */
export function complete(e: Editor, completion: Completion): Editor {
  const [only] = completion.candidates;
  if (only === undefined) return e;
  const line = textOf(e);
  const cursor = offsetOf(e);
  const typed = line.slice(completion.from, cursor);
  const single = completion.candidates.length === 1;
  const text = single ? only + (/[/=]$/.test(only) ? '' : ' ') : commonPrefix(completion.candidates);
  if (!single && text.length <= typed.length) return e;
  const rest = single && text.endsWith(' ') ? line.slice(cursor).replace(/^ /, '') : line.slice(cursor);
  return withText(e, line.slice(0, completion.from) + text + rest, completion.from + text.length);
}

function commonPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? '';
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
