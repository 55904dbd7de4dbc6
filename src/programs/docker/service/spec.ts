import type {
  ContainerSpec,
  PortConfig,
  ServiceMode,
  ServiceSpec,
  SwarmMount,
  TaskRestartPolicy,
  TaskSpec,
  UpdateConfig,
} from '../../../engine/index.ts';
import { readKeyValues } from '../container/env-file.ts';
import { CliError, cut, type Invocation, type Values } from '../grammar/index.ts';
import type { MountFlag, ServicePort } from '../opts/index.ts';
import type { CREATE_FLAGS } from './create-flags.ts';
import { configReferences, secretReferences } from './files.ts';
import { splitCommand } from './words.ts';

type CreateFlags = typeof CREATE_FLAGS;
type Given = Pick<Invocation<CreateFlags>, 'args' | 'changed' | 'proc' | 'daemon'> & {
  readonly flags: Values<CreateFlags>;
};

/** The spec that `docker service create` asks for; cli/command/service/opts.go#ToService of docker/cli. */
export function serviceSpec(it: Given): ServiceSpec {
  const { flags, changed } = it;
  const update = updateConfig(flags, changed, 'update');
  const rollback = updateConfig(flags, changed, 'rollback');
  const Mode = mode(it);
  if ((Mode.ReplicatedJob || Mode.GlobalJob) && (update || rollback))
    throw new CliError('update and rollback configuration is not supported for jobs');
  return {
    Name: flags.name,
    Labels: labelsOf(flags.label),
    TaskTemplate: taskTemplate(it),
    Mode,
    ...(update ? { UpdateConfig: update } : {}),
    ...(rollback ? { RollbackConfig: rollback } : {}),
    EndpointSpec: {
      Mode: flags['endpoint-mode'].toLowerCase(),
      ...(flags.publish.length > 0 ? { Ports: flags.publish.map(portConfig) } : {}),
    },
  };
}

function mode({ flags, changed }: Given): ServiceMode {
  const notConcurrent = () => {
    if (changed('max-concurrent')) throw new CliError('max-concurrent can only be used with replicated-job mode');
  };
  switch (flags.mode) {
    case 'global':
    case 'global-job':
      if (changed('replicas')) throw new CliError('replicas can only be used with replicated or replicated-job mode');
      if (flags['replicas-max-per-node'] > 0)
        throw new CliError('replicas-max-per-node can only be used with replicated or replicated-job mode');
      notConcurrent();
      return flags.mode === 'global' ? { Global: {} } : { GlobalJob: {} };
    case 'replicated':
      notConcurrent();
      return { Replicated: { Replicas: changed('replicas') ? flags.replicas : 1 } };
    case 'replicated-job': {
      const TotalCompletions = changed('replicas') ? flags.replicas : 1;
      const MaxConcurrent = changed('max-concurrent') ? flags['max-concurrent'] : TotalCompletions;
      return { ReplicatedJob: { MaxConcurrent, TotalCompletions } };
    }
    default:
      throw new CliError(`Unknown mode: ${flags.mode}, only replicated and global supported`);
  }
}

function taskTemplate(it: Given): TaskSpec {
  const { flags } = it;
  const restart = restartPolicy(it);
  const networks = flags.network.map((n) => ({
    Target: n.target,
    ...(n.aliases.length > 0 ? { Aliases: n.aliases } : {}),
    ...(Object.keys(n.driverOpts).length > 0 ? { DriverOpts: n.driverOpts } : {}),
  }));
  return {
    ContainerSpec: containerSpec(it),
    Resources: resources(flags),
    ...(restart ? { RestartPolicy: restart } : {}),
    Placement: {
      ...(flags.constraint.length > 0 ? { Constraints: flags.constraint } : {}),
      ...(flags['placement-pref'].length > 0 ? { Preferences: flags['placement-pref'].map(preference) } : {}),
      ...(flags['replicas-max-per-node'] > 0 ? { MaxReplicas: flags['replicas-max-per-node'] } : {}),
    },
    ...(networks.length > 0 ? { Networks: networks } : {}),
    ...(flags['log-driver'] === ''
      ? {}
      : { LogDriver: { Name: flags['log-driver'], Options: labelsOf(flags['log-opt']) } }),
    ForceUpdate: 0,
  };
}

/** What of a container cannot be asked of a service here. */
const UNSIMULATED = ['generic-resource', 'credential-spec', 'ulimit'] as const;

function containerSpec({ args, flags, changed, proc, daemon }: Given): ContainerSpec {
  for (const flag of UNSIMULATED)
    if (changed(flag)) throw new CliError(`dockernet-course: not simulated: docker service create --${flag}`, 99);
  const [image = '', ...words] = args;
  const given = flags.env.map((e) => exported(e, proc.env));
  const env = readKeyValues(proc, flags['env-file'], given, true);
  const health = healthcheck(flags, changed);
  const entrypoint = flags.entrypoint.at(-1);
  const dns = dnsConfig(flags);
  return {
    Image: image,
    ...(flags['container-label'].length > 0 ? { Labels: labelsOf(flags['container-label']) } : {}),
    ...(entrypoint === undefined ? {} : { Command: splitCommand(entrypoint) }),
    ...(words.length > 0 ? { Args: words } : {}),
    ...(flags.hostname === '' ? {} : { Hostname: flags.hostname }),
    ...(env.length > 0 ? { Env: env } : {}),
    ...(flags.workdir === '' ? {} : { Dir: flags.workdir }),
    ...(flags.user === '' ? {} : { User: flags.user }),
    ...(flags.group.length > 0 ? { Groups: flags.group } : {}),
    Init: flags.init,
    ...(flags['stop-signal'] === '' ? {} : { StopSignal: flags['stop-signal'] }),
    ...(flags.tty ? { TTY: true } : {}),
    ...(flags['read-only'] ? { ReadOnly: true } : {}),
    ...(flags.mount.length > 0 ? { Mounts: flags.mount.map(mountOf) } : {}),
    ...(changed('stop-grace-period') ? { StopGracePeriod: flags['stop-grace-period'] } : {}),
    ...(health ? { Healthcheck: health } : {}),
    ...(flags.host.length > 0 ? { Hosts: flags.host.map(hostLine) } : {}),
    DNSConfig: dns,
    ...(flags.secret.length > 0 ? { Secrets: secretReferences(daemon, flags.secret) } : {}),
    ...(flags.config.length > 0 ? { Configs: configReferences(daemon, flags.config) } : {}),
    ...(flags.sysctl.length > 0 ? { Sysctls: labelsOf(flags.sysctl) } : {}),
    ...(flags['cap-add'].length > 0 ? { CapabilityAdd: flags['cap-add'] } : {}),
    ...(flags['cap-drop'].length > 0 ? { CapabilityDrop: flags['cap-drop'] } : {}),
  };
}

function dnsConfig(flags: Given['flags']): NonNullable<ContainerSpec['DNSConfig']> {
  return {
    ...(flags.dns.length > 0 ? { Nameservers: flags.dns } : {}),
    ...(flags['dns-search'].length > 0 ? { Search: flags['dns-search'] } : {}),
    ...(flags['dns-option'].length > 0 ? { Options: flags['dns-option'] } : {}),
  };
}

/** A variable without a value takes that of the client's environment. */
export function exported(text: string, env: Readonly<Record<string, string>>): string {
  return text.includes('=') || env[text] === undefined ? text : `${text}=${env[text]}`;
}

/** `name:ip` as typed becomes `ip name`. */
export function hostLine(text: string): string {
  const [name, ip] = cut(text, ':');
  return `${ip} ${name}`;
}

export function mountOf(m: MountFlag): SwarmMount {
  return {
    Type: m.type === 'bind' || m.type === 'tmpfs' ? m.type : 'volume',
    ...(m.source === '' ? {} : { Source: m.source }),
    Target: m.target,
    ...(m.readonly ? { ReadOnly: true } : {}),
  };
}

export const labelsOf = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(list.map((text) => cut(text)));

export function portConfig(p: ServicePort): PortConfig {
  return {
    Protocol: p.protocol as PortConfig['Protocol'],
    TargetPort: p.target,
    ...(p.published > 0 ? { PublishedPort: p.published } : {}),
    PublishMode: p.mode as PortConfig['PublishMode'],
  };
}

/** `spread=node.labels.zone` */
export function preference(text: string): { readonly Spread: { readonly SpreadDescriptor: string } } {
  const [strategy, value] = cut(text);
  if (!text.includes('=')) throw new CliError('placement preference must be of the format "<strategy>=<arg>"');
  if (strategy !== 'spread')
    throw new CliError(`unsupported placement preference ${strategy} (only spread is supported)`);
  return { Spread: { SpreadDescriptor: value } };
}

function resources(flags: Given['flags']): NonNullable<TaskSpec['Resources']> {
  return {
    Limits: {
      ...(flags['limit-cpu'] > 0 ? { NanoCPUs: flags['limit-cpu'] } : {}),
      ...(flags['limit-memory'] > 0 ? { MemoryBytes: flags['limit-memory'] } : {}),
      ...(flags['limit-pids'] > 0 ? { Pids: flags['limit-pids'] } : {}),
    },
    Reservations: {
      ...(flags['reserve-cpu'] > 0 ? { NanoCPUs: flags['reserve-cpu'] } : {}),
      ...(flags['reserve-memory'] > 0 ? { MemoryBytes: flags['reserve-memory'] } : {}),
    },
  };
}

function restartPolicy({ flags, changed }: Given): TaskRestartPolicy | undefined {
  const given = (['restart-condition', 'restart-delay', 'restart-max-attempts', 'restart-window'] as const).some(
    changed,
  );
  if (!given) return undefined;
  return {
    Condition: flags['restart-condition'] as 'any',
    Delay: flags['restart-delay'],
    MaxAttempts: flags['restart-max-attempts'],
    ...(changed('restart-window') ? { Window: flags['restart-window'] } : {}),
  };
}

/** The flags of updates and of rollbacks are alike. */
export interface UpdateFlags {
  readonly 'update-parallelism': number;
  readonly 'update-delay': number;
  readonly 'update-monitor': number;
  readonly 'update-failure-action': string;
  readonly 'update-max-failure-ratio': number;
  readonly 'update-order': string;
  readonly 'rollback-parallelism': number;
  readonly 'rollback-delay': number;
  readonly 'rollback-monitor': number;
  readonly 'rollback-failure-action': string;
  readonly 'rollback-max-failure-ratio': number;
  readonly 'rollback-order': string;
}

const USUAL: UpdateConfig = {
  Parallelism: 1,
  FailureAction: 'pause',
  Monitor: 5e9,
  MaxFailureRatio: 0,
  Order: 'stop-first',
};

/** How tasks are to be replaced, if something was said of it. */
export function updateConfig(
  flags: UpdateFlags,
  changed: (flag: keyof UpdateFlags) => boolean,
  kind: 'update' | 'rollback',
  old: UpdateConfig = USUAL,
): UpdateConfig | undefined {
  const names = ['parallelism', 'delay', 'monitor', 'failure-action', 'max-failure-ratio', 'order'] as const;
  if (!names.some((n) => changed(`${kind}-${n}`))) return undefined;
  const delay = changed(`${kind}-delay`) ? flags[`${kind}-delay`] : (old.Delay ?? 0);
  return {
    Parallelism: changed(`${kind}-parallelism`) ? flags[`${kind}-parallelism`] : old.Parallelism,
    ...(delay > 0 ? { Delay: delay } : {}),
    FailureAction: changed(`${kind}-failure-action`) ? flags[`${kind}-failure-action`] : (old.FailureAction ?? 'pause'),
    Monitor: changed(`${kind}-monitor`) ? flags[`${kind}-monitor`] : (old.Monitor ?? 5e9),
    MaxFailureRatio: changed(`${kind}-max-failure-ratio`) ? flags[`${kind}-max-failure-ratio`] : old.MaxFailureRatio,
    Order: changed(`${kind}-order`) ? flags[`${kind}-order`] : old.Order,
  };
}

/** The flags of health checks. */
export interface HealthFlags {
  readonly 'health-cmd': string;
  readonly 'health-interval': number;
  readonly 'health-timeout': number;
  readonly 'health-start-period': number;
  readonly 'health-start-interval': number;
  readonly 'health-retries': number;
  readonly 'no-healthcheck': boolean;
}

export function healthcheck(
  flags: HealthFlags,
  changed: (flag: keyof HealthFlags) => boolean,
): ContainerSpec['Healthcheck'] | undefined {
  const given = (
    [
      'health-cmd',
      'health-interval',
      'health-timeout',
      'health-start-period',
      'health-start-interval',
      'health-retries',
    ] as const
  ).some(changed);
  if (flags['no-healthcheck']) {
    if (given) throw new CliError('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (!given) return undefined;
  const some = <K extends string>(key: K, value: number) => (value > 0 ? ({ [key]: value } as Record<K, number>) : {});
  return {
    ...(flags['health-cmd'] === '' ? {} : { Test: ['CMD-SHELL', flags['health-cmd']] }),
    ...some('Interval', flags['health-interval']),
    ...some('Timeout', flags['health-timeout']),
    ...some('StartPeriod', flags['health-start-period']),
    ...some('StartInterval', flags['health-start-interval']),
    ...some('Retries', flags['health-retries']),
  };
}
