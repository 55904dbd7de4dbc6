import { out } from '../../../os/index.ts';
import { between, bool, CliError, command, list, string } from '../grammar/index.ts';
import { parseReference } from '../opts/index.ts';

/** docker container commit; cli/command/container/ of docker/cli. */
export const commit = command({
  use: 'commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  short: "Create a new image from a container's changes",
  spellings: 'docker container commit, docker commit',
  args: between(1, 2),
  interspersed: false,
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p', default: true }),
  },

  *run({ args, flags, daemon }) {
    const [ref = '', reference] = args;
    const { change: changes, message: comment, author } = flags;
    const named = reference === undefined ? undefined : parseReference(reference);
    if (named?.kind === 'error') throw new CliError(named.error);
    yield* out(
      daemon.containerCommit(ref, { changes, comment, author, ...(reference === undefined ? {} : { reference }) }),
    );
    return 0;
  },
});
