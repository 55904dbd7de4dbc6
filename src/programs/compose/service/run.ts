import type { ContainerSummary } from '../../../engine/index.ts';
import { out, type Run } from '../../../os/index.ts';
import { checkTty, ioOf, proxySignals, untilRemoved } from '../../docker/container/index.ts';
import {
  dependenciesOf,
  dictIn,
  type Project,
  type Service,
  serviceNamed,
  textIn,
  withConfig,
  withDisabled,
} from '../model/index.ts';
import type { Value } from '../yaml/index.ts';
import { containersOf, isOneOff, serviceOf } from './containers.ts';
import type { Compose } from './context.ts';
import { createContainer, withReferences } from './converge.ts';
import { CREATE, createProject } from './create.ts';
import { ensureImages } from './images.ts';
import { LABEL } from './labels.ts';
import { progressOf, SILENT } from './progress.ts';
import { startProject } from './start.ts';
import { untilSignal } from './until-signal.ts';
import { waitForDependencies } from './wait.ts';

export interface RunOptions {
  readonly service: string;
  readonly command: readonly string[];
  readonly name: string;
  readonly detach: boolean;
  readonly remove: boolean;
  readonly tty: boolean;
  readonly interactive: boolean;
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly aliases: boolean;
  readonly noDeps: boolean;
  readonly ignoreOrphans: boolean;
  readonly removeOrphans: boolean;
}

/** Runs one more container of a service; pkg/compose/run.go. Throws ComposeError, ApiError, CliError. */
export function* runOneOff(compose: Compose, given: Project, options: RunOptions): Run<number> {
  yield* startDependencies(compose, given, options);
  const project = yield* ensureImages(compose, given);
  const slug = hex(compose, 64);
  const service = oneOff(compose, project, serviceNamed(project, options.service), options, slug);
  checkTty(compose.proc, options.interactive, options.tty);
  const observed = containersOf(compose, project.name, { oneOff: 'include', all: true });
  if (!options.noDeps)
    yield* waitForDependencies(compose, project, service.name, dependenciesOf(service), observed, SILENT);
  const resolved = withReferences(service, (name) => observed.filter((c) => serviceOf(c) === name && !isOneOff(c)));
  const container = yield* createContainer(
    compose,
    project,
    resolved,
    textIn(resolved.config, 'container_name'),
    {
      number: -1,
      labels: labelsOf(resolved),
      autoRemove: options.remove,
      attachStdin: options.interactive,
      aliases: options.aliases,
    },
    SILENT,
  );
  return yield* startIt(compose, container, options);
}

const labelsOf = (service: Service): ReadonlyMap<string, string> =>
  new Map([
    ...[...(dictIn(service.config, 'labels') ?? [])].map(([key, value]): [string, string] => [
      key,
      String(value ?? ''),
    ]),
    ...service.labels,
  ]);

function hex(compose: Compose, length: number): string {
  return Array.from({ length }, () => compose.proc.random(16).toString(16)).join('');
}

function* startDependencies(compose: Compose, given: Project, options: RunOptions): Run<void> {
  const project = withDisabled(given, options.service);
  const progress = progressOf(compose, 'Creating');
  yield* createProject(
    compose,
    project,
    { ...CREATE, inherit: false, removeOrphans: options.removeOrphans, ignoreOrphans: options.ignoreOrphans },
    progress,
  );
  yield* progress.stop();
  if (project.services.size === 0) return;
  const starting = progressOf(compose);
  yield* startProject(compose, project, {}, starting);
  yield* starting.stop();
}

/** The service as this one container has it. */
function oneOff(compose: Compose, project: Project, service: Service, options: RunOptions, slug: string): Service {
  const config = new Map(service.config);
  const set = (key: string, value: Value | undefined) => {
    if (value === undefined) config.delete(key);
    else config.set(key, value);
  };
  set('tty', options.tty);
  set('stdin_open', options.interactive);
  const fallback = [project.name, service.name, 'run', slug.slice(0, 12)].join(compose.separator);
  set('container_name', options.name || fallback);
  if (options.command.length > 0) set('command', options.command);
  if (options.user !== '') set('user', options.user);
  if (options.workdir !== '') set('working_dir', options.workdir);
  if (options.entrypoint !== undefined) {
    set('entrypoint', options.entrypoint);
    if (options.command.length === 0) set('command', []);
  }
  const environment = Object.entries(options.environment);
  if (environment.length > 0)
    set('environment', new Map<string, Value>([...(dictIn(service.config, 'environment') ?? []), ...environment]));
  for (const [key, added, dropped] of [
    ['cap_add', options.capAdd, options.capDrop],
    ['cap_drop', options.capDrop, options.capAdd],
  ] as const) {
    const before = config.get(key);
    const all = [...(Array.isArray(before) ? before.map(String) : []), ...added].filter(
      (cap) => !dropped.includes(cap),
    );
    if (added.length > 0 || dropped.length > 0) set(key, all.length === 0 ? undefined : all);
  }
  set('restart', undefined);
  set('scale', 1n);
  const labels = new Map([...[...(dictIn(service.config, 'labels') ?? [])], ...Object.entries(options.labels)] as [
    string,
    Value,
  ][]);
  if (labels.size > 0) set('labels', labels);
  const made = withConfig({ ...service, config }, 'depends_on', service.config.get('depends_on'));
  return { ...made, labels: new Map([...service.labels, [LABEL.slug, slug], [LABEL.oneoff, 'True']]) };
}

function* startIt(compose: Compose, { Id }: ContainerSummary, options: RunOptions): Run<number> {
  const { daemon, proc } = compose;
  if (options.detach) {
    yield* daemon.containerStart(Id);
    yield* out(Id);
    return 0;
  }
  const io = ioOf(proc, { stdin: options.interactive, stdout: true, stderr: true, tty: options.tty });
  const attachment = daemon.containerAttach(Id, io, { stdin: options.interactive });
  const follow = function* follow(): Run<number> {
    yield* daemon.containerStart(Id, io);
    const status = yield* attachment.stream();
    if (options.remove) yield* untilRemoved(daemon, Id);
    return status;
  };
  // on a terminal the container gets the signals too; elsewhere they only end the client
  return proc.isatty(1) ? yield* proxySignals(proc, daemon, Id, true, follow) : yield* untilSignal(compose, follow);
}
