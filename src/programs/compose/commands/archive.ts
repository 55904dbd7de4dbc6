import type { ContainerSummary } from '../../../engine/index.ts';
import { writeArchive } from '../../docker/common/index.ts';
import { copyBetween, splitArgument } from '../../docker/container/index.ts';
import { bool, int, list, string } from '../../docker/grammar/index.ts';
import { parseReference } from '../../docker/opts/index.ts';
import { ComposeError, quoted } from '../model/index.ts';
import { type Compose, containersOf, nameOf, parallel, progressOf, specifiedContainer } from '../service/index.ts';
import { projectName, verb } from './verb.ts';

/** docker compose cp; pkg/compose/cp.go */
export const cp = verb({
  use: 'cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
  short: 'Copy files/folders between a service container and the local filesystem',
  args: { min: 2, max: 2, by: 'docker' },
  flags: {
    all: bool('Include containers created by the run command'),
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
    index: int('Index of the container if service has multiple replicas'),
  },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const project = yield* projectName(cli);
    const [from, to] = [splitArgument(args[0] ?? ''), splitArgument(args[1] ?? '')];
    const service = to.container || from.container;
    if (from.container !== '' && to.container !== '')
      throw new ComposeError('copying between services is not supported');
    if (service === '') throw new ComposeError('unknown copy direction');
    const all = targets(compose, project, service, flags);
    if (all.length === 0) throw new ComposeError(`no container found for service ${quoted(service)}`);
    const progress = progressOf(compose, 'Copying');
    const copies = (from.container !== '' ? all.slice(0, 1) : all).map((c) => {
      const name = nameOf(c);
      const inside = (place: typeof from) => (place.container === '' ? place : { ...place, container: c.Id });
      const shown = (place: typeof from) => (place.container === '' ? place.path : `${name}:${place.path}`);
      const what = `copy ${shown(from)} to ${shown(to)}`;
      return function* copyOne() {
        yield* progress.event(name, 'Copying', 'working', what);
        yield* copyBetween(proc, compose.daemon, inside(from), inside(to));
        yield* progress.event(name, 'Copied', 'done', what);
      };
    });
    try {
      yield* parallel(compose, copies);
    } finally {
      yield* progress.stop();
    }
    return 0;
  },
});

function targets(
  compose: Compose,
  project: string,
  service: string,
  { all, index }: { readonly all: boolean; readonly index: number },
): readonly ContainerSummary[] {
  if (index > 0) return [specifiedContainer(compose, project, service, index, { oneOff: 'exclude', all: true })];
  return containersOf(compose, project, { oneOff: all ? 'include' : 'exclude', all: true, services: [service] });
}

const INDEX = int('index of the container if service has multiple replicas.');

/** docker compose export; pkg/compose/export.go */
export const exportVerb = verb({
  use: 'export [OPTIONS] SERVICE',
  short: "Export a service container's filesystem as a tar archive",
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  flags: { index: INDEX, output: string('Write to a file, instead of STDOUT', { short: 'o' }) },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const project = yield* projectName(cli);
    const c = specifiedContainer(compose, project, args[0] ?? '', flags.index, { oneOff: 'include', all: false });
    if (flags.output === '' && proc.isatty(1))
      throw new ComposeError('output option is required when exporting to terminal');
    const progress = progressOf(compose, 'Exporting');
    const what = `export ${nameOf(c)} to ${flags.output}`;
    yield* progress.event(nameOf(c), 'Exporting', 'working', what);
    const make = () => compose.daemon.containerExport(c.Id);
    const status = yield* writeArchive(proc, flags.output, 'failed to export container', make);
    yield* progress.stop();
    return status;
  },
});

/** docker compose commit; pkg/compose/commit.go */
export const commit = verb({
  use: 'commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  short: "Create a new image from a service container's changes",
  args: { min: 1, max: 2 },
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    index: INDEX,
    message: string('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p', default: true }),
  },
  *run(cli) {
    const { args, compose, flags } = cli;
    const project = yield* projectName(cli);
    const [service = '', reference] = args;
    const c = specifiedContainer(compose, project, service, flags.index, { oneOff: 'include', all: false });
    const named = reference === undefined ? undefined : parseReference(reference);
    if (named?.kind === 'error') throw new ComposeError(named.error);
    const progress = progressOf(compose, 'Committing');
    const what = `Commit ${nameOf(c)}`;
    yield* progress.event(nameOf(c), 'Committing', 'working', what);
    const { change: changes, message: comment, author } = flags;
    const id = compose.daemon.containerCommit(c.Id, {
      changes,
      comment,
      author,
      ...(reference === undefined ? {} : { reference }),
    });
    yield* progress.event(nameOf(c), `Committed as ${id}`, 'done', what);
    yield* progress.stop();
    return 0;
  },
});
