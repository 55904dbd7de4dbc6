import { ApiError } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';
import { prettyService } from './pretty.ts';

/** docker service inspect; cli/command/service/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] SERVICE [SERVICE...]',
  short: 'Display detailed information on one or more services',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },

  *run({ args, flags, daemon, proc }) {
    const find = (name: string) => {
      try {
        return daemon.serviceInspect(name, { insertDefaults: true });
      } catch (e) {
        if (e instanceof ApiError && e.status === 404) throw new CliError(`Error: no such service: ${name}`);
        throw e;
      }
    };
    if (flags.pretty) {
      if (flags.format !== '') throw new CliError('--format is incompatible with human friendly format');
      for (const name of args) yield* write(`${prettyService(daemon, find(name), proc.now)}\n`);
      return 0;
    }
    const get = (name: string) => ({ type: goType('swarm.Service'), data: find(name), typedOnly: true });
    return yield* showInspected(args, flags.format, get);
  },
});
