import type { SwarmTask } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { textOf } from '../common/index.ts';
import { anyNumber, bool, CliError, command, filter, string } from '../grammar/index.ts';
import { taskTable } from '../service/task-list.ts';
import { nodeRef, resolver } from './names.ts';

/** docker node ps; cli/command/node/ of docker/cli. */
export const ps = command({
  use: 'ps [OPTIONS] [NODE...]',
  short: 'List tasks running on one or more nodes, defaults to current node',
  args: anyNumber,
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print tasks using a Go template'),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },

  *run({ args, flags, daemon, proc }) {
    const errors: string[] = [];
    const tasks: SwarmTask[] = [];
    for (const name of args.length > 0 ? args : ['self']) {
      try {
        const { ID } = daemon.nodeInspect(nodeRef(daemon, name));
        tasks.push(...daemon.taskList({ ...flags.filter, node: [...(flags.filter.node ?? []), ID] }));
      } catch (e) {
        errors.push(textOf(e));
      }
    }
    if (errors.length === 0 || tasks.length > 0)
      yield* write(
        taskTable(tasks, resolver(daemon, !flags['no-resolve']), {
          format: flags.format,
          quiet: flags.quiet,
          trunc: !flags['no-trunc'],
          now: proc.now,
        }),
      );
    if (errors.length > 0) throw new CliError(errors.join('\n'));
    return 0;
  },
});
