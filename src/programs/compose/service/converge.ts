import { ApiError, type ContainerSummary } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import {
  ComposeError,
  dependenciesOf,
  dictIn,
  dictsIn,
  type Project,
  quoted,
  type Service,
  scaleOf,
  serviceHash,
  serviceNamed,
  textIn,
  textsIn,
  withConfig,
} from '../model/index.ts';
import { byName, containerName, isOneOff, numberOf, progressName, serviceOf } from './containers.ts';
import { type Compose, flush, parallel } from './context.ts';
import { type Creating, createRequest } from './create-config.ts';
import { messageOf } from './errors.ts';
import { inDependencyOrder } from './graph.ts';
import { LABEL } from './labels.ts';
import type { Progress } from './progress.ts';
import { stopAndRemove, stopServices } from './stop.ts';

/** When containers are made anew. */
export type Recreate = 'never' | 'diverged' | 'force';

export interface Converging {
  /** For the services that were named, and for those that come along. */
  readonly recreate: Recreate;
  readonly recreateDependencies: Recreate;
  readonly services: readonly string[];
  /** Anonymous volumes go over to the new container. */
  readonly inherit: boolean;
  readonly timeout?: number | undefined;
}

/** What a convergence knows while it goes on. */
interface State {
  readonly compose: Compose;
  readonly project: Project;
  readonly progress: Progress;
  /** Containers by service. */
  readonly observed: Map<string, readonly ContainerSummary[]>;
  /** Ids by key; undefined: not looked at. */
  readonly networks: ReadonlyMap<string, string> | undefined;
  readonly volumes: ReadonlyMap<string, string> | undefined;
}

/** Makes the containers of a project what its files say; pkg/compose/convergence.go. */
export function* converge(
  compose: Compose,
  project: Project,
  containers: readonly ContainerSummary[],
  networks: ReadonlyMap<string, string> | undefined,
  volumes: ReadonlyMap<string, string> | undefined,
  how: Converging,
  progress: Progress,
): Run<void> {
  const observed = new Map<string, readonly ContainerSummary[]>();
  for (const c of containers) if (!isOneOff(c)) observed.set(serviceOf(c), [...(observed.get(serviceOf(c)) ?? []), c]);
  const state: State = { compose, project, progress, observed, networks, volumes };
  yield* inDependencyOrder(compose, project, function* visit(name) {
    const policy = how.services.includes(name) ? how.recreate : how.recreateDependencies;
    yield* ensureService(state, serviceNamed(project, name), policy, how);
  });
}

function* ensureService(state: State, given: Service, policy: Recreate, how: Converging): Run<void> {
  const { compose, progress, observed } = state;
  const expected = expectedScale(given);
  const service = withReferences(given, (name) => observed.get(name) ?? []);
  const containers = inOrder(state, service, observed.get(service.name) ?? [], policy);
  const updated: ContainerSummary[] = [];
  const tasks: (() => Run<void>)[] = [];
  for (const [i, c] of containers.entries()) {
    if (i >= expected) {
      tasks.push(() => stopAndRemove(compose, [c], { timeout: how.timeout }, progress));
      continue;
    }
    if (mustRecreate(state, service, c, policy)) {
      yield* stopDependents(state, service);
      tasks.push(function* task() {
        updated[i] = yield* recreate(state, service, c, how);
      });
      continue;
    }
    if (c.State === 'running') yield* progress.event(progressName(c), 'Running');
    else if (!['created', 'restarting', 'exited'].includes(c.State)) tasks.push(() => startAgain(state, c));
    updated[i] = c;
  }
  const first = Math.max(0, ...containers.map(numberOf)) + 1;
  for (let i = 0; i < expected - containers.length; i++)
    tasks.push(function* task() {
      updated[containers.length + i] = yield* create(state, service, first + i);
    });
  yield* parallel(compose, tasks);
  observed.set(
    service.name,
    updated.filter((c) => c !== undefined),
  );
}

function expectedScale(service: Service): number {
  const scale = scaleOf(service);
  const own = textIn(service.config, 'container_name');
  if (scale > 1 && own !== '')
    throw new ComposeError(
      `WARNING: The ${quoted(service.name)} service is using the custom container name ${quoted(own)}. Docker requires each container to have a unique name. Remove the custom name to scale the service`,
    );
  return scale;
}

/** Those that stay first, by number; those that are obsolete go first when there are too many. */
function inOrder(
  state: State,
  service: Service,
  containers: readonly ContainerSummary[],
  policy: Recreate,
): readonly ContainerSummary[] {
  const obsolete = new Map(containers.map((c) => [c.Id, mustRecreate(state, service, c, policy)]));
  return [...containers].sort(
    (a, b) => Number(obsolete.get(a.Id)) - Number(obsolete.get(b.Id)) || numberOf(a) - numberOf(b),
  );
}

/** `service:x` becomes the container that x has. Throws ComposeError. */
export function withReferences(service: Service, containersOf: (name: string) => readonly ContainerSummary[]): Service {
  const first = (name: string, what: string): string => {
    const [container] = byName(containersOf(name));
    if (!container) throw new ComposeError(`cannot share ${what} with service ${name}: container missing`);
    return container.Id;
  };
  let made = service;
  for (const [key, what] of [
    ['network_mode', 'network namespace'],
    ['ipc', 'IPC namespace'],
    ['pid', 'PID namespace'],
  ] as const) {
    const mode = textIn(service.config, key);
    if (mode.startsWith('service:')) made = withConfig(made, key, `container:${first(mode.slice(8), what)}`);
  }
  const from = textsIn(service.config, 'volumes_from');
  if (from.length === 0) return made;
  return withConfig(
    made,
    'volumes_from',
    from.map((entry) => {
      const [name = '', other = ''] = entry.split(':');
      return name === 'container' ? other : first(name, 'volume');
    }),
  );
}

function mustRecreate(state: State, service: Service, c: ContainerSummary, policy: Recreate): boolean {
  if (policy !== 'diverged') return policy === 'force';
  if (c.Labels[LABEL.hash] !== serviceHash(service.config)) return true;
  if (c.Labels[LABEL.image] !== service.labels.get(LABEL.image)) return true;
  return (
    (state.networks !== undefined && c.State === 'running' && lacksNetwork(service, c, state.networks)) ||
    (state.volumes !== undefined && lacksVolume(service, c, state.volumes))
  );
}

function lacksNetwork(service: Service, c: ContainerSummary, ids: ReadonlyMap<string, string>): boolean {
  const connected = Object.values(c.NetworkSettings.Networks).map((endpoint) => endpoint.NetworkID);
  return [...(dictIn(service.config, 'networks')?.keys() ?? [])].some((key) => {
    const id = ids.get(key) ?? '';
    return id !== 'swarm' && !connected.includes(id);
  });
}

function lacksVolume(service: Service, c: ContainerSummary, names: ReadonlyMap<string, string>): boolean {
  return dictsIn(service.config, 'volumes').some((volume) => {
    const source = textIn(volume, 'source');
    if (textIn(volume, 'type') !== 'volume' || source === '') return false;
    return !c.Mounts.some((mount) => mount.Type === 'volume' && mount.Name === names.get(source));
  });
}

/** Those that asked for it restart with what they depend on. */
function* stopDependents(state: State, service: Service): Run<void> {
  const { compose, project, progress, observed } = state;
  const dependents = [...project.services.values()]
    .filter((other) => dependenciesOf(other).get(service.name)?.restart)
    .map((other) => other.name);
  if (dependents.length === 0) return;
  yield* stopServices(compose, project, { services: dependents }, progress);
  for (const name of dependents)
    observed.set(
      name,
      (observed.get(name) ?? []).map((c) => ({ ...c, State: 'exited' as const })),
    );
}

function* startAgain({ compose, progress }: State, c: ContainerSummary): Run<void> {
  yield* progress.event(progressName(c), 'Restart');
  yield* compose.daemon.containerStart(c.Id);
  yield* progress.event(progressName(c), 'Restarted');
}

const labelsFor = (service: Service): ReadonlyMap<string, string> =>
  new Map([
    ...[...(dictIn(service.config, 'labels') ?? [])].map(([key, value]): [string, string] => [
      key,
      String(value ?? ''),
    ]),
    ...service.labels,
  ]);

function* create(state: State, service: Service, number: number): Run<ContainerSummary> {
  const { compose, project, progress } = state;
  const name = containerName(compose, project.name, service, number);
  const how: Creating = { number, labels: labelsFor(service), autoRemove: false, attachStdin: false, aliases: true };
  return yield* createContainer(compose, project, service, name, how, progress);
}

/** Makes a container and tells so. */
export function* createContainer(
  compose: Compose,
  project: Project,
  service: Service,
  name: string,
  how: Creating,
  progress: Progress,
): Run<ContainerSummary> {
  const event = `Container ${name}`;
  yield* progress.event(event, 'Creating');
  try {
    const id = yield* createInDaemon(compose, project, service, name, how, progress);
    yield* progress.event(event, 'Created');
    return summaryOf(compose, id);
  } catch (e) {
    yield* progress.event(event, messageOf(e), 'error');
    throw e;
  }
}

function* createInDaemon(
  compose: Compose,
  project: Project,
  service: Service,
  name: string,
  how: Creating,
  progress: Progress,
): Run<string> {
  const request = createRequest(compose, project, service, how);
  yield* flush(compose);
  const { Id, Warnings } = compose.daemon.containerCreate(name, request);
  for (const warning of Warnings) yield* progress.event(service.name, '', 'warning', warning);
  return Id;
}

function summaryOf(compose: Compose, id: string): ContainerSummary {
  const [found] = compose.daemon.containerList({ all: true, filters: { id: [id] } });
  if (!found) throw new ApiError(404, `No such container: ${id}`);
  return found;
}

/** A new container takes an old one's place and name. */
function* recreate(state: State, service: Service, old: ContainerSummary, how: Converging): Run<ContainerSummary> {
  const { compose, project, progress } = state;
  const event = progressName(old);
  yield* progress.event(event, 'Recreate');
  try {
    const number = numberOf(old);
    const name = containerName(compose, project.name, service, number);
    const replaced = textIn(service.config, 'container_name') || `${service.name}${compose.separator}${number}`;
    const temporary = `${old.Id.slice(0, 12)}_${name}`;
    const id = yield* createInDaemon(
      compose,
      project,
      service,
      temporary,
      {
        number,
        labels: new Map([...labelsFor(service), [LABEL.replace, replaced]]),
        autoRemove: false,
        attachStdin: false,
        aliases: true,
        inherit: how.inherit ? old : undefined,
      },
      progress,
    );
    yield* compose.daemon.containerStop(old.Id, how.timeout === undefined ? {} : { t: how.timeout });
    compose.daemon.containerRemove(old.Id);
    compose.daemon.containerRename(temporary, name);
    yield* progress.event(event, 'Recreated');
    return summaryOf(compose, id);
  } catch (e) {
    yield* progress.event(event, messageOf(e), 'error');
    throw e;
  }
}
