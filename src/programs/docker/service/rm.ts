import { atLeast, command } from '../grammar/index.ts';

/** docker service rm; cli/command/service/ of docker/cli. */
export const rm = command({
  use: 'rm SERVICE [SERVICE...]',
  short: 'Remove one or more services',
  aliases: ['remove'],
  args: atLeast(1),
});
