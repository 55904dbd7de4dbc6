import { bool, bytes, command, filter, noun } from '../grammar/index.ts';
import { build } from '../image/index.ts';

/** docker builder prune */
const prune = command({
  use: 'prune',
  short: 'Remove build cache',
  flags: {
    all: bool('Remove all unused build cache, not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "until=24h")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'keep-storage': bytes('Amount of disk space to keep for cache'),
  },
});

/** docker builder; `builder build` is `image build`. */
export const builder = noun('builder', 'Manage builds', [prune, build]);
