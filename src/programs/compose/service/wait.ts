import type { ContainerSummary } from '../../../engine/index.ts';
import { type Run, sleep } from '../../../os/index.ts';
import { ComposeError, type Dependency, type Project, quoted, scaleOf } from '../model/index.ts';
import { isOneOff, progressName, serviceOf } from './containers.ts';
import { type Compose, flush, parallel, warn } from './context.ts';
import type { Progress } from './progress.ts';

/** Waits until what a service depends on is as it wants it; waitDependencies of pkg/compose/convergence.go. Throws ComposeError. */
export function* waitForDependencies(
  compose: Compose,
  project: Project,
  dependant: string,
  dependencies: ReadonlyMap<string, Dependency>,
  containers: readonly ContainerSummary[],
  progress: Progress,
  deadline?: number,
): Run<void> {
  const tasks: (() => Run<void>)[] = [];
  for (const [name, dependency] of dependencies) {
    if (!mustWait(project, name, dependency)) continue;
    const waitingFor = containers.filter((c) => serviceOf(c) === name && !isOneOff(c));
    for (const c of waitingFor) yield* progress.event(progressName(c), 'Waiting');
    if (waitingFor.length === 0) {
      const text = `${dependant} is missing dependency ${name}`;
      if (dependency.required) throw new ComposeError(text);
      warn(compose, text);
      yield* flush(compose);
      continue;
    }
    tasks.push(() => waitFor(compose, name, dependency, waitingFor, progress, deadline));
  }
  yield* parallel(compose, tasks);
}

function mustWait(project: Project, name: string, { condition }: Dependency): boolean {
  if (condition === 'service_started') return false;
  const service = project.services.get(name);
  if (service) return scaleOf(service) > 0 && !service.config.has('provider');
  if (project.disabled.has(name)) return false;
  throw new ComposeError(`no such service: ${name}: not found`);
}

function* waitFor(
  compose: Compose,
  name: string,
  dependency: Dependency,
  containers: readonly ContainerSummary[],
  progress: Progress,
  deadline: number | undefined,
): Run<void> {
  for (;;) {
    yield* sleep(500);
    if (deadline !== undefined && compose.proc.now >= deadline) throw new Deadline();
    const state = stateOf(compose, name, dependency, containers);
    if (state.kind === 'waiting') continue;
    if (state.kind === 'ready') {
      for (const c of containers) yield* progress.event(progressName(c), state.text);
      return;
    }
    if (!dependency.required) {
      for (const c of containers) yield* progress.event(progressName(c), `Skipped: ${state.optional}`, 'warning');
      warn(compose, state.warning);
      yield* flush(compose);
      return;
    }
    if (state.event !== '') for (const c of containers) yield* progress.event(progressName(c), state.event, 'error');
    throw new ComposeError(state.text);
  }
}

/** The time to wait is over. */
export class Deadline extends Error {}

type State =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ready'; readonly text: 'Healthy' | 'Exited' }
  | {
      readonly kind: 'failed';
      readonly text: string;
      readonly event: string;
      readonly optional: string;
      readonly warning: string;
    };

function stateOf(
  compose: Compose,
  name: string,
  { condition }: Dependency,
  containers: readonly ContainerSummary[],
): State {
  if (condition === 'service_completed_successfully') return completion(compose, name, containers);
  const lenient = condition === 'running_or_healthy';
  const health = healthOf(compose, containers, lenient);
  if (typeof health === 'boolean') return health ? { kind: 'ready', text: 'Healthy' } : { kind: 'waiting' };
  const optional = `optional dependency ${quoted(name)} ${lenient ? 'is not running or is unhealthy' : 'failed to start'}`;
  return {
    kind: 'failed',
    text: lenient ? health : `dependency failed to start: ${health}`,
    event: lenient ? '' : 'Error',
    optional,
    warning: `${optional}: ${health}`,
  };
}

/** Whether all are healthy, or what is wrong. */
function healthOf(compose: Compose, containers: readonly ContainerSummary[], orRunning: boolean): boolean | string {
  for (const { Id } of containers) {
    const { Name, State, Config } = compose.daemon.containerInspect(Id);
    const name = `container ${Name.slice(1)}`;
    if (State.Status === 'exited') return `${name} exited (${State.ExitCode})`;
    if (Config.Healthcheck === undefined && orRunning) return State.Status === 'running';
    if (State.Health === undefined) return `${name} has no healthcheck configured`;
    if (State.Health.Status === 'unhealthy') return `${name} is unhealthy`;
    if (State.Health.Status === 'starting') return false;
  }
  return true;
}

function completion(compose: Compose, name: string, containers: readonly ContainerSummary[]): State {
  for (const { Id } of containers) {
    const { State } = compose.daemon.containerInspect(Id);
    if (State.Status !== 'exited') continue;
    if (State.ExitCode === 0) return { kind: 'ready', text: 'Exited' };
    const text = `${quoted(name)} didn't complete successfully: exit ${State.ExitCode}`;
    const optional = `optional dependency ${text}`;
    return { kind: 'failed', text: `service ${text}`, event: `service ${text}`, optional, warning: optional };
  }
  return { kind: 'waiting' };
}
