import { ApiError } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import { notSimulated } from '../../docker/format/index.ts';
import { CliError } from '../../docker/grammar/index.ts';
import { ComposeError, imageOf, type Project, type Service, textIn } from '../model/index.ts';
import type { Compose } from './context.ts';
import { daemonText, isNotFound } from './errors.ts';
import { LABEL } from './labels.ts';
import { type Progress, progressOf } from './progress.ts';

/** The id of an image that is there. */
function imageId(compose: Compose, image: string): string | undefined {
  try {
    return compose.daemon.imageInspect(image).Id;
  } catch (e) {
    if (isNotFound(e)) return undefined;
    if (e instanceof ApiError) throw new ComposeError(`unable to get image '${image}': ${daemonText(e)}`);
    throw e;
  }
}

/** Makes sure that the images are there, and notes which ones containers are made of; ensureImagesExists of pkg/compose/build.go. */
export function* ensureImages(compose: Compose, project: Project): Run<Project> {
  const ids = new Map<string, string>();
  const wanted: Service[] = [];
  for (const service of project.services.values()) {
    const image = imageOf(service, project.name, compose.separator);
    const id = imageId(compose, image);
    if (id !== undefined) ids.set(image, id);
    if (mustPull(service, id !== undefined)) wanted.push(service);
  }
  if (wanted.length > 0) yield* pullImages(compose, wanted, progressOf(compose));
  for (const service of project.services.values()) {
    const image = imageOf(service, project.name, compose.separator);
    const id = imageId(compose, image);
    if (id !== undefined) ids.set(image, id);
    const build =
      service.config.has('build') && (id === undefined || textIn(service.config, 'pull_policy') === 'build');
    if (build)
      throw notSimulated(
        `docker compose build ${service.name}`,
        'docker build -t IMAGE . builds the image; then name it with `image:`.',
      );
  }
  const labelled = [...project.services].map(([name, service]): [string, Service] => {
    const id = ids.get(imageOf(service, project.name, compose.separator));
    return [name, id === undefined ? service : { ...service, labels: new Map([...service.labels, [LABEL.image, id]]) }];
  });
  return { ...project, services: new Map(labelled) };
}

function mustPull({ config }: Service, there: boolean): boolean {
  const policy = textIn(config, 'pull_policy');
  if (!config.has('image') || policy === 'never' || policy === 'build') return false;
  if (policy === 'always') return true;
  return !there;
}

export interface Pulling {
  /** Failures are told, but are none. */
  readonly ignoreFailures?: boolean;
}

/** Pulls the images of services; pkg/compose/pull.go. Throws CliError. */
export function* pullImages(
  compose: Compose,
  services: readonly Service[],
  progress: Progress,
  how: Pulling = {},
): Run<void> {
  const failures: string[] = [];
  for (const service of services) {
    yield* progress.event(service.name, '', 'working', 'Pulling');
    try {
      compose.daemon.imagePull(textIn(service.config, 'image'));
      yield* progress.event(service.name, '', 'done', 'Pulled');
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      const text = e.message.trim();
      const buildable = service.config.has('build');
      if (buildable) yield* progress.event(service.name, text, 'warning', 'Warning');
      else yield* progress.event(service.name, text, 'error', 'Error');
      if (!buildable && !how.ignoreFailures) failures.push(daemonText(e));
    }
  }
  const [first] = failures;
  if (first !== undefined) throw new CliError(first);
}
