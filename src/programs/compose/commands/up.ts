import type { Run } from '../../../os/index.ts';
import { bool, int, string } from '../../docker/grammar/index.ts';
import {
  ComposeError,
  chosen,
  type Project,
  quoted,
  type Service,
  serviceNamed,
  serviceNames,
  withConfig,
  withScale,
  withSelected,
} from '../model/index.ts';
import {
  type Attached,
  type CreateOptions,
  createProject,
  flush,
  logConsumer,
  progressOf,
  type Recreate,
  type Starting,
  upProject,
} from '../service/index.ts';
import { goInt } from './numbers.ts';
import { type Cli, stringArray, toFullProject, verb } from './verb.ts';

const RECREATING = {
  'force-recreate': bool("Recreate containers even if their configuration and image haven't changed"),
  'no-recreate': bool("If containers already exist, don't recreate them. Incompatible with --force-recreate."),
  'remove-orphans': bool('Remove containers for services not defined in the Compose file'),
  // pflag takes the word in backquotes of its usage for the name of its value
  scale: {
    ...stringArray('Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.'),
    type: 'scale',
  },
  build: bool('Build images before starting containers'),
  'no-build': bool("Don't build an image, even if it's policy"),
  'quiet-pull': bool('Pull without printing progress information'),
  yes: bool('Assume "yes" as answer to all prompts and run non-interactively', { short: 'y' }),
};

interface RecreateFlags {
  readonly 'force-recreate': boolean;
  readonly 'no-recreate': boolean;
  readonly 'remove-orphans': boolean;
  readonly scale: readonly string[];
  readonly build: boolean;
  readonly 'no-build': boolean;
  readonly yes: boolean;
  readonly pull: string;
}

/** The project with what the flags say of its services; createOptions.Apply of cmd/compose/create.go. Throws ComposeError. */
export function applied(project: Project, flags: RecreateFlags, pull: boolean): Project {
  const change = (service: Service): Service => {
    let made = pull ? withConfig(service, 'pull_policy', flags.pull) : service;
    if (flags.build && service.config.has('build')) made = withConfig(made, 'pull_policy', 'build');
    return made;
  };
  if (pull && !['always', 'never', 'build', 'missing', 'if_not_present'].includes(flags.pull))
    throw new ComposeError(`invalid --pull option ${quoted(flags.pull)}`);
  const services = new Map([...project.services].map(([name, service]) => [name, change(service)]));
  const made: Project = { ...project, services };
  for (const text of flags.scale) {
    const [name = '', number, ...more] = text.split('=');
    if (number === undefined || more.length > 0)
      throw new ComposeError(`invalid --scale option ${quoted(text)}. Should be SERVICE=NUM`);
    const scale = goInt(number);
    services.set(name, withScale(serviceNamed(made, name), scale));
  }
  return made;
}

function checkIncompatible(flags: RecreateFlags): void {
  if (flags.build && flags['no-build']) throw new ComposeError('--build and --no-build are incompatible');
  if (flags['force-recreate'] && flags['no-recreate'])
    throw new ComposeError('--force-recreate and --no-recreate are incompatible');
}

const strategy = (flags: RecreateFlags, force: boolean): Recreate =>
  flags['no-recreate'] ? 'never' : flags['force-recreate'] || force ? 'force' : 'diverged';

const on = (text: string | undefined) => /^(1|t|true)$/i.test(text ?? '');

/** docker compose create */
export const create = verb({
  use: 'create [OPTIONS] [SERVICE...]',
  short: 'Creates containers for a service',
  flags: {
    ...RECREATING,
    pull: string('Pull image before running ("always"|"missing"|"never"|"build")', { default: 'policy' }),
  },
  *run(cli) {
    const { compose, flags, args } = cli;
    checkIncompatible(flags);
    const project = applied(yield* toFullProject(cli, args), flags, cli.changed('pull'));
    const progress = progressOf(compose, 'Creating');
    yield* createProject(
      compose,
      project,
      {
        services: args,
        removeOrphans: flags['remove-orphans'],
        ignoreOrphans: false,
        recreate: strategy(flags, false),
        recreateDependencies: flags['no-recreate'] ? 'never' : 'diverged',
        inherit: true,
        yes: flags.yes,
      },
      progress,
    );
    yield* progress.stop();
    return 0;
  },
});

const UP = {
  ...RECREATING,
  'abort-on-container-exit': bool('Stops all containers if any container was stopped. Incompatible with -d'),
  'abort-on-container-failure': bool('Stops all containers if any container exited with failure. Incompatible with -d'),
  'always-recreate-deps': bool('Recreate dependent containers. Incompatible with --no-recreate.'),
  attach: stringArray('Restrict attaching to the specified services. Incompatible with --attach-dependencies.'),
  'attach-dependencies': bool('Automatically attach to log output of dependent services'),
  detach: bool('Detached mode: Run containers in the background', { short: 'd' }),
  'exit-code-from': string('Return the exit code of the selected service container. Implies --abort-on-container-exit'),
  menu: bool(
    'Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.',
  ),
  'no-attach': stringArray('Do not attach (stream logs) to the specified services'),
  'no-color': bool('Produce monochrome output'),
  'no-deps': bool("Don't start linked services"),
  'no-log-prefix': bool("Don't print prefix in logs"),
  'no-start': bool("Don't start the services after creating them"),
  pull: string('Pull image before running ("always"|"missing"|"never")', { default: 'policy' }),
  'quiet-build': bool('Suppress the build output'),
  'renew-anon-volumes': bool('Recreate anonymous volumes instead of retrieving data from the previous containers', {
    short: 'V',
  }),
  timeout: int(
    'Use this timeout in seconds for container shutdown when attached or when containers are already running',
    { short: 't' },
  ),
  timestamps: bool('Show timestamps'),
  wait: bool('Wait for services to be running|healthy. Implies detached mode.'),
  'wait-timeout': int('Maximum duration in seconds to wait for the project to be running|healthy'),
  watch: bool('Watch source code and rebuild/refresh containers when files are updated.', { short: 'w' }),
};
type Up = Cli<typeof UP>;

/** What goes together, and what does not; validateFlags of cmd/compose/up.go. Throws ComposeError. */
function modeOf({ flags }: Up): { readonly detach: boolean; readonly onExit: Attached['onExit'] } {
  const fail = flags['abort-on-container-failure'];
  const stop = flags['abort-on-container-exit'] || (flags['exit-code-from'] !== '' && !fail);
  if (stop && fail)
    throw new ComposeError('--abort-on-container-failure cannot be combined with --abort-on-container-exit');
  const attaching = flags['attach-dependencies'] || flags.attach.length > 0;
  if (flags.wait && (attaching || stop))
    throw new ComposeError(
      '--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies',
    );
  const detach = flags.detach || flags.wait;
  if (flags.build && flags['no-build']) throw new ComposeError('--build and --no-build are incompatible');
  if (detach && (attaching || stop || fail || flags.watch))
    throw new ComposeError(
      `--${flags.wait ? 'wait' : 'detach'} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch`,
    );
  if (flags['renew-anon-volumes'] && flags['no-recreate'])
    throw new ComposeError('--no-recreate and --renew-anon-volumes are incompatible');
  checkIncompatible(flags);
  if (flags['always-recreate-deps'] && flags['no-recreate'])
    throw new ComposeError('--always-recreate-deps and --no-recreate are incompatible');
  if (flags['no-build'] && flags.watch) throw new ComposeError('--no-build and --watch are incompatible');
  if (flags.watch) throw new ComposeError('dockernet-course: not simulated: docker compose up --watch', 99);
  return { detach, onExit: stop ? 'stop' : fail ? 'fail' : 'ignore' };
}

/** docker compose up */
export const up = verb({
  use: 'up [OPTIONS] [SERVICE...]',
  short: 'Create and start containers',
  flags: UP,
  *run(cli: Up) {
    const { flags, args, globals } = cli;
    const mode = modeOf(cli);
    const removeOrphans = cli.changed('remove-orphans')
      ? flags['remove-orphans']
      : on(globals.env.COMPOSE_REMOVE_ORPHANS);
    const full = yield* toFullProject(cli, args);
    const ignoreOrphans = on(full.environment.get('COMPOSE_IGNORE_ORPHANS'));
    if (ignoreOrphans && removeOrphans)
      throw new ComposeError('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
    if (flags.attach.length > 0 && flags['attach-dependencies'])
      throw new ComposeError('cannot combine --attach and --attach-dependencies');
    if (!globals.all && full.services.size === 0) throw new ComposeError('no service selected');
    let project = applied(full, flags, cli.changed('pull'));
    if (flags['no-deps']) project = withSelected(project, args, 'none');
    if (flags['exit-code-from'] !== '') serviceNamed(project, flags['exit-code-from']);
    const options: CreateOptions = {
      services: args,
      removeOrphans,
      ignoreOrphans,
      recreate: strategy(flags, flags['renew-anon-volumes']),
      recreateDependencies: flags['no-recreate'] ? 'never' : flags['always-recreate-deps'] ? 'force' : 'diverged',
      inherit: !flags['renew-anon-volumes'],
      timeout: cli.changed('timeout') ? flags.timeout : undefined,
      yes: flags.yes,
    };
    return yield* upOrCreate(cli, project, options, mode);
  },
});

function* upOrCreate(cli: Up, project: Project, options: CreateOptions, mode: ReturnType<typeof modeOf>): Run<number> {
  const { compose, flags, args } = cli;
  if (flags['no-start']) {
    const progress = progressOf(compose, 'Creating');
    yield* createProject(compose, project, options, progress);
    yield* progress.stop();
    return 0;
  }
  const attached: Attached | undefined = mode.detach
    ? undefined
    : {
        consumer: logConsumer(compose, {
          colour: !flags['no-color'],
          prefix: !flags['no-log-prefix'],
          timestamps: flags.timestamps,
        }),
        services: attachTo(project, cli),
        named: args,
        onExit: mode.onExit,
        exitCodeFrom: flags['exit-code-from'],
      };
  const start: Starting = flags.wait ? { wait: { timeout: flags['wait-timeout'] * 1000 } } : {};
  const status = yield* upProject(compose, project, options, start, attached);
  yield* flush(compose);
  return status;
}

function attachTo(project: Project, { flags, args }: Up): readonly string[] {
  if (flags.attach.length > 0) {
    const names = serviceNames(project);
    const unknown = flags.attach.filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new ComposeError(`cannot attach to services not included in up: ${unknown.join(', ')}`);
    return flags.attach.filter((name) => !flags['no-attach'].includes(name));
  }
  const along = flags['attach-dependencies'] ? 'dependencies' : 'none';
  return chosen(project, args, along).filter(
    (name) => project.services.get(name)?.config.get('attach') !== false && !flags['no-attach'].includes(name),
  );
}
