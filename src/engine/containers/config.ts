import { sortedMap } from '../../base/index.ts';
import type { ContainerConfig, ContainerCreateRequest, HostConfig, ImageConfig } from '../api/index.ts';
import { badRequest } from '../errors.ts';

const MASKED = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const READONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** The request's configuration with what the image says where the request is silent; daemon/commit.go merge. */
export function mergeConfig(
  id: string,
  hostname: string,
  request: ContainerCreateRequest,
  image: ImageConfig,
): ContainerConfig {
  const own = request.Config;
  const ownEntry = own.Entrypoint ?? [];
  const cmd = ownEntry.length === 0 && !own.Cmd?.length ? (image.Cmd ?? null) : (own.Cmd ?? null);
  // an empty entrypoint is none; one that is not there is the image's
  const entry = own.Entrypoint ?? image.Entrypoint ?? null;
  const entrypoint = entry?.length === 1 && entry[0] === '' ? null : entry;
  if (!cmd?.length && !entrypoint?.length) throw badRequest('no command specified');
  const env = mergeEnv(own.Env ?? [], image.Env ?? []);
  const ports = { ...image.ExposedPorts, ...own.ExposedPorts };
  const health = own.Healthcheck ? { ...image.Healthcheck, ...own.Healthcheck } : image.Healthcheck;
  const stopSignal = own.StopSignal || image.StopSignal;
  return {
    Hostname: hostname || id.slice(0, 12),
    Domainname: own.Domainname ?? '',
    User: own.User || (image.User ?? ''),
    AttachStdin: own.AttachStdin ?? false,
    AttachStdout: own.AttachStdout ?? false,
    AttachStderr: own.AttachStderr ?? false,
    ...(Object.keys(ports).length > 0 ? { ExposedPorts: sortedMap(ports) } : {}),
    Tty: own.Tty ?? false,
    OpenStdin: own.OpenStdin ?? false,
    StdinOnce: own.StdinOnce ?? false,
    Env: env,
    Cmd: cmd,
    ...(health ? { Healthcheck: health } : {}),
    Image: own.Image,
    Volumes: volumesOf({ ...image.Volumes, ...own.Volumes }),
    WorkingDir: own.WorkingDir || (image.WorkingDir ?? ''),
    Entrypoint: entrypoint,
    ...(own.MacAddress ? { MacAddress: own.MacAddress } : {}),
    OnBuild: null,
    Labels: sortedMap({ ...image.Labels, ...own.Labels }),
    ...(stopSignal ? { StopSignal: stopSignal } : {}),
    ...(own.StopTimeout === undefined ? {} : { StopTimeout: own.StopTimeout }),
  };
}

/** dockerd keeps null lists null and empty ones empty; docker's own client sends empty ones. */
const asSent = <T>(list: readonly T[] | null | undefined): readonly T[] | null => (list === undefined ? [] : list);

/** No volumes are null. */
function volumesOf(all: Readonly<Record<string, Record<string, never>>>): ContainerConfig['Volumes'] {
  return Object.keys(all).length > 0 ? sortedMap(all) : null;
}

/** The request's variables, then those of the image that it does not set. */
function mergeEnv(own: readonly string[], image: readonly string[]): readonly string[] {
  const key = (e: string) => e.split('=', 1)[0] ?? '';
  const set = new Set(own.map(key));
  return [...own, ...image.filter((e) => !set.has(key(e)))];
}

/** The host's part with the daemon's defaults, in the order of the API. */
export function fullHostConfig(own: Partial<HostConfig>, mode: string, links: readonly string[] | null): HostConfig {
  const memory = own.Memory ?? 0;
  const privileged = own.Privileged ?? false;
  return {
    Binds: own.Binds?.length ? own.Binds : (own.Binds ?? null),
    ContainerIDFile: own.ContainerIDFile ?? '',
    LogConfig: own.LogConfig?.Type ? own.LogConfig : { Type: 'json-file', Config: own.LogConfig?.Config ?? {} },
    NetworkMode: mode,
    PortBindings: own.PortBindings ? sortedMap(own.PortBindings) : {},
    RestartPolicy: own.RestartPolicy?.Name
      ? own.RestartPolicy
      : { Name: 'no', MaximumRetryCount: own.RestartPolicy?.MaximumRetryCount ?? 0 },
    AutoRemove: own.AutoRemove ?? false,
    VolumeDriver: own.VolumeDriver ?? '',
    VolumesFrom: own.VolumesFrom?.length ? own.VolumesFrom : null,
    ConsoleSize: own.ConsoleSize ?? [0, 0],
    ...(own.Annotations ? { Annotations: own.Annotations } : {}),
    CapAdd: capabilities('CapAdd', own.CapAdd),
    CapDrop: capabilities('CapDrop', own.CapDrop),
    CgroupnsMode: own.CgroupnsMode || 'host',
    Dns: asSent(own.Dns),
    DnsOptions: asSent(own.DnsOptions),
    DnsSearch: asSent(own.DnsSearch),
    ExtraHosts: own.ExtraHosts ?? null,
    GroupAdd: own.GroupAdd?.length ? own.GroupAdd : null,
    IpcMode: own.IpcMode || 'private',
    Cgroup: '',
    Links: links,
    OomScoreAdj: own.OomScoreAdj ?? 0,
    PidMode: own.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: own.PublishAllPorts ?? false,
    ReadonlyRootfs: own.ReadonlyRootfs ?? false,
    SecurityOpt: securityOpt(own),
    ...(own.StorageOpt && Object.keys(own.StorageOpt).length > 0 ? { StorageOpt: own.StorageOpt } : {}),
    ...(own.Tmpfs && Object.keys(own.Tmpfs).length > 0 ? { Tmpfs: sortedMap(own.Tmpfs) } : {}),
    UTSMode: own.UTSMode ?? '',
    UsernsMode: own.UsernsMode ?? '',
    ShmSize: own.ShmSize || 67_108_864,
    ...(own.Sysctls && Object.keys(own.Sysctls).length > 0 ? { Sysctls: sortedMap(own.Sysctls) } : {}),
    Runtime: own.Runtime || 'runc',
    Isolation: own.Isolation ?? '',
    CpuShares: own.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: own.NanoCpus ?? 0,
    CgroupParent: own.CgroupParent ?? '',
    BlkioWeight: 0, // the lab machines' kernel discards it
    BlkioWeightDevice: asSent(own.BlkioWeightDevice),
    BlkioDeviceReadBps: asSent(own.BlkioDeviceReadBps),
    BlkioDeviceWriteBps: asSent(own.BlkioDeviceWriteBps),
    BlkioDeviceReadIOps: asSent(own.BlkioDeviceReadIOps),
    BlkioDeviceWriteIOps: asSent(own.BlkioDeviceWriteIOps),
    CpuPeriod: own.CpuPeriod ?? 0,
    CpuQuota: own.CpuQuota ?? 0,
    CpuRealtimePeriod: own.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: own.CpuRealtimeRuntime ?? 0,
    CpusetCpus: own.CpusetCpus ?? '',
    CpusetMems: own.CpusetMems ?? '',
    Devices: asSent(own.Devices),
    DeviceCgroupRules: own.DeviceCgroupRules?.length ? own.DeviceCgroupRules : null,
    DeviceRequests: own.DeviceRequests?.length ? own.DeviceRequests : null,
    MemoryReservation: own.MemoryReservation ?? 0,
    MemorySwap: own.MemorySwap || (memory > 0 ? memory * 2 : 0),
    MemorySwappiness: own.MemorySwappiness ?? null,
    OomKillDisable: own.OomKillDisable ?? false,
    PidsLimit: own.PidsLimit ? own.PidsLimit : null,
    Ulimits: asSent(own.Ulimits),
    CpuCount: own.CpuCount ?? 0,
    CpuPercent: own.CpuPercent ?? 0,
    IOMaximumIOps: own.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: own.IOMaximumBandwidth ?? 0,
    ...(own.Mounts?.length ? { Mounts: own.Mounts } : {}),
    MaskedPaths: privileged ? null : MASKED,
    ReadonlyPaths: privileged ? null : READONLY,
    ...(own.Init === undefined ? {} : { Init: own.Init }),
  };
}

const CAPABILITIES =
  'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM'.split(
    ' ',
  );

/** Capabilities in their full form; oci/caps NormalizeLegacyCapabilities. */
function capabilities(field: string, given: readonly string[] | null | undefined): readonly string[] | null {
  if (!given?.length) return null;
  return given.map((name) => {
    const bare = name.toUpperCase().replace(/^CAP_/, '');
    if (bare === 'ALL') return 'ALL';
    if (!CAPABILITIES.includes(bare)) throw badRequest(`invalid ${field}: unknown capability: "CAP_${bare}"`);
    return `CAP_${bare}`;
  });
}

/** What shares the host's processes, or may do everything, has no label of SELinux; daemon/create.go generateSecurityOpt. */
function securityOpt(own: Partial<HostConfig>): readonly string[] | null {
  const given = own.SecurityOpt ?? [];
  const open = own.Privileged || own.PidMode === 'host' || own.IpcMode === 'host';
  const labelled = given.some((opt) => opt.split('=')[0] === 'label');
  const all = open && !labelled ? [...given, 'label=disable'] : given;
  return all.length > 0 ? all : null;
}
