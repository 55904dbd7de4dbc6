import { bool, command } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker system df; cli/command/system/ of docker/cli. */
export const df = command({
  use: 'df [OPTIONS]',
  short: 'Show docker disk usage',
  flags: {
    format: listFormat(),
    verbose: bool('Show detailed information on space usage', { short: 'v' }),
  },
});
