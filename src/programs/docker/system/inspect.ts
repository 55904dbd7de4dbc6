import { atLeast, bool, command, string } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker inspect; cli/command/system/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Return low-level information on Docker objects',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    size: bool('Display total file sizes if the type is container', { short: 's' }),
    type: string('Only inspect objects of the given type'),
  },
});
