import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, bool, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker network inspect; cli/command/network/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] NETWORK [NETWORK...]',
  short: 'Display detailed information on one or more networks',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    verbose: bool('Verbose output for diagnostics', { short: 'v' }),
  },

  *run({ args, flags, daemon }) {
    const get = (name: string) => ({
      type: goType('network.Inspect'),
      data: daemon.networkInspect(name, { verbose: flags.verbose }),
    });
    return yield* showInspected(args, flags.format, get);
  },
});
