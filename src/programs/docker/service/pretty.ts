import { goDuration, humanDuration } from '../../../base/index.ts';
import {
  ApiError,
  type Daemon,
  type ServiceMode,
  type SwarmService,
  type UpdateConfig,
} from '../../../engine/index.ts';
import { parseTime } from '../api/index.ts';
import { bytesSize } from '../format/index.ts';

/** A service as `--pretty` prints it; cli/command/service/formatter.go of docker/cli. */
export function prettyService(daemon: Daemon, s: SwarmService, now: number): string {
  const { Spec } = s;
  const task = Spec.TaskTemplate;
  const c = task.ContainerSpec ?? {};
  const networks = (task.Networks ?? []).map((n) => networkName(daemon, n.Target));
  const ports = s.Endpoint.Ports ?? [];
  return [
    '',
    `ID:\t\t${s.ID}`,
    `Name:\t\t${Spec.Name}`,
    ...labels(Spec.Labels),
    `Service Mode:${modeText(Spec.Mode)}`,
    ...updateStatus(s, now),
    'Placement:',
    ...(task.Placement?.Constraints?.length ? [` Constraints:\t[${task.Placement.Constraints.join(' ')}]`] : []),
    ...(task.Placement?.Preferences?.length
      ? [` Preferences:   [${task.Placement.Preferences.map((p) => `spread=${p.Spread.SpreadDescriptor}`).join(' ')}]`]
      : []),
    ...(task.Placement?.MaxReplicas ? [` Max Replicas Per Node:   ${task.Placement.MaxReplicas}`] : []),
    ...config('UpdateConfig', 'Update', Spec.UpdateConfig),
    ...config('RollbackConfig', 'Rollback', Spec.RollbackConfig),
    'ContainerSpec:',
    ` Image:\t\t${c.Image}`,
    ...(c.Args?.length ? [` Args:\t\t${c.Args.map((a) => `${a} `).join('')}`] : []),
    ...(c.Env?.length ? [` Env:\t\t${c.Env.map((e) => `${e} `).join('')}`] : []),
    ...(c.Dir ? [` Dir:\t\t${c.Dir}`] : []),
    ...(c.Init === undefined ? [] : [` Init:\t\t${c.Init}`]),
    ...(c.User ? [` User:\t\t${c.User}`] : []),
    ...(c.Mounts?.length ? ['Mounts:'] : []),
    ...(c.Mounts ?? []).flatMap((m) => [
      ` Target:\t${m.Target}`,
      `  Source:\t${m.Source ?? ''}`,
      `  ReadOnly:\t${m.ReadOnly ?? false}`,
      `  Type:\t\t${m.Type}`,
    ]),
    ...files(
      'Configs',
      (c.Configs ?? []).map((x) => [x.File.Name, x.ConfigName]),
    ),
    ...files(
      'Secrets',
      (c.Secrets ?? []).map((x) => [x.File.Name, x.SecretName]),
    ),
    ...(task.LogDriver ? ['Log Driver:', ` Name:\t\t${task.LogDriver.Name}`] : []),
    ...resources(s),
    ...(networks.length > 0 ? [`Networks: ${networks.join(' ')} `] : []),
    `Endpoint Mode:\t${Spec.EndpointSpec?.Mode ?? 'vip'}`,
    ...(ports.length > 0
      ? [
          'Ports:',
          ports
            .map((p) =>
              [
                ` PublishedPort = ${p.PublishedPort ?? 0}`,
                `  Protocol = ${p.Protocol}`,
                `  TargetPort = ${p.TargetPort}`,
                `  PublishMode = ${p.PublishMode}`,
              ].join('\n'),
            )
            .join('\n')
            .concat(' '),
        ]
      : []),
    '',
  ].join('\n');
}

/** The template knows nothing of jobs. */
function modeText({ Global, Replicated }: ServiceMode): string {
  if (Global) return '\tGlobal';
  return Replicated ? `\tReplicated\n Replicas:\t${Replicated.Replicas ?? 0}` : '';
}

function files(title: string, entries: readonly (readonly [target: string, source: string])[]): string[] {
  if (entries.length === 0) return [];
  return [`${title}:`, ...entries.flatMap(([target, source]) => [` Target:\t${target}`, `  Source:\t${source}`])];
}

function labels(all: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return [];
  return ['Labels:', ...entries.map(([key, value]) => ` ${key}${value === '' ? '' : `=${value}`}`)];
}

function updateStatus(s: SwarmService, now: number): string[] {
  const u = s.UpdateStatus;
  if (!u) return [];
  const ago = (text: string | undefined) =>
    `${humanDuration(now - (parseTime(text ?? '')?.ms ?? now)).toLowerCase()} ago`;
  return [
    'UpdateStatus:',
    ` State:\t\t${u.State}`,
    ...(u.StartedAt ? [` Started:\t${ago(u.StartedAt)}`] : []),
    ...(u.State === 'completed' && u.CompletedAt ? [` Completed:\t${ago(u.CompletedAt)}`] : []),
    ` Message:\t${u.Message}`,
  ];
}

function config(title: string, kind: 'Update' | 'Rollback', c: UpdateConfig | undefined): string[] {
  if (!c) return [];
  return [
    `${title}:`,
    ` Parallelism:\t${c.Parallelism}`,
    ...(c.Delay ? [` Delay:\t\t${goDuration(c.Delay / 1e6)}`] : []),
    ` On failure:\t${c.FailureAction ?? ''}`,
    ...(c.Monitor ? [` Monitoring Period: ${goDuration(c.Monitor / 1e6)}`] : []),
    ` Max failure ratio: ${c.MaxFailureRatio}`,
    ` ${kind} order:${' '.repeat(kind === 'Update' ? 6 : 4)}${c.Order}`,
  ];
}

function resources(s: SwarmService): string[] {
  const r = s.Spec.TaskTemplate.Resources;
  if (!r) return [];
  const part = (title: string, x: NonNullable<typeof r>['Limits']): string[] =>
    x && (x.NanoCPUs || x.MemoryBytes)
      ? [
          ` ${title}:`,
          ...(x.NanoCPUs ? [`  CPU:\t\t${x.NanoCPUs / 1e9}`] : []),
          ...(x.MemoryBytes ? [`  Memory:\t${bytesSize(x.MemoryBytes)}`] : []),
        ]
      : [];
  return ['Resources:', ...part('Reservations', r.Reservations), ...part('Limits', r.Limits)];
}

function networkName(daemon: Daemon, target: string): string {
  try {
    return daemon.networkInspect(target).Name;
  } catch (e) {
    if (e instanceof ApiError) return target;
    throw e;
  }
}
