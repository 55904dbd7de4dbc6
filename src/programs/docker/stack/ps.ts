import { bool, command, exactly, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';

/** docker stack ps; cli/command/stack/ of docker/cli. */
export const ps = command({
  use: 'ps [OPTIONS] STACK',
  short: 'List the tasks in the stack',
  args: exactly(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },
});
