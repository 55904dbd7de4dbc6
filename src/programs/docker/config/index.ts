import { clusterFileCommands } from '../common/index.ts';
import { command, exactly, list, noun, string } from '../grammar/index.ts';
import { label } from '../opts/index.ts';

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

/** docker config: its grammar only. */
export const config = noun('config', 'Manage Swarm configs', [create, ...clusterFileCommands('config')], {
  swarm: true,
  needs: 'manager',
});
