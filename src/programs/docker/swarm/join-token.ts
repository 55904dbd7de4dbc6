import { out, write } from '../../../os/index.ts';
import { bool, CliError, command, exactly } from '../grammar/index.ts';
import { joinText } from './texts.ts';

/** docker swarm join-token; cli/command/swarm/ of docker/cli. */
export const joinToken = command({
  use: 'join-token [OPTIONS] (worker|manager)',
  short: 'Manage join tokens',
  needs: 'manager',
  args: exactly(1),
  flags: {
    quiet: bool('Only display token', { short: 'q' }),
    rotate: bool('Rotate join token'),
  },

  *run({ args, flags, daemon }) {
    const role = args[0] ?? '';
    if (role !== 'worker' && role !== 'manager') throw new CliError(`unknown role ${role}`);
    if (flags.rotate) {
      const { Spec } = daemon.swarmInspect();
      daemon.swarmUpdate(Spec, { rotateWorkerToken: role === 'worker', rotateManagerToken: role === 'manager' });
      if (!flags.quiet) yield* write(`Successfully rotated ${role} join token.\n\n`);
    }
    const { JoinTokens } = daemon.swarmInspect();
    if (flags.quiet) yield* out(role === 'worker' ? JoinTokens.Worker : JoinTokens.Manager);
    else yield* write(joinText(daemon, role));
    return 0;
  },
});
