import { naturalCompare } from '../../../base/index.ts';
import type { PortConfig, ServiceMode, SwarmService } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { formatList, layoutOf, type Rows, shortId } from '../format/index.ts';
import { bool, command, filter } from '../grammar/index.ts';
import { listFormat } from '../opts/index.ts';
import { imageName } from './task-list.ts';

/** docker service ls; cli/command/service/ of docker/cli. */
export const ls = command({
  use: 'ls [OPTIONS]',
  short: 'List services',
  aliases: ['list'],
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: listFormat(),
    quiet: bool('Only display IDs', { short: 'q' }),
  },

  *run({ flags, daemon }) {
    const services = daemon.serviceList(flags.filter, { status: true });
    yield* write(serviceTable(services, flags.format, flags.quiet));
    return 0;
  },
});

/** Services by name; cli/command/service/formatter.go of docker/cli. */
export function serviceTable(services: readonly SwarmService[], given: string, quiet: boolean): string {
  const sorted = [...services].sort((a, b) => naturalCompare(a.Spec.Name ?? '', b.Spec.Name ?? ''));
  return formatList(ROWS, sorted, layoutOf(given, quiet, LAYOUTS));
}

const LAYOUTS = {
  quietTable: '{{.ID}}',
  quietRaw: 'id: {{.ID}}',
  table: 'table {{.ID}}\\t{{.Name}}\\t{{.Mode}}\\t{{.Replicas}}\\t{{.Image}}\\t{{.Ports}}',
  raw: 'id: {{.ID}}\\nname: {{.Name}}\\nmode: {{.Mode}}\\nreplicas: {{.Replicas}}\\nimage: {{.Image}}\\nports: {{.Ports}}\\n',
};

const ROWS: Rows<SwarmService> = {
  type: '*service.serviceContext',
  headers: { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' },
  fields: {
    ID: (s) => shortId(s.ID),
    Name: (s) => s.Spec.Name ?? '',
    Mode: (s) => MODES.find(([key]) => s.Spec.Mode[key])?.[1] ?? '',
    Replicas: replicas,
    Image: (s) => imageName(s.Spec.TaskTemplate.ContainerSpec?.Image ?? '', true),
    Ports: (s) => portText(s.Endpoint.Ports ?? []),
  },
};

const MODES: readonly (readonly [mode: keyof ServiceMode, name: string])[] = [
  ['Global', 'global'],
  ['Replicated', 'replicated'],
  ['ReplicatedJob', 'replicated job'],
  ['GlobalJob', 'global job'],
];

/** `running/wanted`, and of a job how many of its tasks are complete. */
function replicas({ Spec: { Mode, TaskTemplate }, ServiceStatus }: SwarmService): string {
  const { RunningTasks = 0, DesiredTasks = 0, CompletedTasks = 0 } = ServiceStatus ?? {};
  const count = `${RunningTasks}/${DesiredTasks}`;
  const most = TaskTemplate.Placement?.MaxReplicas ?? 0;
  if (Mode.ReplicatedJob) return `${count} (${CompletedTasks}/${Mode.ReplicatedJob.TotalCompletions ?? 1} completed)`;
  if (Mode.GlobalJob) return `${count} (${CompletedTasks}/${DesiredTasks + CompletedTasks} completed)`;
  return most > 0 ? `${count} (max ${most} per node)` : count;
}

interface PortSpan {
  readonly protocol: string;
  readonly published: readonly [number, number];
  readonly target: readonly [number, number];
}

/** `*:8080-8081->80-81/tcp`: ports that follow one another are one range. */
function portText(ports: readonly PortConfig[]): string {
  const sorted = [...ports]
    .filter((p) => p.PublishMode === 'ingress')
    .sort((a, b) =>
      a.Protocol < b.Protocol ? -1 : a.Protocol > b.Protocol ? 1 : (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0),
    );
  const spans: PortSpan[] = [];
  for (const { Protocol: protocol, PublishedPort: published = 0, TargetPort: target } of sorted) {
    const last = spans.at(-1);
    const [from, to] = last?.target ?? [0, 0];
    const goesOn =
      last?.protocol === protocol &&
      published - last.published[1] <= 1 &&
      target - to <= 1 &&
      target >= from &&
      !(from !== to && target <= to);
    if (last && goesOn)
      spans[spans.length - 1] = { protocol, published: [last.published[0], published], target: [from, target] };
    else spans.push({ protocol, published: [published, published], target: [target, target] });
  }
  const span = ([from, to]: readonly [number, number]) => (from === to ? `${from}` : `${from}-${to}`);
  return spans.map((s) => `*:${span(s.published)}->${span(s.target)}/${s.protocol}`).join(', ');
}
