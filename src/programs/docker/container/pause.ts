import { inParallel } from '../common/index.ts';
import { atLeast, command } from '../grammar/index.ts';

/** docker container pause; cli/command/container/ of docker/cli. */
export const pause = command({
  use: 'pause CONTAINER [CONTAINER...]',
  short: 'Pause all processes within one or more containers',
  spellings: 'docker container pause, docker pause',
  args: atLeast(1),

  *run({ args, daemon, proc }) {
    return yield* inParallel(proc, args, (name) => daemon.containerPause(name));
  },
});
