import { baseName, joinPath, parentOf } from '../../../os/index.ts';
import { type Dict, type decode, documents, isDict, type Value, YamlError } from '../yaml/index.ts';
import { bind, decodingError, type Struct } from './bind.ts';
import { checkConsistency } from './consistency.ts';
import { readDotenv } from './dotenv.ts';
import { ComposeError, quoted } from './errors.ts';
import type { Files } from './files.ts';
import { interpolate } from './interpolate.ts';
import { type Loading, loadModel, lookupIn, type Source } from './load.ts';
import { normalize } from './normalize.ts';
import type { Project, Service } from './project.ts';
import { withProfiles } from './select.ts';
import type { Shape } from './shape.ts';
import { FILE, NETWORK, SERVICE, VOLUME } from './shapes.ts';

/** What the command line and the environment say of a project; cli.ProjectOptions of compose-go. */
export interface ProjectOptions {
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
  readonly configPaths: readonly string[];
  readonly projectDir: string;
  readonly name: string;
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
  readonly warn: (text: string) => void;
  /** Text of standard input, for `-f -`. */
  readonly stdin?: string;
  readonly interpolate?: boolean;
  readonly normalize?: boolean;
  readonly consistency?: boolean;
  readonly resolvePaths?: boolean;
  /** Files of `env_file` are read now, not when the services are used. */
  readonly resolveEnvironment?: boolean;
}

const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Where a project's files are, and the variables that they may use. */
export interface Located {
  readonly paths: readonly string[];
  readonly workingDir: string;
  readonly environment: Map<string, string>;
  readonly profiles: readonly string[];
}

/** Finds the files of a project; toProjectOptions of docker/compose. Throws ComposeError. */
export function locate(options: ProjectOptions): Located {
  const { files } = options;
  const environment = new Map(Object.entries({ PWD: files.cwd, ...options.env }));
  let paths: readonly string[] = options.configPaths;
  const folder = () => workingDirOf(options, paths);
  addDotenv(options, environment, folder());
  const listed = environment.get('COMPOSE_FILE');
  if (paths.length === 0 && listed !== undefined)
    paths = listed.split(environment.get('COMPOSE_PATH_SEPARATOR') || ':').map((path) => {
      const full = path === '-' ? path : joinPath(files.cwd, path);
      if (path !== '-' && !files.exists(full)) throw new ComposeError(`stat ${full}: no such file or directory`);
      return full;
    });
  if (paths.length === 0) paths = defaultPaths(options, folder());
  addDotenv(options, environment, folder());
  const profiles =
    options.profiles.length > 0
      ? options.profiles
      : (environment.get('COMPOSE_PROFILES') ?? '').split(',').map((profile) => profile.trim());
  if (options.name !== normalName(options.name)) throw invalidName(options.name);
  return { paths, workingDir: folder(), environment, profiles };
}

function workingDirOf(options: ProjectOptions, paths: readonly string[]): string {
  const { cwd } = options.files;
  if (options.projectDir !== '') return joinPath(cwd, options.projectDir);
  const first = paths.find((path) => path !== '-');
  return first === undefined ? cwd : parentOf(joinPath(cwd, first));
}

/** Files named so, in this folder or in one above it. */
function defaultPaths(options: ProjectOptions, start: string): readonly string[] {
  const { files, warn } = options;
  const found = (folder: string, names: readonly string[]) =>
    names.map((name) => joinPath(folder, name)).filter((path) => files.exists(path));
  const choose = (paths: readonly string[], what: string): readonly string[] => {
    if (paths.length > 1) {
      warn(`Found multiple ${what} files with supported names: ${paths.join(', ')}`);
      warn(`Using ${paths[0]}`);
    }
    return paths.slice(0, 1);
  };
  for (let folder = start; ; folder = parentOf(folder)) {
    const candidates = found(folder, NAMES);
    if (candidates.length > 0)
      return [...choose(candidates, 'config'), ...choose(found(folder, OVERRIDES), 'override')];
    if (folder === '/') return [];
  }
}

function addDotenv(options: ProjectOptions, environment: Map<string, string>, folder: string): void {
  const { files, warn } = options;
  const fallback = joinPath(folder, '.env');
  const off = /^(1|t|true)$/i.test(options.env.COMPOSE_DISABLE_ENV_FILE ?? '');
  const paths =
    options.envFiles.length > 0
      ? options.envFiles.map((path) => joinPath(files.cwd, path))
      : !off && files.exists(fallback) && !files.isDir(fallback)
        ? [fallback]
        : [];
  const vars = new Map<string, string>();
  for (const path of paths) {
    if (!files.exists(path)) throw new ComposeError(`couldn't find env file: ${path}`);
    if (files.isDir(path)) throw new ComposeError(`${path} is a directory`);
    try {
      readDotenv(files.read(path), vars, (name) => environment.get(name) ?? vars.get(name), warn);
    } catch (e) {
      throw e instanceof ComposeError ? new ComposeError(`failed to read ${path}: ${e.message}`) : e;
    }
  }
  for (const [key, value] of vars) if (!environment.has(key)) environment.set(key, value);
}

/** Names of projects are lower case, digits, `-` and `_`. */
export function normalName(name: string): string {
  return (name.toLowerCase().match(/[a-z0-9_-]/g) ?? []).join('').replace(/^[_-]+/, '');
}

const invalidName = (name: string) =>
  new ComposeError(
    `invalid project name ${quoted(name)}: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
  );

/** The model of a project in long form, with its name. */
export interface Modelled {
  readonly model: Dict;
  readonly located: Located;
  readonly name: string;
  readonly sources: readonly Source[];
}

/** Reads a project's files; ProjectOptions.LoadModel of compose-go. Throws ComposeError. */
export function readModel(options: ProjectOptions): Modelled {
  const located = locate(options);
  const { files } = options;
  const { environment } = located;
  if (located.paths.length === 0) throw new ComposeError('no configuration file provided: not found');
  const sources = located.paths.map(
    (path): Source =>
      path === '-'
        ? { name: '-', text: options.stdin ?? '' }
        : { name: joinPath(files.cwd, path), text: files.read(path) },
  );
  const name = projectName(options, located, sources);
  environment.set('COMPOSE_PROJECT_NAME', name);
  const loading: Loading = {
    files,
    workingDir: located.workingDir,
    environment,
    warn: options.warn,
    interpolate: options.interpolate ?? true,
    validate: true,
    resolvePaths: options.resolvePaths ?? true,
    extend: true,
    include: true,
    included: [],
    versions: new Set(),
  };
  let model = loadModel(sources, loading);
  if (model.size === 0) throw new ComposeError('empty compose file');
  if (name === '') throw new ComposeError('project name must not be empty');
  if (options.normalize ?? true) model = normalize(new Map([...model, ['name', name]]), name, lookupIn(environment));
  return { model, located, name, sources };
}

function projectName(options: ProjectOptions, located: Located, sources: readonly Source[]): string {
  const named = options.name === '' ? namedInFile(sources) : '';
  const given = options.name || (located.environment.get('COMPOSE_PROJECT_NAME') ?? '');
  if (given !== '') {
    if (normalName(given) !== given) throw invalidName(given);
    return given;
  }
  const folder = baseName(located.workingDir);
  const real = baseName(options.files.real(located.workingDir));
  if (named === '' && real !== folder)
    options.warn(`project has been loaded without an explicit name from a symlink. Using name ${quoted(folder)}`);
  const own = interpolate(new Map([['name', named]]), { lookup: lookupIn(located.environment), warn: options.warn });
  return normalName(String(own.get('name') ?? '')) || (named === '' ? normalName(folder) : '');
}

/** The `name:` of the files. Reading it is also where broken YAML is noticed first. Throws ComposeError. */
function namedInFile(sources: readonly Source[]): string {
  let name = '';
  for (const { text } of sources) {
    try {
      for (const document of documents(text)) {
        const found = topLevelName(document);
        if (found !== '') name = found;
        break;
      }
    } catch (e) {
      throw e instanceof YamlError ? new ComposeError(e.message) : e;
    }
  }
  return name;
}

function topLevelName(document: Parameters<typeof decode>[0]): string {
  const unmarshal = (text: string) => new ComposeError(`yaml: unmarshal errors:\n  line ${document.line}: ${text}`);
  if (document.kind === 'sequence') throw unmarshal('cannot unmarshal !!seq into cli.named');
  if (document.kind === 'scalar') {
    if (document.value === '' || document.value === '~' || document.value === 'null') return '';
    const shown = document.value.length > 10 ? `${document.value.slice(0, 7)}...` : document.value;
    throw unmarshal(`cannot unmarshal !!str \`${shown}\` into cli.named`);
  }
  const lines = new Map<string, number>();
  let name = '';
  for (const [key, value] of document.pairs) {
    const text = key.kind === 'scalar' ? key.value : '';
    const before = lines.get(text);
    if (before !== undefined)
      throw new ComposeError(
        `yaml: unmarshal errors:\n  line ${key.line}: mapping key ${quoted(text)} already defined at line ${before}`,
      );
    lines.set(text, key.line);
    if (text === 'name' && value.kind === 'scalar') name = value.value;
  }
  return name;
}

/** A project's files as a project; ProjectOptions.LoadProject of compose-go. Throws ComposeError. */
export function loadProject(options: ProjectOptions): Project {
  const { model, located, name, sources } = readModel(options);
  const errors: string[] = [];
  const section = (key: string, shape: Shape): ReadonlyMap<string, Struct> => {
    const values = model.get(key);
    if (!isDict(values)) return new Map();
    return new Map(
      [...values].map(([own, value]): [string, Struct] => {
        const bound = bind(shape, value ?? null, `${key}[${own}]`, { errors, warn: options.warn });
        return [own, isDict(bound) ? bound : new Map()];
      }),
    );
  };
  const configs = section('services', SERVICE);
  const parts = {
    networks: section('networks', NETWORK),
    volumes: section('volumes', VOLUME),
    secrets: section('secrets', FILE),
    configs: section('configs', FILE),
  };
  if (errors.length > 0) throw decodingError(errors);
  const services = new Map<string, Service>();
  for (const [own, config] of configs) services.set(own, { name: own, config, labels: new Map() });
  const project = withProfiles(
    {
      name,
      workingDir: located.workingDir,
      files: sources.map((source) => source.name),
      environment: located.environment,
      services,
      disabled: new Map(),
      ...parts,
      extensions: new Map([...model].filter(([key]): boolean => key.startsWith('x-')) as [string, Value][]),
      profiles: located.profiles,
    },
    located.profiles,
  );
  if (options.consistency ?? true) checkConsistency(project);
  return project;
}
