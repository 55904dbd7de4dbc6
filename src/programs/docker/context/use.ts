import { err, out } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { command, exactly } from '../grammar/index.ts';

/** docker context use; cli/command/context/ of docker/cli. */
export const use = command({
  use: 'use CONTEXT',
  short: 'Set the current docker context',
  args: exactly(1),

  *run({ args }) {
    const [name = ''] = args;
    if (name !== 'default')
      throw notSimulated(`docker context use ${name}`, 'The simulation has one context: default.');
    yield* out(name);
    yield* err(`Current context is now "${name}"`);
    return 0;
  },
});
