import { sortedBy, tabwriter } from '../../../base/index.ts';
import { out, type Run, until, write } from '../../../os/index.ts';
import { fixedNano, moment } from '../../docker/common/index.ts';
import { bool, CliError, int, string } from '../../docker/grammar/index.ts';
import { ComposeError, quoted } from '../model/index.ts';
import {
  containersOf,
  LABEL,
  logConsumer,
  nameOf,
  projectLogs,
  serviceOf,
  specifiedContainer,
} from '../service/index.ts';
import type { Value } from '../yaml/index.ts';
import { plainJson } from './print.ts';
import { projectName, projectOrName, verb } from './verb.ts';

/** docker compose port */
export const port = verb({
  use: 'port [OPTIONS] SERVICE PRIVATE_PORT',
  short: 'Print the public port for a port binding',
  args: { min: 2, max: Number.POSITIVE_INFINITY },
  flags: {
    index: int('Index of the container if service has multiple replicas'),
    protocol: string('tcp or udp', { default: 'tcp' }),
  },
  *run(cli) {
    const { args, flags, compose } = cli;
    const [service = '', text = ''] = args;
    if (!/^\d+$/.test(text)) throw new ComposeError(`strconv.ParseUint: parsing ${quoted(text)}: invalid syntax`);
    if (Number(text) > 65535) throw new ComposeError(`strconv.ParseUint: parsing ${quoted(text)}: value out of range`);
    const protocol = flags.protocol.toLowerCase();
    const name = yield* projectName(cli);
    const c = specifiedContainer(compose, name, service, flags.index, { oneOff: 'include', all: false });
    const found = c.Ports.find((p) => p.PrivatePort === Number(text) && p.Type === protocol);
    if (!found) {
      const ports = c.Ports.map((p) => `${p.PublicPort ?? 0}/${p.Type}`);
      throw new ComposeError(`no port ${text}/${protocol} for container ${nameOf(c)}: ${ports.join(', ')}`);
    }
    yield* out(`${found.IP ?? ''}:${found.PublicPort ?? 0}`);
    return 0;
  },
});

/** docker compose top */
export const top = verb({
  use: 'top [SERVICES...]',
  short: 'Display the running processes',
  *run(cli) {
    const { args, compose } = cli;
    const containers = containersOf(compose, yield* projectName(cli), { oneOff: 'include' }).filter(
      (c) => args.length === 0 || args.includes(serviceOf(c)),
    );
    const header = ['SERVICE', '#'];
    const rows: Map<string, string>[] = [];
    for (const c of sortedBy(containers, nameOf)) {
      const { Titles, Processes } = compose.daemon.containerTop(c.Id);
      for (const title of Titles) if (!header.includes(title)) header.push(title);
      for (const process of Processes)
        rows.push(
          new Map([
            ['SERVICE', c.Labels[LABEL.service] ?? nameOf(c)],
            ['#', c.Labels[LABEL.number] ?? ''],
            ...Titles.map((title, i): [string, string] => [title, process[i] ?? '']),
          ]),
        );
    }
    if (rows.length === 0) return 0;
    const columns = [...header.filter((title) => title !== 'CMD'), ...header.filter((title) => title === 'CMD')];
    const cells = rows.map((row) => columns.map((title) => row.get(title) ?? '-'));
    yield* write(tabwriter([columns, ...cells], { minwidth: 4, padding: 2 }));
    return 0;
  },
});

/** docker compose logs */
export const logs = verb({
  use: 'logs [OPTIONS] [SERVICE...]',
  short: 'View output from containers',
  flags: {
    follow: bool('Follow log output', { short: 'f' }),
    index: int('index of the container if service has multiple replicas'),
    'no-color': bool('Produce monochrome output'),
    'no-log-prefix': bool("Don't print prefix in logs"),
    since: string('Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)'),
    tail: string('Number of lines to show from the end of the logs for each container', { short: 'n', default: 'all' }),
    timestamps: bool('Show timestamps', { short: 't' }),
    until: string('Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)'),
  },
  *run(cli) {
    const { args, flags, compose, proc } = cli;
    if (flags.index > 0 && args.length !== 1) throw new ComposeError('--index requires one service to be selected');
    const { project, name } = yield* projectOrName(cli, args);
    const attached = project
      ? [...project.services.values()].filter((s) => s.config.get('attach') !== false).map((s) => s.name)
      : [];
    const consumer = logConsumer(compose, {
      colour: !flags['no-color'],
      prefix: !flags['no-log-prefix'],
      timestamps: false,
    });
    const tail = /^\d+$/.test(flags.tail) ? Number(flags.tail) : undefined;
    yield* projectLogs(compose, name, consumer, {
      services: args.length > 0 ? args : attached,
      follow: flags.follow,
      index: flags.index,
      timestamps: flags.timestamps,
      range: {
        ...(flags.since === '' ? {} : { since: moment(flags.since, proc.now, 'since') }),
        ...(flags.until === '' ? {} : { until: moment(flags.until, proc.now, 'until') }),
        ...(tail === undefined ? {} : { tail }),
      },
    });
    return 0;
  },
});

/** docker compose wait */
export const wait = verb({
  use: 'wait SERVICE [SERVICE...] [OPTIONS]',
  short: 'Block until containers of all (or specified) services stop.',
  args: { min: 1, max: Number.POSITIVE_INFINITY, by: 'docker' },
  flags: { 'down-project': bool('Drops project when the first container stops') },
  *run(cli) {
    const { args, compose, flags } = cli;
    if (flags['down-project'])
      throw new CliError('dockernet-course: not simulated: docker compose wait --down-project', 99);
    const { name } = yield* projectOrName(cli);
    const containers = containersOf(compose, name, { oneOff: 'include', services: args });
    if (containers.length === 0) throw new ComposeError(`no containers for project ${quoted(name)}`);
    let status = 0;
    for (const c of containers) {
      status = yield* compose.daemon.containerWait(c.Id);
      yield* out(`container ${quoted(c.Id)} exited with status code ${status}`);
    }
    return status;
  },
});

/** docker compose events */
export const events = verb({
  use: 'events [OPTIONS] [SERVICE...]',
  short: 'Receive real time events from containers',
  flags: {
    json: bool('Output events as a stream of json objects'),
    since: string('Show all events created since timestamp'),
    until: string('Stream events until this timestamp'),
  },
  *run(cli) {
    const { args, compose, flags, proc } = cli;
    const label = [`${LABEL.project}=${yield* projectName(cli)}`];
    const since = flags.since === '' ? proc.now : moment(flags.since, proc.now);
    const end = flags.until === '' ? undefined : moment(flags.until, proc.now);
    const all = () =>
      compose.daemon.events({ since, filters: { label }, ...(end === undefined ? {} : { until: end }) });
    let seen = 0;
    for (;;) {
      const found = all();
      for (const event of found.slice(seen)) {
        const { ID, Attributes } = event.Actor;
        const service = Attributes[LABEL.service] ?? '';
        if (event.Type !== 'container' || Attributes[LABEL.oneoff] === 'True') continue;
        if (args.length > 0 && !args.includes(service)) continue;
        const own = Object.entries(Attributes).filter(([key]) => !key.startsWith('com.docker.compose.'));
        yield* showEvent(flags.json, { at: event.timeNano, action: event.Action, id: ID, service, attributes: own });
      }
      seen = found.length;
      if (end !== undefined && proc.now >= end) throw new ComposeError('EOF');
      yield* until(() => all().length > seen, end === undefined ? undefined : Math.max(0, end - proc.now));
    }
  },
});

interface Shown {
  readonly at: number;
  readonly action: string;
  readonly id: string;
  readonly service: string;
  readonly attributes: readonly (readonly [string, string])[];
}

function* showEvent(json: boolean, event: Shown): Run<void> {
  const ms = Math.floor(event.at / 1e6);
  const time = fixedNano(ms, Math.max(0, Math.round(event.at - ms * 1e6)));
  const attributes = [...event.attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  if (!json) {
    const shown = attributes.map(([key, value]) => `${key}=${value}`).join(', ');
    yield* write(`${time.slice(0, 26).replace('T', ' ')} container ${event.action} ${event.id} (${shown})\n\n`);
    return;
  }
  yield* out(
    plainJson(
      new Map<string, Value>([
        ['action', event.action],
        ['attributes', new Map(attributes)],
        ['id', event.id],
        ['service', event.service],
        ['time', time],
        ['type', 'container'],
      ]),
    ),
  );
}
