import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker volume ls; cli/command/volume/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List volumes',
  aliases: ['list'],
  flags: {
    cluster: bool('Display only cluster volumes, and use cluster volume list formatting', { manager: true }),
    filter: filter('Provide filter values (e.g. "dangling=true")', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display volume names', { short: 'q' }),
  },
});
