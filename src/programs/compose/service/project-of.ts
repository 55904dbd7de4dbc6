import type { ContainerSummary } from '../../../engine/index.ts';
import { ComposeError, type Project, quoted, type Service, withSelected } from '../model/index.ts';
import type { Value } from '../yaml/index.ts';
import { nameOf } from './containers.ts';
import type { Compose } from './context.ts';
import { LABEL } from './labels.ts';

const EMPTY: Omit<Project, 'name'> = {
  workingDir: '',
  files: [],
  environment: new Map(),
  services: new Map(),
  disabled: new Map(),
  networks: new Map(),
  volumes: new Map(),
  secrets: new Map(),
  configs: new Map(),
  extensions: new Map(),
  profiles: [],
};

/** A project as its containers tell it, where no file says it; projectFromName of pkg/compose/compose.go. Throws ComposeError. */
export function projectFromContainers(
  containers: readonly ContainerSummary[],
  name: string,
  services: readonly string[],
  required = true,
): Project {
  const found = new Map<string, Service>();
  for (const c of containers) {
    const own = c.Labels[LABEL.service] ?? nameOf(c);
    const before = found.get(own);
    const scale = Number(before?.config.get('scale') ?? 0) + 1;
    const config = new Map<string, Value>([
      ['image', c.Image],
      ['scale', BigInt(scale)],
    ]);
    const depends = dependsOf(c.Labels[LABEL.dependsOn] ?? '', required);
    if (depends.size > 0) config.set('depends_on', depends);
    found.set(own, { name: own, config, labels: new Map() });
  }
  for (const service of services)
    if (!found.has(service)) throw new ComposeError(`no such service: ${quoted(service)}: not found`);
  return withSelected({ ...EMPTY, name, services: found }, services);
}

function dependsOf(label: string, required: boolean): ReadonlyMap<string, Value> {
  return new Map(
    (label === '' ? [] : label.split(',')).map((entry): [string, Value] => {
      const [name = '', condition, restart] = entry.split(':');
      return [
        name,
        new Map<string, Value>([
          ['condition', condition ?? 'running_or_healthy'],
          ['restart', restart === undefined ? true : restart === 'true'],
          ['required', required],
        ]),
      ];
    }),
  );
}

/** The same with its networks and volumes; getProjectWithResources of pkg/compose/down.go. */
export function projectWithResources(compose: Compose, containers: readonly ContainerSummary[], name: string): Project {
  const project = projectFromContainers(containers, name, [], false);
  const label = [`${LABEL.project}=${name}`];
  const named = (own: string): ReadonlyMap<string, Value> => new Map([['name', own]]);
  return {
    ...project,
    networks: new Map(
      compose.daemon.networkList({ label }).map((n) => [n.Labels?.[LABEL.network] ?? '', named(n.Name)]),
    ),
    volumes: new Map(compose.daemon.volumeList({ label }).map((v) => [v.Labels?.[LABEL.volume] ?? '', named(v.Name)])),
  };
}
