import { bool, command, filter } from '../grammar/index.ts';

/** docker image prune; cli/command/image/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove unused images',
  flags: {
    all: bool('Remove all unused images, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
});
