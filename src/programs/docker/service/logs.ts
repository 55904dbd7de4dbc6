import { ApiError, type Daemon, type LogEntry, type LogOptions, type SwarmTask } from '../../../engine/index.ts';
import { type Run, sleep, write } from '../../../os/index.ts';
import { fixedNano, moment } from '../common/index.ts';
import { shortId } from '../format/index.ts';
import { bool, CliError, command, exactly, string } from '../grammar/index.ts';
import { resolver } from '../node/names.ts';

/** docker service logs; cli/command/service/ of docker/cli. */
export const logs = command({
  use: 'logs [OPTIONS] SERVICE|TASK',
  short: 'Fetch the logs of a service or task',
  args: exactly(1),
  flags: {
    details: bool('Show extra details provided to logs'),
    follow: bool('Follow log output', { short: 'f' }),
    'no-resolve': bool('Do not map IDs to Names in output'),
    'no-task-ids': bool('Do not include task IDs in output'),
    'no-trunc': bool('Do not truncate output'),
    raw: bool('Do not neatly format logs'),
    since: string('Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
    tail: string('Number of lines to show from the end of the logs', { short: 'n', default: 'all' }),
    timestamps: bool('Show timestamps', { short: 't' }),
  },

  *run({ args, flags, daemon, proc }): Run<number> {
    const ref = args[0] ?? '';
    const names = resolver(daemon, !flags['no-resolve']);
    const { tasks, width } = sourcesOf(daemon, ref);
    const tail = /^\d+$/.test(flags.tail) ? Number(flags.tail) : undefined;
    const options: LogOptions = {
      ...(flags.since === '' ? {} : { since: moment(flags.since, proc.now, 'since') }),
      ...(tail === undefined ? {} : { tail }),
    };
    const prefix = (t: SwarmTask): string => {
      if (flags.raw) return '';
      const slot = t.Slot ?? t.NodeID ?? '';
      const id = flags['no-task-ids'] ? '' : `.${flags['no-trunc'] ? t.ID : shortId(t.ID)}`;
      const pad = ' '.repeat(Math.max(0, width - String(t.Slot ?? 0).length));
      return `${names.service(t.ServiceID ?? '')}.${slot}${id}@${names.node(t.NodeID ?? '')}${pad}    | `;
    };
    const seen = new Map<string, number>();
    for (let first = true; first || flags.follow; first = false) {
      if (!first) yield* sleep(200);
      const lines = tasks()
        .flatMap((task) => {
          const all = daemon.taskLogs(task.ID, first ? options : {});
          const fresh = first ? all : all.slice(seen.get(task.ID) ?? 0);
          seen.set(task.ID, daemon.taskLogs(task.ID).length);
          return fresh.map((entry) => ({ task, entry }));
        })
        .sort((a, b) => a.entry.at - b.entry.at);
      for (const { task, entry } of lines) yield* print(entry, prefix(task), flags.timestamps);
    }
    return 0;
  },
});

function* print(entry: LogEntry, prefix: string, timestamps: boolean): Run<void> {
  const line = `${timestamps ? `${fixedNano(entry.at)} ` : ''}${prefix}${entry.text}`;
  yield* write(line, entry.stream === 'stderr' ? 2 : 1);
}

/** The tasks of a service, or one task; and how wide their numbers are. */
function sourcesOf(
  daemon: Daemon,
  ref: string,
): { readonly tasks: () => readonly SwarmTask[]; readonly width: number } {
  try {
    const { ID, Spec } = daemon.serviceInspect(ref);
    const width = String(Spec.Mode.Replicated?.Replicas ?? 1).length;
    return { tasks: () => daemon.taskList({ service: [ID] }), width };
  } catch (e) {
    if (!(e instanceof ApiError) || e.status !== 404) throw e;
  }
  try {
    const task = daemon.taskInspect(ref);
    return { tasks: () => [task], width: 1 };
  } catch (e) {
    if (e instanceof ApiError && e.status === 404) throw new CliError(`no such task or service: ${ref}`);
    throw e;
  }
}
