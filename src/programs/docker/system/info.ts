import { command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker system info; cli/command/system/ of docker/cli. */
export const info = command({
  use: 'info [OPTIONS]',
  short: 'Display system-wide information',
  common: 12,
  spellings: 'docker system info, docker info',
  flags: {
    format: inspectFormat({ short: 'f' }),
  },
});
