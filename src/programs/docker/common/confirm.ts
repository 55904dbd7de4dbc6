import { type Process, type Run, read, write } from '../../../os/index.ts';
import { CliError } from '../grammar/index.ts';

/** Asks a yes-or-no question on standard output; anything but y, and the end of input, is no. internal/prompt of docker/cli. */
export function* confirm(proc: Process, question: string): Run<boolean> {
  yield* write(`${question} [y/N] `);
  let answer = '';
  while (!answer.includes('\n')) {
    const part = yield* read();
    if (part === undefined) break;
    answer += part;
  }
  const yes = (answer.split('\n')[0] ?? '').trim().toLowerCase() === 'y';
  // a line that was typed ends with the terminal's own newline; at the end of input the client writes one only on a terminal
  if (!yes && answer === '' && proc.isatty(1)) yield* write('\n');
  return yes;
}

/** A cancelled prune says nothing and is no failure. */
export const cancelled = (): CliError => new CliError('', 0);
