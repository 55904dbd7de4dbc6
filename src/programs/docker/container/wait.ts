import { atLeast, command } from '../grammar/index.ts';

/** docker container wait; cli/command/container/ of docker/cli. */
export const wait = command({
  use: 'wait CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  spellings: 'docker container wait, docker wait',
  args: atLeast(1),
});
