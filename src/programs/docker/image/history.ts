import { bool, command, exactly, string } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker image history; cli/command/image/ of docker/cli. */
export const history = command({
  use: 'history [OPTIONS] IMAGE',
  short: 'Show the history of an image',
  spellings: 'docker image history, docker history',
  args: exactly(1),
  flags: {
    format: listFormat(),
    human: bool('Print sizes and dates in human readable format', { short: 'H', default: true }),
    'no-trunc': bool("Don't truncate output"),
    platform: string('Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'),
    quiet: bool('Only show image IDs', { short: 'q' }),
  },
});
