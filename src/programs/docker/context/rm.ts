import { atLeast, bool, command } from '../grammar/index.ts';

/** docker context rm; cli/command/context/ of docker/cli. */
export const rm = command({
  use: 'rm CONTEXT [CONTEXT...]',
  short: 'Remove one or more contexts',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a context in use', { short: 'f' }),
  },
});
