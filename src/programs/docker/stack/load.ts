import { FsError, joinPath, type Process, readFile, strerror } from '../../../os/index.ts';
import { validate } from '../../compose/model/index.ts';
import { type Dict, decode, documents, isDict, type Value, YamlError } from '../../compose/yaml/index.ts';
import { readKeyValues } from '../container/env-file.ts';
import { CliError } from '../grammar/index.ts';
import { forbidden } from './complaints.ts';
import { FILE } from './forms.ts';
import { interpolated } from './interpolate.ts';
import { dict, list, text } from './values.ts';

/** A Compose file as `docker stack` reads it: the older format of docker/cli's own loader, cli/compose/loader. */
export interface StackFile {
  readonly services: Readonly<Record<string, Dict>>;
  readonly networks: Readonly<Record<string, Dict>>;
  readonly volumes: Readonly<Record<string, Dict>>;
  readonly secrets: Readonly<Record<string, Dict>>;
  readonly configs: Readonly<Record<string, Dict>>;
}

/** The newest version of the format, which a file has that says none. */
const NEWEST = 13;

/** Services have keys that none may have; deploy tells them. */
export class ForbiddenError extends CliError {
  constructor(readonly keys: readonly string[]) {
    super('Configuration contains forbidden properties');
  }
}

/** What the files say together, in its long form, and what is said of them on standard error. */
export interface Loaded {
  readonly file: Dict;
  readonly warnings: readonly string[];
}

/** Reads files and joins them into one. */
export function loadFiles(proc: Process, paths: readonly string[], stdin: string, interpolate: boolean): Loaded {
  const [first] = paths;
  if (first === undefined) throw new CliError('Specify a Compose file (with --compose-file)');
  const folder = first === '-' ? proc.cwd : joinPath(proc.cwd, `${first}/..`);
  const where = { env: proc.env, absolute: (path: string) => joinPath(folder, path) };
  const tops = paths.map((path) => parsed(path === '-' ? stdin : fileText(proc, path)));
  const version = versionOf(tops);
  const files = tops.map((top): Value => {
    const keys = forbidden(top);
    if (keys.length > 0) throw new ForbiddenError(keys);
    const given = interpolate ? interpolated(top, proc.env) : top;
    const misfit = validate(FILE.schema, given, 'gojsonschema');
    if (misfit !== undefined) throw new CliError(misfit);
    return FILE.read(withVariables(proc, given), where) ?? new Map<string, Value>();
  });
  const joined = dict(files.reduce((old, more) => FILE.merge?.(old, more) ?? more));
  const rest = [...joined].filter(([key]) => key !== 'version' && key !== 'services');
  const services = dict(joined.get('services'));
  return {
    file: new Map<string, Value>([['version', version], ['services', services], ...rest.map(named)]),
    warnings: rest.flatMap(([key, section]) => deprecations(key, section)),
  };
}

/** Reads the files of a stack, with the environment's values in place of `$NAME`. */
export function loadStack(
  proc: Process,
  paths: readonly string[],
  stdin: string,
): { readonly stack: StackFile; readonly warnings: readonly string[] } {
  const { file, warnings } = loadFiles(proc, paths, stdin, true);
  const part = (key: string): Record<string, Dict> =>
    Object.fromEntries([...dict(file.get(key))].map(([name, entry]) => [name, dict(entry)]));
  const stack = {
    services: part('services'),
    networks: part('networks'),
    volumes: part('volumes'),
    secrets: part('secrets'),
    configs: part('configs'),
  };
  return { stack, warnings };
}

/** What the files of variables say is as if the service said it, but weaker. */
function withVariables(proc: Process, top: Dict): Dict {
  const services = [...dict(top.get('services'))].map(([name, service]): [string, Value] => {
    const files = list(dict(service).get('env_file')).map(text);
    if (files.length === 0) return [name, service];
    const own = dict(service).get('environment');
    const lines = isDict(own)
      ? [...own].map(([key, value]) => (value === null ? key : `${key}=${text(value)}`))
      : list(own).map(text);
    const environment = [...readKeyValues(proc, files, [], true), ...lines];
    return [name, new Map<string, Value>([...dict(service), ['environment', environment]])];
  });
  return services.length === 0 ? top : new Map<string, Value>([...top, ['services', new Map(services)]]);
}

/** The name of something external used to stand elsewhere. */
function deprecations(section: string, value: Value): string[] {
  const kind = section.replace(/s$/, '');
  return [...dict(value)].flatMap(([name, entry]) =>
    isDict(dict(entry).get('external'))
      ? [`${kind} ${name}: ${kind}.external.name is deprecated in favor of ${kind}.name`]
      : [],
  );
}

function parsed(source: string): Dict {
  let value: Value;
  try {
    const [document] = documents(source);
    value = document ? decode(document).value : null;
  } catch (e) {
    if (e instanceof YamlError) throw new CliError(e.message);
    throw e;
  }
  if (!isDict(value)) throw new CliError('top-level object must be a mapping');
  return value;
}

function fileText(proc: Process, path: string): string {
  try {
    return readFile(proc.world, proc.fs, joinPath(proc.cwd, path));
  } catch (e) {
    throw e instanceof FsError ? new CliError(`open ${path}: ${strerror(e.code).toLowerCase()}`) : e;
  }
}

function versionOf(tops: readonly Dict[]): string {
  const versions = tops.map((top) => text(top.get('version')) || `3.${NEWEST}`).map((v) => (v === '3' ? '3.0' : v));
  const [first = ''] = versions;
  for (const version of versions) {
    if (version !== first) throw new CliError(`version mismatched between two composefiles : ${first} and ${version}`);
    const minor = /^3\.(\d+)$/.exec(version)?.[1];
    if (minor === undefined || Number(minor) > NEWEST)
      throw new CliError(`unsupported Compose file version: ${version}`);
  }
  return first;
}

/** What is external and has no name of its own is called as its key is. */
function named([key, section]: readonly [string, Value]): [string, Value] {
  if (!isDict(section) || key.startsWith('x-')) return [key, section];
  return [key, new Map([...section].map(([name, entry]) => [name, withName(key, name, dict(entry))]))];
}

function withName(kind: string, key: string, entry: Dict): Dict {
  const external = entry.get('external');
  if (external === undefined) return entry;
  if (kind === 'volumes')
    for (const other of ['driver', 'driver_opts', 'labels'])
      if (entry.has(other))
        throw new CliError(
          `conflicting parameters "external" and ${JSON.stringify(other)} specified for volume ${JSON.stringify(key)}`,
        );
  const name = text(dict(external).get('name')) || text(entry.get('name')) || key;
  return new Map<string, Value>([['name', name], ...[...entry].filter(([k]) => k !== 'name'), ['external', true]]);
}
