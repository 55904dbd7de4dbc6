import { bool, command, filter } from '../grammar/index.ts';

/** docker container prune; cli/command/container/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove all stopped containers',
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
});
