import { atLeast, bool, command } from '../grammar/index.ts';

/** docker stack rm; cli/command/stack/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] STACK [STACK...]',
  short: 'Remove one or more stacks',
  aliases: ['remove', 'down'],
  args: atLeast(1),
  flags: {
    detach: bool('Do not wait for stack removal', { short: 'd', default: true }),
  },
});
