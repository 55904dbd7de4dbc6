import { err, out } from '../../../os/index.ts';
import { writeConfig } from '../common/index.ts';
import { command, exactly } from '../grammar/index.ts';
import { overridden } from './ls.ts';
import { DEFAULT, getContext } from './store.ts';

/** docker context use; cli/command/context/ of docker/cli. */
export const use = command({
  use: 'use CONTEXT',
  short: 'Set the current docker context',
  args: exactly(1),

  *run({ args, client: { dir }, proc }) {
    const [name = ''] = args;
    getContext(proc, dir, name);
    writeConfig(proc, dir, { currentContext: name === DEFAULT ? undefined : name });
    yield* out(name);
    yield* err(`Current context is now "${name}"`);
    if ((proc.env.DOCKER_HOST ?? '') !== '') yield* err(overridden(`"${name}"`));
    return 0;
  },
});
