import { out } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { atLeast, CliError, command } from '../grammar/index.ts';

/** docker container wait; cli/command/container/ of docker/cli. */
export const wait = command({
  use: 'wait CONTAINER [CONTAINER...]',
  short: 'Block until one or more containers stop, then print their exit codes',
  spellings: 'docker container wait, docker wait',
  args: atLeast(1),

  *run({ args, daemon }) {
    const errors: string[] = [];
    for (const name of args) {
      try {
        yield* out(String(yield* daemon.containerWait(name)));
      } catch (e) {
        errors.push(textOf(e));
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
