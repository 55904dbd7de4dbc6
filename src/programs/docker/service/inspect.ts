import { atLeast, bool, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker service inspect; cli/command/service/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] SERVICE [SERVICE...]',
  short: 'Display detailed information on one or more services',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },
});
