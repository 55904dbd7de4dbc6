import { atLeast, bool, command } from '../grammar/index.ts';

/** docker network rm; cli/command/network/ of docker/cli. */
export const rm = command({
  use: 'rm NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Do not error if the network does not exist', { short: 'f' }),
  },
});
