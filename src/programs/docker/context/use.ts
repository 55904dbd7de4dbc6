import { command, exactly } from '../grammar/index.ts';

/** docker context use; cli/command/context/ of docker/cli. */
export const use = command({
  use: 'use CONTEXT',
  short: 'Set the current docker context',
  args: exactly(1),
});
