import { isIpv6, type Reader, type Tx } from '../../base/index.ts';
import {
  addrAdd,
  announce,
  linkByName,
  linkDelete,
  linkSet,
  links,
  NetError,
  routeReplace,
  sysctlSet,
} from '../../net/index.ts';
import { ApiError } from '../errors.ts';
import { driverOf, type Joined } from './drivers/index.ts';
import { addHosts, deleteHosts, ownNames } from './etchosts.ts';
import { updateGateway } from './gateway.ts';
import { GATEWAY_NETWORK } from './predefined.ts';
import { startResolver } from './resolverstart.ts';
import { type Endpoint, endpoints, type HostEntry, type Network, networks, type Sandbox, sandboxes } from './rows.ts';

/** Puts an endpoint into a sandbox: interface, addresses, names, and the default route if it is to be its way; moby libnetwork/endpoint.go#sbJoin. */
export function joinEndpoint(tx: Tx, id: string, sandboxId: string): Endpoint {
  const endpoint = row(tx, id);
  const network = tx.get(networks, endpoint.network);
  const sandbox = tx.get(sandboxes, sandboxId);
  if (!network || !sandbox) throw new ApiError(404, `network ${endpoint.network} not found`);
  const joined = driverOf(network.driver).join(tx, network, endpoint, sandbox.netns);
  const ifname = joined === undefined ? undefined : plug(tx, sandbox, endpoint, joined);
  tx.patch(endpoints, id, {
    sandbox: sandboxId,
    ...(ifname === undefined || joined === undefined ? {} : { ifname, link: joined.link }),
    ...(joined?.hostLink === undefined ? {} : { hostLink: joined.hostLink }),
    ...(joined?.gateway4 === undefined ? {} : { gateway4: joined.gateway4 }),
    ...(joined?.gateway6 === undefined || endpoint.ipv6 === undefined ? {} : { gateway6: joined.gateway6 }),
  });
  tx.patch(sandboxes, sandboxId, { endpoints: [...sandbox.endpoints, id] });
  if (!sandbox.useHost) addHosts(tx, sandbox.fs, hostEntries(sandbox, endpoint, network));
  if (!sandbox.useHost && driverOf(network.driver).named(tx, network)) startResolver(tx, sandboxId);
  updateGateway(tx, sandboxId);
  return row(tx, id);
}

/** Takes an endpoint out of its sandbox: what `join` made goes, and the way out moves to another network. */
export function leaveEndpoint(tx: Tx, id: string): void {
  const endpoint = row(tx, id);
  const sandbox = tx.get(sandboxes, endpoint.sandbox ?? '');
  const network = tx.get(networks, endpoint.network);
  if (!sandbox || !network) return;
  const driver = driverOf(network.driver);
  if (endpoint.bindings.length > 0) driver.revoke?.(tx, network, endpoint);
  driver.leave(tx, network, endpoint);
  if (endpoint.link !== undefined && tx.get(links, endpoint.link)) linkDelete(tx, endpoint.link);
  if (!sandbox.useHost) deleteHosts(tx, sandbox.fs, hostEntries(sandbox, endpoint, network));
  const { sandbox: _s, ifname: _i, link: _l, hostLink: _h, gateway4: _4, gateway6: _6, ...rest } = endpoint;
  tx.put(endpoints, id, { ...rest, bindings: [], gateway: [] });
  tx.patch(sandboxes, sandbox.id, { endpoints: sandbox.endpoints.filter((e) => e !== id) });
  updateGateway(tx, sandbox.id);
}

function row(r: Reader, id: string): Endpoint {
  const endpoint = r.get(endpoints, id);
  if (!endpoint) throw new ApiError(404, `endpoint ${id} not found`);
  return endpoint;
}

/** Names the interface, gives it its addresses and takes it up; moby libnetwork/osl/interface_linux.go. Returns its name. */
function plug(tx: Tx, sandbox: Sandbox, endpoint: Endpoint, joined: Joined): string {
  const name = endpoint.driverOpts['com.docker.network.endpoint.ifname'] ?? freeName(tx, sandbox.netns, joined.prefix);
  linkSet(tx, joined.link, { name });
  if (endpoint.ipv6 === undefined) sysctlSet(tx, sandbox.netns, `net.ipv6.conf.${name}.disable_ipv6`, '1');
  else sysctlSet(tx, sandbox.netns, `net.ipv6.conf.${name}.disable_ipv6`, '0');
  if (endpoint.ipv4 !== undefined) addrAdd(tx, joined.link, { ip: endpoint.ipv4, prefix: endpoint.prefix4 ?? 32 });
  if (endpoint.ipv6 !== undefined)
    addrAdd(tx, joined.link, { ip: endpoint.ipv6, prefix: endpoint.prefix6 ?? 128, nodad: true });
  for (const ip of endpoint.linkLocal ?? []) addrAdd(tx, joined.link, { ip, prefix: isIpv6(ip) ? 64 : 16 });
  ownSysctls(tx, sandbox.netns, name, endpoint.driverOpts['com.docker.network.endpoint.sysctls'] ?? '');
  linkSet(tx, joined.link, { up: true });
  announce(tx, joined.link);
  // The l3 modes of ipvlan: whatever is not on the subnet goes out of the interface too.
  if (joined.onLinkDefault && endpoint.ipv4 !== undefined)
    routeReplace(tx, sandbox.netns, { dst: 'default', link: joined.link, scope: 'link' });
  return name;
}

/** `eth` and the lowest number that no interface has. */
function freeName(r: Reader, netns: string, prefix: string): string {
  for (let n = 0; ; n++) if (!linkByName(r, netns, `${prefix}${n}`)) return `${prefix}${n}`;
}

function ownSysctls(tx: Tx, netns: string, ifname: string, text: string): void {
  for (const setting of text.split(',').filter(Boolean)) {
    const [key = '', value = ''] = setting.split('=');
    const name = key.trim().replace('.IFNAME.', `.${ifname}.`);
    try {
      sysctlSet(tx, netns, name, value.trim());
    } catch (e) {
      if (e instanceof NetError) throw new ApiError(501, `dockernet-course: not simulated: sysctl ${name}`);
      throw e;
    }
  }
}

/** Not the networks that carry the traffic of services and to the outside; moby libnetwork/endpoint.go#getEtcHostsAddrs. */
function hostEntries(sandbox: Sandbox, endpoint: Endpoint, network: Network): HostEntry[] {
  if (network.ingress || network.name === GATEWAY_NETWORK) return [];
  return [endpoint.ipv4, endpoint.ipv6].flatMap((ip) => (ip === undefined ? [] : [{ ip, name: ownNames(sandbox) }]));
}
