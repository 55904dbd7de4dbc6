import { atLeast, bool, command } from '../grammar/index.ts';

/** docker node rm; cli/command/node/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] NODE [NODE...]',
  short: 'Remove one or more nodes from the swarm',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force remove a node from the swarm', { short: 'f' }),
  },
});
