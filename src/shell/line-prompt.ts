import type { Process, Run } from '../os/index.ts';
import { openShell } from './program.ts';
import { expandPrompt } from './prompt.ts';
import type { ShellState } from './state.ts';

/** The prompt that an interactive shell in this state shows. */
export function* promptOf(proc: Process, state: ShellState): Run<string> {
  const sh = openShell(proc, state);
  const text = yield* expandPrompt(sh, 'PS1');
  for (const release of sh.held) release();
  return text;
}
