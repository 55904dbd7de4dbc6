import { err } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { CliError, command, exactly } from '../grammar/index.ts';

/** docker container rename; cli/command/container/ of docker/cli. */
export const rename = command({
  use: 'rename CONTAINER NEW_NAME',
  short: 'Rename a container',
  spellings: 'docker container rename, docker rename',
  args: exactly(2),

  *run({ args, daemon }) {
    const [from = '', to = ''] = args.map((name) => name.trim());
    if (from === '' || to === '') throw new CliError('Error: Neither old nor new names may be empty');
    try {
      daemon.containerRename(from, to);
    } catch (e) {
      yield* err(textOf(e));
      throw new CliError(`Error: failed to rename container named ${from}`);
    }
    return 0;
  },
});
