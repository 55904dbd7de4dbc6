import { atLeast, bool, command, exactly, filter, list, noun, string } from '../grammar/index.ts';
import { inspectFormat, label, listFormat } from '../opts/index.ts';

/** docker config create */
const create = command({
  use: 'create [OPTIONS] CONFIG file|-',
  short: 'Create a config from a file or STDIN',
  args: exactly(2),
  flags: {
    label: list('Config labels', { short: 'l', check: label }),
    'template-driver': string('Template driver'),
  },
});

/** docker config inspect */
const inspect = command({
  use: 'inspect [OPTIONS] CONFIG [CONFIG...]',
  short: 'Display detailed information on one or more configs',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },
});

/** docker config ls */
const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List configs',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
});

/** docker config rm */
const rm = command({
  use: 'rm CONFIG [CONFIG...]',
  short: 'Remove one or more configs',
  aliases: ['remove'],
  args: atLeast(1),
});

/** docker config: its grammar only. */
export const config = noun('config', 'Manage Swarm configs', [create, inspect, ls, rm], {
  swarm: true,
  needs: 'manager',
});
