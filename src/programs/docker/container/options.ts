import { parseMac } from '../../../base/index.ts';
import type {
  ContainerCreateRequest,
  HealthConfig,
  HostConfig,
  MountSpec,
  PortBinding,
} from '../../../engine/index.ts';
import { CliError, cut, type Flags, type Invocation, ParseError, type Values } from '../grammar/index.ts';
import { type MountFlag, parseExpose, parsePortSpec, publishSpec } from '../opts/index.ts';
import { deviceOf } from './devices.ts';
import { fromEnvironment, readKeyValues } from './env-file.ts';
import type { containerFlags } from './flags.ts';
import { endpointsOf, networkModeOf } from './networks.ts';
import { restartPolicy } from './restart-policy.ts';
import { bindOf } from './volumes.ts';

/** The flags of create and run. */
export type ContainerFlags = Values<typeof containerFlags>;

/** What create and run make of their flags and arguments. */
export type Options = Pick<Invocation<Flags>, 'proc' | 'args'> & {
  readonly flags: ContainerFlags;
  readonly changed: (flag: string) => boolean;
};

const fail = (text: string): never => {
  throw new CliError(text);
};

/** Turns flags into the request to create a container; parse in container/opts.go of docker/cli, checks in its order. */
export function requestOf({ proc, args, flags, changed }: Options): ContainerCreateRequest {
  if (flags['mac-address'] !== '' && parseMac(flags['mac-address'].trim()) === undefined)
    fail(`${flags['mac-address']} is not a valid mac address`);
  const swappiness = flags['memory-swappiness'];
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    fail(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  const volumes = [...new Set(flags.volume)].map((text) => bindOf(text, proc.cwd));
  const ports = portsOf(flags);
  flags.device.forEach(deviceOf);
  const env = readKeyValues(
    proc,
    flags['env-file'],
    flags.env.map((text) => fromEnvironment(proc, text)),
    true,
  );
  const labels = readKeyValues(proc, flags['label-file'], flags.label, false);
  checkModes(flags);
  const restart = restartPolicy(flags.restart);
  if (flags['log-driver'] === 'none' && flags['log-opt'].length > 0)
    fail(`invalid logging opts for driver ${flags['log-driver']}`);
  for (const text of flags['security-opt'])
    if (!/^no-new-privileges$|[=:]./.test(text)) fail(`Invalid --security-opt: ${JSON.stringify(text)}`);
  if (flags['storage-opt'].some((text) => !text.includes('='))) fail('invalid storage option');
  const health = healthOf(flags);
  if (flags.rm && restart.Name !== 'no' && restart.Name !== '')
    fail('conflicting options: cannot specify both --restart and --rm');
  const endpoints = endpointsOf(flags);
  const [image = '', ...command] = args;
  const attach = flags.attach;
  const stdin = flags.interactive || attach.includes('stdin');
  const binds = volumes.flatMap((v) => (v.bind === undefined ? [] : [v.bind]));
  const anonymous = volumes.flatMap((v) => (v.bind === undefined ? [v.target] : []));
  return {
    Config: {
      Hostname: flags.hostname,
      Domainname: flags.domainname,
      User: flags.user,
      AttachStdin: stdin,
      AttachStdout: attach.length === 0 || attach.includes('stdout'),
      AttachStderr: attach.length === 0 || attach.includes('stderr'),
      ...(Object.keys(ports.exposed).length === 0 ? {} : { ExposedPorts: ports.exposed }),
      Tty: flags.tty,
      OpenStdin: flags.interactive,
      StdinOnce: flags.interactive && stdin,
      Env: env,
      Cmd: command.length === 0 ? null : command,
      ...(health === undefined ? {} : { Healthcheck: health }),
      Image: image,
      Volumes: Object.fromEntries(anonymous.map((path) => [path, {}])),
      WorkingDir: flags.workdir,
      Entrypoint: flags.entrypoint !== '' ? [flags.entrypoint] : changed('entrypoint') ? [''] : null,
      ...(flags['mac-address'] === '' ? {} : { MacAddress: flags['mac-address'] }),
      OnBuild: null,
      Labels: Object.fromEntries(labels.map((text) => cut(text))),
      ...(flags['stop-signal'] === '' ? {} : { StopSignal: flags['stop-signal'] }),
      ...(changed('stop-timeout') ? { StopTimeout: flags['stop-timeout'] } : {}),
    },
    HostConfig: {
      ...hostConfigOf(flags, changed),
      Binds: binds.length === 0 ? null : binds,
      PortBindings: ports.bindings,
      RestartPolicy: restart,
    },
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
}

function portsOf(flags: ContainerFlags) {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  try {
    for (const spec of flags.publish.map(publishSpec))
      for (const { port, hostIp, hostPort } of parsePortSpec(spec)) {
        exposed[port] = {};
        bindings[port] = [...(bindings[port] ?? []), { HostIp: hostIp, HostPort: hostPort }];
      }
    for (const port of flags.expose.flatMap(parseExpose)) exposed[port] = {};
  } catch (e) {
    throw e instanceof ParseError ? new CliError(e.message) : e;
  }
  return { exposed, bindings };
}

function checkModes(flags: ContainerFlags): void {
  const { pid, uts, userns, cgroupns } = flags;
  if (!['', 'host'].includes(pid) && !/^container:.+/.test(pid)) fail('--pid: invalid PID mode');
  if (!['', 'host'].includes(uts)) fail('--uts: invalid UTS mode');
  if (!['', 'host'].includes(userns)) fail('--userns: invalid USER mode');
  if (!['', 'private', 'host'].includes(cgroupns)) fail('--cgroupns: invalid CGROUP mode');
}

function healthOf(flags: ContainerFlags): HealthConfig | undefined {
  const times = ['health-interval', 'health-timeout', 'health-start-period', 'health-start-interval'] as const;
  const given = flags['health-cmd'] !== '' || flags['health-retries'] !== 0 || times.some((name) => flags[name] !== 0);
  if (flags['no-healthcheck'])
    return given ? fail('--no-healthcheck conflicts with --health-* options') : { Test: ['NONE'] };
  if (!given) return undefined;
  for (const name of [
    'health-interval',
    'health-timeout',
    'health-retries',
    'health-start-period',
    'health-start-interval',
  ] as const)
    if (flags[name] < 0) fail(`--${name} cannot be negative`);
  const set = <K extends keyof HealthConfig>(key: K, value: number) => (value === 0 ? {} : { [key]: value });
  return {
    ...(flags['health-cmd'] === '' ? {} : { Test: ['CMD-SHELL', flags['health-cmd']] }),
    ...set('Interval', flags['health-interval']),
    ...set('Timeout', flags['health-timeout']),
    ...set('StartPeriod', flags['health-start-period']),
    ...set('StartInterval', flags['health-start-interval']),
    ...set('Retries', flags['health-retries']),
  };
}

const orNull = (list: readonly string[]) => (list.length === 0 ? null : list);

function hostConfigOf(flags: ContainerFlags, changed: (flag: string) => boolean): Partial<HostConfig> {
  const mounts = flags.mount.map(mountOf);
  return {
    ContainerIDFile: flags.cidfile,
    LogConfig: { Type: flags['log-driver'], Config: Object.fromEntries(flags['log-opt'].map((text) => cut(text))) },
    NetworkMode: networkModeOf(flags),
    AutoRemove: flags.rm,
    VolumeDriver: flags['volume-driver'],
    VolumesFrom: orNull(flags['volumes-from']),
    ...(Object.keys(flags.annotation).length === 0 ? {} : { Annotations: flags.annotation }),
    CapAdd: orNull(flags['cap-add']),
    CapDrop: orNull(flags['cap-drop']),
    CgroupnsMode: flags.cgroupns,
    Dns: flags.dns,
    DnsOptions: flags['dns-option'],
    DnsSearch: flags['dns-search'],
    ExtraHosts: orNull(flags['add-host']),
    GroupAdd: orNull(flags['group-add']),
    IpcMode: flags.ipc,
    Links: orNull(flags.link),
    OomScoreAdj: flags['oom-score-adj'],
    PidMode: flags.pid,
    Privileged: flags.privileged,
    PublishAllPorts: flags['publish-all'],
    ReadonlyRootfs: flags['read-only'],
    SecurityOpt: orNull(flags['security-opt'].filter((text) => text !== 'systempaths=unconfined')),
    ...(flags['storage-opt'].length === 0
      ? {}
      : { StorageOpt: Object.fromEntries(flags['storage-opt'].map((text) => cut(text))) }),
    ...(flags.tmpfs.length === 0 ? {} : { Tmpfs: Object.fromEntries(flags.tmpfs.map((text) => cut(text, ':'))) }),
    UTSMode: flags.uts,
    UsernsMode: flags.userns,
    ShmSize: flags['shm-size'],
    ...(Object.keys(flags.sysctl).length === 0 ? {} : { Sysctls: flags.sysctl }),
    Runtime: flags.runtime,
    Isolation: flags.isolation,
    CpuShares: flags['cpu-shares'],
    Memory: flags.memory,
    NanoCpus: flags.cpus,
    CgroupParent: flags['cgroup-parent'],
    BlkioWeight: flags['blkio-weight'],
    CpuPeriod: flags['cpu-period'],
    CpuQuota: flags['cpu-quota'],
    CpuRealtimePeriod: flags['cpu-rt-period'],
    CpuRealtimeRuntime: flags['cpu-rt-runtime'],
    CpusetCpus: flags['cpuset-cpus'],
    CpusetMems: flags['cpuset-mems'],
    Devices: flags.device.flatMap(deviceOf),
    DeviceCgroupRules: orNull(flags['device-cgroup-rule']),
    MemoryReservation: flags['memory-reservation'],
    MemorySwap: flags['memory-swap'],
    ...(flags['memory-swappiness'] === -1 ? {} : { MemorySwappiness: flags['memory-swappiness'] }),
    OomKillDisable: flags['oom-kill-disable'],
    ...(flags['pids-limit'] === 0 ? {} : { PidsLimit: flags['pids-limit'] }),
    ...(flags.gpus.length === 0 ? {} : { DeviceRequests: flags.gpus }),
    ...(flags.ulimit.length === 0 ? {} : { Ulimits: flags.ulimit }),
    ...(mounts.length === 0 ? {} : { Mounts: mounts }),
    ...(changed('init') ? { Init: flags.init } : {}),
  };
}

function mountOf(mount: MountFlag): MountSpec {
  return {
    Type: mount.type as MountSpec['Type'],
    ...(mount.source === '' ? {} : { Source: mount.source }),
    Target: mount.target,
    ...(mount.readonly ? { ReadOnly: true } : {}),
  };
}
