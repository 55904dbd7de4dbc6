import type { Run } from '../../../os/index.ts';
import { checkContainerNames, type Project, serviceNames } from '../model/index.ts';
import { containersOf, isOneOff, nameOf, serviceOf } from './containers.ts';
import { type Compose, flush, warn } from './context.ts';
import { converge, type Recreate } from './converge.ts';
import { ensureImages } from './images.ts';
import { ensureNetworks } from './networks.ts';
import type { Progress } from './progress.ts';
import { stopAndRemove } from './stop.ts';
import { ensureVolumes } from './volumes.ts';

export interface CreateOptions {
  readonly services: readonly string[];
  readonly removeOrphans: boolean;
  readonly ignoreOrphans: boolean;
  readonly recreate: Recreate;
  readonly recreateDependencies: Recreate;
  readonly inherit: boolean;
  readonly timeout?: number | undefined;
  readonly yes: boolean;
}

export const CREATE: CreateOptions = {
  services: [],
  removeOrphans: false,
  ignoreOrphans: false,
  recreate: 'diverged',
  recreateDependencies: 'diverged',
  inherit: true,
  yes: false,
};

/** Makes networks, volumes and containers; pkg/compose/create.go. Throws ComposeError, ApiError. */
export function* createProject(
  compose: Compose,
  given: Project,
  options: CreateOptions,
  progress: Progress,
): Run<void> {
  checkContainerNames(given);
  const project = yield* ensureImages(compose, given);
  const networks = yield* ensureNetworks(compose, project, progress);
  const volumes = yield* ensureVolumes(compose, project, options.yes, progress);
  const containers = containersOf(compose, project.name, { oneOff: 'include', all: true });
  const known = new Set([...project.services.keys(), ...project.disabled.keys()]);
  const orphans = containers.filter((c) =>
    isOneOff(c) ? c.State === 'exited' || c.State === 'dead' : !known.has(serviceOf(c)),
  );
  if (orphans.length > 0 && !options.ignoreOrphans) {
    if (options.removeOrphans) yield* stopAndRemove(compose, orphans, {}, progress);
    else
      warn(
        compose,
        `Found orphan containers ([${orphans.map(nameOf).join(' ')}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`,
      );
    yield* flush(compose);
  }
  const services = options.services.length === 0 ? serviceNames(project) : options.services;
  yield* converge(compose, project, containers, networks, volumes, { ...options, services }, progress);
}
