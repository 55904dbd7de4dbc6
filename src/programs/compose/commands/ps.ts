import { goTime, humanDuration, quoteGo, tabwriter } from '../../../base/index.ts';
import type { ContainerSummary } from '../../../engine/index.ts';
import { out, type Run, write } from '../../../os/index.ts';
import { displayPorts } from '../../docker/container/index.ts';
import {
  ExecutionError,
  ellipsis,
  parseTemplate,
  runTemplate,
  shortId,
  TemplateError,
} from '../../docker/format/index.ts';
import { bool, CliError, string } from '../../docker/grammar/index.ts';
import { listFormat } from '../../docker/opts/index.ts';
import { type GoType, GoValue, INT, type Methods, STRING, slice } from '../../gotemplate/index.ts';
import { ComposeError, serviceNames } from '../model/index.ts';
import { containersOf, LABEL, nameOf, serviceOf } from '../service/index.ts';
import { type Cli, projectOrName, stringArray, verb } from './verb.ts';

/** A container as `ps` lists it. */
interface Listed {
  readonly c: ContainerSummary;
  readonly health: string;
  readonly exitCode: number;
  readonly now: number;
  readonly trunc: boolean;
}

/** docker compose ps */
export const ps = verb({
  use: 'ps [OPTIONS] [SERVICE...]',
  short: 'List containers',
  flags: {
    all: bool('Show all stopped containers (including those created by the run command)', { short: 'a' }),
    filter: string('Filter services by a property (supported filters: status)'),
    format: listFormat({ default: 'table' }),
    'no-trunc': bool("Don't truncate output"),
    orphans: bool('Include orphaned services (not declared by project)', { default: true }),
    quiet: bool('Only display IDs', { short: 'q' }),
    services: bool('Display services'),
    status: stringArray(
      'Filter services by status. Values: [paused | restarting | removing | running | dead | created | exited]',
    ),
  },
  *run(cli) {
    const { flags, compose, args, proc } = cli;
    const statuses = [...flags.status, ...filtered(flags.filter)];
    const { project, name } = yield* projectOrName(cli, args);
    const names = project ? serviceNames(project) : [];
    if (project)
      for (const service of args) if (!names.includes(service)) throw new ComposeError(`no such service: ${service}`);
    const services = args.length === 0 && project && !flags.orphans ? names : args;
    const all = flags.all || statuses.length > 0;
    const containers = containersOf(compose, name, { oneOff: all ? 'include' : 'exclude', all, services })
      .filter((c) => services.length === 0 || services.includes(serviceOf(c)))
      .filter((c) => statuses.length === 0 || statuses.includes(c.State))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    if (flags.quiet) {
      for (const c of containers) yield* out(c.Id);
      return 0;
    }
    if (flags.services) {
      yield* out([...new Set(containers.map(serviceOf))].join('\n'));
      return 0;
    }
    const rows = containers.map((c) => listed(cli, c, proc.now, !flags['no-trunc']));
    return yield* print(rows, flags.format);
  },
});

function filtered(filter: string): readonly string[] {
  if (filter === '') return [];
  const at = filter.indexOf('=');
  if (at < 0) throw new ComposeError('arguments to --filter should be in form KEY=VAL');
  const key = filter.slice(0, at);
  if (key === 'source') throw new ComposeError('not implemented');
  if (key !== 'status') throw new ComposeError(`unknown filter ${key}`);
  return [filter.slice(at + 1)];
}

function listed({ compose }: Pick<Cli, 'compose'>, c: ContainerSummary, now: number, trunc: boolean): Listed {
  const { State } = compose.daemon.containerInspect(c.Id);
  const running = State.Status === 'running';
  const ended = State.Status === 'exited' || State.Status === 'dead';
  return { c, now, trunc, health: running ? (State.Health?.Status ?? '') : '', exitCode: ended ? State.ExitCode : 0 };
}

const TABLE = 'table {{.Name}}\\t{{.Image}}\\t{{.Command}}\\t{{.Service}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}';
const RAW = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`;

const HEADERS: Readonly<Record<string, string>> = {
  ID: 'CONTAINER ID',
  Name: 'NAME',
  Project: 'PROJECT',
  Service: 'SERVICE',
  Image: 'IMAGE',
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  RunningFor: 'CREATED',
  Ports: 'PORTS',
  State: 'STATE',
  Status: 'STATUS',
  Size: 'SIZE',
  Labels: 'LABELS',
};

/** By port, as compose sorts them before it lists them. */
const portsOf = ({ c }: Listed) => [...c.Ports].sort((a, b) => a.PrivatePort - b.PrivatePort);

const FIELDS: Readonly<Record<string, (row: Listed) => string>> = {
  Command: ({ c, trunc }) => quoteGo(trunc ? ellipsis(c.Command, 20) : c.Command),
  CreatedAt: ({ c }) => goTime(c.Created * 1000),
  Health: ({ health }) => health,
  ID: ({ c, trunc }) => (trunc ? shortId(c.Id) : c.Id),
  Image: ({ c }) => c.Image,
  Labels: ({ c }) =>
    Object.entries(c.Labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  LocalVolumes: ({ c }) => String(c.Mounts.filter((m) => m.Driver === 'local').length),
  Mounts: ({ c, trunc }) =>
    c.Mounts.map((m) => m.Name || m.Source)
      .map((name) => (trunc ? ellipsis(name, 15) : name))
      .join(','),
  Name: ({ c }) => nameOf(c),
  Names: ({ c }) => nameOf(c),
  Networks: ({ c }) => Object.keys(c.NetworkSettings.Networks).join(','),
  Ports: (row) => displayPorts(portsOf(row)),
  Project: ({ c }) => c.Labels[LABEL.project] ?? '',
  RunningFor: ({ c, now }) => `${humanDuration(now - c.Created * 1000)} ago`,
  Service: ({ c }) => serviceOf(c),
  Size: () => '0B',
  State: ({ c }) => c.State,
  Status: ({ c }) => c.Status,
};

const field = (name: string, type: GoType) => ({ name, json: name, omitempty: false, type: () => type });
const PUBLISHERS: GoType = slice({
  kind: 'struct',
  name: 'api.PortPublisher',
  fields: [field('URL', STRING), field('TargetPort', INT), field('PublishedPort', INT), field('Protocol', STRING)],
});

const publishersOf = (row: Listed) =>
  portsOf(row).map((port) => ({
    URL: port.IP ?? '',
    TargetPort: port.PrivatePort,
    PublishedPort: port.PublicPort ?? 0,
    Protocol: port.Type,
  }));

const method = (result: GoType, call: (row: Listed) => unknown): Methods[string] => ({
  params: [],
  result,
  call: (row) => call(row as Listed),
});

const ROW: GoType = {
  kind: 'pointer',
  to: { kind: 'struct', name: 'formatter.ContainerContext', fields: [] },
  methods: {
    ...Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, method(STRING, field)])),
    ExitCode: method(INT, ({ exitCode }) => exitCode),
    Publishers: method(PUBLISHERS, publishersOf),
    Label: {
      params: [STRING],
      result: STRING,
      call: (row, [name]) => (row as Listed).c.Labels[String(name)] ?? '',
    },
    MarshalJSON: method(STRING, json),
  },
};

/** All that a row has, by name; formatter.MarshalJSON of docker/cli. */
function json(row: Listed): string {
  const parts: [string, string][] = Object.entries(FIELDS).map(([name, field]) => [name, quoteJson(field(row))]);
  parts.push(['ExitCode', String(row.exitCode)], ['Publishers', JSON.stringify(publishersOf(row))]);
  return `{${parts
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;
}

const quoteJson = (text: string) =>
  JSON.stringify(text).replace(/[<>&]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

function* print(rows: readonly Listed[], given: string): Run<number> {
  const source = given === 'table' || given === '' ? TABLE : given === 'raw' ? RAW : given;
  const table = source.startsWith('table');
  const text = (table ? source.slice('table'.length) : source === 'json' ? '{{json .}}' : source)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  try {
    const template = parseTemplate(text);
    const lines = rows.map((row) => runTemplate(template, new GoValue(ROW, row)));
    if (!table) {
      yield* write(lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
    const header = text.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => HEADERS[name] ?? '<no value>');
    yield* write(tabwriter([header, ...lines].map((line) => line.split('\t'))));
    return 0;
  } catch (e) {
    if (e instanceof TemplateError || e instanceof ExecutionError)
      throw new CliError(`template parsing error: ${e.message}`);
    throw e;
  }
}
