import { write } from '../../../os/index.ts';
import { formatList, notSimulated } from '../format/index.ts';
import { atMost, bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { IMAGE_ROWS, imagesFormat, rowsOf } from './rows.ts';

/** docker images; cli/command/image/ of docker/cli. */
export const images = command({
  use: 'images [OPTIONS] [REPOSITORY[:TAG]]',
  short: 'List images',
  common: 7,
  spellings: 'docker image ls, docker image list, docker images',
  args: atMost(1),
  flags: {
    all: bool('Show all images (default hides intermediate images)', { short: 'a' }),
    digests: bool('Show digests'),
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
    tree: bool('List multi-platform images as a tree (EXPERIMENTAL)'),
  },
  *run({ args, flags, daemon, proc }) {
    if (flags.tree) throw notSimulated('docker images --tree');
    const [reference] = args;
    const filters =
      reference === undefined
        ? flags.filter
        : { ...flags.filter, reference: [...(flags.filter.reference ?? []), reference] };
    const images = daemon.imageList({ all: flags.all, filters });
    const format = imagesFormat(flags.format === '' ? 'table' : flags.format, flags.quiet, flags.digests);
    const wantsDigest = flags.digests || format.includes('{{.Digest}}');
    const rows = images.flatMap((image) => rowsOf(image, wantsDigest, flags.digests, proc.now));
    yield* write(formatList(IMAGE_ROWS, rows, format, !flags['no-trunc']));
    return 0;
  },
});

/** docker image ls: the same command in its place under `image`. */
export const ls = { ...images, use: 'ls [OPTIONS] [REPOSITORY[:TAG]]', aliases: ['list'] };
