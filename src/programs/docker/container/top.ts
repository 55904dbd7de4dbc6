import { atLeast, command } from '../grammar/index.ts';

/** docker container top; cli/command/container/ of docker/cli. */
export const top = command({
  use: 'top CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  spellings: 'docker container top, docker top',
  args: atLeast(1),
  interspersed: false,
});
