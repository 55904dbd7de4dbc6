import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { humanSize } from '../format/index.ts';
import { bool, bytes, command, filter } from '../grammar/index.ts';

const WARNING = (what: string) => `WARNING! This will remove all ${what}. Are you sure you want to continue?`;

/** docker builder prune; cli/command/builder/prune.go of docker/cli. */
export const prune = command({
  use: 'prune',
  short: 'Remove build cache',
  flags: {
    all: bool('Remove all unused build cache, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=24h")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'keep-storage': bytes('Amount of disk space to keep for cache'),
  },

  *run({ flags, daemon, proc }) {
    const question = WARNING(flags.all ? 'build cache' : 'dangling build cache');
    if (!flags.force && !(yield* confirm(proc, question))) throw cancelled();
    const { deleted, SpaceReclaimed } = daemon.buildCachePrune(flags.filter);
    const list = deleted.length > 0 ? `Deleted build cache objects:\n${deleted.join('\n')}\n\n` : '';
    yield* write(`${list}Total reclaimed space: ${humanSize(SpaceReclaimed)}\n`);
    return 0;
  },
});
