import { bool, command, filter, int } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker ps; cli/command/container/ of docker/cli. */
export const ps = command({
  use: 'ps [OPTIONS]',
  short: 'List containers',
  common: 3,
  spellings: 'docker container ls, docker container list, docker container ps, docker ps',
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    last: int('Show n last created containers (includes all states)', { short: 'n', default: -1 }),
    latest: bool('Show the latest created container (includes all states)', { short: 'l' }),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display container IDs', { short: 'q' }),
    size: bool('Display total file sizes', { short: 's' }),
  },
});

/** docker container ls: the same command in its place under `container`. */
export const ls = { ...ps, use: 'ls [OPTIONS]', aliases: ['ps', 'list'] };
