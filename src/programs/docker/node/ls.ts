import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker node ls; cli/command/node/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List nodes in the swarm',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
});
