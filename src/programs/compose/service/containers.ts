import type { ContainerSummary } from '../../../engine/index.ts';
import { ComposeError, quoted, type Service } from '../model/index.ts';
import type { Compose } from './context.ts';
import { LABEL } from './labels.ts';

/** Containers made by `run` count, do not, or alone count. */
export type OneOff = 'include' | 'exclude' | 'only';

export interface Wanted {
  readonly oneOff?: OneOff;
  /** Also those that do not run. */
  readonly all?: boolean;
  readonly services?: readonly string[];
}

/** The containers of a project; getContainers of pkg/compose/containers.go. */
export function containersOf(compose: Compose, project: string, wanted: Wanted = {}): readonly ContainerSummary[] {
  const { oneOff = 'exclude', all = false, services = [] } = wanted;
  const label = [`${LABEL.project}=${project}`];
  if (services.length === 1) label.push(`${LABEL.service}=${services[0]}`);
  label.push(LABEL.hash);
  if (oneOff !== 'include') label.push(`${LABEL.oneoff}=${oneOff === 'only' ? 'True' : 'False'}`);
  const found = compose.daemon.containerList({ all, filters: { label } });
  return services.length > 1 ? found.filter((c) => services.includes(serviceOf(c))) : found;
}

export const serviceOf = (c: ContainerSummary): string => c.Labels[LABEL.service] ?? '';
export const numberOf = (c: ContainerSummary): number => Number(c.Labels[LABEL.number] ?? 0);
export const isOneOff = (c: ContainerSummary): boolean => c.Labels[LABEL.oneoff] === 'True';

/** Its own name, without the slash. */
export function nameOf(c: ContainerSummary): string {
  const own = c.Names.find((name) => name.lastIndexOf('/') === 0);
  return (own ?? c.Names[0] ?? c.Id.slice(0, 12)).replace(/^\//, '');
}

export const progressName = (c: ContainerSummary): string => `Container ${nameOf(c)}`;

export const byName = (containers: readonly ContainerSummary[]): readonly ContainerSummary[] =>
  [...containers].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

/** The name that compose gives a container. */
export function containerName(compose: Compose, project: string, service: Service, number: number): string {
  const own = service.config.get('container_name');
  return typeof own === 'string' ? own : [project, service.name, String(number)].join(compose.separator);
}

/** A container's name as logs show it: without the project, unless it was given. */
export function shortName(compose: Compose, c: ContainerSummary): string {
  const project = c.Labels[LABEL.project] ?? '';
  return shortened(compose, nameOf(c), project, serviceOf(c), c.Labels[LABEL.number] ?? '');
}

export function shortened(compose: Compose, name: string, project: string, service: string, number: string): string {
  return name === [project, service, number].join(compose.separator) ? name.slice(project.length + 1) : name;
}

/** One container of a service, for exec, port, attach. Throws ComposeError. */
export function specifiedContainer(
  compose: Compose,
  project: string,
  service: string,
  index: number,
  wanted: { readonly oneOff: OneOff; readonly all: boolean },
): ContainerSummary {
  const found = containersOf(compose, project, { ...wanted, services: [service] }).filter(
    (c) => index <= 0 || numberOf(c) === index,
  );
  const [first] = [...found].sort((a, b) => Number(isOneOff(a)) - Number(isOneOff(b)) || numberOf(a) - numberOf(b));
  if (first) return first;
  throw new ComposeError(`service ${quoted(service)} is not running${index > 0 ? ` container #${index}` : ''}`);
}
