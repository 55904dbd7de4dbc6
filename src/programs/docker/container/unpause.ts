import { inParallel } from '../common/index.ts';
import { atLeast, command } from '../grammar/index.ts';

/** docker container unpause; cli/command/container/ of docker/cli. */
export const unpause = command({
  use: 'unpause CONTAINER [CONTAINER...]',
  short: 'Unpause all processes within one or more containers',
  spellings: 'docker container unpause, docker unpause',
  args: atLeast(1),

  *run({ args, daemon, proc }) {
    return yield* inParallel(proc, args, (name) => daemon.containerUnpause(name));
  },
});
