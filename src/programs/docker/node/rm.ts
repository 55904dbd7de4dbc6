import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';

/** docker node rm; cli/command/node/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] NODE [NODE...]',
  short: 'Remove one or more nodes from the swarm',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force remove a node from the swarm', { short: 'f' }),
  },

  *run({ args, flags, daemon }) {
    const errors: string[] = [];
    for (const name of args) {
      try {
        daemon.nodeRemove(name, { force: flags.force });
      } catch (e) {
        errors.push(textOf(e));
        continue;
      }
      yield* out(name);
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
