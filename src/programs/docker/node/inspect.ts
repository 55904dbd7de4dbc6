import { write } from '../../../os/index.ts';
import { goType } from '../api/index.ts';
import { showInspected } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';
import { nodeRef } from './names.ts';
import { prettyNode } from './pretty.ts';

/** docker node inspect; cli/command/node/ of docker/cli. */
export const inspect = command({
  use: 'inspect [OPTIONS] self|NODE [NODE...]',
  short: 'Display detailed information on one or more nodes',
  args: atLeast(1),
  flags: {
    format: inspectFormat({ short: 'f' }),
    pretty: bool('Print the information in a human friendly format'),
  },

  *run({ args, flags, daemon }) {
    if (flags.pretty) {
      if (flags.format !== '') throw new CliError('--format is incompatible with human friendly format');
      for (const name of args) yield* write(`${prettyNode(daemon.nodeInspect(nodeRef(daemon, name)))}\n`);
      return 0;
    }
    const get = (name: string) => ({
      type: goType('swarm.Node'),
      data: daemon.nodeInspect(nodeRef(daemon, name)),
      typedOnly: true,
    });
    return yield* showInspected(args, flags.format, get);
  },
});
