import type { HostConfig, RestartPolicy } from '../../../engine/index.ts';
import { dictIn, flagIn, numberIn, type Struct, textIn, textsIn } from '../model/index.ts';

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
  };
}
