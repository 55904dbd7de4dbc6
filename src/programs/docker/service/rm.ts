import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, CliError, command } from '../grammar/index.ts';

/** docker service rm; cli/command/service/ of docker/cli. */
export const rm = command({
  use: 'rm SERVICE [SERVICE...]',
  short: 'Remove one or more services',
  aliases: ['remove'],
  args: atLeast(1),

  *run({ args, daemon }) {
    const errors: string[] = [];
    for (const name of args) {
      try {
        daemon.serviceRemove(name);
      } catch (e) {
        errors.push(textOf(e));
        continue;
      }
      yield* out(name);
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
