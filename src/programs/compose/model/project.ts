import { type Dict, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import type { Struct } from './bind.ts';
import { ComposeError } from './errors.ts';

/** A service of a project: what was configured, and the labels that compose gives its containers. */
export interface Service {
  readonly name: string;
  readonly config: Struct;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Dependency {
  readonly condition: string;
  readonly restart: boolean;
  readonly required: boolean;
}

/** What compose made of its files. */
export interface Project {
  readonly name: string;
  readonly workingDir: string;
  readonly files: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, Service>;
  /** Those of profiles that are not on, or that were not chosen. */
  readonly disabled: ReadonlyMap<string, Service>;
  readonly networks: ReadonlyMap<string, Struct>;
  readonly volumes: ReadonlyMap<string, Struct>;
  readonly secrets: ReadonlyMap<string, Struct>;
  readonly configs: ReadonlyMap<string, Struct>;
  readonly extensions: Dict;
  readonly profiles: readonly string[];
}

export const textIn = (struct: Dict, key: string): string => {
  const value = struct.get(key);
  return value === undefined || value === null ? '' : sprint(value);
};
export const flagIn = (struct: Dict, key: string): boolean => struct.get(key) === true;
export const textsIn = (struct: Dict, key: string): readonly string[] => {
  const value = struct.get(key);
  return isList(value) ? value.map(sprint) : [];
};
export const dictIn = (struct: Dict, key: string): Dict | undefined => {
  const value = struct.get(key);
  return isDict(value) ? value : undefined;
};
export const dictsIn = (struct: Dict, key: string): readonly Dict[] => {
  const value = struct.get(key);
  return isList(value) ? value.filter(isDict) : [];
};
export const numberIn = (struct: Dict, key: string): number => {
  const value = struct.get(key);
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0;
};
export const mappingIn = (struct: Dict, key: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(dictIn(struct, key) ?? [])].map(([name, value]) => [name, value === null ? '' : sprint(value)]),
  );

export const imageOf = (service: Service, project: string, separator = '-'): string =>
  textIn(service.config, 'image') || `${project}${separator}${service.name}`;

/** How many containers a service has; ServiceConfig.GetScale. */
export function scaleOf(service: Service): number {
  const scale = service.config.get('scale');
  if (typeof scale === 'bigint') return Number(scale);
  const replicas = dictIn(service.config, 'deploy')?.get('replicas');
  return typeof replicas === 'bigint' ? Number(replicas) : 1;
}

export function withScale(service: Service, scale: number): Service {
  const config = new Map([...service.config, ['scale', BigInt(scale)]] as [string, Value][]);
  const deploy = dictIn(config, 'deploy');
  if (deploy) config.set('deploy', new Map([...deploy, ['replicas', BigInt(scale)]]));
  return { ...service, config };
}

export const withConfig = (service: Service, key: string, value: Value | undefined): Service => {
  const config = new Map(service.config);
  if (value === undefined) config.delete(key);
  else config.set(key, value);
  return { ...service, config };
};

/** What a service waits for, by name. */
export function dependenciesOf(service: Service): ReadonlyMap<string, Dependency> {
  return new Map(
    [...(dictIn(service.config, 'depends_on') ?? [])].map(([name, value]) => {
      const dependency: Dict = isDict(value) ? value : new Map();
      return [
        name,
        {
          condition: textIn(dependency, 'condition'),
          restart: flagIn(dependency, 'restart'),
          required: flagIn(dependency, 'required'),
        },
      ];
    }),
  );
}

/** Keys of a service's networks, the primary one first; ServiceConfig.NetworksByPriority. */
export function networksByPriority(service: Service): readonly string[] {
  const networks = dictIn(service.config, 'networks') ?? new Map<string, Value>();
  const priority = (name: string) => {
    const network = networks.get(name);
    return isDict(network) ? numberIn(network, 'priority') : 0;
  };
  return [...networks.keys()].sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1));
}

export const serviceNames = (project: Project): readonly string[] => [...project.services.keys()].sort();

/** A service by name. Throws ComposeError. */
export function serviceNamed(project: Project, name: string): Service {
  const service = project.services.get(name);
  if (service) return service;
  const why = project.disabled.has(name) ? 'disabled' : 'not found';
  throw new ComposeError(`no such service: ${name}: ${why}`);
}
