import type {
  Daemon,
  NetworkCreateRequest,
  PortConfig,
  ServiceSpec,
  TaskRestartPolicy,
  TaskSpec,
  UpdateConfig,
} from '../../../engine/index.ts';
import { type Dict, isDict, type Value } from '../../compose/yaml/index.ts';
import { CliError, parseSize } from '../grammar/index.ts';
import { containerSpec } from './container.ts';
import type { StackFile } from './load.ts';
import { dict, duration, list, NAMESPACE, pairs, sorted, text } from './values.ts';

const IMAGE = 'com.docker.stack.image';

/** Names of the networks that services are on, `default` where they say nothing. */
export function usedNetworks(file: StackFile): string[] {
  const names = Object.values(file.services).flatMap((s) => {
    const given = [...dict(s.get('networks')).keys()];
    return given.length > 0 ? given : ['default'];
  });
  return [...new Set(names)].sort();
}

/** The name of a network in the swarm, and whether the stack makes it. */
export function networkOf(
  file: StackFile,
  stack: string,
  name: string,
): { readonly name: string; readonly external: boolean } {
  const config = file.networks[name];
  if (!config && name !== 'default') throw new CliError(`undefined network ${JSON.stringify(name)}`);
  const external = config?.get('external') ?? false;
  const own = text(config?.get('name')) || text(dict(external).get('name'));
  if (external !== false) return { name: own || name, external: true };
  return { name: own || `${stack}_${name}`, external: false };
}

/** What to ask of the daemon for a network of the stack. */
export function networkRequest(file: StackFile, stack: string, name: string): NetworkCreateRequest {
  const config = file.networks[name] ?? new Map<string, Value>();
  const ipam = dict(config.get('ipam'));
  const subnets = list(ipam.get('config')).map((c) => text(dict(c).get('subnet')));
  return {
    Name: networkOf(file, stack, name).name,
    Driver: text(config.get('driver')) || 'overlay',
    Options: pairs(config.get('driver_opts')),
    ...(subnets.length > 0
      ? { IPAM: { Driver: 'default', Options: null, Config: subnets.map((Subnet) => ({ Subnet })) } }
      : {}),
    Internal: config.get('internal') === true,
    Attachable: config.get('attachable') === true,
    Labels: { ...pairs(config.get('labels')), [NAMESPACE]: stack },
  };
}

/** A service of the stack as a service of the swarm; cli/compose/convert/service.go of docker/cli. */
export function serviceOf(daemon: Daemon, file: StackFile, stack: string, name: string): ServiceSpec {
  const s = file.services[name] ?? new Map<string, Value>();
  const deploy = dict(s.get('deploy'));
  const image = text(s.get('image'));
  if (image === '') throw new CliError(`invalid image reference for service ${name}: no image specified`);
  const update = updateConfig(deploy.get('update_config'));
  const rollback = updateConfig(deploy.get('rollback_config'));
  const ports = list(s.get('ports')).map((p) => portOf(dict(p)));
  return {
    Name: `${stack}_${name}`,
    Labels: sorted({ ...pairs(deploy.get('labels')), [NAMESPACE]: stack, [IMAGE]: image }),
    TaskTemplate: taskSpec(daemon, file, stack, name),
    Mode: modeOf(deploy),
    ...(update ? { UpdateConfig: update } : {}),
    ...(rollback ? { RollbackConfig: rollback } : {}),
    EndpointSpec: {
      Mode: text(deploy.get('endpoint_mode')) || 'vip',
      ...(ports.length > 0 ? { Ports: ports.sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0)) } : {}),
    },
  };
}

function modeOf(deploy: Dict): ServiceSpec['Mode'] {
  const mode = text(deploy.get('mode')) || 'replicated';
  const replicas = deploy.get('replicas');
  const count = replicas === undefined ? 1 : Number(replicas);
  switch (mode) {
    case 'replicated':
      return { Replicated: { Replicas: count } };
    case 'replicated-job':
      return { ReplicatedJob: { MaxConcurrent: count, TotalCompletions: count } };
    case 'global':
    case 'global-job':
      if (replicas !== undefined)
        throw new CliError('replicas can only be used with replicated or replicated-job mode');
      return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
    default:
      throw new CliError(`Unknown mode: ${mode}`);
  }
}

function updateConfig(value: Value | undefined): UpdateConfig | undefined {
  if (!isDict(value)) return undefined;
  const delay = duration(value.get('delay')) ?? 0;
  const monitor = duration(value.get('monitor')) ?? 0;
  return {
    Parallelism: Number(value.get('parallelism') ?? 1),
    ...(delay > 0 ? { Delay: delay } : {}),
    FailureAction: text(value.get('failure_action')) || 'pause',
    Monitor: monitor || 5e9,
    MaxFailureRatio: Number(value.get('max_failure_ratio') ?? 0),
    Order: text(value.get('order')) || 'stop-first',
  };
}

function portOf(port: Dict): PortConfig {
  const published = Number(port.get('published') ?? 0);
  return {
    Protocol: (text(port.get('protocol')) || 'tcp') as PortConfig['Protocol'],
    TargetPort: Number(port.get('target')),
    ...(published > 0 ? { PublishedPort: published } : {}),
    PublishMode: text(port.get('mode')) === 'host' ? 'host' : 'ingress',
  };
}

function taskSpec(daemon: Daemon, file: StackFile, stack: string, name: string): TaskSpec {
  const s = file.services[name] ?? new Map<string, Value>();
  const deploy = dict(s.get('deploy'));
  const placement = dict(deploy.get('placement'));
  const constraints = list(placement.get('constraints')).map(text);
  const preferences = list(placement.get('preferences')).map((p) => ({
    Spread: { SpreadDescriptor: text(dict(p).get('spread')) },
  }));
  const most = Number(placement.get('max_replicas_per_node') ?? 0);
  const restart = restartPolicy(s, deploy);
  return {
    ContainerSpec: containerSpec(daemon, file, stack, s),
    Resources: resources(dict(deploy.get('resources'))),
    ...(restart ? { RestartPolicy: restart } : {}),
    Placement: {
      ...(constraints.length > 0 ? { Constraints: constraints } : {}),
      ...(preferences.length > 0 ? { Preferences: preferences } : {}),
      ...(most > 0 ? { MaxReplicas: most } : {}),
    },
    Networks: attachments(file, stack, s, name),
    ForceUpdate: 0,
  };
}

function attachments(file: StackFile, stack: string, s: Dict, name: string): NonNullable<TaskSpec['Networks']> {
  const given = [...dict(s.get('networks'))].map(([key, value]): [string, Dict] => [key, dict(value)]);
  const all = given.length > 0 ? given : ([['default', new Map()]] as [string, Dict][]);
  return all
    .map(([network, config]) => ({
      Target: networkOf(file, stack, network).name,
      Aliases: [...list(config.get('aliases')).map(text), name],
    }))
    .sort((a, b) => (a.Target < b.Target ? -1 : 1));
}

function restartPolicy(s: Dict, deploy: Dict): TaskRestartPolicy | undefined {
  const policy = deploy.get('restart_policy');
  if (isDict(policy)) {
    const [delay, window] = [duration(policy.get('delay')), duration(policy.get('window'))];
    const attempts = policy.get('max_attempts');
    return {
      Condition: (text(policy.get('condition')) || 'any') as 'any',
      ...(delay === undefined ? {} : { Delay: delay }),
      ...(attempts === undefined ? {} : { MaxAttempts: Number(attempts) }),
      ...(window === undefined ? {} : { Window: window }),
    };
  }
  const [kind = '', most] = text(s.get('restart')).split(':');
  if (kind === 'always' || kind === 'unless-stopped') return { Condition: 'any' };
  if (kind === 'on-failure') return { Condition: 'on-failure', ...(most ? { MaxAttempts: Number(most) } : {}) };
  return undefined;
}

function resources(r: Dict): NonNullable<TaskSpec['Resources']> {
  const part = (key: string) => {
    const x = r.get(key);
    if (!isDict(x)) return undefined;
    const [cpus, memory] = [x.get('cpus'), x.get('memory')];
    return {
      ...(cpus === undefined ? {} : { NanoCPUs: Math.round(Number(cpus) * 1e9) }),
      ...(memory === undefined ? {} : { MemoryBytes: parseSize(text(memory)) }),
    };
  };
  const [limits, reservations] = [part('limits'), part('reservations')];
  return { ...(limits ? { Limits: limits } : {}), ...(reservations ? { Reservations: reservations } : {}) };
}
