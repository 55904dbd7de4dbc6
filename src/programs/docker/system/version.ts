import { command } from '../grammar/index.ts';
import { inspectFormat } from '../opts/index.ts';

/** docker version; cli/command/system/ of docker/cli. */
export const version = command({
  use: 'version [OPTIONS]',
  short: 'Show the Docker version information',
  common: 10,
  flags: {
    format: inspectFormat({ short: 'f' }),
  },
});
