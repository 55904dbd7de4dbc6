import { write } from '../../../os/index.ts';
import { atLeast, bool, CliError, command, filter, string } from '../grammar/index.ts';
import { resolver } from '../node/names.ts';
import { taskTable } from './task-list.ts';

/** docker service ps; cli/command/service/ of docker/cli. */
export const ps = command({
  use: 'ps [OPTIONS] SERVICE [SERVICE...]',
  short: 'List the tasks of one or more services',
  args: atLeast(1),
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string('Pretty-print tasks using a Go template'),
    'no-resolve': bool('Do not map IDs to Names'),
    'no-trunc': bool('Do not truncate output'),
    quiet: bool('Only display task IDs', { short: 'q' }),
  },

  *run({ args, flags, daemon, proc }) {
    const all = daemon.serviceList();
    const missing: string[] = [];
    const ids = args.flatMap((ref) => {
      const exact = all.find((s) => s.ID === ref) ?? all.find((s) => s.Spec.Name === ref);
      const prefixed = exact ? [exact] : all.filter((s) => s.ID.startsWith(ref));
      const [only] = prefixed;
      if (prefixed.length > 1) throw new CliError(`multiple services found with provided prefix: ${ref}`);
      if (only) return [only.ID];
      missing.push(`no such service: ${ref}`);
      return [];
    });
    if (ids.length === 0) throw new CliError(missing.join('\n'));
    const tasks = daemon.taskList({ ...flags.filter, service: ids });
    yield* write(
      taskTable(tasks, resolver(daemon, !flags['no-resolve']), {
        format: flags.format,
        quiet: flags.quiet,
        trunc: !flags['no-trunc'],
        now: proc.now,
      }),
    );
    if (missing.length > 0) throw new CliError(missing.join('\n'));
    return 0;
  },
});
