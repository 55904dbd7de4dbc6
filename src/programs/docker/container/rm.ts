import { ApiError } from '../../../engine/index.ts';
import { err, out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';

/** docker container rm; cli/command/container/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  spellings: 'docker container rm, docker container remove, docker rm',
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    link: bool('Remove the specified link', { short: 'l' }),
    volumes: bool('Remove anonymous volumes associated with the container', { short: 'v' }),
  },

  *run({ args, flags, daemon }) {
    const errors: string[] = [];
    for (const name of args) {
      try {
        const ref = name.replace(/^\/+|\/+$/g, '');
        if (ref === '') throw new CliError('container name cannot be empty');
        daemon.containerRemove(ref, { force: flags.force, volumes: flags.volumes, link: flags.link });
        yield* out(name);
      } catch (e) {
        if (flags.force && e instanceof ApiError && e.status === 404) yield* err(textOf(e));
        else errors.push(textOf(e));
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
