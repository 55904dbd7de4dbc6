import { humanDuration, naturalCompare } from '../../../base/index.ts';
import type { SwarmTask } from '../../../engine/index.ts';
import { parseTime } from '../api/index.ts';
import { formatList, layoutOf, type Rows, shortId } from '../format/index.ts';
import { title } from '../node/names.ts';
import { parseReference } from '../opts/index.ts';

interface Resolver {
  node(id: string): string;
  service(id: string): string;
}

interface Shown {
  readonly task: SwarmTask;
  readonly name: string;
  readonly node: string;
  readonly now: number;
}

const LAYOUTS = {
  quietTable: '{{.ID}}',
  quietRaw: 'id: {{.ID}}',
  table:
    'table {{.ID}}\\t{{.Name}}\\t{{.Image}}\\t{{.Node}}\\t{{.DesiredState}}\\t{{.CurrentState}}\\t{{.Error}}\\t{{.Ports}}',
  raw: 'id: {{.ID}}\\nname: {{.Name}}\\nimage: {{.Image}}\\nnode: {{.Node}}\\ndesired_state: {{.DesiredState}}\\ncurrent_state: {{.CurrentState}}\\nerror: {{.Error}}\\nports: {{.Ports}}\\n',
};

/** Tasks of a place together, the newest first and the older ones indented; cli/command/task of docker/cli. */
export function taskTable(
  tasks: readonly SwarmTask[],
  names: Resolver,
  options: { readonly format: string; readonly quiet: boolean; readonly trunc: boolean; readonly now: number },
): string {
  const text = layoutOf(options.format, options.quiet, LAYOUTS);
  const sorted = tasks
    .map((task) => ({ task, name: `${names.service(task.ServiceID ?? '')}.${task.Slot ?? task.NodeID ?? ''}` }))
    .sort((a, b) => naturalCompare(a.name, b.name) || created(b.task) - created(a.task));
  const rows = sorted.map(
    ({ task, name }, i): Shown => ({
      task,
      name: text.startsWith('table') && i > 0 && sorted[i - 1]?.name === name ? ` \\_ ${name}` : name,
      node: names.node(task.NodeID ?? ''),
      now: options.now,
    }),
  );
  return formatList(ROWS, rows, text, options.trunc);
}

function created(task: SwarmTask): number {
  const at = parseTime(task.CreatedAt);
  return (at?.ms ?? 0) + (task.Version.Index % 1000) / 1000;
}

/** The longest error that a table shows. */
const MAX_ERROR = 30;

const ROWS: Rows<Shown> = {
  type: '*task.taskContext',
  headers: {
    ID: 'ID',
    Name: 'NAME',
    Image: 'IMAGE',
    Node: 'NODE',
    DesiredState: 'DESIRED STATE',
    CurrentState: 'CURRENT STATE',
    Error: 'ERROR',
    Ports: 'PORTS',
  },
  fields: {
    ID: ({ task }, trunc) => (trunc ? shortId(task.ID) : task.ID),
    Name: ({ name }) => name,
    Image: ({ task }, trunc) => imageName(task.Spec.ContainerSpec?.Image ?? '', trunc),
    Node: ({ node }) => node,
    DesiredState: ({ task }) => title(task.DesiredState),
    CurrentState: ({ task, now }) =>
      `${title(task.Status.State)} ${humanDuration(now - (parseTime(task.Status.Timestamp)?.ms ?? now)).toLowerCase()} ago`,
    Error: ({ task }, trunc) => errorText(task.Status.Err ?? '', trunc),
    Ports: ({ task }) =>
      (task.Status.PortStatus.Ports ?? [])
        .map((p) => `*:${p.PublishedPort ?? 0}->${p.TargetPort}/${p.Protocol}`)
        .join(','),
  },
};

function errorText(text: string, trunc: boolean): string {
  if (text === '') return '';
  return `"${trunc && text.length > MAX_ERROR ? `${text.slice(0, MAX_ERROR - 1)}…` : text}"`;
}

/** Without the digest, which the swarm has added. */
export function imageName(image: string, trunc: boolean): string {
  if (!trunc) return image;
  const ref = parseReference(image);
  if (ref.kind === 'error') return image;
  return ref.tag === undefined ? ref.familiar : `${ref.familiar}:${ref.tag}`;
}
