import type { Reader } from '../base/index.ts';
import { rfc3339Nano } from '../base/index.ts';
import { sysctl } from '../net/index.ts';
import type { SystemInfo, VersionInfo } from './api/index.ts';
import { containersOf } from './containers/lookup.ts';
import { driverNames } from './libnetwork/index.ts';
import { daemons, images, statusOf } from './rows.ts';
import { swarmInfo } from './swarm/info.ts';

/** What this engine is a model of. */
export const ENGINE_VERSION = '28.5.2';
const API_VERSION = '1.51';
const MIN_API_VERSION = '1.24';
const COMMIT = '89c5e8f';
const GO_VERSION = 'go1.24.9';
const KERNEL = '6.12.48';
const BUILT = '2025-10-08T12:18:25.000000000+00:00';
/** Bytes that every machine of the lab has. */
export const MEMORY = 8_232_337_408;

/** `GET /version` */
export function versionInfo(): VersionInfo {
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: 'amd64',
          BuildTime: BUILT,
          Experimental: 'false',
          GitCommit: COMMIT,
          GoVersion: GO_VERSION,
          KernelVersion: KERNEL,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
      { Name: 'containerd', Version: 'v1.7.28', Details: { GitCommit: 'b98a3aace656320842a23f4a392a33f46af97866' } },
      { Name: 'runc', Version: '1.3.0', Details: { GitCommit: 'v1.3.0-0-g4ca628d1' } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: COMMIT,
    GoVersion: GO_VERSION,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: KERNEL,
    BuildTime: BUILT,
  };
}

/** Images with those that they were built on. */
function countImages(r: Reader, host: string): number {
  const all = r.by(images, 'host', host);
  return new Set(all.flatMap((i) => (i.parent === '' ? [i.id] : i.history.map((h) => h.id)))).size;
}

/** `GET /info` */
export function systemInfo(r: Reader, host: string): SystemInfo {
  const all = containersOf(r, host);
  const count = (status: string) => all.filter((c) => statusOf(c.state) === status).length;
  const paused = count('paused');
  const running = all.filter((c) => c.state.running).length - paused;
  return {
    ID: r.get(daemons, host)?.id ?? '',
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: countImages(r, host),
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: driverNames(),
      Authorization: null,
      Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: sysctl(r, host, 'net.ipv4.ip_forward') === '1',
    Debug: false,
    NFd: 22,
    OomKillDisable: false,
    NGoroutines: 40,
    SystemTime: rfc3339Nano(r.now),
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '1',
    NEventsListener: 0,
    KernelVersion: KERNEL,
    OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
    OSVersion: '13',
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: null,
      AllowNondistributableArtifactsHostnames: null,
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
      Mirrors: null,
    },
    NCPU: 2,
    MemTotal: MEMORY,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: host,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: swarmInfo(r, host),
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: 'b98a3aace656320842a23f4a392a33f46af97866' },
    RuncCommit: { ID: 'v1.3.0-0-g4ca628d1' },
    InitCommit: { ID: 'de40ad0' },
    SecurityOptions: ['name=seccomp,profile=builtin'],
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: {
      Address: '/run/containerd/containerd.sock',
      Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
    },
    Warnings: null,
  };
}
