import { atLeast, command } from '../grammar/index.ts';

/** docker node demote; cli/command/node/ of docker/cli. */
export const demote = command({
  use: 'demote NODE [NODE...]',
  short: 'Demote one or more nodes from manager in the swarm',
  args: atLeast(1),
});
