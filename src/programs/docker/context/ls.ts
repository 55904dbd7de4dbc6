import { bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker context ls; cli/command/context/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List contexts',
  aliases: ['list'],
  flags: {
    format: listFormat(),
    quiet: bool('Only show context names', { short: 'q' }),
  },
});
