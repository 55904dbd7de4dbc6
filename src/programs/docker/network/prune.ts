import { bool, command, filter } from '../grammar/index.ts';

/** docker network prune; cli/command/network/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove all unused networks',
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
});
