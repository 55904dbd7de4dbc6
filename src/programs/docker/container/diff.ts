import { write } from '../../../os/index.ts';
import { command, exactly } from '../grammar/index.ts';

/** docker container diff; cli/command/container/ of docker/cli. */
export const diff = command({
  use: 'diff CONTAINER',
  short: "Inspect changes to files or directories on a container's filesystem",
  spellings: 'docker container diff, docker diff',
  args: exactly(1),

  *run({ args, daemon }) {
    const [container = ''] = args;
    yield* write(
      daemon
        .containerChanges(container)
        .map(({ Kind, Path }) => `${Kind} ${Path}\n`)
        .join(''),
    );
    return 0;
  },
});
