import type { ContainerSummary, LogOptions } from '../../../engine/index.ts';
import { type Child, type Run, until } from '../../../os/index.ts';
import { fixedNano } from '../../docker/common/index.ts';
import { containersOf, shortName, specifiedContainer } from './containers.ts';
import { background, type Compose } from './context.ts';
import { lineSink } from './lines.ts';
import type { LogConsumer } from './log-consumer.ts';
import { exitText, monitorOf } from './monitor.ts';

export interface LogsOptions {
  readonly services: readonly string[];
  readonly follow: boolean;
  readonly index: number;
  readonly timestamps: boolean;
  readonly range: LogOptions;
}

/** What the containers of a project have written; pkg/compose/logs.go. */
export function* projectLogs(
  compose: Compose,
  project: string,
  consumer: LogConsumer,
  options: LogsOptions,
): Run<void> {
  const containers =
    options.index > 0
      ? [
          specifiedContainer(compose, project, options.services[0] ?? '', options.index, {
            oneOff: 'exclude',
            all: true,
          }),
        ]
      : containersOf(compose, project, { all: true, services: options.services });
  // containers are read at once: their order is nobody's
  const ordered = [...containers].reverse();
  if (options.follow) {
    yield* follow(compose, project, consumer, ordered, options);
    return;
  }
  for (const c of ordered) {
    show(compose, consumer, c, compose.daemon.containerLogs(c.Id, options.range), options.timestamps);
    yield* consumer.flush();
  }
}

function show(
  compose: Compose,
  consumer: LogConsumer,
  c: ContainerSummary,
  entries: ReturnType<Compose['daemon']['containerLogs']>,
  timestamps: boolean,
): void {
  const lines = lineSink((line) => consumer.line(shortName(compose, c), line));
  for (const { text, at } of entries) lines.sink.write(timestamps ? `${fixedNano(at)} ${text}` : text);
  lines.end();
}

function* follow(
  compose: Compose,
  project: string,
  consumer: LogConsumer,
  containers: readonly ContainerSummary[],
  options: LogsOptions,
): Run<void> {
  const { daemon } = compose;
  const monitor = monitorOf(compose, project, options.services);
  const children: Child[] = [];
  const read = (c: ContainerSummary, range: LogOptions) => {
    const follower = daemon.containerLogsFollow(c.Id, range);
    children.push(
      background(
        compose,
        function* task() {
          for (let more = yield* follower.next(); more !== undefined; more = yield* follower.next())
            show(compose, consumer, c, more, options.timestamps);
        },
        [],
      ),
    );
  };
  for (const c of containers) read(c, options.range);
  const busy = () => children.some((child) => child.status() === undefined);
  for (;;) {
    yield* until(() => consumer.pending() || monitor.pending() || (!busy() && monitor.over()));
    for (const event of monitor.take()) {
      if (event.kind === 'exited') consumer.status(event.name, exitText(event));
      if (event.kind !== 'started') continue;
      const [c] = daemon.containerList({ all: true, filters: { id: [event.id] } });
      if (c) read(c, { since: compose.proc.now });
    }
    yield* consumer.flush();
    // those that had ended before are waited for too: their end is never told
    if (!busy() && !consumer.pending() && !monitor.pending() && monitor.over()) return;
  }
}
