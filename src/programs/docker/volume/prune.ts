import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { humanSize } from '../format/index.ts';
import { bool, CliError, command, filter } from '../grammar/index.ts';

const ANONYMOUS =
  'WARNING! This will remove anonymous local volumes not used by at least one container.\nAre you sure you want to continue?';
const ALL =
  'WARNING! This will remove all local volumes not used by at least one container.\nAre you sure you want to continue?';

/** docker volume prune; cli/command/volume/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove unused local volumes',
  flags: {
    all: bool('Remove all unused volumes, not just anonymous ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<label>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },

  *run({ flags, daemon, proc }) {
    if (flags.all && flags.filter.all !== undefined)
      throw new CliError('conflicting options: cannot specify both --all and --filter all=1');
    if (!flags.force && !(yield* confirm(proc, flags.all ? ALL : ANONYMOUS))) throw cancelled();
    const report = daemon.volumesPrune(flags.all ? { ...flags.filter, all: ['true'] } : flags.filter);
    yield* write(`${volumesPruned(report.deleted)}Total reclaimed space: ${humanSize(report.SpaceReclaimed)}\n`);
    return 0;
  },
});

/** What `docker volume prune` prints of the volumes, and `docker system prune --volumes`. */
export function volumesPruned(names: readonly string[]): string {
  return names.length === 0 ? '' : `Deleted Volumes:\n${names.join('\n')}\n\n`;
}
