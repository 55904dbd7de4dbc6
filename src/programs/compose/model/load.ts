import { type Dict, decode, documents, isDict, isList, KeyError, type Value, YamlError } from '../yaml/index.ts';
import { canonical } from './canonical.ts';
import { checkModel, setDefaults } from './checks.ts';
import { ComposeError } from './errors.ts';
import { applyExtends } from './extends.ts';
import type { Files } from './files.ts';
import { applyInclude } from './include.ts';
import { interpolate } from './interpolate.ts';
import { merge } from './merge.ts';
import { resolvePaths } from './paths.ts';
import { validate } from './schema.ts';
import { SPEC } from './spec.ts';
import type { Lookup } from './template.ts';
import { matches } from './tree.ts';
import { enforceUnicity } from './unique.ts';

/** How files are read; loader.Options of compose-go. */
export interface Loading {
  readonly files: Files;
  readonly workingDir: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly warn: (text: string) => void;
  readonly interpolate: boolean;
  readonly validate: boolean;
  readonly resolvePaths: boolean;
  readonly extend: boolean;
  readonly include: boolean;
  /** Files that led to this one by `include`. */
  readonly included: readonly string[];
  /** Files that the obsolete `version` has been told of. */
  readonly versions: Set<string>;
}

/** A file with its text. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export const lookupIn =
  (environment: ReadonlyMap<string, string>): Lookup =>
  (name) =>
    environment.get(name);

/** Files as one model in long form; loader.loadYamlModel of compose-go. Throws ComposeError. */
export function loadModel(sources: readonly Source[], loading: Loading): Dict {
  let model: Dict = new Map();
  for (const source of sources) model = loadFile(source, model, loading);
  model = setDefaults(model);
  if (loading.validate) checkModel(model);
  if (loading.resolvePaths) model = resolvePaths(model, { workingDir: loading.workingDir, home: loading.files.home });
  return model;
}

/** One file over what earlier ones said; loader.loadYamlFile of compose-go. */
export function loadFile(source: Source, base: Dict, loading: Loading): Dict {
  let model = base;
  try {
    for (const document of documents(source.text)) {
      const { value, resets } = decode(document);
      model = loadDocument(value, resets, source, model, loading);
    }
  } catch (e) {
    if (e instanceof KeyError) throw new ComposeError(e.message);
    throw e instanceof YamlError ? new ComposeError(`failed to parse ${source.name}: ${e.message}`) : e;
  }
  return model;
}

function loadDocument(
  raw: Value,
  resets: readonly (readonly string[])[],
  source: Source,
  base: Dict,
  loading: Loading,
): Dict {
  if (!isDict(raw)) throw new ComposeError('top-level object must be a mapping');
  let config: Dict = raw;
  if (loading.interpolate) config = interpolate(config, { lookup: lookupIn(loading.environment), warn: loading.warn });
  if (loading.extend) config = applyExtends(config, source.name, loading);
  const kept = resets.length === 0 ? base : withoutResets(base, resets);
  if (loading.include) config = applyInclude(config, source.name, loading);
  let model = enforceUnicity(merge(kept, config));
  if (loading.validate) model = checkSchema(model, source.name, loading);
  model = canonical(model, { warn: loading.warn, lenient: !loading.interpolate });
  return enforceUnicity(withoutEmpty(model));
}

function checkSchema(model: Dict, file: string, loading: Loading): Dict {
  const error = validate(SPEC, model);
  if (error !== undefined) throw new ComposeError(`validating ${file}: ${error}`);
  if (!model.has('version')) return model;
  if (!loading.versions.has(file))
    loading.warn(
      `${file}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
    );
  loading.versions.add(file);
  return new Map([...model].filter(([key]) => key !== 'version'));
}

/** Empty entries of `dns` say nothing. */
function withoutEmpty(model: Dict): Dict {
  const services = model.get('services');
  if (!isDict(services)) return model;
  const cleaned = [...services].map(([name, service]): [string, Value] => {
    const dns = isDict(service) ? service.get('dns') : undefined;
    if (!isDict(service) || !isList(dns)) return [name, service];
    return [name, new Map([...service, ['dns', dns.filter((item) => item !== null && item !== '')]])];
  });
  return new Map([...model, ['services', new Map(cleaned)]]);
}

/** `!reset` and `!override` take away what earlier files said. */
function withoutResets(model: Dict, resets: readonly (readonly string[])[]): Dict {
  const patterns = resets.map((path) => path.join('.'));
  const prune = (value: Value, path: string): Value => {
    if (!isDict(value)) return value;
    return new Map(
      [...value].flatMap(([key, inner]): [string, Value][] => {
        const at = path === '' ? key : `${path}.${key}`;
        return patterns.some((pattern) => matches(at, pattern)) ? [] : [[key, prune(inner, at)]];
      }),
    );
  };
  return prune(model, '') as Dict;
}
