import { out } from '../../../os/index.ts';
import { writeConfig } from '../common/index.ts';
import { atLeast, bool, CliError, command } from '../grammar/index.ts';
import { DEFAULT, dropContext, findContext } from './store.ts';

/** docker context rm; cli/command/context/ of docker/cli. */
export const rm = command({
  use: 'rm CONTEXT [CONTEXT...]',
  short: 'Remove one or more contexts',
  aliases: ['remove'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a context in use', { short: 'f' }),
  },

  *run({ args, flags, client: { dir, context }, proc }) {
    const errors: string[] = [];
    for (const name of args) {
      const found = findContext(proc, dir, name);
      if (name === DEFAULT) errors.push(`context "${DEFAULT}" cannot be removed`);
      else if (!found && !flags.force) errors.push(`context "${name}" does not exist`);
      else if (name === context && !flags.force)
        errors.push(`context "${name}" is in use, set -f flag to force remove`);
      else {
        if (found) dropContext(proc, dir, name);
        if (name === context) writeConfig(proc, dir, { currentContext: undefined });
        yield* out(name);
      }
    }
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
