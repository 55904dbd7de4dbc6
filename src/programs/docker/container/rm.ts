import { atLeast, bool, command } from '../grammar/index.ts';

/** docker container rm; cli/command/container/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  spellings: 'docker container rm, docker container remove, docker rm',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    link: bool('Remove the specified link', { short: 'l' }),
    volumes: bool('Remove anonymous volumes associated with the container', { short: 'v' }),
  },
});
