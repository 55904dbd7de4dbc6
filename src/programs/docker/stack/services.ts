import { err, write } from '../../../os/index.ts';
import { bool, command, exactly, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { serviceTable } from '../service/ls.ts';
import { servicesOf } from './swarm.ts';

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

  *run({ args, flags, daemon }) {
    const stack = args[0] ?? '';
    const services = servicesOf(daemon, stack, flags.filter);
    if (services.length === 0) {
      yield* err(`Nothing found in stack: ${stack}`);
      return 0;
    }
    yield* write(serviceTable(services, flags.format, flags.quiet));
    return 0;
  },
});
