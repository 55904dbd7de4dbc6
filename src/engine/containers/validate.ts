import { quoteGo } from '../../base/index.ts';
import type { ContainerConfig, ContainerCreateRequest, HealthConfig, HostConfig, RestartPolicy } from '../api/index.ts';
import { badRequest } from '../errors.ts';
import { checkLogOptions } from './logopts.ts';
import { parseSignal } from './signals.ts';

/** Conflicts between the network mode and other options, in the order in which the daemon finds them; runconfig/hostconfig_unix.go. */
export function checkNetworkMode(request: ContainerCreateRequest): void {
  const host = request.HostConfig ?? {};
  const mode = host.NetworkMode ?? '';
  const container = mode.startsWith('container:') || mode === 'container';
  if (container && !/^container:.+$/.test(mode))
    throw badRequest('invalid network mode: invalid container format container:<name|id>');
  const name = request.Config.Hostname ?? '';
  if (host.UTSMode === 'host' && name !== '') throw badRequest('conflicting options: hostname and the UTS mode');
  if (container && name !== '') throw badRequest('conflicting options: hostname and the network mode');
  const linked = (host.Links?.length ?? 0) > 0;
  if (mode === 'host' && linked)
    throw badRequest(
      "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
    );
  if (!container) return;
  if (linked)
    throw badRequest(
      "conflicting options: container type network can't be used with links. This would result in undefined behavior",
    );
  if (host.Dns?.length) throw badRequest('conflicting options: dns and the network mode');
  if (host.ExtraHosts?.length) throw badRequest('conflicting options: custom host-to-IP mapping and the network mode');
  if (host.PublishAllPorts || Object.keys(host.PortBindings ?? {}).length > 0)
    throw badRequest('conflicting options: port publishing and the container type network mode');
  if (Object.keys(request.Config.ExposedPorts ?? {}).length > 0)
    throw badRequest('conflicting options: port exposing and the container type network mode');
}

const POLICIES = ['no', 'always', 'on-failure', 'unless-stopped', ''];

/** api/types/container/hostconfig.go ValidateRestartPolicy */
export function checkRestartPolicy(policy: RestartPolicy): void {
  if (!POLICIES.includes(policy.Name))
    throw badRequest(
      `invalid restart policy: unknown policy '${policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
    );
  const count = policy.MaximumRetryCount;
  if (policy.Name === 'on-failure') {
    if (count < 0) throw badRequest('invalid restart policy: maximum retry count cannot be negative');
  } else if (count !== 0)
    throw badRequest(
      `invalid restart policy: maximum retry count can only be used with 'on-failure'${count < 0 ? ' and cannot be negative' : ''}`,
    );
}

/** daemon/container.go verifyContainerSettings: what is wrong whatever the image. */
export function checkSettings(config: Partial<ContainerConfig>, host: Partial<HostConfig>): void {
  const dir = config.WorkingDir ?? '';
  if (dir !== '' && !dir.startsWith('/'))
    throw badRequest(`the working directory '${dir}' is invalid, it needs to be an absolute path`);
  for (const env of config.Env ?? []) if (env.startsWith('=')) throw badRequest(`invalid environment variable: ${env}`);
  if (config.StopSignal) parseSignal(config.StopSignal);
  checkHealth(config.Healthcheck);
  const policy = host.RestartPolicy ?? { Name: '', MaximumRetryCount: 0 };
  if (host.AutoRemove && policy.Name !== '' && policy.Name !== 'no')
    throw badRequest("can't create 'AutoRemove' container with restart policy");
  for (const [port, bindings] of Object.entries(host.PortBindings ?? {})) {
    if (!/^\d+(\/(tcp|udp|sctp))?$/.test(port)) throw badRequest(`invalid port specification: ${quoteGo(port)}`);
    for (const b of bindings)
      if (b.HostPort !== '' && !/^\d+(-\d+)?$/.test(b.HostPort))
        throw badRequest(`invalid port specification: ${quoteGo(b.HostPort)}`);
  }
  checkRestartPolicy(policy);
  if ((host.Memory ?? 0) > 0 && (host.Memory ?? 0) < 6 * 1024 * 1024)
    throw badRequest('Minimum memory limit allowed is 6MB');
  const swap = host.MemorySwap ?? 0;
  if (swap > 0 && (host.Memory ?? 0) > 0 && swap < (host.Memory ?? 0))
    throw badRequest('Minimum memoryswap limit should be larger than memory limit, see usage');
  checkDrivers(host);
  if (!/^(|none|private|shareable|host|container:.*)$/.test(host.IpcMode ?? ''))
    throw badRequest(`invalid IPC mode: ${host.IpcMode}`);
  const oom = host.OomScoreAdj ?? 0;
  if (oom < -1000 || oom > 1000) throw badRequest(`Invalid value ${oom}, range for oom score adj is [-1000, 1000]`);
  if ((host.NanoCpus ?? 0) < 0 || (host.NanoCpus ?? 0) > 2e9)
    throw badRequest('range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available');
}

const RUNTIMES = ['', 'runc', 'io.containerd.runc.v2'];
/** daemon/logger: the drivers that register themselves on Linux. */
export const LOG_DRIVERS: readonly string[] = [
  '',
  'none',
  'awslogs',
  'fluentd',
  'gcplogs',
  'gelf',
  'journald',
  'json-file',
  'local',
  'splunk',
  'syslog',
];

/** The runtime and the log driver must be known, and a tmpfs needs a place. */
function checkDrivers(host: Partial<HostConfig>): void {
  if (!['', 'default'].includes((host.Isolation ?? '').toLowerCase()))
    throw badRequest(`invalid isolation (${host.Isolation}): linux only supports 'default'`);
  for (const path of Object.keys(host.Tmpfs ?? {}))
    if (!path.startsWith('/')) throw badRequest(`invalid mount path: '${path}' mount path must be absolute`);
  if (!RUNTIMES.includes(host.Runtime ?? '')) throw badRequest(`unknown or invalid runtime name: ${host.Runtime}`);
  const driver = host.LogConfig?.Type ?? '';
  if (!LOG_DRIVERS.includes(driver))
    throw badRequest(`error looking up logging plugin ${driver}: plugin "${driver}" not found`);
  checkLogOptions(driver, host.LogConfig?.Config ?? {});
}

/** daemon/container.go validateHealthCheck */
function checkHealth(health: HealthConfig | undefined): void {
  if (!health) return;
  const least = 1_000_000;
  const rules: readonly [number | undefined, string][] = [
    [health.Interval, 'interval in Healthcheck cannot be less than 1ms'],
    [health.Timeout, 'timeout in Healthcheck cannot be less than 1ms'],
    [health.StartPeriod, 'start period in Healthcheck cannot be less than 1ms'],
    [health.StartInterval, 'start interval in Healthcheck cannot be less than 1ms'],
  ];
  for (const [value, text] of rules) if (value !== undefined && value !== 0 && value < least) throw badRequest(text);
  if ((health.Retries ?? 0) < 0) throw badRequest('retries in Healthcheck cannot be negative');
}
