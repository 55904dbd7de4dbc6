import { atMost, bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

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
});

/** docker image ls: the same command in its place under `image`. */
export const ls = { ...images, use: 'ls [OPTIONS] [REPOSITORY[:TAG]]', aliases: ['list'] };
