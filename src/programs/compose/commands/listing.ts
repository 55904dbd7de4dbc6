import { humanDuration, sortedBy } from '../../../base/index.ts';
import { out, write } from '../../../os/index.ts';
import { parseTime } from '../../docker/api/index.ts';
import { formatList, humanSize, layoutOf, shortId } from '../../docker/format/index.ts';
import { bool, filter, string } from '../../docker/grammar/index.ts';
import { listFormat, parseReference } from '../../docker/opts/index.ts';
import { VOLUME_LAYOUTS, VOLUME_ROWS } from '../../docker/volume/index.ts';
import { ComposeError } from '../model/index.ts';
import { COMPOSE_VERSION, LABEL, nameOf, serviceOf } from '../service/index.ts';
import type { Value } from '../yaml/index.ts';
import { printList } from './print.ts';
import { projectName, projectOrName, verb } from './verb.ts';

/** docker compose ls */
export const ls = verb({
  use: 'ls [OPTIONS]',
  short: 'List running compose projects',
  args: { min: 0, max: 0 },
  flags: {
    all: bool('Show all stopped Compose projects', { short: 'a' }),
    filter: filter('Filter output based on conditions provided'),
    format: string('Format the output. Values: [table | json]', { default: 'table' }),
    quiet: bool('Only display project names', { short: 'q' }),
  },
  *run({ compose, flags }) {
    for (const key of Object.keys(flags.filter)) if (key !== 'name') throw new ComposeError(`invalid filter '${key}'`);
    const containers = compose.daemon.containerList({
      all: flags.all,
      filters: { label: [LABEL.project, LABEL.hash] },
    });
    const names = [...new Set(containers.map((c) => c.Labels[LABEL.project] ?? ''))].sort();
    const wanted = flags.filter.name;
    const shown = names.filter((name) => !wanted || wanted.some((pattern) => new RegExp(pattern).test(name)));
    if (flags.quiet) {
      for (const name of shown) yield* out(name);
      return 0;
    }
    const rows = shown.map((name) => {
      const own = containers.filter((c) => c.Labels[LABEL.project] === name);
      const states = new Map<string, number>();
      for (const { State } of own) states.set(State, (states.get(State) ?? 0) + 1);
      const status = [...states.keys()].sort().map((state) => `${state}(${states.get(state)})`);
      const files = new Set(own.flatMap((c) => (c.Labels[LABEL.configFiles] ?? '').split(',')));
      return [name, status.join(', '), [...files].join(',')];
    });
    const json = rows.map(
      ([Name = '', Status = '', ConfigFiles = '']) =>
        new Map<string, Value>(Object.entries({ Name, Status, ConfigFiles })),
    );
    yield* printList(['NAME', 'STATUS', 'CONFIG FILES'], rows, json, flags.format);
    return 0;
  },
});

/** docker compose images */
export const images = verb({
  use: 'images [OPTIONS] [SERVICE...]',
  short: 'List images used by the created containers',
  flags: {
    format: string('Format the output. Values: [table | json]', { default: 'table' }),
    quiet: bool('Only display IDs', { short: 'q' }),
  },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const label = [`${LABEL.project}=${yield* projectName(cli)}`];
    const containers = sortedBy(
      compose.daemon
        .containerList({ all: true, filters: { label } })
        .filter((c) => args.length === 0 || args.includes(serviceOf(c))),
      nameOf,
    );
    const found = containers.map((c) => ({ c, image: compose.daemon.imageInspect(c.Image) }));
    if (flags.quiet) {
      for (const id of new Set(found.map(({ image }) => image.Id.replace(/^sha256:/, '')))) yield* out(id);
      return 0;
    }
    const rows = found.map(({ c, image }) => {
      const ref = parseReference(c.Image);
      const [repository, tag] = ref.kind === 'error' ? ['', ''] : [ref.familiar, ref.tag ?? 'latest'];
      const platform = `${image.Os}/${image.Architecture}`;
      return { name: nameOf(c), repository, tag, platform, image };
    });
    const ago = (text: string) => `${humanDuration(proc.now - (parseTime(text)?.ms ?? proc.now))} ago`;
    yield* printList(
      ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'],
      rows.map(({ name, repository, tag, platform, image }) => [
        name,
        repository || '<none>',
        tag || '<none>',
        platform,
        shortId(image.Id),
        humanSize(image.Size, 3),
        ago(image.Metadata.LastTagTime),
      ]),
      rows.map(
        ({ name, repository, tag, platform, image }) =>
          new Map<string, Value>([
            ['ID', image.Id],
            ['ContainerName', name],
            ['Repository', repository],
            ['Tag', tag],
            ['Platform', platform],
            ['Size', BigInt(image.Size)],
            ['LastTagTime', image.Metadata.LastTagTime],
          ]),
      ),
      flags.format,
    );
    if (flags.format === 'json') yield* out('');
    return 0;
  },
});

/** docker compose volumes */
export const volumes = verb({
  use: 'volumes [OPTIONS] [SERVICE...]',
  short: 'List volumes',
  flags: { format: listFormat({ default: 'table' }), quiet: bool('Only display volume names', { short: 'q' }) },
  *run(cli) {
    const { args, compose, flags } = cli;
    const { project, name } = yield* projectOrName(cli, args);
    if (project)
      for (const service of args)
        if (!project.services.has(service)) throw new ComposeError(`no such service: ${service}`);
    const label = [`${LABEL.project}=${name}`];
    const used = new Set(
      compose.daemon
        .containerList({ filters: { label } })
        .filter((c) => args.includes(serviceOf(c)))
        .flatMap((c) => c.Mounts.map((mount) => mount.Name ?? '')),
    );
    const all = sortedBy(compose.daemon.volumeList({ label }), (v) => v.Name);
    const shown = all.filter((v) => args.length === 0 || used.has(v.Name));
    if (flags.quiet) {
      for (const v of shown) yield* out(v.Name);
      return 0;
    }
    yield* write(formatList(VOLUME_ROWS, shown, layoutOf(flags.format, false, VOLUME_LAYOUTS)));
    return 0;
  },
});
/** docker compose version */
export const version = verb({
  use: 'version [OPTIONS]',
  short: 'Show the Docker Compose version information',
  args: { min: 0, max: 0 },
  flags: {
    format: string('Format the output. Values: [pretty | json]. (Default: pretty)', { short: 'f' }),
    short: bool("Shows only Compose's version number"),
  },
  *run({ flags }) {
    if (flags.short) yield* out(COMPOSE_VERSION);
    else if (flags.format === 'json') yield* out(`{"version":"v${COMPOSE_VERSION}"}`);
    else yield* out(`Docker Compose version v${COMPOSE_VERSION}`);
    return 0;
  },
});
