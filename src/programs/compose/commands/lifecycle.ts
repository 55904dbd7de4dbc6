import { ApiError } from '../../../engine/index.ts';
import { err, out, type Run, write } from '../../../os/index.ts';
import { confirm } from '../../docker/common/index.ts';
import { bool, int, string } from '../../docker/grammar/index.ts';
import {
  ComposeError,
  type Dependency,
  dependenciesOf,
  dictIn,
  type Project,
  serviceNamed,
  serviceNames,
  withConfig,
  withScale,
  withSelected,
  withServicesEnabled,
} from '../model/index.ts';
import {
  type Compose,
  CREATE,
  containersOf,
  createProject,
  inDependencyOrder,
  nameOf,
  type Progress,
  parallel,
  progressName,
  progressOf,
  projectFromContainers,
  projectWithResources,
  removeAll,
  serviceOf,
  startProject,
  stopServices,
  waitForDependencies,
} from '../service/index.ts';
import type { Value } from '../yaml/index.ts';
import { projectOrName, toProject, verb } from './verb.ts';

const timeout = int('Specify a shutdown timeout in seconds', { short: 't' });

/** Runs an operation with its progress. */
function* shown(compose: Compose, title: string, body: (progress: Progress) => Run<void>): Run<number> {
  const progress = progressOf(compose, title);
  try {
    yield* body(progress);
  } finally {
    yield* progress.stop();
  }
  return 0;
}

/** docker compose start */
export const start = verb({
  use: 'start [SERVICE...]',
  short: 'Start services',
  *run(cli) {
    const { compose, args } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    return yield* shown(compose, 'Running', function* body(progress) {
      const containers = project ? [] : containersOf(compose, name, { all: true });
      if (!project && containers.length === 0)
        throw new ComposeError(`no container found for project "${name}": not found`);
      yield* startProject(compose, project ?? projectFromContainers(containers, name, args), {}, progress);
    });
  },
});

/** docker compose stop */
export const stop = verb({
  use: 'stop [OPTIONS] [SERVICE...]',
  short: 'Stop services',
  flags: { timeout },
  *run(cli) {
    const { compose, args, flags } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    return yield* shown(compose, 'Stopping', function* body(progress) {
      const known = project ?? projectWithResources(compose, containersOf(compose, name, { all: true }), name);
      const seconds = cli.changed('timeout') ? flags.timeout : undefined;
      yield* stopServices(compose, known, { services: args, timeout: seconds }, progress);
    });
  },
});

/** docker compose restart */
export const restart = verb({
  use: 'restart [OPTIONS] [SERVICE...]',
  short: 'Restart service containers',
  flags: { 'no-deps': bool("Don't restart dependent services"), timeout },
  *run(cli) {
    const { compose, args, flags } = cli;
    const named = yield* projectOrName(cli);
    return yield* shown(compose, 'Restarting', function* body(progress) {
      const containers = containersOf(compose, named.name, { all: true });
      const base = named.project
        ? withServicesEnabled(named.project, args)
        : projectWithResources(compose, containers, named.name);
      const project = restarting(flags['no-deps'] ? withSelected(base, args, 'none') : base, args);
      yield* inDependencyOrder(compose, project, function* visit(service) {
        const depends = dependenciesOf(serviceNamed(project, service));
        yield* waitForDependencies(compose, project, service, depends, containers, progress);
        const own = containers.filter((c) => serviceOf(c) === service);
        yield* parallel(
          compose,
          own.map(
            (c) =>
              function* task() {
                yield* progress.event(progressName(c), 'Restarting');
                yield* compose.daemon.containerRestart(c.Id, cli.changed('timeout') ? { t: flags.timeout } : {});
                yield* progress.event(progressName(c), 'Started');
              },
          ),
        );
      });
    });
  },
});

/** Only dependencies that restart with a service count, and dependents come along. */
function restarting(project: Project, names: readonly string[]): Project {
  const services = [...project.services].map(([name, service]): [string, typeof service] => {
    const depends = dictIn(service.config, 'depends_on');
    const kept = (other: string) => (dependenciesOf(service).get(other) as Dependency).restart;
    const left = new Map<string, Value>([...(depends ?? [])].filter(([other]) => kept(other)));
    return [name, withConfig(service, 'depends_on', left.size === 0 ? undefined : left)];
  });
  const made = { ...project, services: new Map(services) };
  return names.length === 0 ? made : withSelected(made, names, 'dependents');
}

/** docker compose kill */
export const kill = verb({
  use: 'kill [OPTIONS] [SERVICE...]',
  short: 'Force stop service containers',
  flags: {
    'remove-orphans': bool('Remove containers for services not defined in the Compose file'),
    signal: string('SIGNAL to send to the container', { short: 's', default: 'SIGKILL' }),
  },
  *run(cli) {
    const { compose, args, flags } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    return yield* shown(compose, 'Killing', function* body(progress) {
      const all = containersOf(compose, name, { oneOff: 'include', services: args });
      const known = serviceNames(project ?? projectWithResources(compose, all, name));
      const containers = flags['remove-orphans'] ? all : all.filter((c) => known.includes(serviceOf(c)));
      if (containers.length === 0) {
        yield* write('no container to kill', 2);
        return;
      }
      yield* parallel(
        compose,
        containers.map(
          (c) =>
            function* task() {
              yield* progress.event(progressName(c), 'Killing');
              try {
                yield* compose.daemon.containerKill(c.Id, flags.signal);
              } catch (e) {
                if (e instanceof ApiError) yield* progress.event(progressName(c), 'Error while Killing', 'error');
                throw e;
              }
              yield* progress.event(progressName(c), 'Killed');
            },
        ),
      );
    });
  },
});

/** docker compose rm */
export const rm = verb({
  use: 'rm [OPTIONS] [SERVICE...]',
  short: 'Removes stopped service containers',
  long: `Removes stopped service containers

By default, anonymous volumes attached to containers will not be removed. You
can override this with -v. To list all volumes, use "docker volume ls".

Any data which is not in a volume will be lost.`,
  flags: {
    force: bool("Don't ask to confirm removal", { short: 'f' }),
    stop: bool('Stop the containers, if required, before removing', { short: 's' }),
    volumes: bool('Remove any anonymous volumes attached to containers', { short: 'v' }),
  },
  *run(cli) {
    const { compose, args, flags } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    if (flags.stop)
      yield* shown(compose, 'Stopping', function* body(progress) {
        const known = project ?? projectWithResources(compose, containersOf(compose, name, { all: true }), name);
        yield* stopServices(compose, known, { services: args }, progress);
      });
    const stopped = containersOf(compose, name, { all: true, services: args }).filter(
      (c) => c.State !== 'running' && c.State !== 'paused' && (!project || project.services.has(serviceOf(c))),
    );
    if (stopped.length === 0) {
      yield* err('No stopped containers');
      return 0;
    }
    const question = `Going to remove ${stopped.map(nameOf).join(', ')}`;
    if (flags.force) yield* out(question);
    else if (!(yield* confirm(cli.proc, question))) return 0;
    return yield* shown(compose, 'Removing', (progress) => removeAll(compose, stopped, flags, progress));
  },
});

const pausing = (done: string, title: string, act: (compose: Compose, id: string) => void) =>
  function* run(cli: Parameters<NonNullable<typeof start.act>>[0]): Run<number> {
    const { compose, args } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    const containers = containersOf(compose, name, { services: args }).filter(
      (c) => !project || project.services.has(serviceOf(c)),
    );
    return yield* shown(compose, title, function* body(progress) {
      yield* parallel(
        compose,
        containers.map(
          (c) =>
            function* task() {
              act(compose, c.Id);
              yield* progress.event(progressName(c), done, 'done');
            },
        ),
      );
    });
  };

/** docker compose pause */
export const pause = verb({
  use: 'pause [SERVICE...]',
  short: 'Pause services',
  run: pausing('Paused', 'Pausing', (compose, id) => compose.daemon.containerPause(id)),
});

/** docker compose unpause */
export const unpause = verb({
  use: 'unpause [SERVICE...]',
  short: 'Unpause services',
  run: pausing('Unpaused', 'Running', (compose, id) => compose.daemon.containerUnpause(id)),
});

/** docker compose scale */
export const scale = verb({
  use: 'scale [SERVICE=REPLICAS...]',
  short: 'Scale services ',
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  flags: { 'no-deps': bool("Don't start linked services") },
  *run(cli) {
    const { compose, args, flags } = cli;
    const wanted = new Map<string, number>();
    for (const text of args) {
      const at = text.indexOf('=');
      const [name, number] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
      if (at <= 0 || number === '') throw new ComposeError(`invalid scale specifier: ${text}`);
      if (!/^[+-]?\d+$/.test(number))
        throw new ComposeError(`invalid scale specifier: can't parse replica value as int: ${text}`);
      wanted.set(name, Number(number));
    }
    const names = [...wanted.keys()].sort();
    const loaded = yield* toProject(cli, names);
    const selected = flags['no-deps'] ? withSelected(loaded, names, 'none') : loaded;
    const services = new Map(selected.services);
    for (const [name, number] of wanted) services.set(name, withScale(serviceNamed(selected, name), number));
    const project = { ...selected, services };
    return yield* shown(compose, 'Running', function* body(progress) {
      yield* createProject(compose, project, { ...CREATE, services: names, inherit: false }, progress);
      yield* startProject(compose, project, {}, progress);
    });
  },
});
