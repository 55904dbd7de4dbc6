import { parseMac } from '../../../base/index.ts';
import type { EndpointRequest } from '../../../engine/index.ts';
import { isUserDefined } from '../api/index.ts';
import { CliError } from '../grammar/index.ts';
import { type Attachment, attachmentTo } from '../opts/index.ts';
import type { ContainerFlags } from './options.ts';

const fail = (text: string): never => {
  throw new CliError(text);
};

/** The network that a container is made on: the first `--network`. */
export function networkModeOf(flags: ContainerFlags): string {
  return flags.network[0]?.target ?? 'default';
}

/** The endpoints that a container is created with; parseNetworkOpts in container/opts.go of docker/cli. */
export function endpointsOf(flags: ContainerFlags): Record<string, EndpointRequest> {
  const networks = flags.network;
  if (networks.length === 0) return { default: endpointOf(withFlags(attachmentTo('default'), flags)) };
  const endpoints: Record<string, EndpointRequest> = {};
  for (const [i, network] of networks.entries()) {
    const endpoint = endpointOf(i === 0 ? withFlags(network, flags) : network);
    if (Object.hasOwn(endpoints, network.target)) fail(`network "${network.target}" is specified multiple times`);
    // one network without wishes of its own is said by the network mode alone
    if (networks.length === 1 && isPlain(endpoint)) continue;
    endpoints[network.target] = endpoint;
  }
  const defined = networks.map((n) => isUserDefined(n.target));
  if (defined.includes(true) && defined.includes(false))
    fail('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  return endpoints;
}

/** `--ip`, `--network-alias` and the like belong to the first network. */
function withFlags(network: Attachment, flags: ContainerFlags): Attachment {
  const conflict = (what: string) => fail(`conflicting options: cannot specify both ${what}`);
  if (network.aliases.length > 0 && flags['network-alias'].length > 0)
    conflict('--network-alias and per-network alias');
  if (network.links.length > 0 && flags.link.length > 0) conflict('--link and per-network links');
  if (network.ip !== '' && flags.ip !== '') conflict('--ip and per-network IPv4 address');
  if (network.ip6 !== '' && flags.ip6 !== '') conflict('--ip6 and per-network IPv6 address');
  if (network.mac !== '' && flags['mac-address'] !== '') conflict('--mac-address and per-network MAC address');
  if (network.linkLocalIps.length > 0 && flags['link-local-ip'].length > 0)
    conflict('--link-local-ip and per-network link-local IP addresses');
  return {
    ...network,
    aliases: flags['network-alias'].length > 0 ? flags['network-alias'] : network.aliases,
    links: isUserDefined(network.target) && flags.link.length > 0 ? flags.link : network.links,
    ip: flags.ip === '' ? network.ip : flags.ip,
    ip6: flags.ip6 === '' ? network.ip6 : flags.ip6,
    mac: flags['mac-address'] === '' ? network.mac : flags['mac-address'],
    linkLocalIps: flags['link-local-ip'].length > 0 ? flags['link-local-ip'] : network.linkLocalIps,
  };
}

function endpointOf(network: Attachment): EndpointRequest {
  if (network.target.trim() === '') fail('no name set for network');
  if (!isUserDefined(network.target)) {
    if (network.aliases.length > 0) fail('network-scoped aliases are only supported for user-defined networks');
    if (network.links.length > 0) fail('links are only supported for user-defined networks');
  }
  if (network.mac !== '' && parseMac(network.mac.trim()) === undefined)
    fail(`${network.mac} is not a valid mac address`);
  const addressed = network.ip !== '' || network.ip6 !== '' || network.linkLocalIps.length > 0;
  return {
    ...(network.aliases.length === 0 ? {} : { Aliases: network.aliases }),
    ...(Object.keys(network.driverOpts).length === 0 ? {} : { DriverOpts: network.driverOpts }),
    ...(network.links.length === 0 ? {} : { Links: network.links }),
    ...(network.gwPriority === 0 ? {} : { GwPriority: network.gwPriority }),
    ...(network.mac === '' ? {} : { MacAddress: network.mac }),
    ...(addressed ? { IPAMConfig: ipamConfig(network) } : {}),
  };
}

function ipamConfig(network: Attachment) {
  return {
    ...(network.ip === '' ? {} : { IPv4Address: network.ip }),
    ...(network.ip6 === '' ? {} : { IPv6Address: network.ip6 }),
    ...(network.linkLocalIps.length === 0 ? {} : { LinkLocalIPs: network.linkLocalIps }),
  };
}

const isPlain = (endpoint: EndpointRequest) => Object.keys(endpoint).length === 0;
