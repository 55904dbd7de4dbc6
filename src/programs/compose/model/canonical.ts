import { type Dict, goType, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { parsePortSpec, portBindings } from './port-spec.ts';
import { lookup, next } from './tree.ts';
import { parseVolume } from './volume-spec.ts';

interface How {
  readonly warn: (text: string) => void;
  /** Texts that cannot be read may still hold variables. */
  readonly lenient: boolean;
}
type Transformer = (value: Value, path: string, how: How) => Value;

/** Puts every key into its long form; transform/ of compose-go. Throws ComposeError. */
export function canonical(model: Dict, how: How): Dict {
  return mapping(model, '', how);
}

function mapping(value: Dict, path: string, how: How): Dict {
  return new Map([...value].map(([key, inner]) => [key, transform(inner, next(path, key), how)]));
}

function transform(value: Value, path: string, how: How): Value {
  const own = lookup(TRANSFORMERS, path);
  if (own) return own(value, path, how);
  if (isDict(value)) return mapping(value, path, how);
  if (isList(value)) return value.map((item) => transform(item, next(path, '[]'), how));
  return value;
}

const asList: Transformer = (value) => (typeof value === 'string' ? [value] : value);
const asKeys: Transformer = (value) =>
  isList(value) ? new Map(value.map((name): [string, Value] => [sprint(name), null])) : value;
const asText: Transformer = (value) => (typeof value === 'string' ? value : sprint(value));

const keyValue: Transformer = (value, path, how) => {
  if (isDict(value)) return value;
  if (!isList(value)) throw new ComposeError(`${path}: invalid type ${goType(value)}`);
  const made = new Map<string, Value>();
  for (const item of value) {
    const entry = sprint(item);
    const at = entry.indexOf('=');
    if (at < 0 && how.lenient) return value;
    if (at < 0) throw new ComposeError(`${path}: invalid value ${entry}, expected key=value`);
    made.set(entry.slice(0, at), entry.slice(at + 1));
  }
  return made;
};

const dependsOn: Transformer = (value, path) => {
  if (isList(value)) return new Map(value.map((name): [string, Value] => [sprint(name), withDefaults(new Map())]));
  if (!isDict(value)) throw new ComposeError(`${path}: invalid type ${goType(value)} for depend_on`);
  return new Map(
    [...value].map(([name, inner]): [string, Value] => {
      if (!isDict(inner)) throw new ComposeError(`${path}.${name}: unsupported value ${sprint(value)}`);
      return [name, withDefaults(inner)];
    }),
  );
};

const withDefaults = (value: Dict): Dict =>
  new Map<string, Value>([['condition', 'service_started'], ['required', true], ...value]);

const envFiles: Transformer = (value, path) => {
  if (typeof value !== 'string' && !isList(value))
    throw new ComposeError(`${path}: invalid type ${goType(value)} for env_file`);
  return (isList(value) ? value : [value]).map((item) =>
    isDict(item)
      ? new Map<string, Value>([['required', true], ...item])
      : new Map<string, Value>([
          ['path', item],
          ['required', true],
        ]),
  );
};

const fileMount: Transformer = (value) => (typeof value === 'string' ? new Map([['source', value]]) : value);
const extending: Transformer = (value) => (typeof value === 'string' ? new Map([['service', value]]) : value);
const building: Transformer = (value, path, how) => {
  if (typeof value === 'string') return new Map([['context', value]]);
  if (!isDict(value)) throw new ComposeError(`${path}: invalid type ${goType(value)} for build`);
  return mapping(value, path, how);
};
const volume: Transformer = (value, path, how) => {
  if (isDict(value)) return value;
  if (typeof value !== 'string')
    throw new ComposeError(`${path}: invalid type ${goType(value)} for service volume mount`);
  if (how.lenient && value.includes('$')) return value;
  const parsed = parseVolume(value);
  return new Map([...parsed, ['target', cleanPath(sprint(parsed.get('target') ?? ''))]]);
};
const device: Transformer = (value) => {
  if (typeof value !== 'string') return value;
  const [source = '', target, permissions] = value.split(':');
  return new Map<string, Value>([
    ['source', source],
    ['target', target ?? source],
    ['permissions', permissions ?? 'rwm'],
  ]);
};
const ulimit: Transformer = (value, path) => {
  if (isDict(value) || typeof value === 'bigint') return value;
  throw new ComposeError(`${path}: invalid type ${goType(value)} for external`);
};
const allGpus: Transformer = (value) =>
  value === 'all'
    ? [
        new Map<string, Value>([
          ['count', 'all'],
          ['driver', 'nvidia'],
        ]),
      ]
    : value;

const ports: Transformer = (value, path, how) => {
  if (!isList(value)) throw new ComposeError(`${path}: invalid type ${goType(value)} for port`);
  return value.flatMap((item): readonly Value[] => {
    if (isDict(item)) return [item];
    if (typeof item !== 'string' && typeof item !== 'bigint')
      throw new ComposeError(`${path}: invalid type ${goType(item)} for port`);
    if (how.lenient && typeof item === 'string' && item.includes('$')) return [item];
    return portBindings(parsePortSpec(String(item)));
  });
};

/** A network, volume, secret or config: `external: {name: x}` is an old way to write two keys. */
const maybeExternal: Transformer = (value, path, how) => {
  if (!isDict(value)) return value;
  const made = new Map(mapping(value, path, how));
  const external = made.get('external');
  if (!isDict(external)) return made;
  made.set('external', true);
  const name = external.get('name');
  if (name === undefined) return made;
  how.warn(`${path}: external.name is deprecated. Please set name and external: true`);
  const own = made.get('name');
  if (own !== undefined && own !== name)
    throw new ComposeError(`${path}: name and external.name conflict; only use name`);
  made.set('name', name);
  return made;
};

/** path.Clean of Go. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !rooted) parts.push(part);
  }
  const joined = `${rooted ? '/' : ''}${parts.join('/')}`;
  return joined === '' ? '.' : joined;
}

const TRANSFORMERS: Readonly<Record<string, Transformer>> = {
  'services.*.build.secrets.*': fileMount,
  'services.*.build.provenance': asText,
  'services.*.build.sbom': asText,
  'services.*.build.additional_contexts': keyValue,
  'services.*.depends_on': dependsOn,
  'services.*.env_file': envFiles,
  'services.*.label_file': asList,
  'services.*.extends': extending,
  'services.*.gpus': allGpus,
  'services.*.networks': asKeys,
  'services.*.models': asKeys,
  'services.*.volumes.*': volume,
  'services.*.dns': asList,
  'services.*.devices.*': device,
  'services.*.secrets.*': fileMount,
  'services.*.configs.*': fileMount,
  'services.*.ports': ports,
  'services.*.build': building,
  'services.*.ulimits.*': ulimit,
  'services.*.build.ulimits.*': ulimit,
  'services.*.develop.watch.*.ignore': asList,
  'services.*.develop.watch.*.include': asList,
  'volumes.*': maybeExternal,
  'networks.*': maybeExternal,
  'secrets.*': maybeExternal,
  'configs.*': maybeExternal,
};
