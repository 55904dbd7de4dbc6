import { bool, command, filter } from '../grammar/index.ts';

/** docker volume prune; cli/command/volume/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove unused local volumes',
  flags: {
    all: bool('Remove all unused volumes, not just anonymous ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<label>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },
});
