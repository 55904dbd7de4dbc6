import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, CliError, command, int, string } from '../grammar/index.ts';
import { stopOptions } from './timeout.ts';

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

  *run(cli) {
    const options = stopOptions(cli);
    const errors: string[] = [];
    for (const name of cli.args) {
      try {
        yield* cli.daemon.containerRestart(name, options);
        yield* out(name);
      } catch (e) {
        errors.push(textOf(e));
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
