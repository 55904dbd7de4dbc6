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
});
