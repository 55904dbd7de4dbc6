import { type Dict, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { cleanPath } from './canonical.ts';
import type { Lookup } from './template.ts';

/** Adds what the specification implies: the default network, dependencies, names; loader/normalize.go of compose-go. */
export function normalize(model: Dict, projectName: string, lookup: Lookup): Dict {
  const made = new Map(withDefaultNetwork(model));
  const services = made.get('services');
  if (isDict(services))
    made.set(
      'services',
      new Map([...services].map(([name, value]) => [name, isDict(value) ? normalService(value, lookup) : value])),
    );
  for (const kind of ['networks', 'volumes', 'configs', 'secrets']) {
    const resources = made.get(kind);
    if (isDict(resources)) made.set(kind, named(resources, projectName));
  }
  return made;
}

function withDefaultNetwork(model: Dict): Dict {
  const made = new Map(model);
  const services = made.get('services');
  let used = false;
  if (isDict(services))
    made.set(
      'services',
      new Map(
        [...services].map(([name, value]): [string, Value] => {
          if (!isDict(value) || value.has('provider') || value.has('network_mode')) return [name, value];
          const networks = value.get('networks');
          if (isDict(networks) && networks.size > 0) {
            used ||= networks.has('default');
            return [name, value];
          }
          used = true;
          return [name, new Map([...value, ['networks', new Map([['default', null]])]])];
        }),
      ),
    );
  const networks = made.get('networks');
  const all: Dict = isDict(networks) ? networks : new Map();
  if (used && !all.has('default')) made.set('networks', new Map([...all, ['default', null]]));
  return made;
}

const dependency = (restart: boolean): Dict =>
  new Map<string, Value>([
    ['condition', 'service_started'],
    ['restart', restart],
    ['required', true],
  ]);

const NAMESPACES = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'];

function normalService(service: Dict, lookup: Lookup): Dict {
  const made = new Map(service);
  if (made.get('pull_policy') === 'if_not_present') made.set('pull_policy', 'missing');
  const build = made.get('build');
  if (isDict(build)) made.set('build', normalBuild(build, lookup));
  const environment = made.get('environment');
  if (environment !== undefined) made.set('environment', resolved(environment, lookup, true));
  const depends = made.get('depends_on');
  const all = new Map<string, Value>(isDict(depends) ? depends : []);
  const depend = (name: string, restart: boolean) => {
    if (!all.has(name)) all.set(name, dependency(restart));
  };
  for (const link of listOf(made.get('links'))) {
    const parts = link.split(':');
    depend(parts.length === 2 ? (parts[0] ?? '') : link, true);
  }
  for (const namespace of NAMESPACES) {
    const mode = made.get(namespace);
    if (typeof mode === 'string' && mode.startsWith('service:')) depend(mode.slice('service:'.length), true);
  }
  const volumes = made.get('volumes');
  if (isList(volumes))
    made.set(
      'volumes',
      volumes.map((volume) =>
        isDict(volume) && volume.has('target')
          ? new Map([...volume, ['target', cleanPath(sprint(volume.get('target') ?? ''))]])
          : volume,
      ),
    );
  for (const from of listOf(made.get('volumes_from')))
    if (!from.startsWith('container:')) depend(from.split(':')[0] ?? '', false);
  if (all.size > 0) made.set('depends_on', all);
  return made;
}

const listOf = (value: Value | undefined): readonly string[] => (isList(value) ? value.map(sprint) : []);

function normalBuild(build: Dict, lookup: Lookup): Dict {
  const made = new Map(build);
  if (!made.has('context')) made.set('context', '.');
  if (!made.has('dockerfile') && !made.has('dockerfile_inline')) made.set('dockerfile', 'Dockerfile');
  const args = made.get('args');
  if (args !== undefined) made.set('args', resolved(args, lookup, false));
  return made;
}

/** Variables without a value have that of the environment. */
function resolved(value: Value, lookup: Lookup, keepEmpty: boolean): Value {
  if (isDict(value))
    return new Map(
      [...value].flatMap(([key, inner]): [string, Value][] => {
        if (inner !== null) return [[key, inner]];
        const found = lookup(key);
        if (found !== undefined) return [[key, found]];
        return keepEmpty ? [[key, null]] : [];
      }),
    );
  if (!isList(value)) return value;
  return value.flatMap((item): Value[] => {
    if (typeof item !== 'string' || item.includes('=')) return [item];
    const found = lookup(item);
    if (found !== undefined) return [`${item}=${found}`];
    return keepEmpty ? [item] : [];
  });
}

function named(resources: Dict, projectName: string): Dict {
  return new Map(
    [...resources].map(([key, value]): [string, Value] => {
      const resource: Dict = isDict(value) ? value : new Map();
      if ((resource.get('name') ?? null) !== null) return [key, resource];
      const external = /^(1|t|true)$/i.test(sprint(resource.get('external') ?? false));
      return [key, new Map([...resource, ['name', external ? key : `${projectName}_${key}`]])];
    }),
  );
}
