import { goTime, humanDuration, quoteGo } from '../../../base/index.ts';
import type { ContainerSummary } from '../../../engine/index.ts';
import { GoValue, pointer } from '../../gotemplate/index.ts';
import {
  ExecutionError,
  ellipsis,
  humanSize,
  joinLabels,
  parseTemplate,
  type Rows,
  rowType,
  runTemplate,
  shortId,
  TemplateError,
} from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { parseReference } from '../opts/index.ts';
import { displayPorts } from './display-ports.ts';

/** A container in a list, and the moment of the listing. */
export interface Listed {
  readonly container: ContainerSummary;
  readonly now: number;
}

const TABLE = 'table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}';
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

/** formatter.NewContainerFormat */
export function psFormat(source: string, quiet: boolean, size: boolean): string {
  if (source === 'raw') return quiet ? 'container_id: {{.ID}}' : `${RAW}${size ? 'size: {{.Size}}\\n' : ''}`;
  if (quiet) return '{{.ID}}';
  return source === '' || source === 'table' ? `${TABLE}${size ? '\\t{{.Size}}' : ''}` : source;
}

/** The container rows of docker ps; formatter/container.go of docker/cli. */
export const CONTAINER_ROWS: Rows<Listed> = {
  type: '*formatter.ContainerContext',
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
  fields: {
    ID: ({ container: c }, trunc) => (trunc ? shortId(c.Id) : c.Id),
    Names: ({ container: c }, trunc) => namesOf(c, trunc),
    Image: ({ container: c }, trunc) => imageOf(c, trunc),
    Command: ({ container: c }, trunc) => quoteGo(trunc ? ellipsis(c.Command, 20) : c.Command),
    CreatedAt: ({ container: c }) => goTime(c.Created * 1000),
    RunningFor: ({ container: c, now }) => `${humanDuration(now - c.Created * 1000)} ago`,
    Platform: () => null,
    Ports: ({ container: c }) => displayPorts(c.Ports),
    State: ({ container: c }) => c.State,
    Status: ({ container: c }) => c.Status,
    Size: ({ container: c }) => sizeOf(c),
    Labels: ({ container: c }) => joinLabels(c.Labels),
    Mounts: ({ container: c }, trunc) => mountsOf(c, trunc),
    LocalVolumes: ({ container: c }) => String(c.Mounts.filter((m) => m.Driver === 'local').length),
    Networks: ({ container: c }) => Object.keys(c.NetworkSettings.Networks).join(','),
  },
  types: { Platform: pointer({ kind: 'struct', name: 'formatter.Platform', fields: [] }) },
  labels: ({ container: c }) => c.Labels,
};

function namesOf(c: ContainerSummary, trunc: boolean): string {
  const names = c.Names.map((name) => name.slice(1));
  // names with a slash are those of legacy links
  const own = trunc ? names.find((name) => !name.includes('/')) : undefined;
  return own ?? names.join(',');
}

function imageOf(c: ContainerSummary, trunc: boolean): string {
  if (c.Image === '') return '<no image>';
  if (!trunc) return c.Image;
  if (shortId(c.ImageID) === shortId(c.Image)) return shortId(c.ImageID);
  const ref = parseReference(c.Image);
  if (ref.kind === 'error') return c.Image;
  return ref.tag === undefined ? ref.familiar : `${ref.familiar}:${ref.tag}`;
}

function sizeOf(c: ContainerSummary): string {
  const own = humanSize(c.SizeRw ?? 0, 3);
  return (c.SizeRootFs ?? 0) > 0 ? `${own} (virtual ${humanSize(c.SizeRootFs ?? 0, 3)})` : own;
}

function mountsOf(c: ContainerSummary, trunc: boolean): string {
  const names = c.Mounts.map((m) => (m.Name === undefined || m.Name === '' ? m.Source : m.Name));
  return names.map((name) => (trunc ? ellipsis(name, 15) : name)).join(',');
}

const NOBODY: ContainerSummary = {
  Id: '',
  Names: [],
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Ports: [],
  Labels: {},
  State: 'created',
  Status: '',
  HostConfig: {},
  NetworkSettings: { Networks: {} },
  Mounts: [],
};

/**
 * docker ps tries its template on an empty container before it asks the daemon, and so learns whether sizes are
 * wanted, which take time; buildContainerListOptions in container/list.go of docker/cli.
 */
export function checkTemplate(format: string): boolean {
  let used = false;
  const probe = () => {
    used = true;
    return '0B';
  };
  const type = rowType<Listed>({
    ...CONTAINER_ROWS,
    fields: Object.assign({}, CONTAINER_ROWS.fields, { Size: probe }),
  });
  try {
    runTemplate(parseTemplate(format), new GoValue(type, { container: NOBODY, now: 0 }));
    return used;
  } catch (e) {
    if (e instanceof TemplateError) throw new CliError(`failed to parse template: ${e.message}`);
    if (e instanceof ExecutionError) throw new CliError(`failed to execute template: ${e.message}`);
    throw e;
  }
}
