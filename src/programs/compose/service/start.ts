import { goDuration } from '../../../base/index.ts';
import type { ContainerSummary } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import {
  ComposeError,
  type Dependency,
  dependenciesOf,
  dictIn,
  type Project,
  quoted,
  type Service,
  scaleOf,
  serviceNamed,
} from '../model/index.ts';
import { progressName, serviceOf } from './containers.ts';
import type { Compose } from './context.ts';
import { inDependencyOrder } from './graph.ts';
import { LABEL } from './labels.ts';
import type { Progress } from './progress.ts';
import { Deadline, waitForDependencies } from './wait.ts';

export interface Starting {
  /** Waits until all services are running or healthy, at most so many ms (0: for ever). */
  readonly wait?: { readonly timeout: number };
}

/** Starts the containers of a project, in the order of their dependencies; pkg/compose/start.go. */
export function* startProject(compose: Compose, project: Project, how: Starting, progress: Progress): Run<void> {
  const label = [`${LABEL.project}=${project.name}`, `${LABEL.oneoff}=False`];
  const containers = compose.daemon.containerList({ all: true, filters: { label } });
  const timeout = how.wait?.timeout ?? 0;
  const deadline = timeout > 0 ? compose.proc.now + timeout : undefined;
  yield* inDependencyOrder(compose, project, function* visit(name) {
    try {
      yield* startService(compose, project, serviceNamed(project, name), containers, progress, deadline);
    } catch (e) {
      throw e instanceof Deadline ? new ComposeError('timeout waiting for dependencies') : e;
    }
  });
  if (!how.wait) return;
  const all = new Map(
    [...project.services.keys()]
      .sort()
      .map((name): [string, Dependency] => [
        name,
        { condition: awaited(project, name), restart: false, required: true },
      ]),
  );
  try {
    yield* waitForDependencies(compose, project, project.name, all, containers, progress, deadline);
  } catch (e) {
    throw e instanceof Deadline ? new ComposeError(`application not healthy after ${goDuration(timeout)}`) : e;
  }
}

/** Services that others wait for to end need not run. */
function awaited(project: Project, name: string): string {
  const ends = [...project.services.values()].some(
    (service) => dependenciesOf(service).get(name)?.condition === 'service_completed_successfully',
  );
  return ends ? 'service_completed_successfully' : 'running_or_healthy';
}

function* startService(
  compose: Compose,
  project: Project,
  service: Service,
  containers: readonly ContainerSummary[],
  progress: Progress,
  deadline: number | undefined,
): Run<void> {
  if (dictIn(service.config, 'deploy')?.get('replicas') === 0n) return;
  yield* waitForDependencies(compose, project, service.name, dependenciesOf(service), containers, progress, deadline);
  if (containers.length === 0) {
    if (scaleOf(service) === 0) return;
    throw new ComposeError(`service ${quoted(service.name)} has no container to start`);
  }
  for (const c of containers.filter((own) => serviceOf(own) === service.name)) {
    if (c.State === 'running') continue;
    yield* progress.event(progressName(c), 'Starting');
    yield* compose.daemon.containerStart(c.Id);
    yield* progress.event(progressName(c), 'Started');
  }
}
