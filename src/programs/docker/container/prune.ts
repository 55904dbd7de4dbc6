import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { humanSize } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';

const WARNING = 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?';

/** docker container prune; cli/command/container/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove all stopped containers',
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },

  *run({ flags, daemon, proc }) {
    if (!flags.force && !(yield* confirm(proc, WARNING))) throw cancelled();
    const report = daemon.containersPrune(flags.filter);
    yield* write(`${containersPruned(report.deleted)}Total reclaimed space: ${humanSize(report.SpaceReclaimed)}\n`);
    return 0;
  },
});

/** What `docker container prune` prints of the containers, and `docker system prune`. */
export function containersPruned(ids: readonly string[]): string {
  return ids.length === 0 ? '' : `Deleted Containers:\n${ids.join('\n')}\n\n`;
}
