import { ApiError } from '../../../engine/index.ts';
import { err, out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command, strings } from '../grammar/index.ts';

/** docker rmi; cli/command/image/ of docker/cli. */
export const rmi = command({
  use: 'rmi [OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove one or more images',
  spellings: 'docker image rm, docker image remove, docker rmi',
  args: atLeast(1),
  flags: {
    force: bool('Force removal of the image', { short: 'f' }),
    'no-prune': bool('Do not delete untagged parents'),
    platform: strings(
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
  },
  *run({ args, flags, daemon }) {
    const errors: string[] = [];
    let fatal = false;
    for (const image of args) {
      try {
        for (const { Untagged, Deleted } of daemon.imageRemove(image, {
          force: flags.force,
          noprune: flags['no-prune'],
        }))
          yield* out(Deleted === undefined ? `Untagged: ${Untagged ?? ''}` : `Deleted: ${Deleted}`);
      } catch (e) {
        errors.push(textOf(e));
        fatal ||= !(e instanceof ApiError && e.status === 404);
      }
    }
    if (errors.length === 0) return 0;
    if (!flags.force || fatal) throw new CliError(errors.join('\n'));
    yield* err(errors.join('\n'));
    return 0;
  },
});

/** docker image rm: the same command in its place under `image`. */
export const rm = { ...rmi, use: 'rm [OPTIONS] IMAGE [IMAGE...]', aliases: ['remove'] };
