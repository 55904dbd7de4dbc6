import { inParallel } from '../common/index.ts';
import { atLeast, command, string } from '../grammar/index.ts';

/** docker container kill; cli/command/container/ of docker/cli. */
export const kill = command({
  use: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill one or more running containers',
  spellings: 'docker container kill, docker kill',
  args: atLeast(1),
  flags: {
    signal: string('Signal to send to the container', { short: 's' }),
  },

  *run({ args, flags, daemon, proc }) {
    return yield* inParallel(proc, args, (name) =>
      daemon.containerKill(name, flags.signal === '' ? undefined : flags.signal),
    );
  },
});
