import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker network ls; cli/command/network/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List networks',
  aliases: ['list'],
  flags: {
    filter: filter('Provide filter values (e.g. "driver=bridge")', { short: 'f' }),
    format: listFormat(),
    'no-trunc': bool('Do not truncate the output'),
    quiet: bool('Only display network IDs', { short: 'q' }),
  },
});
