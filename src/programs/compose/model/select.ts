import { type Dict, isDict } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { dependenciesOf, dictIn, dictsIn, type Project, type Service, textIn, textsIn, withConfig } from './project.ts';

/** Which services a choice of services takes along. */
export type Along = 'dependencies' | 'dependents' | 'none';

const hasProfile = (service: Service, profiles: readonly string[]): boolean => {
  const own = textsIn(service.config, 'profiles');
  return own.length === 0 || profiles.some((profile) => profile === '*' || own.includes(profile));
};

/** Turns profiles on. */
export function withProfiles(project: Project, profiles: readonly string[]): Project {
  const all = [...project.services, ...project.disabled];
  return {
    ...project,
    profiles,
    services: new Map(all.filter(([, service]) => hasProfile(service, profiles))),
    disabled: new Map(all.filter(([, service]) => !hasProfile(service, profiles))),
  };
}

/** Naming a service turns its profiles on. */
export function withServicesEnabled(project: Project, names: readonly string[]): Project {
  if (names.length === 0) return project;
  const more = names.flatMap((name) => {
    const service = project.services.has(name) ? undefined : project.disabled.get(name);
    return service ? textsIn(service.config, 'profiles') : [];
  });
  return withProfiles(project, [...project.profiles, ...more]);
}

/** Whether a name is one that a pattern with `*` and `?` means; filepath.Match. */
function named(pattern: string, name: string): boolean {
  if (!/[*?[]/.test(pattern)) return pattern === name;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    return new RegExp(`^${source}$`).test(name);
  } catch (e) {
    if (e instanceof SyntaxError) return false;
    throw e;
  }
}

/** Names of services and of what goes along with them, dependencies first. Throws ComposeError. */
export function chosen(project: Project, names: readonly string[], along: Along): readonly string[] {
  const seen = new Set<string>();
  const order: string[] = [];
  const walk = (wanted: readonly string[], required: (name: string) => boolean): void => {
    const found = wanted.flatMap((name) => {
      const matching = [...project.services.keys()].filter((service) => named(name, service)).sort();
      if (matching.length === 0 && required(name)) throw new ComposeError(`no such service: ${name}`);
      return matching;
    });
    for (const name of found) {
      if (seen.has(name)) continue;
      seen.add(name);
      const more = alongWith(project, name, along);
      walk([...more.keys()], (other) => more.get(other) ?? true);
      order.push(name);
    }
  };
  walk(names.length === 0 ? [...project.services.keys()].sort() : names, () => true);
  return order;
}

/** Whether each that goes along is required. */
function alongWith(project: Project, name: string, along: Along): ReadonlyMap<string, boolean> {
  const service = project.services.get(name);
  if (along === 'none' || !service) return new Map();
  if (along === 'dependencies')
    return new Map([...dependenciesOf(service)].map(([other, { required }]) => [other, required]));
  return new Map(
    [...project.services.values()].flatMap((other): [string, boolean][] => {
      const dependency = dependenciesOf(other).get(name);
      return dependency ? [[other.name, dependency.required]] : [];
    }),
  );
}

/** Leaves other services out. Throws ComposeError. */
export function withSelected(project: Project, names: readonly string[], along: Along = 'dependencies'): Project {
  if (names.length === 0) return project;
  const set = new Set(chosen(project, names, along));
  const services = [...project.services].filter(([name]) => set.has(name));
  return {
    ...project,
    services: new Map(services.map(([name, service]) => [name, dependingOn(service, set)])),
    disabled: new Map([...project.disabled, ...[...project.services].filter(([name]) => !set.has(name))]),
  };
}

/** A service that depends on no others than these. */
function dependingOn(service: Service, names: ReadonlySet<string>): Service {
  const depends = dictIn(service.config, 'depends_on');
  if (!depends) return service;
  const kept: Dict = new Map([...depends].filter(([name]) => names.has(name)));
  return withConfig(service, 'depends_on', kept.size === 0 ? undefined : kept);
}

export function withDisabled(project: Project, name: string): Project {
  const service = project.services.get(name);
  const rest = [...project.services].filter(([other]) => other !== name);
  const names = new Set(rest.map(([other]) => other));
  return {
    ...project,
    services: new Map(rest.map(([other, config]) => [other, dependingOn(config, names)])),
    disabled: service ? new Map([...project.disabled, [name, service]]) : project.disabled,
  };
}

/** Drops networks, volumes, secrets and configs that no service uses. */
export function withoutUnused(project: Project): Project {
  const services = [...project.services.values()].map(({ config }) => config);
  const only = (all: Project['networks'], used: ReadonlySet<string>) =>
    new Map([...all].filter(([name]) => used.has(name)));
  const sources = (key: string) => new Set(services.flatMap((s) => dictsIn(s, key).map((m) => textIn(m, 'source'))));
  return {
    ...project,
    networks: only(project.networks, new Set(services.flatMap((s) => [...(dictIn(s, 'networks')?.keys() ?? [])]))),
    volumes: only(
      project.volumes,
      new Set(
        services.flatMap((s) =>
          dictsIn(s, 'volumes')
            .filter((v) => isDict(v) && v.get('type') === 'volume')
            .map((v) => textIn(v, 'source')),
        ),
      ),
    ),
    secrets: only(project.secrets, sources('secrets')),
    configs: only(project.configs, sources('configs')),
  };
}
