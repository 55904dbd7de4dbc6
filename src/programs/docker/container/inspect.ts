import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, bool, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker container inspect; cli/command/container/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Display detailed information on one or more containers',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    size: bool('Display total file sizes', { short: 's' }),
  },

  *run({ args, flags, daemon }) {
    const get = (ref: string) => ({
      type: goType('container.InspectResponse'),
      data: daemon.containerInspect(ref, { size: flags.size }),
    });
    return yield* showInspected(args, flags.format, get);
  },
});
