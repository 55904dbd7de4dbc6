import { command, exactly } from '../grammar/index.ts';

/** docker context import; cli/command/context/ of docker/cli. */
export const importCommand = command({
  use: 'import CONTEXT FILE|-',
  short: 'Import a context from a tar or zip file',
  args: exactly(2),
});
