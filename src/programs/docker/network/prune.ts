import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { bool, command, filter } from '../grammar/index.ts';

const WARNING =
  'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?';

/** docker network prune; cli/command/network/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove all unused networks',
  flags: {
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },

  *run({ flags, daemon, proc }) {
    if (!flags.force && !(yield* confirm(proc, WARNING))) throw cancelled();
    yield* write(networksPruned(daemon.networksPrune(flags.filter)));
    return 0;
  },
});

/** What `docker network prune` prints, and `docker system prune` of networks. */
export function networksPruned(names: readonly string[]): string {
  return names.length === 0 ? '' : `Deleted Networks:\n${names.join('\n')}\n\n`;
}
