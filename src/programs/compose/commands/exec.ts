import type { Run } from '../../../os/index.ts';
import { checkTty, ioOf, proxySignals } from '../../docker/container/index.ts';
import { bool, int, list, string } from '../../docker/grammar/index.ts';
import {
  ComposeError,
  locate,
  type Project,
  parsePortSpec,
  parseVolume,
  portBindings,
  readDotenv,
  serviceNamed,
  shellWords,
  withConfig,
  withEnvironment,
  withSelected,
} from '../model/index.ts';
import { flush, progressOf, pullImages, runOneOff, specifiedContainer, warn } from '../service/index.ts';
import { isList, type Value } from '../yaml/index.ts';
import { applied } from './up.ts';
import { type Cli, projectName, projectOptions, stringArray, toProject, verb } from './verb.ts';

const INDEX = int('index of the container if service has multiple replicas.');

/** docker compose exec */
export const exec = verb({
  use: 'exec [OPTIONS] SERVICE COMMAND [ARGS...]',
  short: 'Execute a command in a running container',
  args: { min: 2, max: Number.POSITIVE_INFINITY },
  interspersed: false,
  flags: {
    detach: bool('Detached mode: Run command in the background', { short: 'd' }),
    env: stringArray('Set environment variables', { short: 'e' }),
    index: int('Index of the container if service has multiple replicas'),
    interactive: bool('Keep STDIN open even if not attached', { short: 'i', default: true, hidden: true }),
    'no-TTY': bool('', { hidden: true, same: 'no-tty' }),
    'no-tty': bool("Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.", {
      short: 'T',
      default: true,
    }),
    privileged: bool('Give extended privileges to the process'),
    tty: bool('Allocate a pseudo-TTY', { short: 't', default: true, hidden: true }),
    user: string('Run the command as this user', { short: 'u' }),
    workdir: string('Path to workdir directory for this command', { short: 'w' }),
  },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const [service = '', ...Cmd] = args;
    const name = yield* projectName(cli);
    const { environment } = locate(projectOptions(cli));
    const Env = flags.env.map((text) => {
      const value = text.includes('=') ? undefined : environment.get(text);
      return value === undefined ? text : `${text}=${value}`;
    });
    const c = specifiedContainer(compose, name, service, flags.index, { oneOff: 'include', all: false });
    const Tty = cli.changed('no-tty') ? !flags['no-tty'] : proc.isatty(1);
    const stdin = flags.interactive && !flags.detach;
    if (!flags.detach) checkTty(proc, stdin, Tty);
    const { daemon } = compose;
    const { Id } = daemon.execCreate(c.Id, {
      Cmd,
      Env,
      User: flags.user,
      Privileged: flags.privileged,
      Tty,
      WorkingDir: flags.workdir,
      AttachStdin: stdin,
      AttachStdout: !flags.detach,
      AttachStderr: !flags.detach,
    });
    const io = ioOf(proc, { stdin, stdout: !flags.detach, stderr: !flags.detach, tty: Tty });
    const status = yield* daemon.execStart(Id, io, { detach: flags.detach });
    return flags.detach ? 0 : status;
  },
});

/** docker compose attach */
export const attach = verb({
  use: 'attach [OPTIONS] SERVICE',
  short: "Attach local standard input, output, and error streams to a service's running container",
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  flags: {
    'detach-keys': string('Override the key sequence for detaching from a container.'),
    index: INDEX,
    'no-stdin': bool('Do not attach STDIN'),
    'sig-proxy': bool('Proxy all received signals to the process', { default: true }),
  },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const name = yield* projectName(cli);
    const { Id } = specifiedContainer(compose, name, args[0] ?? '', flags.index, { oneOff: 'include', all: false });
    const { Config } = compose.daemon.containerInspect(Id);
    checkTty(proc, !flags['no-stdin'], Config.Tty);
    const stdin = !flags['no-stdin'] && Config.OpenStdin;
    const { tty: _, ...io } = ioOf(proc, { stdin, stdout: true, stderr: true, tty: Config.Tty });
    return yield* proxySignals(proc, compose.daemon, Id, flags['sig-proxy'] && !Config.Tty, () =>
      compose.daemon.containerAttach(Id, io, { stdin }).stream(),
    );
  },
});

const RUN = {
  build: bool('Build image before starting container'),
  'cap-add': list('Add Linux capabilities'),
  'cap-drop': list('Drop Linux capabilities'),
  detach: bool('Run container in background and print container ID', { short: 'd' }),
  entrypoint: string('Override the entrypoint of the image'),
  env: stringArray('Set environment variables', { short: 'e' }),
  'env-from-file': stringArray('Set environment variables from file'),
  interactive: bool('Keep STDIN open even if not attached', { short: 'i', default: true }),
  label: stringArray('Add or override a label', { short: 'l' }),
  name: string('Assign a name to the container'),
  'no-TTY': bool('Disable pseudo-TTY allocation (default: auto-detected)', { short: 'T', default: true }),
  'no-deps': bool("Don't start linked services"),
  publish: stringArray("Publish a container's port(s) to the host", { short: 'p' }),
  pull: string('Pull image before running ("always"|"missing"|"never")', { default: 'policy' }),
  quiet: bool("Don't print anything to STDOUT", { short: 'q' }),
  'quiet-build': bool('Suppress progress output from the build process'),
  'quiet-pull': bool('Pull without printing progress information'),
  'remove-orphans': bool('Remove containers for services not defined in the Compose file'),
  rm: bool('Automatically remove the container when it exits'),
  'service-ports': bool("Run command with all service's ports enabled and mapped to the host", { short: 'P' }),
  tty: bool('Allocate a pseudo-TTY', { short: 't', default: true, hidden: true }),
  'use-aliases': bool("Use the service's network useAliases in the network(s) the container connects to"),
  user: string('Run as specified username or uid', { short: 'u' }),
  volume: stringArray('Bind mount a volume', { short: 'v' }),
  workdir: string('Working directory inside the container', { short: 'w' }),
};
type RunCli = Cli<typeof RUN>;

/** docker compose run */
export const run = verb({
  use: 'run [OPTIONS] SERVICE [COMMAND] [ARGS...]',
  short: 'Run a one-off command on a service',
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  interspersed: false,
  flags: RUN,
  *run(cli: RunCli) {
    const { args, compose, flags } = cli;
    const [service = '', ...words] = args;
    if (flags.publish.length > 0 && flags['service-ports'])
      throw new ComposeError('--service-ports and --publish are incompatible');
    if (cli.changed('tty') && cli.changed('no-TTY'))
      throw new ComposeError("--tty and --no-TTY can't be used together");
    const entrypoint = cli.changed('entrypoint') ? shellWords(flags.entrypoint) : undefined;
    const loaded = yield* toProject(cli, [service]);
    const full = withEnvironment(loaded, compose.files, (text) => warn(compose, text));
    yield* flush(compose);
    const selected = flags['no-deps'] ? withSelected(full, [service], 'none') : full;
    const project = applied(
      withRunFlags(selected, service, flags),
      { ...flags, 'force-recreate': false, 'no-recreate': false, scale: [], 'no-build': false, yes: false },
      cli.changed('pull'),
    );
    const status = yield* runOneOff(compose, project, {
      service,
      command: words,
      name: flags.name,
      detach: flags.detach,
      remove: flags.rm,
      tty: !noTty(cli),
      interactive: flags.interactive,
      user: flags.user,
      workdir: flags.workdir,
      entrypoint,
      environment: environmentOf(project, cli),
      labels: labelsOf(flags.label),
      capAdd: flags['cap-add'],
      capDrop: flags['cap-drop'],
      aliases: flags['use-aliases'],
      noDeps: flags['no-deps'],
      ignoreOrphans: /^(1|t|true)$/i.test(project.environment.get('COMPOSE_IGNORE_ORPHANS') ?? ''),
      removeOrphans: flags['remove-orphans'],
    });
    if (status !== 0) throw new ComposeError('', status);
    return 0;
  },
});

function noTty(cli: RunCli): boolean {
  const { flags, proc } = cli;
  if (cli.changed('tty')) return !flags.tty;
  if (cli.changed('no-TTY')) return flags['no-TTY'];
  if (!cli.changed('interactive') && !proc.isatty(0)) return true;
  return !proc.isatty(1);
}

/** Its ports are not published unless asked for, and it may have more volumes. */
function withRunFlags(project: Project, name: string, flags: RunCli['flags']): Project {
  let service = serviceNamed(project, name);
  if (!flags['service-ports']) {
    const ports = flags.publish.flatMap((spec) => portBindings(parsePortSpec(spec)));
    service = withConfig(service, 'ports', ports.length === 0 ? undefined : ports);
  }
  if (flags.volume.length > 0) {
    const before = service.config.get('volumes');
    const volumes: readonly Value[] = [...(isList(before) ? before : []), ...flags.volume.map(parseVolume)];
    service = withConfig(service, 'volumes', volumes);
  }
  return { ...project, services: new Map([...project.services, [name, service]]) };
}

function environmentOf(project: Project, cli: RunCli): Readonly<Record<string, string>> {
  const { compose, flags } = cli;
  const made = new Map<string, string>();
  for (const text of flags.env) {
    const at = text.indexOf('=');
    const key = at < 0 ? text : text.slice(0, at);
    const value = at < 0 ? project.environment.get(key) : text.slice(at + 1);
    if (value !== undefined) made.set(key, value);
  }
  for (const file of flags['env-from-file']) {
    const vars = new Map<string, string>();
    readDotenv(
      compose.files.read(file),
      vars,
      (key) => made.get(key),
      (text) => warn(compose, text),
    );
    for (const [key, value] of vars) if (!made.has(key)) made.set(key, value);
  }
  return Object.fromEntries(made);
}

function labelsOf(labels: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    labels.map((label) => {
      const at = label.indexOf('=');
      if (at < 0) throw new ComposeError('label must be set as KEY=VALUE');
      return [label.slice(0, at), label.slice(at + 1)];
    }),
  );
}

/** docker compose pull */
export const pull = verb({
  use: 'pull [OPTIONS] [SERVICE...]',
  short: 'Pull service images',
  flags: {
    'ignore-buildable': bool('Ignore images that can be built'),
    'ignore-pull-failures': bool('Pull what it can and ignores images with pull failures'),
    'include-deps': bool('Also pull services declared as dependencies'),
    policy: string('Apply pull policy ("missing"|"always")'),
    quiet: bool('Pull without printing progress information', { short: 'q' }),
  },
  *run(cli): Run<number> {
    const { args, compose, flags } = cli;
    const loaded = yield* toProject(cli, args);
    const project = flags['include-deps'] ? loaded : withSelected(loaded, args, 'none');
    const services = [...project.services.values()].filter(
      ({ config }) => config.has('image') && !(flags['ignore-buildable'] && config.has('build')),
    );
    const progress = progressOf(flags.quiet ? { ...compose, progress: 'quiet' } : compose, 'Pulling');
    yield* pullImages(compose, services, progress, { ignoreFailures: flags['ignore-pull-failures'] });
    yield* progress.stop();
    return 0;
  },
});
