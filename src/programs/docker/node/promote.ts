import { atLeast, command } from '../grammar/index.ts';

/** docker node promote; cli/command/node/ of docker/cli. */
export const promote = command({
  use: 'promote NODE [NODE...]',
  short: 'Promote one or more nodes to manager in the swarm',
  args: atLeast(1),
});
