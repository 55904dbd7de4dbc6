import type { Run } from '../os/index.ts';
import { expandHere } from './expand.ts';
import { option, type Shell, update } from './shell.ts';
import { getValue } from './variables.ts';

/** What begins a line of xtrace: PS4 expanded, its first character once more for every level of substitution. */
export function* tracePrefix(sh: Shell): Run<string> {
  const raw = getValue(sh, 'PS4') ?? '+ ';
  const { options, lastStatus } = sh.state;
  const traced = option(sh, 'xtrace');
  if (traced) update(sh, { options: { ...options, xtrace: false } });
  const text = yield* expandHere(sh, raw);
  if (traced) update(sh, { options, lastStatus });
  return sh.state.dialect === 'bash' ? (text[0] ?? '').repeat(sh.traceDepth) + text : text;
}
