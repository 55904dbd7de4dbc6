import type { EndpointRequest } from '../../../engine/index.ts';
import {
  ComposeError,
  dictIn,
  mappingIn,
  networksByPriority,
  numberIn,
  type Project,
  type Service,
  type Struct,
  textIn,
  textsIn,
} from '../model/index.ts';
import { isDict } from '../yaml/index.ts';
import { containerName, containersOf, nameOf } from './containers.ts';
import { type Compose, warn } from './context.ts';
import type { Creating } from './create-config.ts';

/** Legacy links become names in the endpoints; getLinks of pkg/compose/convergence.go. */
export function linksOf(compose: Compose, project: Project, service: Service, how: Creating): readonly string[] {
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

/** Which networks it is in, and as whom; defaultNetworkSettings of pkg/compose/create.go. Throws ComposeError. */
export function networking(
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
