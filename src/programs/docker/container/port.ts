import { between, command } from '../grammar/index.ts';

/** docker container port; cli/command/container/ of docker/cli. */
export const port = command({
  use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'List port mappings or a specific mapping for the container',
  spellings: 'docker container port, docker port',
  args: between(1, 2),
});
