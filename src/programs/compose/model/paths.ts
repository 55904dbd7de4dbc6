import { joinPath } from '../../../os/index.ts';
import { type Dict, isDict, isList, type Value } from '../yaml/index.ts';
import { lookup, next } from './tree.ts';

interface Folders {
  readonly workingDir: string;
  readonly home: string;
}
type Resolver = (value: Value, folders: Folders) => Value;

/** Paths of a model are those from the project's folder; paths/resolve.go of compose-go. */
export function resolvePaths(model: Dict, folders: Folders): Dict {
  return resolve(model, '', folders) as Dict;
}

function resolve(value: Value, path: string, folders: Folders): Value {
  const own = lookup(RESOLVERS, path);
  if (own) return own(value, folders);
  if (isDict(value)) return new Map([...value].map(([key, inner]) => [key, resolve(inner, next(path, key), folders)]));
  if (isList(value)) return value.map((item) => resolve(item, next(path, '[]'), folders));
  return value;
}

const absolute: Resolver = (value, { workingDir, home }) => {
  if (typeof value !== 'string') return value;
  if (value === '~' || value.startsWith('~/')) return joinPath(home, value.slice(2));
  // a Windows path is no relative one
  return /^[a-zA-Z]:[/\\]/.test(value) ? value : joinPath(workingDir, value);
};

const each =
  (resolver: Resolver): Resolver =>
  (value, folders) =>
    isList(value) ? value.map((item) => resolver(item, folders)) : resolver(value, folders);

const context: Resolver = (value, folders) =>
  typeof value === 'string' &&
  /^(https?:|git@|github\.com\/|git:|ssh:|docker-image:|oci-layout:|service:|target:)/.test(value)
    ? value
    : absolute(value, folders);

const mount: Resolver = (value, folders) => {
  if (!isDict(value) || value.get('type') !== 'bind') return value;
  const source = value.get('source');
  return source === undefined ? value : new Map([...value, ['source', absolute(source, folders)]]);
};

const contexts: Resolver = (value, folders) =>
  isDict(value) ? new Map([...value].map(([key, inner]) => [key, context(inner, folders)])) : value;

const extended: Resolver = (value, folders) => (typeof value === 'string' ? absolute(value, folders) : value);

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  'services.*.build.context': context,
  'services.*.build.additional_contexts': contexts,
  'services.*.build.ssh.*': absolute,
  'services.*.env_file.*.path': absolute,
  'services.*.label_file.*': absolute,
  'services.*.extends.file': extended,
  'services.*.develop.watch.*.path': absolute,
  'services.*.volumes.*': mount,
  'configs.*.file': absolute,
  'secrets.*.file': absolute,
  'include.path': each(absolute),
  'include.project_directory': absolute,
  'include.env_file': each(absolute),
};
