import { atLeast, command } from '../grammar/index.ts';

/** docker container pause; cli/command/container/ of docker/cli. */
export const pause = command({
  use: 'pause CONTAINER [CONTAINER...]',
  short: 'Pause all processes within one or more containers',
  spellings: 'docker container pause, docker pause',
  args: atLeast(1),
});
