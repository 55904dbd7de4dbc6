import type { HostConfig, RestartPolicy } from '../../../engine/index.ts';
import {
  ComposeError,
  dictIn,
  dictsIn,
  flagIn,
  mappingIn,
  numberIn,
  type Struct,
  textIn,
  textsIn,
} from '../model/index.ts';

const POLICIES: Readonly<Record<string, string>> = { none: 'no', any: 'always' };

/** `restart`, or `deploy.restart_policy`, which wins; getRestartPolicy of pkg/compose/create.go. */
export function restartPolicyOf(config: Struct): RestartPolicy {
  const own = textIn(config, 'restart');
  const [name = '', attempts] = own.split(':');
  const deployed = dictIn(dictIn(config, 'deploy') ?? new Map(), 'restart_policy');
  if (deployed) {
    const condition = textIn(deployed, 'condition');
    return { Name: POLICIES[condition] ?? condition, MaximumRetryCount: numberIn(deployed, 'max_attempts') };
  }
  return { Name: POLICIES[name] ?? name, MaximumRetryCount: Number.parseInt(attempts ?? '0', 10) || 0 };
}

/** What docker's own client sends as empty lists, compose does not send. */
const NOTHING: Partial<HostConfig> = {
  BlkioWeightDevice: null,
  BlkioDeviceReadBps: null,
  BlkioDeviceWriteBps: null,
  BlkioDeviceReadIOps: null,
  BlkioDeviceWriteIOps: null,
  Devices: null,
  Ulimits: null,
};

/** Limits of memory, processors and processes; getDeployResources of pkg/compose/create.go. */
export function resourcesOf(config: Struct): Partial<HostConfig> {
  const resources = dictIn(dictIn(config, 'deploy') ?? new Map(), 'resources') ?? new Map();
  const limits: Struct = dictIn(resources, 'limits') ?? new Map();
  const reserved: Struct = dictIn(resources, 'reservations') ?? new Map();
  const pids = numberIn(limits, 'pids') || numberIn(config, 'pids_limit');
  return {
    ...NOTHING,
    CgroupParent: textIn(config, 'cgroup_parent'),
    Memory: numberIn(limits, 'memory') || numberIn(config, 'mem_limit'),
    MemorySwap: numberIn(config, 'memswap_limit'),
    MemoryReservation: numberIn(reserved, 'memory') || numberIn(config, 'mem_reservation'),
    OomKillDisable: flagIn(config, 'oom_kill_disable'),
    CpuPeriod: numberIn(config, 'cpu_period'),
    CpuQuota: numberIn(config, 'cpu_quota'),
    CpuShares: numberIn(config, 'cpu_shares'),
    NanoCpus: Math.round((numberIn(limits, 'cpus') || numberIn(config, 'cpus')) * 1e9),
    CpusetCpus: textIn(config, 'cpuset'),
    DeviceCgroupRules:
      textsIn(config, 'device_cgroup_rules').length === 0 ? null : textsIn(config, 'device_cgroup_rules'),
    ...(pids === 0 ? {} : { PidsLimit: pids }),
    ...(numberIn(config, 'mem_swappiness') === 0 ? {} : { MemorySwappiness: numberIn(config, 'mem_swappiness') }),
    CpuCount: numberIn(config, 'cpu_count'),
    CpuPercent: numberIn(config, 'cpu_percent') * 100,
    CpuRealtimePeriod: numberIn(config, 'cpu_rt_period'),
    CpuRealtimeRuntime: numberIn(config, 'cpu_rt_runtime'),
    BlkioWeight: numberIn(dictIn(config, 'blkio_config') ?? new Map(), 'weight'),
    ...devicesOf(config, reserved),
    ...ulimitsOf(config),
    ...(config.has('annotations') ? { Annotations: mappingIn(config, 'annotations') } : {}),
    ...(config.has('storage_opt') ? { StorageOpt: mappingIn(config, 'storage_opt') } : {}),
  };
}

function devicesOf(config: Struct, reserved: Struct): Partial<HostConfig> {
  const blkio: Struct = dictIn(config, 'blkio_config') ?? new Map();
  const other = [...blkio.keys()].find((key) => key !== 'weight' && dictsIn(blkio, key).length > 0);
  if (other !== undefined) throw new ComposeError(`dockernet-course: not simulated: blkio_config.${other}`, 99);
  if (dictsIn(config, 'gpus').length > 0 || dictsIn(reserved, 'devices').length > 0)
    throw new ComposeError('dockernet-course: not simulated: devices of drivers', 99);
  const devices = dictsIn(config, 'devices').map((device) => ({
    PathOnHost: textIn(device, 'source'),
    PathInContainer: textIn(device, 'target'),
    CgroupPermissions: textIn(device, 'permissions'),
  }));
  return devices.length === 0 ? {} : { Devices: devices };
}

function ulimitsOf(config: Struct): Partial<HostConfig> {
  const limits: Struct = dictIn(config, 'ulimits') ?? new Map();
  if (limits.size === 0) return {};
  return {
    Ulimits: [...limits.keys()].map((Name) => {
      const both = dictIn(limits, Name);
      if (!both) return { Name, Hard: numberIn(limits, Name), Soft: numberIn(limits, Name) };
      return { Name, Hard: numberIn(both, 'hard'), Soft: numberIn(both, 'soft') };
    }),
  };
}
