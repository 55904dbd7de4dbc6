import { bool, command, filter } from '../grammar/index.ts';

/** docker system prune; cli/command/system/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove unused data',
  flags: {
    all: bool('Remove all unused images not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<key>=<value>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    volumes: bool('Prune anonymous volumes'),
  },
});
