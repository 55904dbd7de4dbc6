import { type Dict, isDict, isList, type List, sprint, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { lookup, next } from './tree.ts';

type Merger = (base: Value, over: Value, path: string) => Value;

/** A later file over an earlier one; override/merge.go of compose-go. */
export function merge(base: Dict, over: Dict): Dict {
  return mappings(base, over, '');
}

function mappings(base: Dict, over: Dict, path: string): Dict {
  const made = new Map(base);
  for (const [key, value] of over) {
    const before = made.get(key);
    made.set(key, before === undefined ? value : mergeAt(before, value, next(path, key)));
  }
  return made;
}

function mergeAt(base: Value, over: Value, path: string): Value {
  const special = lookup(SPECIAL, path);
  if (special) return special(base, over, path);
  if (over === null) return base;
  if (isDict(base)) {
    if (!isDict(over)) throw new ComposeError(`cannot override ${path}`);
    return mappings(base, over, path);
  }
  if (isList(base)) {
    if (!isList(over)) throw new ComposeError(`cannot override ${path}`);
    return [...base, ...over];
  }
  return over;
}

const replace: Merger = (_, over) => over;
const sequences: Merger = (base, over) => [...asSequence(base), ...asSequence(over)];
const hosts: Merger = (base, over) => {
  const first = asSequence(base);
  return [...first, ...asSequence(over).filter((item) => !first.includes(item))];
};

function asSequence(value: Value): List {
  if (isList(value)) return value;
  if (typeof value === 'string') return [value];
  if (!isDict(value)) return [];
  return [...value]
    .flatMap(([key, inner]): string[] => {
      if (inner === null) return [key];
      return isList(inner) ? inner.map((item) => `${key}=${sprint(item)}`) : [`${key}=${sprint(inner)}`];
    })
    .sort();
}

const asMapping = (value: Value, fallback: Value): Dict =>
  isDict(value) ? value : new Map(isList(value) ? value.map((key): [string, Value] => [String(key), fallback]) : []);

const keyed =
  (fallback: Value): Merger =>
  (base, over, path) =>
    mappings(asMapping(base, fallback), asMapping(over, fallback), path);

const STARTED: Dict = new Map<string, Value>([
  ['condition', 'service_started'],
  ['required', true],
]);

const build: Merger = (base, over, path) => {
  const of = (value: Value): Dict =>
    isDict(value) ? value : new Map(typeof value === 'string' ? [['context', value]] : []);
  return mappings(of(base), of(over), path);
};

const logging: Merger = (base, over, path) => {
  if (!isDict(base) || !isDict(over)) return over;
  const [a, b] = [base.get('driver'), over.get('driver')];
  return a === b || a === undefined || b === undefined ? mappings(base, over, path) : over;
};

/** Pools of the same subnet are one. */
const pools: Merger = (base, over, path) => {
  if (!isList(base) || !isList(over)) throw new ComposeError(`${path}: unexpected type`);
  const made: Dict[] = [];
  const at = (pool: Dict) => made.findIndex((other) => other.get('subnet') === pool.get('subnet'));
  for (const original of base)
    for (const override of over) {
      const [right, left] = [asMapping(original, null), asMapping(override, null)];
      if (left.get('subnet') !== right.get('subnet') && at(left) < 0) {
        made.push(left);
        continue;
      }
      const merged = mappings(right, left, path);
      const i = at(merged);
      if (i >= 0) made[i] = merged;
      else made.push(merged);
    }
  return made;
};

const of = (merger: Merger, ...paths: readonly string[]): Record<string, Merger> =>
  Object.fromEntries(paths.map((path) => [path, merger]));
const service = (...paths: readonly string[]) => paths.map((path) => `services.*.${path}`);

const SPECIAL: Readonly<Record<string, Merger>> = {
  'networks.*.ipam.config': pools,
  ...of(sequences, 'networks.*.labels', 'volumes.*.labels'),
  ...of(sequences, ...service('annotations', 'build.args', 'build.additional_contexts', 'build.labels', 'labels')),
  ...of(sequences, ...service('deploy.labels', 'dns', 'dns_opt', 'dns_search', 'env_file', 'label_file')),
  ...of(sequences, ...service('environment', 'sysctls', 'tmpfs', 'volumes.*.volume.labels')),
  ...of(replace, ...service('command', 'entrypoint', 'healthcheck.test', 'ulimits.*')),
  ...of(hosts, ...service('extra_hosts', 'build.extra_hosts')),
  ...of(keyed(STARTED), ...service('depends_on')),
  ...of(keyed(null), ...service('networks', 'models')),
  ...of(build, ...service('build')),
  ...of(logging, ...service('logging')),
};
