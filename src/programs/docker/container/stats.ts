import { anyNumber, bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker container stats; cli/command/container/ of docker/cli. */
export const stats = command({
  use: 'stats [OPTIONS] [CONTAINER...]',
  short: 'Display a live stream of container(s) resource usage statistics',
  spellings: 'docker container stats, docker stats',
  args: anyNumber,
  flags: {
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    format: listFormat(),
    'no-stream': bool('Disable streaming stats and only pull the first result'),
    'no-trunc': bool('Do not truncate output'),
  },
});
