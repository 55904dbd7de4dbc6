import { between, command } from '../grammar/index.ts';

/** docker context export; cli/command/context/ of docker/cli. */
export const exportCommand = command({
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
  args: between(1, 2),
});
