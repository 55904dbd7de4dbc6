import type {
  ContainerSpec,
  Daemon,
  PortConfig,
  ServiceSpec,
  SwarmMount,
  TaskRestartPolicy,
  TaskSpec,
} from '../../../engine/index.ts';
import type { Process } from '../../../os/index.ts';
import { CliError, cut, type Invocation, type Values } from '../grammar/index.ts';
import { changedFiles } from './files.ts';
import { exported, healthcheck, hostLine, labelsOf, mountOf, portConfig, preference, updateConfig } from './spec.ts';
import type { UPDATE_FLAGS } from './update-flags.ts';
import { splitCommand } from './words.ts';

type F = typeof UPDATE_FLAGS;

/** What was typed, and whom to ask for networks. */
interface Given {
  readonly flags: Values<F>;
  readonly changed: Invocation<F>['changed'];
  readonly daemon: Daemon;
  readonly proc: Process;
}

const UNSIMULATED = [
  'generic-resource-add',
  'generic-resource-rm',
  'credential-spec',
  'ulimit-add',
  'ulimit-rm',
] as const;

/** A service's spec with the changes that were asked for; cli/command/service/update.go#updateService of docker/cli. */
export function changedSpec(spec: ServiceSpec, it: Given): ServiceSpec {
  const { flags, changed } = it;
  for (const flag of UNSIMULATED)
    if (changed(flag)) throw new CliError(`dockernet-course: not simulated: docker service update --${flag}`, 99);
  const update = updateConfig(flags, changed, 'update', spec.UpdateConfig);
  const rollback = updateConfig(flags, changed, 'rollback', spec.RollbackConfig);
  return {
    ...spec,
    Labels: labels(spec.Labels, flags['label-add'], flags['label-rm']) ?? {},
    TaskTemplate: template(spec.TaskTemplate, it),
    Mode: replicas(spec, it),
    ...(update ? { UpdateConfig: update } : {}),
    ...(rollback ? { RollbackConfig: rollback } : {}),
    EndpointSpec: endpoint(spec, it),
  };
}

function replicas(spec: ServiceSpec, { flags, changed }: Given): ServiceSpec['Mode'] {
  if (!changed('replicas')) return spec.Mode; // --max-concurrent is read and forgotten
  if (!spec.Mode.Replicated) throw new CliError('replicas can only be used with replicated mode');
  return { Replicated: { Replicas: flags.replicas } };
}

function labels(
  old: Readonly<Record<string, string>> | undefined,
  add: readonly string[],
  remove: readonly string[],
): Record<string, string> | undefined {
  const next: Record<string, string> = { ...old };
  for (const key of remove) delete next[key];
  Object.assign(next, labelsOf(add));
  return Object.keys(next).length > 0 ? next : undefined;
}

function endpoint(spec: ServiceSpec, { flags, changed }: Given): NonNullable<ServiceSpec['EndpointSpec']> {
  const old = spec.EndpointSpec ?? {};
  const Mode = changed('endpoint-mode') ? flags['endpoint-mode'] : old.Mode;
  const gone = flags['publish-rm'].map(portConfig);
  const same = (a: PortConfig, b: PortConfig) =>
    a.TargetPort === b.TargetPort && a.Protocol === b.Protocol && a.PublishMode === b.PublishMode;
  const added = flags['publish-add'].map(portConfig);
  const key = (p: PortConfig) => `${p.PublishedPort ?? 0}/${p.TargetPort}/${p.Protocol}/${p.PublishMode}`;
  const kept = (old.Ports ?? []).filter((p) => !gone.some((g) => same(p, g)) && !added.some((a) => key(a) === key(p)));
  const Ports = [...kept, ...added].sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0));
  return { ...(Mode === undefined ? {} : { Mode }), ...(Ports.length > 0 ? { Ports } : {}) };
}

function template(t: TaskSpec, it: Given): TaskSpec {
  const { flags, changed } = it;
  const Networks = networks(t, it);
  const RestartPolicy = restart(t.RestartPolicy, it);
  const LogDriver = changed('log-driver')
    ? { Name: flags['log-driver'], Options: labelsOf(flags['log-opt']) }
    : t.LogDriver;
  const { Networks: _n, RestartPolicy: _r, LogDriver: _l, ...rest } = t;
  return {
    ...rest,
    ContainerSpec: container(t.ContainerSpec ?? {}, it),
    Resources: resources(t, it),
    ...(RestartPolicy ? { RestartPolicy } : {}),
    Placement: placement(t, it),
    ...(Networks.length > 0 ? { Networks } : {}),
    ...(LogDriver ? { LogDriver } : {}),
    ForceUpdate: t.ForceUpdate + (flags.force ? 1 : 0),
  };
}

function networks(t: TaskSpec, { flags, daemon }: Given): NonNullable<TaskSpec['Networks']> {
  const gone = flags['network-rm'].map((ref) => daemon.networkInspect(ref).Id);
  const kept = (t.Networks ?? []).filter((n) => !gone.includes(n.Target));
  const added = flags['network-add'].map((n) => ({
    Target: daemon.networkInspect(n.target).Id,
    ...(n.aliases.length > 0 ? { Aliases: n.aliases } : {}),
  }));
  for (const a of added)
    if (kept.some((n) => n.Target === a.Target))
      throw new CliError(`service is already attached to network ${daemon.networkInspect(a.Target).Name}`);
  return [...kept, ...added].sort((a, b) => (a.Target < b.Target ? -1 : 1));
}

function placement(t: TaskSpec, { flags, changed }: Given): NonNullable<TaskSpec['Placement']> {
  const old = t.Placement ?? {};
  const Constraints = [
    ...(old.Constraints ?? []).filter((c) => !flags['constraint-rm'].includes(c)),
    ...flags['constraint-add'].filter((c) => !(old.Constraints ?? []).includes(c)),
  ].sort();
  const gone = flags['placement-pref-rm'].map((p) => preference(p).Spread.SpreadDescriptor);
  const Preferences = [
    ...(old.Preferences ?? []).filter((p) => !gone.includes(p.Spread.SpreadDescriptor)),
    ...flags['placement-pref-add'].map(preference),
  ];
  const MaxReplicas = changed('replicas-max-per-node') ? flags['replicas-max-per-node'] : (old.MaxReplicas ?? 0);
  return {
    ...(Constraints.length > 0 ? { Constraints } : {}),
    ...(Preferences.length > 0 ? { Preferences } : {}),
    ...(MaxReplicas > 0 ? { MaxReplicas } : {}),
  };
}

function resources(t: TaskSpec, { flags, changed }: Given): NonNullable<TaskSpec['Resources']> {
  const { Limits = {}, Reservations = {} } = t.Resources ?? {};
  return {
    Limits: {
      ...Limits,
      ...(changed('limit-cpu') ? { NanoCPUs: flags['limit-cpu'] } : {}),
      ...(changed('limit-memory') ? { MemoryBytes: flags['limit-memory'] } : {}),
      ...(changed('limit-pids') ? { Pids: flags['limit-pids'] } : {}),
    },
    Reservations: {
      ...Reservations,
      ...(changed('reserve-cpu') ? { NanoCPUs: flags['reserve-cpu'] } : {}),
      ...(changed('reserve-memory') ? { MemoryBytes: flags['reserve-memory'] } : {}),
    },
  };
}

function restart(old: TaskRestartPolicy | undefined, { flags, changed }: Given): TaskRestartPolicy | undefined {
  const given = (['restart-condition', 'restart-delay', 'restart-max-attempts', 'restart-window'] as const).some(
    changed,
  );
  if (!given) return old;
  return {
    ...(old ?? { Condition: 'any', Delay: 5e9, MaxAttempts: 0 }),
    ...(changed('restart-condition') ? { Condition: flags['restart-condition'] as 'any' } : {}),
    ...(changed('restart-delay') ? { Delay: flags['restart-delay'] } : {}),
    ...(changed('restart-max-attempts') ? { MaxAttempts: flags['restart-max-attempts'] } : {}),
    ...(changed('restart-window') ? { Window: flags['restart-window'] } : {}),
  };
}

/** A list with some entries taken out and others put in the place of those with the same key. */
function changedList(
  old: readonly string[] | undefined,
  add: readonly string[],
  remove: readonly string[],
  key: (text: string) => string,
): string[] {
  const kept = (old ?? []).filter((text) => !remove.includes(key(text)) && !add.some((a) => key(a) === key(text)));
  return [...kept, ...add];
}

const envKey = (text: string): string => cut(text)[0];
const itself = (text: string): string => text;

function container(c: ContainerSpec, it: Given): ContainerSpec {
  const { flags, changed, proc, daemon } = it;
  const env = changedList(
    c.Env,
    flags['env-add'].map((e) => exported(e, proc.env)),
    flags['env-rm'],
    envKey,
  );
  const hosts = changedList(
    (c.Hosts ?? []).filter((h) => !flags['host-rm'].some((r) => hostLine(r) === h)),
    flags['host-add'].map(hostLine),
    [],
    itself,
  );
  const health = healthcheck(flags, changed);
  const own = labels(c.Labels, flags['container-label-add'], flags['container-label-rm']);
  const mounts = mountsOf(c.Mounts, it);
  const dns = c.DNSConfig ?? {};
  const dnsNext = {
    Nameservers: changedList(dns.Nameservers, flags['dns-add'], flags['dns-rm'], itself),
    Search: changedList(dns.Search, flags['dns-search-add'], flags['dns-search-rm'], itself),
    Options: changedList(dns.Options, flags['dns-option-add'], flags['dns-option-rm'], itself),
  };
  const sysctls = labels(c.Sysctls, flags['sysctl-add'], flags['sysctl-rm']);
  const {
    Labels: _a,
    Env: _b,
    Hosts: _c,
    Mounts: _d,
    DNSConfig: _e,
    Sysctls: _f,
    Secrets: _g,
    Configs: _h,
    ...rest
  } = c;
  const next: ContainerSpec = {
    ...rest,
    ...changedFiles(daemon, c, flags),
    ...(own ? { Labels: own } : {}),
    ...(env.length > 0 ? { Env: env } : {}),
    ...(changed('image') ? { Image: flags.image } : {}),
    ...(changed('args') ? { Args: splitCommand(flags.args.at(-1) ?? '') } : {}),
    ...(changed('entrypoint') ? { Command: splitCommand(flags.entrypoint.at(-1) ?? '') } : {}),
    ...(changed('hostname') ? { Hostname: flags.hostname } : {}),
    ...(changed('workdir') ? { Dir: flags.workdir } : {}),
    ...(changed('user') ? { User: flags.user } : {}),
    ...(changed('init') ? { Init: flags.init } : {}),
    ...(changed('tty') ? { TTY: flags.tty } : {}),
    ...(changed('read-only') ? { ReadOnly: flags['read-only'] } : {}),
    ...(changed('stop-signal') ? { StopSignal: flags['stop-signal'] } : {}),
    ...(changed('stop-grace-period') ? { StopGracePeriod: flags['stop-grace-period'] } : {}),
    ...(health ? { Healthcheck: health } : {}),
    ...(hosts.length > 0 ? { Hosts: hosts } : {}),
    ...(mounts.length > 0 ? { Mounts: mounts } : {}),
    DNSConfig: Object.fromEntries(Object.entries(dnsNext).filter(([, list]) => list.length > 0)),
    ...(sysctls ? { Sysctls: sysctls } : {}),
    ...(changed('cap-add') ? { CapabilityAdd: flags['cap-add'] } : {}),
    ...(changed('cap-drop') ? { CapabilityDrop: flags['cap-drop'] } : {}),
  };
  return ordered(next);
}

function mountsOf(old: readonly SwarmMount[] | undefined, { flags }: Given): SwarmMount[] {
  const added = flags['mount-add'].map(mountOf);
  const kept = (old ?? []).filter(
    (m) => !flags['mount-rm'].includes(m.Target) && !added.some((a) => a.Target === m.Target),
  );
  return [...kept, ...added];
}

/** The order of the fields in the API's type, which inspect shows. */
const ORDER: readonly (keyof ContainerSpec)[] = [
  'Image',
  'Labels',
  'Command',
  'Args',
  'Hostname',
  'Env',
  'Dir',
  'User',
  'Groups',
  'Privileges',
  'Init',
  'StopSignal',
  'TTY',
  'OpenStdin',
  'ReadOnly',
  'Mounts',
  'StopGracePeriod',
  'Healthcheck',
  'Hosts',
  'DNSConfig',
  'Secrets',
  'Configs',
  'Isolation',
  'Sysctls',
  'CapabilityAdd',
  'CapabilityDrop',
];

function ordered(c: ContainerSpec): ContainerSpec {
  return Object.fromEntries(ORDER.flatMap((key) => (c[key] === undefined ? [] : [[key, c[key]]])));
}
