import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerSummary,
  EndpointRequest,
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
  networksByPriority,
  numberIn,
  type Project,
  type Service,
  type Struct,
  serviceHash,
  textIn,
  textsIn,
} from '../model/index.ts';
import { isDict, isList } from '../yaml/index.ts';
import { containerName, containersOf, nameOf } from './containers.ts';
import { type Compose, warn } from './context.ts';
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
  const ports = [...textsIn(config, 'expose').map(withProtocol), ...dictsIn(config, 'ports').map(portOf)];
  return Object.fromEntries(ports.map((port) => [port, {}]));
}

/** dockerd takes a bare number for tcp. */
const withProtocol = (port: string) => (port.includes('/') ? port : `${port}/tcp`);
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

/** Legacy links become names in the endpoints; getLinks of pkg/compose/convergence.go. */
function linksOf(compose: Compose, project: Project, service: Service, how: Creating): readonly string[] {
  const running = (name: string) => containersOf(compose, project.name, { all: true, services: [name] }).map(nameOf);
  const own = textsIn(service.config, 'links').flatMap((raw) => {
    const [name = '', alias] = raw.split(':');
    return running(name).flatMap((container) => [
      `${container}:${alias ?? name}`,
      `${container}:${name}${compose.separator}${how.number}`,
      `${container}:${[project.name, name, how.number].join(compose.separator)}`,
    ]);
  });
  const external = textsIn(service.config, 'external_links').map((raw) => {
    const [name = '', alias] = raw.split(':');
    return `${name}:${alias ?? name}`;
  });
  return [...own, ...external];
}

interface Networking {
  readonly mode: string;
  readonly endpoints?: Readonly<Record<string, EndpointRequest>>;
}

function networking(
  compose: Compose,
  project: Project,
  service: Service,
  how: Creating,
  links: readonly string[],
): Networking {
  const mode = textIn(service.config, 'network_mode');
  if (mode !== '') return { mode };
  if (project.networks.size === 0) return { mode: 'none' };
  const keys = networksByPriority(service);
  const [primary = 'default', ...others] = keys;
  checkMac(service, primary);
  const named = (key: string) => textIn(project.networks.get(key) ?? new Map(), 'name');
  const of = (key: string) => endpoint(compose, project, service, key, how, links, key === primary);
  const endpoints = [...others, primary].map((key): [string, EndpointRequest] => [named(key), of(key)]);
  return { mode: named(primary), endpoints: Object.fromEntries(endpoints) };
}

function serviceNetwork(service: Service, key: string): Struct | undefined {
  const network = dictIn(service.config, 'networks')?.get(key);
  return isDict(network) ? network : undefined;
}

function checkMac(service: Service, primary: string): void {
  const own = textIn(service.config, 'mac_address');
  const other = textIn(serviceNetwork(service, primary) ?? new Map(), 'mac_address');
  if (own !== '' && other !== '' && own !== other)
    throw new ComposeError(`the service-level mac_address should have the same value as network ${primary}`);
}

const INTERFACE_NAME = 'com.docker.network.endpoint.ifname';

function endpoint(
  compose: Compose,
  project: Project,
  service: Service,
  key: string,
  how: Creating,
  links: readonly string[],
  primary: boolean,
): EndpointRequest {
  const network = serviceNetwork(service, key);
  const aliases = [containerName(compose, project.name, service, how.number)];
  if (how.aliases) aliases.push(service.name, ...(network ? textsIn(network, 'aliases') : []));
  const mac = (network ? textIn(network, 'mac_address') : '') || (primary ? textIn(service.config, 'mac_address') : '');
  const options = network ? driverOptions(compose, service, key, network) : {};
  return {
    Aliases: aliases,
    ...(links.length === 0 ? {} : { Links: links }),
    ...(network ? { IPAMConfig: addresses(network) } : {}),
    ...(mac === '' ? {} : { MacAddress: mac }),
    ...(Object.keys(options).length === 0 ? {} : { DriverOpts: options }),
    ...(network && numberIn(network, 'gw_priority') !== 0 ? { GwPriority: numberIn(network, 'gw_priority') } : {}),
  };
}

function addresses(network: Struct) {
  const [v4, v6] = [textIn(network, 'ipv4_address'), textIn(network, 'ipv6_address')];
  const local = textsIn(network, 'link_local_ips');
  return {
    ...(v4 === '' ? {} : { IPv4Address: v4 }),
    ...(v6 === '' ? {} : { IPv6Address: v6 }),
    ...(local.length === 0 ? {} : { LinkLocalIPs: local }),
  };
}

function driverOptions(compose: Compose, service: Service, key: string, network: Struct) {
  const options = mappingIn(network, 'driver_opts');
  const name = textIn(network, 'interface_name');
  if (name === '') return options;
  const before = options[INTERFACE_NAME];
  if (before !== undefined && before !== name)
    warn(
      compose,
      `ignoring services.${service.name}.networks.${key}.interface_name as ${INTERFACE_NAME} driver_opts is already declared`,
    );
  return { ...options, [INTERFACE_NAME]: name };
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
  const hosts = [...(dictIn(config, 'extra_hosts') ?? [])].flatMap(([host, ips]) =>
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
