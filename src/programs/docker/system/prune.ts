import { naturalCompare } from '../../../base/index.ts';
import { write } from '../../../os/index.ts';
import { cancelled, confirm } from '../common/index.ts';
import { containersPruned } from '../container/prune.ts';
import { humanSize } from '../format/index.ts';
import { bool, CliError, command, type FilterValues, filter } from '../grammar/index.ts';
import { imagesPruned } from '../image/prune.ts';
import { networksPruned } from '../network/prune.ts';
import { volumesPruned } from '../volume/prune.ts';

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

  *run({ flags, daemon, proc }) {
    if (flags.volumes && flags.filter.until !== undefined)
      throw new CliError('ERROR: The "until" filter is not supported with "--volumes"');
    if (!flags.force && !(yield* confirm(proc, question(flags.all, flags.volumes, flags.filter)))) throw cancelled();
    const containers = daemon.containersPrune(flags.filter);
    yield* write(containersPruned(containers.deleted));
    yield* write(networksPruned(daemon.networksPrune(flags.filter)));
    const volumes = flags.volumes ? daemon.volumesPrune(flags.filter) : undefined;
    yield* write(volumesPruned(volumes?.deleted ?? []));
    const images = daemon.imagesPrune({ ...flags.filter, dangling: [String(!flags.all)] });
    yield* write(imagesPruned(images.deleted));
    const space = containers.SpaceReclaimed + (volumes?.SpaceReclaimed ?? 0) + images.SpaceReclaimed;
    yield* write(`Total reclaimed space: ${humanSize(space)}\n`);
    return 0;
  },
});

function question(all: boolean, volumes: boolean, filter: FilterValues): string {
  const warnings = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ];
  const filters = ['label', 'label!', 'until']
    .flatMap((name) => (filter[name] ?? []).map((value) => `${name}=${value}`))
    .sort(naturalCompare);
  const items = (list: readonly string[]) => list.map((item) => `\n  - ${item}`).join('');
  const filtered = filters.length === 0 ? '' : `\n  Items to be pruned will be filtered with:${items(filters)}\n`;
  return `WARNING! This will remove:${items(warnings)}\n${filtered}\nAre you sure you want to continue?`;
}
