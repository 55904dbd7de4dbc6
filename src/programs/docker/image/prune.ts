import type { ImageDeleted } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { humanSize } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';

const DANGLING = 'WARNING! This will remove all dangling images.\nAre you sure you want to continue?';
const ALL =
  'WARNING! This will remove all images without at least one container associated to them.\nAre you sure you want to continue?';

/** docker image prune; cli/command/image/ of docker/cli. */
export const prune = command({
  use: 'prune [OPTIONS]',
  short: 'Remove unused images',
  flags: {
    all: bool('Remove all unused images, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=<timestamp>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  },

  *run({ flags, daemon, proc }) {
    if (!flags.force && !(yield* confirm(proc, flags.all ? ALL : DANGLING))) throw cancelled();
    const report = daemon.imagesPrune({ ...flags.filter, dangling: [String(!flags.all)] });
    yield* write(`${imagesPruned(report.deleted)}Total reclaimed space: ${humanSize(report.SpaceReclaimed)}\n`);
    return 0;
  },
});

/** What `docker image prune` prints of the images, and `docker system prune`. */
export function imagesPruned(deleted: readonly ImageDeleted[]): string {
  if (deleted.length === 0) return '';
  const lines = deleted.map(({ Untagged, Deleted }) =>
    Untagged === undefined ? `deleted: ${Deleted ?? ''}` : `untagged: ${Untagged}`,
  );
  return `Deleted Images:\n${lines.join('\n')}\n\n`;
}
