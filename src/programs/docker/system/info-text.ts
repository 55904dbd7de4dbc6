import { humanDuration } from '../../../base/index.ts';
import type { SwarmInfo, SystemInfo } from '../../../engine/index.ts';
import { bytesSize } from '../format/index.ts';
import { CLIENT, COMPOSE } from '../version.ts';

/** What `docker info` prints; prettyPrintInfo in cli/command/system/info.go of docker/cli. */
export function infoText(info: SystemInfo, context: string): string {
  return [...clientLines(context), ...server(info), '', ''].join('\n');
}

/** The client's part, and the beginning of the server's. */
export function clientLines(context: string): readonly string[] {
  return [
    'Client:',
    ` Version:    ${CLIENT.version}`,
    ` Context:    ${context}`,
    ' Debug Mode: false',
    ' Plugins:',
    `  ${COMPOSE.name}: ${COMPOSE.short} (${COMPOSE.vendor})`,
    `    Version:  ${COMPOSE.version}`,
    `    Path:     ${COMPOSE.path}`,
    '',
    'Server:',
  ];
}

const optional = (label: string, value: string) => (value === '' ? [] : [` ${label}: ${value}`]);

function server(info: SystemInfo): string[] {
  return [
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ...optional('Server Version', info.ServerVersion),
    ...optional('Storage Driver', info.Driver),
    ...info.DriverStatus.map(([key, value]) => `  ${key}: ${value}`),
    ...optional('Logging Driver', info.LoggingDriver),
    ...optional('Cgroup Driver', info.CgroupDriver),
    ...optional('Cgroup Version', info.CgroupVersion),
    ' Plugins:',
    `  Volume: ${info.Plugins.Volume.join(' ')}`,
    `  Network: ${info.Plugins.Network.join(' ')}`,
    `  Log: ${info.Plugins.Log.join(' ')}`,
    ...(info.CDISpecDirs.length === 0 ? [] : [' CDI spec directories:', ...info.CDISpecDirs.map((dir) => `  ${dir}`)]),
    ` Swarm: ${info.Swarm.LocalNodeState}`,
    ...swarm(info.Swarm),
    ` Runtimes: ${Object.keys(info.Runtimes).join(' ')}`,
    ` Default Runtime: ${info.DefaultRuntime}`,
    ` Init Binary: ${info.InitBinary}`,
    ` containerd version: ${info.ContainerdCommit.ID}`,
    ` runc version: ${info.RuncCommit.ID}`,
    ` init version: ${info.InitCommit.ID}`,
    ...security(info.SecurityOptions),
    ...optional('Kernel Version', info.KernelVersion),
    ...optional('Operating System', info.OperatingSystem),
    ...optional('OSType', info.OSType),
    ...optional('Architecture', info.Architecture),
    ` CPUs: ${info.NCPU}`,
    ` Total Memory: ${bytesSize(info.MemTotal)}`,
    ...optional('Name', info.Name),
    ...optional('ID', info.ID),
    ` Docker Root Dir: ${info.DockerRootDir}`,
    ` Debug Mode: ${info.Debug}`,
    ...optional('HTTP Proxy', info.HttpProxy),
    ...optional('HTTPS Proxy', info.HttpsProxy),
    ...optional('No Proxy', info.NoProxy),
    ...(info.Labels.length === 0 ? [] : [' Labels:', ...info.Labels.map((label) => `  ${label}`)]),
    ` Experimental: ${info.ExperimentalBuild}`,
    ...registries(info.RegistryConfig),
    ` Live Restore Enabled: ${info.LiveRestoreEnabled}`,
  ];
}

/** `name=seccomp,profile=builtin` */
function security(options: readonly string[]): string[] {
  if (options.length === 0) return [];
  const lines = options.flatMap((option) => {
    const pairs = option.split(',').map((pair) => pair.split('='));
    const name = pairs.find(([key]) => key === 'name')?.[1] ?? option;
    return [`  ${name}`, ...pairs.flatMap(([key, value]) => (key === 'profile' ? [`   Profile: ${value ?? ''}`] : []))];
  });
  return [' Security Options:', ...lines];
}

function registries(config: unknown): string[] {
  const cidrs = (config as { readonly InsecureRegistryCIDRs?: readonly string[] } | null)?.InsecureRegistryCIDRs ?? [];
  return cidrs.length === 0 ? [] : [' Insecure Registries:', ...cidrs.map((cidr) => `  ${cidr}`)];
}

interface Cluster {
  readonly ID: string;
  readonly DefaultAddrPool?: readonly string[];
  readonly SubnetSize?: number;
  readonly DataPathPort?: number;
  readonly RootRotationInProgress?: boolean;
  readonly Spec?: {
    readonly Orchestration?: { readonly TaskHistoryRetentionLimit?: number };
    readonly Raft?: {
      readonly SnapshotInterval?: number;
      readonly KeepOldSnapshots?: number;
      readonly HeartbeatTick?: number;
      readonly ElectionTick?: number;
    };
    readonly Dispatcher?: { readonly HeartbeatPeriod?: number };
    readonly CAConfig?: { readonly NodeCertExpiry?: number; readonly ForceRotate?: number };
    readonly EncryptionConfig?: { readonly AutoLockManagers?: boolean };
  };
}

const human = (ns: number | undefined) => humanDuration((ns ?? 0) / 1e6);

function swarm(info: SwarmInfo): string[] {
  if (info.LocalNodeState === 'inactive' || info.LocalNodeState === 'locked') return [];
  const managers = (info.RemoteManagers ?? []).map((m) => m.Addr).sort();
  return [
    `  NodeID: ${info.NodeID}`,
    ...(info.Error === '' ? [] : [`  Error: ${info.Error}`]),
    `  Is Manager: ${info.ControlAvailable}`,
    ...(info.ControlAvailable && info.Cluster ? cluster(info, info.Cluster as Cluster) : []),
    `  Node Address: ${info.NodeAddr}`,
    ...(managers.length === 0 ? [] : ['  Manager Addresses:', ...managers.map((address) => `   ${address}`)]),
  ];
}

function cluster(info: SwarmInfo, it: Cluster): string[] {
  const { Orchestration, Raft, Dispatcher, CAConfig, EncryptionConfig } = it.Spec ?? {};
  const pools = it.DefaultAddrPool;
  return [
    `  ClusterID: ${it.ID}`,
    `  Managers: ${info.Managers ?? 0}`,
    `  Nodes: ${info.Nodes ?? 0}`,
    ...(pools
      ? [`  Default Address Pool: ${pools.map((pool) => `${pool}  `).join('')}`, `  SubnetSize: ${it.SubnetSize ?? 0}`]
      : []),
    ...((it.DataPathPort ?? 0) > 0 ? [`  Data Path Port: ${it.DataPathPort}`] : []),
    '  Orchestration:',
    `   Task History Retention Limit: ${Orchestration?.TaskHistoryRetentionLimit ?? 0}`,
    '  Raft:',
    `   Snapshot Interval: ${Raft?.SnapshotInterval ?? 0}`,
    ...(Raft?.KeepOldSnapshots === undefined ? [] : [`   Number of Old Snapshots to Retain: ${Raft.KeepOldSnapshots}`]),
    `   Heartbeat Tick: ${Raft?.HeartbeatTick ?? 0}`,
    `   Election Tick: ${Raft?.ElectionTick ?? 0}`,
    '  Dispatcher:',
    `   Heartbeat Period: ${human(Dispatcher?.HeartbeatPeriod)}`,
    '  CA Configuration:',
    `   Expiry Duration: ${human(CAConfig?.NodeCertExpiry)}`,
    `   Force Rotate: ${CAConfig?.ForceRotate ?? 0}`,
    `  Autolock Managers: ${EncryptionConfig?.AutoLockManagers ?? false}`,
    `  Root Rotation In Progress: ${it.RootRotationInProgress ?? false}`,
  ];
}
