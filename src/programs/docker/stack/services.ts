import { bool, command, exactly, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker stack services; cli/command/stack/ of docker/cli. */
export const services = command({
  use: 'services [OPTIONS] STACK',
  short: 'List the services in the stack',
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
});
