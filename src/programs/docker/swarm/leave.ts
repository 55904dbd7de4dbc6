import { out } from '../../../os/index.ts';
import { bool, command } from '../grammar/index.ts';

/** docker swarm leave; cli/command/swarm/ of docker/cli. */
export const leave = command({
  use: 'leave [OPTIONS]',
  short: 'Leave the swarm',
  needs: 'swarm',
  flags: {
    force: bool('Force this node to leave the swarm, ignoring warnings', { short: 'f' }),
  },

  *run({ flags, daemon }) {
    yield* daemon.swarmLeave(flags.force);
    yield* out('Node left the swarm.');
    return 0;
  },
});
