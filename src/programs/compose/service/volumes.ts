import { ApiError } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import { confirm } from '../../docker/common/index.ts';
import {
  ComposeError,
  flagIn,
  mappingIn,
  type Project,
  quoted,
  type Struct,
  textIn,
  volumeHash,
} from '../model/index.ts';
import { containersOf } from './containers.ts';
import { type Compose, flush, warn } from './context.ts';
import { isConflict, isNotFound } from './errors.ts';
import { COMPOSE_VERSION, LABEL } from './labels.ts';
import type { Progress } from './progress.ts';
import { removeAll } from './remove.ts';
import { stopServices } from './stop.ts';

/** Makes sure that a project's volumes are there; returns their names by key. Throws ComposeError. */
export function* ensureVolumes(
  compose: Compose,
  project: Project,
  yes: boolean,
  progress: Progress,
): Run<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const key of [...project.volumes.keys()].sort()) {
    const volume = project.volumes.get(key);
    if (!volume) continue;
    yield* ensureVolume(compose, project, key, volume, yes, progress);
    names.set(key, textIn(volume, 'name'));
  }
  return names;
}

function* ensureVolume(
  compose: Compose,
  project: Project,
  key: string,
  volume: Struct,
  yes: boolean,
  progress: Progress,
): Run<void> {
  const name = textIn(volume, 'name');
  const external = flagIn(volume, 'external');
  const labels = labelsOf(compose, name);
  if (labels === undefined) {
    if (external) throw new ComposeError(`external volume ${quoted(name)} not found`);
    yield* createVolume(compose, project, key, volume, progress);
    return;
  }
  if (external) return;
  const owner = labels[LABEL.project];
  const hint = 'Use `external: true` to use an existing volume';
  if (owner === undefined)
    warn(compose, `volume ${quoted(name)} already exists but was not created by Docker Compose. ${hint}`);
  else if (owner !== project.name)
    warn(
      compose,
      `volume ${quoted(name)} already exists but was created for project ${quoted(owner)} (expected ${quoted(project.name)}). ${hint}`,
    );
  yield* flush(compose);
  const hash = labels[LABEL.hash];
  if (hash === undefined || hash === volumeHash(volume)) return;
  const question = `Volume ${quoted(name)} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
  if (!yes && !(yield* confirm(compose.proc, question))) return;
  yield* removeDiverged(compose, project, key, name, progress);
  yield* createVolume(compose, project, key, volume, progress);
}

function labelsOf(compose: Compose, name: string): Readonly<Record<string, string>> | undefined {
  try {
    return compose.daemon.volumeInspect(name).Labels ?? {};
  } catch (e) {
    if (isNotFound(e)) return undefined;
    throw e;
  }
}

function* createVolume(compose: Compose, project: Project, key: string, volume: Struct, progress: Progress): Run<void> {
  const name = textIn(volume, 'name');
  const event = `Volume ${name}`;
  yield* progress.event(event, 'Creating');
  try {
    const driver = textIn(volume, 'driver');
    compose.daemon.volumeCreate({
      Name: name,
      ...(driver === '' ? {} : { Driver: driver }),
      DriverOpts: mappingIn(volume, 'driver_opts'),
      Labels: {
        ...mappingIn(volume, 'labels'),
        [LABEL.hash]: volumeHash(volume),
        [LABEL.project]: project.name,
        [LABEL.version]: COMPOSE_VERSION,
        [LABEL.volume]: key,
      },
    });
  } catch (e) {
    if (e instanceof ApiError) yield* progress.event(event, 'Error', 'error');
    throw e;
  }
  yield* progress.event(event, 'Created');
}

function* removeDiverged(compose: Compose, project: Project, key: string, name: string, progress: Progress): Run<void> {
  const services = [...project.services.values()]
    .filter(({ config }) => {
      const volumes = config.get('volumes');
      return Array.isArray(volumes) && volumes.some((volume) => volume instanceof Map && volume.get('source') === key);
    })
    .map((service) => service.name);
  yield* stopServices(compose, project, { services }, progress);
  const containers = containersOf(compose, project.name, { all: true, services });
  yield* removeAll(compose, containers, { volumes: false, force: false }, progress);
  compose.daemon.volumeRemove(name, { force: true });
}

/** Removes a volume, unless a container still has it; pkg/compose/down.go. */
export function* removeVolume(compose: Compose, name: string, progress: Progress): Run<void> {
  if (labelsOf(compose, name) === undefined) return;
  const event = `Volume ${name}`;
  yield* progress.event(event, 'Removing');
  try {
    compose.daemon.volumeRemove(name, { force: true });
    yield* progress.event(event, 'Removed');
  } catch (e) {
    if (isConflict(e)) yield* progress.event(event, 'Resource is still in use');
    else if (isNotFound(e)) yield* progress.event(event, 'Warning: No resource found to remove', 'done');
    else throw e;
  }
}
