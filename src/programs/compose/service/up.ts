import { type Child, type Run, until, wait, write } from '../../../os/index.ts';
import { CliError } from '../../docker/grammar/index.ts';
import type { Project } from '../model/index.ts';
import { byName, containersOf, serviceOf, shortName } from './containers.ts';
import { background, type Compose, flush } from './context.ts';
import { type CreateOptions, createProject } from './create.ts';
import { lineSink } from './lines.ts';
import type { LogConsumer } from './log-consumer.ts';
import { exitText, type Monitor, monitorOf } from './monitor.ts';
import { progressOf, SILENT } from './progress.ts';
import { type Starting, startProject } from './start.ts';
import { stopServices } from './stop.ts';

/** What happens to the others when a container ends. */
export type OnExit = 'ignore' | 'stop' | 'fail';

export interface Attached {
  readonly consumer: LogConsumer;
  /** Services whose output is shown. */
  readonly services: readonly string[];
  /** Services that were named on the command line. */
  readonly named: readonly string[];
  readonly onExit: OnExit;
  readonly exitCodeFrom: string;
}

/** Creates and starts a project, and shows its output if asked to; pkg/compose/up.go. Throws ComposeError, ApiError, CliError. */
export function* upProject(
  compose: Compose,
  project: Project,
  create: CreateOptions,
  start: Starting,
  attached: Attached | undefined,
): Run<number> {
  const progress = progressOf(compose);
  try {
    yield* createProject(compose, project, create, progress);
    if (!attached) yield* startProject(compose, project, start, progress);
  } finally {
    yield* progress.stop();
  }
  return attached ? yield* inForeground(compose, project, start, attached) : 0;
}

interface Outcome {
  readonly error?: unknown;
}

/** What goes on while output is shown. */
interface Session {
  readonly compose: Compose;
  readonly project: Project;
  readonly attached: Attached;
  readonly monitor: Monitor;
  readonly outcomes: Outcome[];
  readonly children: Child[];
  /** Those that copy a container's output, by its id. */
  readonly readers: Map<string, Child>;
  signals: number;
  /** Signals acted upon. */
  handled: number;
  aborted: boolean;
  exitCode: number;
}

function* inForeground(compose: Compose, project: Project, start: Starting, attached: Attached): Run<number> {
  const { proc } = compose;
  const { consumer } = attached;
  const services = attached.named.length > 0 ? attached.named : attached.services;
  const session: Session = {
    compose,
    project,
    attached,
    monitor: monitorOf(compose, project.name, services),
    outcomes: [],
    children: [],
    readers: new Map(),
    signals: 0,
    handled: 0,
    aborted: false,
    exitCode: 0,
  };
  for (const signal of ['INT', 'TERM'] as const) proc.trap(signal, () => void session.signals++);
  yield* attachAll(session);
  const started: Outcome[] = [];
  session.children.push(background(compose, () => startProject(compose, project, start, SILENT), started));
  const busy = () => session.children.some((child) => child.status() === undefined);
  const failed = () => started.some((outcome) => outcome.error !== undefined);
  for (;;) {
    yield* until(
      () =>
        consumer.pending() ||
        session.monitor.pending() ||
        session.signals > session.handled ||
        failed() ||
        done(session, busy),
    );
    yield* consumer.flush();
    if (failed()) break;
    if (session.signals > session.handled) yield* interrupted(session);
    if (session.signals === 0) yield* react(session);
    else session.monitor.take();
    yield* consumer.flush();
    if (done(session, busy) && !consumer.pending()) break;
  }
  for (const signal of ['INT', 'TERM'] as const) proc.trap(signal, 'default');
  const failure = started.find((outcome) => outcome.error !== undefined);
  if (failure && session.signals === 0) throw failure.error;
  for (const child of session.children) yield* wait(child);
  yield* consumer.flush();
  if (session.signals > 0) throw new CliError('\n', 130);
  const error = session.outcomes.find((outcome) => outcome.error !== undefined);
  if (error) throw error.error;
  if (session.exitCode !== 0) throw new CliError('\n', session.exitCode);
  return 0;
}

const done = (session: Session, busy: () => boolean): boolean =>
  (session.monitor.over() || session.signals > 0) && !busy();

/** Connects to the containers before they start. */
function* attachAll(session: Session): Run<void> {
  const { compose, project, attached } = session;
  const containers = byName(containersOf(compose, project.name, { all: true, services: attached.services }));
  if (containers.length === 0) return;
  yield* write(`Attaching to ${containers.map((c) => shortName(compose, c)).join(', ')}\n`);
  for (const c of containers) readOutput(session, c.Id, shortName(compose, c));
}

/** Shows what a container writes until it ends. */
function readOutput({ compose, attached, children, readers, outcomes }: Session, id: string, name: string): void {
  const out = lineSink((line) => attached.consumer.line(name, line, 1));
  const err = lineSink((line) => attached.consumer.line(name, line, 2));
  const attachment = compose.daemon.containerAttach(id, { stdout: out.sink, stderr: err.sink });
  const reader = background(
    compose,
    function* follow() {
      yield* attachment.stream();
      out.end();
      err.end();
    },
    outcomes,
  );
  children.push(reader);
  readers.set(id, reader);
}

/** Tells of ends, and stops the others when that was asked for. */
function* react(session: Session): Run<void> {
  const { compose, project, attached, monitor, children, outcomes } = session;
  for (const event of monitor.take()) {
    if (event.kind === 'recreated') attached.consumer.status(event.replaces, 'has been recreated');
    const reader = session.readers.get(event.id);
    if (event.kind === 'started' && (event.restarting || !reader)) readOutput(session, event.id, event.name);
    if (event.kind !== 'exited') continue;
    // what it wrote comes before the news of its end
    if (reader) yield* wait(reader);
    attached.consumer.status(event.name, exitText(event));
    if (attached.exitCodeFrom === event.service) session.exitCode = event.exitCode;
    if (attached.onExit === 'ignore' || session.aborted) continue;
    if (attached.onExit === 'fail' && event.exitCode === 0) continue;
    session.aborted = true;
    if (attached.exitCodeFrom === '') session.exitCode = event.exitCode;
    yield* attached.consumer.flush();
    yield* write('\x1b[31m\x1b[1mAborting on container exit...\x1b[0m\n', 2);
    children.push(background(compose, () => stopping(compose, project), outcomes));
  }
}

function* stopping(compose: Compose, project: Project): Run<void> {
  const progress = progressOf(compose);
  yield* stopServices(compose, project, {}, progress);
  yield* progress.stop();
}

/** The first ^C stops the containers, the second kills them. */
function* interrupted(session: Session): Run<void> {
  const { compose, project, children, outcomes } = session;
  session.handled++;
  if (session.handled === 1) {
    yield* write('Gracefully Stopping... press Ctrl+C again to force\n');
    children.push(background(compose, () => stopping(compose, project), outcomes));
    return;
  }
  for (const c of containersOf(compose, project.name, {}))
    if (project.services.has(serviceOf(c))) yield* compose.daemon.containerKill(c.Id, 'KILL');
  yield* flush(compose);
}
