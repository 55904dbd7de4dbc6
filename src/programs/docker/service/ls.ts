import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker service ls; cli/command/service/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List services',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
});
