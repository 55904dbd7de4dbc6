import { atLeast, between, bool, command, filter, list, noun, string } from '../grammar/index.ts';
import { inspectFormat, label, listFormat } from '../opts/index.ts';

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

/** docker secret inspect */
const inspect = command({
  use: 'inspect [OPTIONS] SECRET [SECRET...]',
  short: 'Display detailed information on one or more secrets',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },
});

/** docker secret ls */
const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List secrets',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
});

/** docker secret rm */
const rm = command({
  use: 'rm SECRET [SECRET...]',
  short: 'Remove one or more secrets',
  aliases: ['remove'],
  args: atLeast(1),
});

/** docker secret: its grammar only. */
export const secret = noun('secret', 'Manage Swarm secrets', [create, inspect, ls, rm], {
  swarm: true,
  needs: 'manager',
});
