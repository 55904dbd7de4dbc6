import { command } from '../grammar/index.ts';

/** docker swarm unlock; cli/command/swarm/ of docker/cli. */
export const unlock = command({
  use: 'unlock',
  short: 'Unlock swarm',
  needs: 'manager',
});
