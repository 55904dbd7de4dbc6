import { notSimulated } from '../format/index.ts';
import { CliError, command } from '../grammar/index.ts';

/** docker swarm unlock; cli/command/swarm/ of docker/cli. */
export const unlock = command({
  use: 'unlock',
  short: 'Unlock swarm',
  needs: 'manager',

  run({ daemon }) {
    const state = daemon.info().Swarm.LocalNodeState;
    if (state === 'inactive') throw new CliError('Error: This node is not part of a swarm');
    if (state !== 'locked') throw new CliError('Error: swarm is not locked');
    throw notSimulated('docker swarm unlock');
  },
});
