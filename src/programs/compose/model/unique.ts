import { type Dict, goType, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { lookup, next } from './tree.ts';
import { parseVolume } from './volume-spec.ts';

/** What makes two items of a list the same. */
type Indexer = (item: Value, path: string) => string;

const keyValue: Indexer = (item, path) => {
  if (typeof item !== 'string') throw new ComposeError(`${path}: unexpected type ${goType(item)}`);
  return item.split('=')[0] ?? '';
};

const volume: Indexer = (item, path) => {
  if (typeof item === 'string') return String(parseVolume(item).get('target') ?? '');
  if (!isDict(item)) return '';
  const target = item.get('target');
  if (typeof target !== 'string') throw new ComposeError(`service volume ${path} is missing a mount target`);
  return target;
};

const device: Indexer = (item, path) => {
  if (typeof item === 'string') return item.split(':')[1] ?? item;
  if (!isDict(item)) return '';
  const target = item.get('target');
  if (typeof target !== 'string') throw new ComposeError(`service device ${path} is missing a mount target`);
  return target;
};

const expose: Indexer = (item, path) => {
  if (typeof item === 'string' || typeof item === 'bigint') return String(item);
  throw new ComposeError(`${path}: unsupported expose value ${sprint(item)}`);
};

const mount =
  (folder: string): Indexer =>
  (item, path) => {
    if (typeof item === 'string') return `${folder}/${item}`;
    if (!isDict(item)) throw new ComposeError(`${path}: unsupported expose value ${sprint(item)}`);
    return sprint(item.get('target') ?? `${folder}/${sprint(item.get('source') ?? null)}`);
  };

const port: Indexer = (item, path) => {
  if (typeof item === 'bigint' || typeof item === 'string') return String(item);
  if (!isDict(item)) return '';
  const target = item.get('target');
  if (target === undefined) throw new ComposeError(`service ports ${path} is missing a target port`);
  const part = (key: string, fallback: string) => sprint(item.get(key) ?? fallback);
  return `${part('host_ip', '0.0.0.0')}:${part('published', '')}:${sprint(target)}/${part('protocol', 'tcp')}`;
};

const envFile: Indexer = (item, path) => {
  if (typeof item === 'string') return item;
  if (!isDict(item)) return '';
  const file = item.get('path');
  if (typeof file !== 'string') throw new ComposeError(`environment path attribute ${path} is missing`);
  return file;
};

const of = (indexer: Indexer, ...paths: readonly string[]): Record<string, Indexer> =>
  Object.fromEntries(paths.map((path) => [`services.*.${path}`, indexer]));

/** Lists in which a later item replaces an earlier one; override/uncity.go of compose-go. */
const UNIQUE: Readonly<Record<string, Indexer>> = {
  'networks.*.labels': keyValue,
  'networks.*.ipam.options': keyValue,
  ...of(keyValue, 'annotations', 'build.args', 'build.additional_contexts', 'build.platform', 'build.tags'),
  ...of(keyValue, 'build.labels', 'cap_add', 'cap_drop', 'deploy.labels', 'dns', 'dns_opt', 'dns_search'),
  ...of(keyValue, 'environment', 'labels', 'links', 'networks.*.aliases', 'networks.*.link_local_ips'),
  ...of(keyValue, 'profiles', 'sysctls', 'tmpfs'),
  ...of(mount(''), 'configs'),
  ...of(mount('/run/secrets'), 'secrets'),
  ...of(envFile, 'env_file'),
  ...of(expose, 'expose'),
  ...of(port, 'ports'),
  ...of(volume, 'volumes'),
  ...of(device, 'devices'),
};

/** Drops what a later item of a list replaces. Throws ComposeError. */
export function enforceUnicity(model: Dict): Dict {
  return mapping(model, '');
}

function mapping(value: Dict, path: string): Dict {
  return new Map([...value].map(([key, inner]) => [key, enforce(inner, next(path, key))]));
}

function enforce(value: Value, path: string): Value {
  if (isDict(value)) return mapping(value, path);
  if (!isList(value)) return value;
  const indexer = lookup(UNIQUE, path);
  if (!indexer) return value;
  const made = new Map<string, Value>();
  for (const [i, item] of value.entries()) made.set(indexer(item, next(path, `[${i}]`)), item);
  return [...made.values()];
}
