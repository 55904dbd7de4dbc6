import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker volume inspect; cli/command/volume/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
  short: 'Display detailed information on one or more volumes',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
  },

  *run({ args, flags, daemon }) {
    const get = (name: string) => ({ type: goType('volume.Volume'), data: daemon.volumeInspect(name) });
    return yield* showInspected(args, flags.format, get);
  },
});
