import { clusterFileCommands } from '../common/index.ts';
import { between, command, list, noun, string } from '../grammar/index.ts';
import { label } from '../opts/index.ts';

/** docker secret create */
const create = command({
  use: 'create [OPTIONS] SECRET [file|-]',
  short: 'Create a secret from a file or STDIN as content',
  args: between(1, 2),
  flags: {
    driver: string('Secret driver', { short: 'd' }),
    label: list('Secret labels', { short: 'l', check: label }),
    'template-driver': string('Template driver'),
  },
});

/** docker secret: its grammar only. */
export const secret = noun('secret', 'Manage Swarm secrets', [create, ...clusterFileCommands('secret')], {
  swarm: true,
  needs: 'manager',
});
