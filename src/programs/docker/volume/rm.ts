import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';

/** docker volume rm; cli/command/volume/ of docker/cli. */
export const rm = command({
  use: 'rm [OPTIONS] VOLUME [VOLUME...]',
  short: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of one or more volumes', { short: 'f' }),
  },

  *run({ args, flags, daemon }) {
    const errors: string[] = [];
    for (const name of args) {
      try {
        daemon.volumeRemove(name, { force: flags.force });
        yield* out(name);
      } catch (e) {
        errors.push(textOf(e));
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
