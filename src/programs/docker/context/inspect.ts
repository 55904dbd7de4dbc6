import { anyNumber, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker context inspect; cli/command/context/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Display detailed information on one or more contexts',
  args: anyNumber,
  flags: {
    format: inspectFormat({ short: 'f' }),
  },
});
