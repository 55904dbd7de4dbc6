import { atLeast, bool, command, filter, type Node } from '../grammar/index.ts';
import { inspectFormat, listFormat } from '../opts/index.ts';

/** What `docker config` and `docker secret` have in common: all but their `create`. Their grammar only. */
export function clusterFileCommands(what: 'config' | 'secret'): readonly Node[] {
  const several = `${what.toUpperCase()} [${what.toUpperCase()}...]`;
  const inspect = command({
    use: `inspect [OPTIONS] ${several}`,
    short: `Display detailed information on one or more ${what}s`,
    args: atLeast(1),
    flags: {
      format: inspectFormat({ short: 'f' }),
      pretty: bool('Print the information in a human friendly format'),
    },
  });
  const ls = command({
    use: 'ls [OPTIONS]',
    short: `List ${what}s`,
    aliases: ['list'],
    flags: {
      filter: filter('Filter output based on conditions provided', { short: 'f' }),
      format: listFormat(),
      quiet: bool('Only display IDs', { short: 'q' }),
    },
  });
  const rm = command({
    use: `rm ${several}`,
    short: `Remove one or more ${what}s`,
    aliases: ['remove'],
    args: atLeast(1),
  });
  return [inspect, ls, rm];
}
