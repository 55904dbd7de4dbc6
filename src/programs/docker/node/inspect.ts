import { atLeast, bool, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker node inspect; cli/command/node/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] self|NODE [NODE...]',
  short: 'Display detailed information on one or more nodes',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },
});
