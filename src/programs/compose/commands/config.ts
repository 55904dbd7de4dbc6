import { joinPath, out, type Run, write, writeFile } from '../../../os/index.ts';
import { bool, string } from '../../docker/grammar/index.ts';
import {
  ComposeError,
  checkContainerNames,
  chosen,
  FILE,
  imageOf,
  jsonText,
  keysInOrder,
  NETWORK,
  type Project,
  type ProjectOptions,
  quoted,
  readModel,
  SERVICE,
  type Struct,
  serviceHash,
  serviceNamed,
  serviceNames,
  shown,
  sortedKeys,
  textsIn,
  VOLUME,
  withEnvironment,
  yamlText,
} from '../model/index.ts';
import { flush, warn } from '../service/index.ts';
import { isDict, type Value } from '../yaml/index.ts';
import { printList } from './print.ts';
import { variablesIn } from './variables.ts';
import { type Cli, projectOptions, toProject, verb } from './verb.ts';

const CONFIG = {
  environment: bool('Print environment used for interpolation.'),
  format: string('Format the output. Values: [yaml | json]'),
  hash: string('Print the service config hash, one per line.'),
  images: bool('Print the image names, one per line.'),
  'lock-image-digests': bool('Produces an override file with image digests'),
  models: bool('Print the model names, one per line.'),
  networks: bool('Print the network names, one per line.'),
  'no-consistency': bool("Don't check model consistency - warning: may produce invalid Compose output"),
  'no-env-resolution': bool("Don't resolve service env files"),
  'no-interpolate': bool("Don't interpolate environment variables"),
  'no-normalize': bool("Don't normalize compose model"),
  'no-path-resolution': bool("Don't resolve file paths"),
  output: string('Save to file (default to stdout)', { short: 'o' }),
  profiles: bool('Print the profile names, one per line.'),
  quiet: bool("Only validate the configuration, don't print anything", { short: 'q' }),
  'resolve-image-digests': bool('Pin image tags to digests'),
  services: bool('Print the service names, one per line.'),
  variables: bool('Print model variables and default values.'),
  volumes: bool('Print the volume names, one per line.'),
};
type Config = Cli<typeof CONFIG>;

/** docker compose config */
export const config = verb({
  use: 'config [OPTIONS] [SERVICE...]',
  short: 'Parse, resolve and render compose file in canonical format',
  flags: CONFIG,
  *run(cli: Config) {
    const { flags, args } = cli;
    if (flags['resolve-image-digests'] || flags['lock-image-digests'])
      throw new ComposeError('dockernet-course: not simulated: digests of images in a registry', 99);
    const lines = yield* names(cli);
    if (lines !== undefined) {
      if (!flags.quiet) for (const line of lines) yield* out(line);
      return 0;
    }
    if (flags.variables) return yield* variables(cli);
    const text = flags['no-interpolate'] ? yield* rawText(cli) : yield* projectText(cli, args);
    if (flags.quiet) return 0;
    if (flags.output === '') yield* write(text);
    else cli.proc.transact((tx) => writeFile(tx, cli.proc.fs, joinPath(cli.proc.cwd, flags.output), text));
    return 0;
  },
});

function optionsOf({ flags }: Config): Partial<ProjectOptions> {
  return {
    interpolate: !flags['no-interpolate'],
    normalize: !flags['no-normalize'],
    consistency: !flags['no-consistency'],
    resolvePaths: !flags['no-path-resolution'],
  };
}

const load = (cli: Config, services: readonly string[] = []) => toProject(cli, services, optionsOf(cli));

/** Where only names are asked for: one a line. */
function* names(cli: Config): Run<readonly string[] | undefined> {
  const { flags, args } = cli;
  if (flags.services) return chosen(yield* load(cli), [], 'dependencies');
  if (flags.volumes) return [...(yield* load(cli)).volumes.keys()].sort();
  if (flags.networks) return [...(yield* load(cli)).networks.keys()].sort();
  if (flags.models) {
    yield* load(cli);
    return [];
  }
  if (flags.hash !== '') {
    const project = yield* load(cli);
    const wanted = flags.hash === '*' ? serviceNames(project) : flags.hash.split(',').sort();
    return wanted.map((name) => `${name} ${serviceHash(serviceNamed(project, name).config)}`);
  }
  if (flags.profiles) {
    const project = yield* load(cli, args);
    const services = [...project.services.values(), ...project.disabled.values()];
    return [...new Set(services.flatMap((service) => textsIn(service.config, 'profiles')))].sort();
  }
  if (flags.images) {
    const project = yield* load(cli, args);
    return serviceNames(project).map((name) => imageOf(serviceNamed(project, name), project.name));
  }
  if (!flags.environment) return undefined;
  const { environment } = yield* load(cli, args);
  return [...environment].map(([key, value]) => `${key}=${value}`).sort();
}

/** The project as compose understands it; `$` is doubled, so that it can be read again. */
function* projectText(cli: Config, services: readonly string[]): Run<string> {
  const { flags, compose } = cli;
  const loaded = yield* load(cli, services);
  const project = flags['no-env-resolution']
    ? loaded
    : withEnvironment(loaded, compose.files, (text) => warn(compose, text));
  yield* flush(compose);
  if (!flags['no-consistency']) checkContainerNames(project);
  return formatted(project, flags.format).replaceAll('$', '$$$$');
}

function formatted(project: Project, format: string): string {
  if (format !== '' && format !== 'yaml' && format !== 'json')
    throw new ComposeError(`unsupported format ${quoted(format)}`);
  const how = format === 'json' ? 'json' : 'yaml';
  const all = (shape: typeof SERVICE, values: ReadonlyMap<string, Struct>): Value =>
    new Map(keysInOrder([...values.keys()], how).map((key) => [key, shown(shape, values.get(key) ?? new Map(), how)]));
  const services = new Map([...project.services].map(([name, { config }]) => [name, config]));
  const made = new Map<string, Value>([
    ['name', project.name],
    ['services', all(SERVICE, services)],
  ]);
  for (const [key, shape, values] of [
    ['networks', NETWORK, project.networks],
    ['volumes', VOLUME, project.volumes],
    ['secrets', FILE, project.secrets],
    ['configs', FILE, project.configs],
  ] as const)
    if (values.size > 0) made.set(key, all(shape, values));
  const extensions = sortedKeys(project.extensions, how);
  if (isDict(extensions)) for (const [key, inner] of extensions) made.set(key, inner);
  if (how === 'yaml') return yamlText(made);
  return jsonText(new Map([...made.keys()].sort().map((key) => [key, made.get(key) ?? null])), '  ');
}

/** The model with its variables as they are. */
function* rawText(cli: Config): Run<string> {
  const { flags, compose } = cli;
  try {
    const { model } = readModel({ ...projectOptions(cli), ...optionsOf(cli) });
    if (flags.format === 'json') return jsonText(sortedKeys(model, 'json'), '  ');
    if (flags.format !== '' && flags.format !== 'yaml')
      throw new ComposeError(`unsupported format ${quoted(flags.format)}`);
    return yamlText(sortedKeys(model, 'yaml'));
  } finally {
    yield* flush(compose);
  }
}

function* variables(cli: Config): Run<number> {
  const { compose, flags } = cli;
  let model: Value;
  try {
    model = readModel({ ...projectOptions(cli), ...optionsOf(cli), interpolate: false }).model;
  } finally {
    yield* flush(compose);
  }
  const found = variablesIn(model);
  const json = new Map(
    found.map(({ name, required, fallback, presence }): [string, Value] => [
      name,
      new Map<string, Value>([
        ['Name', name],
        ['DefaultValue', fallback],
        ['PresenceValue', presence],
        ['Required', required],
      ]),
    ]),
  );
  const rows = found.map(({ name, required, fallback, presence }) => [name, String(required), fallback, presence]);
  yield* printList(['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'], rows, json, flags.format);
  return 0;
}
