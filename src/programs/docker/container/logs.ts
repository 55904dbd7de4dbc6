import type { LogEntry, LogOptions } from '../../../engine/index.ts';
import { type Run, write } from '../../../os/index.ts';
import { fixedNano, moment } from '../common/index.ts';
import { bool, command, exactly, string } from '../grammar/index.ts';

/** docker container logs; cli/command/container/ of docker/cli. */
export const logs = command({
  use: 'logs [OPTIONS] CONTAINER',
  short: 'Fetch the logs of a container',
  spellings: 'docker container logs, docker logs',
  args: exactly(1),
  flags: {
    details: bool('Show extra details provided to logs'),
    follow: bool('Follow log output', { short: 'f' }),
    since: string('Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
    tail: string('Number of lines to show from the end of the logs', { short: 'n', default: 'all' }),
    timestamps: bool('Show timestamps', { short: 't' }),
    until: string('Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'),
  },

  *run({ args, flags, daemon, proc }) {
    const { Id, Config } = daemon.containerInspect(args[0] ?? '');
    const tail = /^\d+$/.test(flags.tail) ? Number(flags.tail) : undefined;
    const options: LogOptions = {
      ...(flags.since === '' ? {} : { since: moment(flags.since, proc.now, 'since') }),
      ...(flags.until === '' ? {} : { until: moment(flags.until, proc.now, 'until') }),
      ...(tail === undefined ? {} : { tail }),
    };
    const form = (e: LogEntry) =>
      `${flags.timestamps ? `${fixedNano(e.at)} ` : ''}${flags.details ? ' ' : ''}${e.text}`;
    const show = (entries: readonly LogEntry[]) => print(entries, Config.Tty, form);
    if (!flags.follow) {
      yield* show(daemon.containerLogs(Id, options));
      return 0;
    }
    const follower = daemon.containerLogsFollow(Id, options);
    for (let more = yield* follower.next(); more !== undefined; more = yield* follower.next()) yield* show(more);
    return 0;
  },
});

/** Entries to the streams that they came from; a container with a terminal has only one. */
function* print(entries: readonly LogEntry[], tty: boolean, form: (e: LogEntry) => string): Run<void> {
  for (const e of entries) yield* write(form(e), e.stream === 'stderr' && !tty ? 2 : 1);
}
