import { command, exactly } from '../grammar/index.ts';

/** docker container rename; cli/command/container/ of docker/cli. */
export const rename = command({
  use: 'rename CONTAINER NEW_NAME',
  short: 'Rename a container',
  spellings: 'docker container rename, docker rename',
  args: exactly(2),
});
