import { joinPath, parentOf } from '../../../os/index.ts';
import { type Dict, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { readDotenv } from './dotenv.ts';
import { ComposeError } from './errors.ts';
import { type Loading, loadModel, lookupIn } from './load.ts';

/** Takes in the models that a file includes; loader/include.go of compose-go. Throws ComposeError. */
export function applyInclude(model: Dict, file: string, loading: Loading): Dict {
  const includes = model.get('include');
  if (includes === undefined || includes === null) return model;
  if (!isList(includes)) throw new ComposeError(`\`include\` must be a list, got ${sprint(includes)}`);
  let made: Dict = new Map([...model].filter(([key]) => key !== 'include'));
  const included = [...loading.included, file];
  for (const entry of includes) made = imported(made, includedModel(entry, included, loading));
  return made;
}

const textsOf = (value: Value | undefined): readonly string[] =>
  isList(value) ? value.map(sprint) : value === undefined || value === null ? [] : [sprint(value)];

function includedModel(entry: Value, included: readonly string[], loading: Loading): Dict {
  const config: Dict = isDict(entry) ? entry : new Map([['path', entry]]);
  const paths = textsOf(config.get('path')).map((path) => joinPath(loading.workingDir, path));
  const main = paths[0] ?? '';
  if (included.includes(main))
    throw new ComposeError(
      `include cycle detected:\n${included[0]}\n include ${[...included.slice(1), main].join('\n include ')}`,
    );
  const folder = config.get('project_directory');
  const workingDir = typeof folder === 'string' ? joinPath(loading.workingDir, folder) : parentOf(main);
  const sources = paths.map((path) => ({ name: path, text: loading.files.read(path) }));
  return loadModel(sources, {
    ...loading,
    workingDir,
    included,
    environment: environmentOf(config, workingDir, loading),
    resolvePaths: true,
  });
}

function environmentOf(config: Dict, workingDir: string, loading: Loading): ReadonlyMap<string, string> {
  const { files } = loading;
  const given = textsOf(config.get('env_file')).map((path) => joinPath(loading.workingDir, path));
  const fallback = joinPath(workingDir, '.env');
  const paths = given.length > 0 ? given : files.exists(fallback) && !files.isDir(fallback) ? [fallback] : [];
  const vars = new Map<string, string>();
  for (const path of paths) readDotenv(files.read(path), vars, lookupIn(loading.environment), loading.warn);
  return new Map([...vars, ...loading.environment]);
}

const KINDS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

function imported(target: Dict, source: Dict): Dict {
  const made = new Map(target);
  for (const kind of KINDS) {
    const from = source.get(kind);
    if (!isDict(from)) continue;
    const into = made.get(kind);
    const to = new Map<string, Value>(isDict(into) ? into : []);
    for (const [name, value] of from) {
      if (to.has(name) && sprint(to.get(name) ?? null) !== sprint(value))
        throw new ComposeError(`${kind}.${name} conflicts with imported resource`);
      to.set(name, value);
    }
    made.set(kind, to);
  }
  return made;
}
