import type {
  ContainerSpec,
  NetworkCreateRequest,
  PortConfig,
  ServiceSpec,
  SwarmMount,
  TaskRestartPolicy,
  TaskSpec,
  UpdateConfig,
} from '../../../engine/index.ts';
import type { Process } from '../../../os/index.ts';
import { type Dict, isDict, isList, type Value } from '../../compose/yaml/index.ts';
import { readKeyValues } from '../container/env-file.ts';
import { CliError, cut, ParseError, parseDuration, parseSize, reasonOf } from '../grammar/index.ts';
import { parsePortSpec, portRange } from '../opts/index.ts';
import { splitCommand } from '../service/words.ts';
import type { StackFile } from './load.ts';

export const NAMESPACE = 'com.docker.stack.namespace';
const IMAGE = 'com.docker.stack.image';

const text = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value));
const dict = (value: Value | undefined): Dict => (isDict(value) ? value : new Map());
const list = (value: Value | undefined): readonly Value[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value];

/** `key: value` or `- key=value`. */
function pairs(value: Value | undefined): Record<string, string> {
  if (isDict(value)) return Object.fromEntries([...value].map(([key, v]) => [key, text(v)]));
  return Object.fromEntries(list(value).map((item) => cut(text(item))));
}

/** Names of the networks that services are on, `default` where they say nothing. */
export function usedNetworks(file: StackFile): string[] {
  const names = Object.values(file.services).flatMap((s) => {
    const own = s.get('networks');
    const given = isDict(own) ? [...own.keys()] : list(own).map(text);
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
export function serviceOf(proc: Process, file: StackFile, stack: string, name: string): ServiceSpec {
  const s = file.services[name] ?? new Map<string, Value>();
  const deploy = dict(s.get('deploy'));
  const image = text(s.get('image'));
  if (image === '') throw new CliError(`invalid image reference for service ${name}: no image specified`);
  const update = updateConfig(deploy.get('update_config'));
  const rollback = updateConfig(deploy.get('rollback_config'));
  const ports = list(s.get('ports')).flatMap(portsOf);
  return {
    Name: `${stack}_${name}`,
    Labels: sorted({ ...pairs(deploy.get('labels')), [NAMESPACE]: stack, [IMAGE]: image }),
    TaskTemplate: taskSpec(proc, file, stack, name),
    Mode: modeOf(deploy),
    ...(update ? { UpdateConfig: update } : {}),
    ...(rollback ? { RollbackConfig: rollback } : {}),
    EndpointSpec: {
      Mode: text(deploy.get('endpoint_mode')) || 'vip',
      ...(ports.length > 0 ? { Ports: ports.sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0)) } : {}),
    },
  };
}

const sorted = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

function modeOf(deploy: Dict): ServiceSpec['Mode'] {
  const mode = text(deploy.get('mode')) || 'replicated';
  const replicas = deploy.get('replicas');
  if (mode === 'global') {
    if (replicas !== undefined) throw new CliError('replicas can only be used with replicated or replicated-job mode');
    return { Global: {} };
  }
  if (mode !== 'replicated') throw new CliError(`Unknown mode: ${mode}`);
  return { Replicated: { Replicas: replicas === undefined ? 1 : Number(replicas) } };
}

function duration(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return parseDuration(text(value));
  } catch (e) {
    throw e instanceof ParseError ? new CliError(reasonOf(e)) : e;
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

function portsOf(value: Value): PortConfig[] {
  if (isDict(value)) {
    const published = Number(value.get('published') ?? 0);
    return [
      {
        Protocol: (text(value.get('protocol')) || 'tcp') as PortConfig['Protocol'],
        TargetPort: Number(value.get('target')),
        ...(published > 0 ? { PublishedPort: published } : {}),
        PublishMode: text(value.get('mode')) === 'host' ? 'host' : 'ingress',
      },
    ];
  }
  try {
    return parsePortSpec(text(value)).map((m) => {
      const [target = '', protocol = 'tcp'] = m.port.split('/');
      const [from] = m.hostPort === '' ? [0] : portRange(m.hostPort);
      return {
        Protocol: protocol as PortConfig['Protocol'],
        TargetPort: Number(target),
        ...(from > 0 ? { PublishedPort: from } : {}),
        PublishMode: 'ingress',
      };
    });
  } catch (e) {
    throw e instanceof ParseError ? new CliError(e.message) : e;
  }
}

function taskSpec(proc: Process, file: StackFile, stack: string, name: string): TaskSpec {
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
    ContainerSpec: containerSpec(proc, file, stack, s),
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
  const own = s.get('networks');
  const given: [string, Dict][] = isDict(own)
    ? [...own].map(([key, value]) => [key, dict(value)])
    : list(own).map((n) => [text(n), new Map()]);
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

const words = (value: Value | undefined): string[] =>
  isList(value) ? value.map(text) : value === undefined || value === null ? [] : splitCommand(text(value));

function containerSpec(proc: Process, file: StackFile, stack: string, s: Dict): ContainerSpec {
  const files = list(s.get('env_file')).map(text);
  const own = isDict(s.get('environment'))
    ? [...dict(s.get('environment'))].map(([key, v]) => (v === null ? fromShell(proc, key) : `${key}=${text(v)}`))
    : list(s.get('environment')).map((v) => (text(v).includes('=') ? text(v) : fromShell(proc, text(v))));
  const env = new Map([...readKeyValues(proc, files, [], true), ...own].map((e) => [cut(e)[0], e]));
  const grace = duration(s.get('stop_grace_period'));
  const [command, args] = [words(s.get('entrypoint')), words(s.get('command'))];
  const mounts = list(s.get('volumes')).map((v) => mountOf(file, stack, v));
  const hosts = isDict(s.get('extra_hosts'))
    ? [...dict(s.get('extra_hosts'))].map(([host, ip]) => `${text(ip)} ${host}`)
    : list(s.get('extra_hosts')).map((h) => cut(text(h), ':').reverse().join(' '));
  const health = healthcheck(s.get('healthcheck'));
  const some = (key: string, field: string): Record<string, string> =>
    text(s.get(key)) === '' ? {} : { [field]: text(s.get(key)) };
  return {
    Image: text(s.get('image')),
    Labels: sorted({ ...pairs(s.get('labels')), [NAMESPACE]: stack }),
    ...(command.length > 0 ? { Command: command } : {}),
    ...(args.length > 0 ? { Args: args } : {}),
    ...some('hostname', 'Hostname'),
    ...(env.size > 0 ? { Env: [...env.values()].sort() } : {}),
    ...some('working_dir', 'Dir'),
    ...some('user', 'User'),
    Privileges: { CredentialSpec: null, SELinuxContext: null, NoNewPrivileges: false },
    ...(s.has('init') ? { Init: s.get('init') === true } : {}),
    ...some('stop_signal', 'StopSignal'),
    ...(s.get('tty') === true ? { TTY: true } : {}),
    ...(s.get('stdin_open') === true ? { OpenStdin: true } : {}),
    ...(s.get('read_only') === true ? { ReadOnly: true } : {}),
    ...(mounts.length > 0 ? { Mounts: mounts } : {}),
    ...(grace === undefined ? {} : { StopGracePeriod: grace }),
    ...(health ? { Healthcheck: health } : {}),
    ...(hosts.length > 0 ? { Hosts: hosts } : {}),
    DNSConfig: {
      ...(s.has('dns') ? { Nameservers: list(s.get('dns')).map(text) } : {}),
      ...(s.has('dns_search') ? { Search: list(s.get('dns_search')).map(text) } : {}),
    },
    ...(s.has('sysctls') ? { Sysctls: pairs(s.get('sysctls')) } : {}),
    ...(s.has('cap_add') ? { CapabilityAdd: list(s.get('cap_add')).map(text) } : {}),
    ...(s.has('cap_drop') ? { CapabilityDrop: list(s.get('cap_drop')).map(text) } : {}),
  };
}

const fromShell = (proc: Process, name: string): string =>
  proc.env[name] === undefined ? name : `${name}=${proc.env[name]}`;

function mountOf(file: StackFile, stack: string, value: Value): SwarmMount {
  if (isDict(value)) {
    const source = text(value.get('source'));
    const type = text(value.get('type')) as SwarmMount['Type'];
    return {
      Type: type,
      ...(source === '' ? {} : { Source: type === 'volume' ? volumeName(file, stack, source) : source }),
      Target: text(value.get('target')),
      ...(value.get('read_only') === true ? { ReadOnly: true } : {}),
    };
  }
  const [source = '', target, mode = ''] = text(value).split(':');
  if (target === undefined) return { Type: 'volume', Target: source };
  const bind = /^[./~]/.test(source);
  return {
    Type: bind ? 'bind' : 'volume',
    Source: bind ? source : volumeName(file, stack, source),
    Target: target,
    ...(mode.split(',').includes('ro') ? { ReadOnly: true } : {}),
  };
}

function volumeName(file: StackFile, stack: string, name: string): string {
  const config = file.volumes[name];
  if (!config) throw new CliError(`undefined volume ${JSON.stringify(name)}`);
  const own = text(config.get('name'));
  return config.get('external') ? own || name : own || `${stack}_${name}`;
}

function healthcheck(value: Value | undefined): ContainerSpec['Healthcheck'] | undefined {
  if (!isDict(value)) return undefined;
  if (value.get('disable') === true) return { Test: ['NONE'] };
  const test = value.get('test');
  const time = (key: string, field: string): Record<string, number> => {
    const ns = duration(value.get(key));
    return ns === undefined ? {} : { [field]: ns };
  };
  return {
    ...(test === undefined ? {} : { Test: isList(test) ? test.map(text) : ['CMD-SHELL', text(test)] }),
    ...time('interval', 'Interval'),
    ...time('timeout', 'Timeout'),
    ...time('start_period', 'StartPeriod'),
    ...time('start_interval', 'StartInterval'),
    ...(value.has('retries') ? { Retries: Number(value.get('retries')) } : {}),
  };
}
