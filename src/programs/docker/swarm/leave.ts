import { bool, command } from '../grammar/index.ts';

/** docker swarm leave; cli/command/swarm/ of docker/cli. */
export const leave = command({
  use: 'leave [OPTIONS]',
  short: 'Leave the swarm',
  needs: 'swarm',
  flags: {
    force: bool('Force this node to leave the swarm, ignoring warnings', { short: 'f' }),
  },
});
