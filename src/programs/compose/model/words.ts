import { ComposeError } from './errors.ts';

/** Splits a command as go-shellwords does: quotes and backslashes, no expansion; ends at `;`, `&`, `|`, `<`, `>`. Throws ComposeError. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let started = false;
  let escaped = false;
  let quote = '';
  for (const c of line) {
    if (escaped) {
      word += quote === '"' && !/["\\$`\n]/.test(c) ? c : c;
      escaped = false;
      started = true;
    } else if (c === '\\' && quote !== "'") escaped = true;
    else if (quote !== '') {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      started = true;
    } else if (/\s/.test(c)) {
      if (started) words.push(word);
      word = '';
      started = false;
    } else if (/[;&|<>]/.test(c)) {
      // a shell's operator ends the command, as it would for the shell that is not there
      if (c === '>' && /^\d$/.test(word)) {
        word = '';
        started = false;
      }
      break;
    } else {
      word += c;
      started = true;
    }
  }
  if (escaped || quote !== '') throw new ComposeError('invalid command line string');
  return started ? [...words, word] : words;
}
