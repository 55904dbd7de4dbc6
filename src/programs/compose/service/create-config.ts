import { sortedBy } from '../../../base/index.ts';
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerSummary,
  HealthConfig,
  HostConfig,
  PortBinding,
} from '../../../engine/index.ts';
import {
  ComposeError,
  dependenciesOf,
  dictIn,
  dictsIn,
  flagIn,
  imageOf,
  mappingIn,
  numberIn,
  type Project,
  type Service,
  type Struct,
  serviceHash,
  textIn,
  textsIn,
} from '../model/index.ts';
import { isList } from '../yaml/index.ts';
import type { Compose } from './context.ts';
import { linksOf, networking } from './endpoints.ts';
import { LABEL } from './labels.ts';
import { mountsOf } from './mounts.ts';
import { resourcesOf, restartPolicyOf } from './resources.ts';

export interface Creating {
  readonly number: number;
  readonly labels: ReadonlyMap<string, string>;
  readonly autoRemove: boolean;
  readonly attachStdin: boolean;
  /** Whether it answers to the service's name. */
  readonly aliases: boolean;
  readonly inherit?: ContainerSummary | undefined;
}

/** What the daemon is asked for; getCreateConfigs of pkg/compose/create.go. Throws ComposeError. */
export function createRequest(
  compose: Compose,
  project: Project,
  service: Service,
  how: Creating,
): ContainerCreateRequest {
  const links = linksOf(compose, project, service, how);
  const network = networking(compose, project, service, how, links);
  return {
    Config: { ...configOf(project, service, how), Labels: labelsOf(service, how) },
    HostConfig: hostConfigOf(compose, project, service, how, links, network.mode),
    ...(network.endpoints ? { NetworkingConfig: { EndpointsConfig: network.endpoints } } : {}),
  };
}

function labelsOf(service: Service, how: Creating): Readonly<Record<string, string>> {
  const depends = [...dependenciesOf(service)].map(
    ([name, { condition, restart }]) => `${name}:${condition}:${restart}`,
  );
  return {
    ...Object.fromEntries(how.labels),
    [LABEL.hash]: serviceHash(service.config),
    ...(how.number > 0 ? { [LABEL.number]: String(how.number) } : {}),
    [LABEL.dependsOn]: depends.join(','),
  };
}

/** command and entrypoint: absent means the image's, an empty one means none. */
function wordsOf(config: Struct, key: string): readonly string[] | undefined {
  const value = config.get(key);
  return isList(value) ? value.map(String) : undefined;
}

function configOf(project: Project, service: Service, how: Creating): Partial<ContainerConfig> & { Image: string } {
  const { config } = service;
  const stdin = flagIn(config, 'stdin_open');
  const [cmd, entrypoint] = [wordsOf(config, 'command'), wordsOf(config, 'entrypoint')];
  const grace = config.get('stop_grace_period');
  const health = dictIn(config, 'healthcheck');
  return {
    Hostname: textIn(config, 'hostname'),
    Domainname: textIn(config, 'domainname'),
    User: textIn(config, 'user'),
    ExposedPorts: exposed(config),
    Tty: flagIn(config, 'tty'),
    OpenStdin: stdin,
    StdinOnce: how.attachStdin && stdin,
    AttachStdin: how.attachStdin,
    AttachStdout: true,
    AttachStderr: true,
    ...(cmd === undefined ? {} : { Cmd: cmd }),
    Image: imageOf(service, project.name),
    WorkingDir: textIn(config, 'working_dir'),
    ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
    ...(textIn(config, 'stop_signal') === '' ? {} : { StopSignal: textIn(config, 'stop_signal') }),
    Env: environmentOf(config),
    ...(health === undefined ? {} : { Healthcheck: healthOf(health) }),
    ...(typeof grace === 'number' ? { StopTimeout: Math.trunc(grace / 1e9) } : {}),
  };
}

const environmentOf = (config: Struct): readonly string[] =>
  [...(dictIn(config, 'environment') ?? [])].map(([key, value]) => (value === null ? key : `${key}=${String(value)}`));

function exposed(config: Struct): Readonly<Record<string, Record<string, never>>> {
  const ports = [...textsIn(config, 'expose'), ...dictsIn(config, 'ports').map(portOf)];
  return Object.fromEntries(ports.map((port) => [port, {}]));
}

const portOf = (port: Struct) => `${textIn(port, 'target')}/${textIn(port, 'protocol')}`;

function healthOf(health: Struct): HealthConfig {
  const nanos = (key: string) => numberIn(health, key);
  if (health.has('start_interval') && !health.has('start_period'))
    throw new ComposeError('healthcheck.start_interval requires healthcheck.start_period to be set');
  const test = flagIn(health, 'disable') ? ['NONE'] : textsIn(health, 'test');
  return {
    ...(test.length === 0 ? {} : { Test: test }),
    ...(nanos('interval') === 0 ? {} : { Interval: nanos('interval') }),
    ...(nanos('timeout') === 0 ? {} : { Timeout: nanos('timeout') }),
    ...(nanos('start_period') === 0 ? {} : { StartPeriod: nanos('start_period') }),
    ...(nanos('start_interval') === 0 ? {} : { StartInterval: nanos('start_interval') }),
    ...(nanos('retries') === 0 ? {} : { Retries: nanos('retries') }),
  };
}

function hostConfigOf(
  compose: Compose,
  project: Project,
  service: Service,
  how: Creating,
  links: readonly string[],
  mode: string,
): Partial<HostConfig> {
  const { config } = service;
  const { binds, mounts } = mountsOf(compose, project, service, how.inherit);
  const some = (key: string) => {
    const values = textsIn(config, key);
    return values.length === 0 ? null : values;
  };
  const init = config.get('init');
  const tmpfs = textsIn(config, 'tmpfs').map((entry): [string, string] => {
    const at = entry.indexOf(':');
    return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
  });
  const logging = dictIn(config, 'logging');
  const sysctls = mappingIn(config, 'sysctls');
  // compose takes them in the order of Go's map, which is none; here by name
  const hosts = sortedBy([...(dictIn(config, 'extra_hosts') ?? [])], ([host]) => host).flatMap(([host, ips]) =>
    isList(ips) ? ips.map((ip) => `${host}:${String(ip)}`) : [],
  );
  return {
    AutoRemove: how.autoRemove,
    Binds: binds.length === 0 ? null : binds,
    ...(mounts.length === 0 ? {} : { Mounts: mounts }),
    CapAdd: some('cap_add'),
    CapDrop: some('cap_drop'),
    NetworkMode: mode,
    ...(typeof init === 'boolean' ? { Init: init } : {}),
    IpcMode: textIn(config, 'ipc'),
    CgroupnsMode: textIn(config, 'cgroup'),
    ReadonlyRootfs: flagIn(config, 'read_only'),
    RestartPolicy: restartPolicyOf(config),
    ...(numberIn(config, 'shm_size') === 0 ? {} : { ShmSize: numberIn(config, 'shm_size') }),
    ...(Object.keys(sysctls).length === 0 ? {} : { Sysctls: sysctls }),
    PortBindings: bindings(config),
    ...resourcesOf(config),
    VolumesFrom: some('volumes_from'),
    Dns: some('dns'),
    DnsSearch: some('dns_search'),
    DnsOptions: some('dns_opt'),
    ExtraHosts: hosts,
    SecurityOpt: some('security_opt'),
    UsernsMode: textIn(config, 'userns_mode'),
    UTSMode: textIn(config, 'uts'),
    Privileged: flagIn(config, 'privileged'),
    PidMode: textIn(config, 'pid'),
    ...(tmpfs.length === 0 ? {} : { Tmpfs: Object.fromEntries(tmpfs) }),
    Runtime: textIn(config, 'runtime'),
    ...(logging ? { LogConfig: { Type: textIn(logging, 'driver'), Config: mappingIn(logging, 'options') } } : {}),
    GroupAdd: some('group_add'),
    Links: links.length === 0 ? null : links,
    OomScoreAdj: numberIn(config, 'oom_score_adj'),
  };
}

function bindings(config: Struct): Readonly<Record<string, readonly PortBinding[]>> {
  const made: Record<string, PortBinding[]> = {};
  for (const port of dictsIn(config, 'ports')) {
    const binding = { HostIp: textIn(port, 'host_ip'), HostPort: textIn(port, 'published') };
    made[portOf(port)] = [...(made[portOf(port)] ?? []), binding];
  }
  return made;
}
