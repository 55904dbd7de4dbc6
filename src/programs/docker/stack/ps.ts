import { write } from '../../../os/index.ts';
import { bool, CliError, command, exactly, filter } from '../grammar/index.ts';
import { resolver } from '../node/names.ts';
import { listFormat } from '../opts/index.ts';
import { taskTable } from '../service/task-list.ts';
import { NAMESPACE } from './values.ts';

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

  *run({ args, flags, daemon, proc }) {
    const stack = args[0] ?? '';
    const label = [...(flags.filter.label ?? []), `${NAMESPACE}=${stack}`];
    const tasks = daemon.taskList({ ...flags.filter, label });
    if (tasks.length === 0) throw new CliError(`nothing found in stack: ${stack}`);
    yield* write(
      taskTable(tasks, resolver(daemon, !flags['no-resolve']), {
        format: flags.format,
        quiet: flags.quiet,
        trunc: !flags['no-trunc'],
        now: proc.now,
      }),
    );
    return 0;
  },
});
