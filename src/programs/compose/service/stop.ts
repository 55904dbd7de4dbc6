import { ApiError, type ContainerSummary } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import { type Project, serviceNames } from '../model/index.ts';
import { containersOf, isOneOff, progressName, serviceOf } from './containers.ts';
import { type Compose, parallel } from './context.ts';
import { isConflict, isNotFound } from './errors.ts';
import { inReverseOrder } from './graph.ts';
import type { Progress } from './progress.ts';

export interface Stopping {
  readonly services?: readonly string[];
  /** Seconds until it is killed. */
  readonly timeout?: number | undefined;
}

/** Stops services, dependents first; pkg/compose/stop.go. */
export function* stopServices(compose: Compose, project: Project, how: Stopping, progress: Progress): Run<void> {
  const containers = containersOf(compose, project.name, { all: true });
  const wanted = how.services?.length ? how.services : serviceNames(project);
  yield* inReverseOrder(compose, project, function* visit(service) {
    if (!wanted.includes(service)) return;
    const own = containers.filter((c) => serviceOf(c) === service && !isOneOff(c));
    yield* parallel(
      compose,
      own.map((c) => () => stopContainer(compose, c, how.timeout, progress)),
    );
  });
}

export function* stopContainer(
  compose: Compose,
  c: ContainerSummary,
  timeout: number | undefined,
  progress: Progress,
): Run<void> {
  yield* progress.event(progressName(c), 'Stopping');
  try {
    yield* compose.daemon.containerStop(c.Id, timeout === undefined ? {} : { t: timeout });
  } catch (e) {
    if (e instanceof ApiError) yield* progress.event(progressName(c), 'Error while Stopping', 'error');
    throw e;
  }
  yield* progress.event(progressName(c), 'Stopped');
}

export interface Removing {
  readonly timeout?: number | undefined;
  /** Also its anonymous volumes. */
  readonly volumes?: boolean;
}

/** Stops and removes containers, all at once. */
export function* stopAndRemove(
  compose: Compose,
  containers: readonly ContainerSummary[],
  how: Removing,
  progress: Progress,
): Run<void> {
  yield* parallel(
    compose,
    containers.map((c) => () => stopAndRemoveOne(compose, c, how, progress)),
  );
}

function* stopAndRemoveOne(compose: Compose, c: ContainerSummary, how: Removing, progress: Progress): Run<void> {
  const event = progressName(c);
  try {
    yield* stopContainer(compose, c, how.timeout, progress);
  } catch (e) {
    if (!isNotFound(e)) throw e;
    yield* progress.event(event, 'Removed');
    return;
  }
  yield* progress.event(event, 'Removing');
  try {
    compose.daemon.containerRemove(c.Id, { force: true, volumes: how.volumes ?? false });
  } catch (e) {
    if (!isNotFound(e) && !isConflict(e)) {
      if (e instanceof ApiError) yield* progress.event(event, 'Error while Removing', 'error');
      throw e;
    }
  }
  yield* progress.event(event, 'Removed');
}
