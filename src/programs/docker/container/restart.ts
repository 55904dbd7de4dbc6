import { atLeast, command, int, string } from '../grammar/index.ts';

/** docker container restart; cli/command/container/ of docker/cli. */
export const restart = command({
  use: 'restart [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Restart one or more containers',
  spellings: 'docker container restart, docker restart',
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
    time: int('Seconds to wait before killing the container', { deprecated: 'use --timeout instead' }),
  },
});
