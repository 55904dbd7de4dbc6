import type { Run } from '../../../os/index.ts';
import { write } from '../../../os/index.ts';
import { logLine } from '../../docker/common/index.ts';
import { flagIn, imageOf, type Project, serviceNamed, textIn } from '../model/index.ts';
import { containersOf, isOneOff, serviceOf } from './containers.ts';
import { type Compose, parallel } from './context.ts';
import { isConflict, isNotFound } from './errors.ts';
import { inReverseOrder } from './graph.ts';
import { LABEL } from './labels.ts';
import { removeNetwork } from './networks.ts';
import type { Progress } from './progress.ts';
import { projectWithResources } from './project-of.ts';
import { stopAndRemove } from './stop.ts';
import { removeVolume } from './volumes.ts';

export interface DownOptions {
  readonly services: readonly string[];
  readonly removeOrphans: boolean;
  readonly timeout?: number | undefined;
  readonly volumes: boolean;
  readonly images: '' | 'all' | 'local';
}

/** Stops and removes what a project has; pkg/compose/down.go. Throws ComposeError, ApiError. */
export function* downProject(
  compose: Compose,
  name: string,
  given: Project | undefined,
  options: DownOptions,
  progress: Progress,
): Run<void> {
  const oneOff = options.removeOrphans ? 'include' : 'exclude';
  const containers = containersOf(compose, name, { oneOff, all: true });
  const project =
    given ??
    projectWithResources(
      compose,
      containers.filter((c) => !isOneOff(c)),
      name,
    );
  const services = options.services.filter((service) => {
    if (given) serviceNamed(given, service);
    return project.services.has(service);
  });
  if (options.services.length > 0 && services.length === 0) {
    yield* write(
      logLine(
        compose.proc,
        'info',
        `Any of the services [${options.services.join(' ')}] not running in project "${name}"`,
      ),
      2,
    );
    return;
  }
  yield* inReverseOrder(
    compose,
    project,
    function* visit(service) {
      const own = containers.filter((c) => serviceOf(c) === service);
      yield* stopAndRemove(compose, own, options, progress);
    },
    services,
  );
  const known = new Set([...project.services.keys(), ...project.disabled.keys()]);
  const orphans = containers.filter((c) =>
    isOneOff(c) ? c.State === 'exited' || c.State === 'dead' : !known.has(serviceOf(c)),
  );
  if (options.removeOrphans) yield* stopAndRemove(compose, orphans, { timeout: options.timeout }, progress);
  const operations = resources(compose, project, options, progress);
  if (containers.length === 0 && operations.length === 0)
    yield* write(logLine(compose.proc, 'warning', `Warning: No resource found to remove for project "${name}".`), 2);
  yield* parallel(compose, operations);
}

/** What is removed after the containers. */
function resources(
  compose: Compose,
  project: Project,
  options: DownOptions,
  progress: Progress,
): readonly (() => Run<void>)[] {
  const networks = [...project.networks]
    .filter(([, network]) => !flagIn(network, 'external'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, network]) =>
        () =>
          removeNetwork(compose, project.name, key, textIn(network, 'name'), progress),
    );
  const images = imagesToRemove(compose, project, options.images).map(
    (image) => () => removeImage(compose, image, progress),
  );
  const volumes = [...project.volumes.values()]
    .filter((volume) => options.volumes && !flagIn(volume, 'external'))
    .map((volume) => () => removeVolume(compose, textIn(volume, 'name'), progress));
  return [...networks, ...images, ...volumes];
}

/** `local`: only those without a name of their own, and those that were made of the project; pkg/compose/image_pruner.go. */
function imagesToRemove(compose: Compose, project: Project, which: DownOptions['images']): readonly string[] {
  if (which === '') return [];
  const services = [...project.services.values()].filter((s) => which === 'all' || !s.config.has('image'));
  const made = compose.daemon.imageList({ filters: { label: [`${LABEL.project}=${project.name}`] } });
  const names = [...services.map((service) => imageOf(service, project.name)), ...made.flatMap((i) => i.RepoTags)];
  return [...new Set(names)].sort();
}

function* removeImage(compose: Compose, image: string, progress: Progress): Run<void> {
  const event = `Image ${image}`;
  yield* progress.event(event, 'Removing');
  try {
    compose.daemon.imageRemove(image);
    yield* progress.event(event, 'Removed');
  } catch (e) {
    if (isConflict(e)) yield* progress.event(event, 'Resource is still in use');
    else if (isNotFound(e)) yield* progress.event(event, 'Warning: No resource found to remove', 'done');
    else throw e;
  }
}
