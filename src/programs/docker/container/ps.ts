import { err, write } from '../../../os/index.ts';
import { formatList } from '../format/index.ts';
import { bool, command, filter, int } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { CONTAINER_ROWS, checkTemplate, psFormat } from './rows.ts';

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
  *run({ flags, changed, daemon, proc }) {
    const { format, quiet } = flags;
    if (format !== '' && quiet)
      yield* err('WARNING: Ignoring custom format, because both --format and --quiet are set.');
    const usesSize = format !== '' && checkTemplate(format);
    const size = flags.size || (usesSize && !quiet && !changed('size'));
    const limit = flags.latest && flags.last === -1 ? 1 : flags.last;
    const containers = daemon.containerList({ all: flags.all, limit: Math.max(0, limit), filters: flags.filter, size });
    const rows = containers.map((container) => ({ container, now: proc.now }));
    yield* write(formatList(CONTAINER_ROWS, rows, psFormat(format, quiet, size), !flags['no-trunc']));
    return 0;
  },
});

/** docker container ls: the same command in its place under `container`. */
export const ls = { ...ps, use: 'ls [OPTIONS]', aliases: ['ps', 'list'] };
