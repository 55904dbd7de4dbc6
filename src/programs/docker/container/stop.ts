import { inParallel } from '../common/index.ts';
import { atLeast, command, int, string } from '../grammar/index.ts';
import { stopOptions } from './timeout.ts';

/** docker container stop; cli/command/container/ of docker/cli. */
export const stop = command({
  use: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop one or more running containers',
  spellings: 'docker container stop, docker stop',
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
    time: int('Seconds to wait before killing the container', { deprecated: 'use --timeout instead' }),
  },

  *run(cli) {
    const options = stopOptions(cli);
    return yield* inParallel(cli.proc, cli.args, (name) => cli.daemon.containerStop(name, options));
  },
});
