import { hexId, inCidr, type Reader, type Tx } from '../../base/index.ts';
import { nextNumber } from '../../os/index.ts';
import { ApiError } from '../errors.ts';
import { driverOf } from './drivers/index.ts';
import { releaseAddress, requestAddress } from './ipam/index.ts';
import { joinEndpoint, leaveEndpoint } from './join.ts';
import { GATEWAY_NETWORK } from './predefined.ts';
import { type Endpoint, type EndpointService, endpoints, type Network, networks, sandboxes } from './rows.ts';
import { ipv6Enabled } from './sandboxipv6.ts';

/** What a container wants of an attachment to a network. */
export interface EndpointConfig {
  readonly container: string;
  /** Name of the container. */
  readonly name: string;
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  readonly mac?: string | undefined;
  readonly linkLocal?: readonly string[] | undefined;
  /** Names for the embedded resolver; none on the default bridge. */
  readonly dnsNames: readonly string[];
  /** `--link` in user-defined networks: local name to the other container's name. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  readonly driverOpts?: Readonly<Record<string, string>> | undefined;
  readonly gwPriority?: number | undefined;
  readonly service?: EndpointService | undefined;
  /** The end of a load balancer. */
  readonly balancer?: boolean;
}

/** Makes an endpoint: checks its name, takes its addresses; moby libnetwork/network.go#CreateEndpoint. Throws ApiError. */
function createEndpoint(tx: Tx, networkId: string, config: EndpointConfig): Endpoint {
  const network = networkRow(tx, networkId);
  if (tx.by(endpoints, 'network', network.id).some((e) => e.name === config.name))
    throw new ApiError(403, `endpoint with name ${config.name} already exists in network ${network.name}`);
  const four = takeAddress(tx, network, 4, config.ipv4);
  const six = takeAddress(tx, network, 6, config.ipv6);
  const id = hexId(tx);
  const bare: Endpoint = {
    id,
    name: config.name,
    host: network.host,
    network: network.id,
    container: config.container,
    ...(four ? { ipv4: four.ip, prefix4: four.prefix } : {}),
    ...(six ? { ipv6: six.ip, prefix6: six.prefix } : {}),
    ...(config.mac === undefined ? {} : { mac: config.mac }),
    ...(config.linkLocal?.length ? { linkLocal: config.linkLocal } : {}),
    dnsNames: config.dnsNames,
    links: config.links ?? {},
    driverOpts: config.driverOpts ?? {},
    gwPriority: config.gwPriority ?? 0,
    seq: nextNumber(tx, 'engine.endpoint'),
    bindings: [],
    gateway: [],
    ...(config.service ? { service: config.service } : {}),
    ...(config.balancer ? { balancer: true } : {}),
  };
  const mac = driverOf(network.driver).createEndpoint(tx, network, bare);
  return tx.put(endpoints, id, mac === undefined ? bare : { ...bare, mac });
}

/** Gives everything back that an endpoint has. */
function deleteEndpoint(tx: Tx, id: string): void {
  const endpoint = tx.get(endpoints, id);
  if (!endpoint) return;
  const network = networkRow(tx, endpoint.network);
  driverOf(network.driver).deleteEndpoint(tx, network, endpoint);
  for (const ip of [endpoint.ipv4, endpoint.ipv6]) if (ip !== undefined) giveBack(tx, network, ip);
  tx.delete(endpoints, id);
}

/** Attaches a sandbox to a network: makes the endpoint and joins it. */
export function connectEndpoint(tx: Tx, sandboxId: string, networkId: string, config: EndpointConfig): Endpoint {
  const { id } = createEndpoint(tx, networkId, config);
  if (!ipv6Enabled(tx, sandboxId)) releaseIpv6(tx, id);
  const joined = joinEndpoint(tx, id, sandboxId);
  if (!config.balancer || networkRow(tx, networkId).ingress) gatewayEndpoint(tx, sandboxId);
  return tx.get(endpoints, id) ?? joined;
}

/** A container whose sysctls keep IPv6 off has no address of it; moby libnetwork/endpoint.go#releaseIPv6Address. */
function releaseIpv6(tx: Tx, id: string): void {
  const endpoint = tx.get(endpoints, id);
  if (endpoint?.ipv6 === undefined) return;
  giveBack(tx, networkRow(tx, endpoint.network), endpoint.ipv6);
  const { ipv6: _, prefix6: _p, ...rest } = endpoint;
  tx.put(endpoints, id, rest);
}

function giveBack(tx: Tx, network: Network, ip: string): void {
  const pool = [...network.ipv4, ...network.ipv6].find((p) => inCidr(ip, p.subnet));
  if (pool) releaseAddress(tx, pool.pool, ip);
}

/** Keeps a sandbox that nothing else leads out of on the gateway bridge, and takes it off when something does; moby libnetwork/default_gateway.go. */
function gatewayEndpoint(tx: Tx, sandboxId: string): void {
  const sandbox = tx.get(sandboxes, sandboxId);
  if (!sandbox || sandbox.useHost) return;
  const bridge = tx.by(networks, 'name', `${sandbox.host}/${GATEWAY_NETWORK}`)[0];
  const ends = tx.by(endpoints, 'sandbox', sandboxId);
  const own = ends.find((e) => e.network === bridge?.id);
  const others = ends.filter((e) => e.id !== own?.id).map((e) => ({ e, n: networkRow(tx, e.network) }));
  const needed =
    others.some(({ n }) => n.swarmId !== undefined && !n.internal) && !others.some(({ e }) => e.gateway4 !== undefined);
  if (!bridge || needed === (own !== undefined)) return;
  if (own) {
    leaveEndpoint(tx, own.id);
    deleteEndpoint(tx, own.id);
    return;
  }
  const name = sandbox.container === 'ingress-sbox' ? sandbox.container : sandbox.id.slice(0, 12);
  const made = createEndpoint(tx, bridge.id, {
    container: sandbox.container,
    name: `gateway_${name}`,
    dnsNames: [],
  });
  joinEndpoint(tx, made.id, sandboxId);
}

/** Takes a sandbox off a network; `closing`: it is on its way down, and needs no way out any more. */
export function disconnectEndpoint(tx: Tx, id: string, closing = false): void {
  const sandbox = tx.get(endpoints, id)?.sandbox;
  leaveEndpoint(tx, id);
  deleteEndpoint(tx, id);
  if (sandbox !== undefined && !closing) gatewayEndpoint(tx, sandbox);
}

/** A container's endpoints, oldest first. */
export function endpointsOf(r: Reader, container: string): Endpoint[] {
  return r.by(endpoints, 'container', container).sort((a, b) => a.seq - b.seq);
}

/** Gives a renamed container's endpoints their new names. */
export function renameEndpoints(
  tx: Tx,
  container: string,
  name: string,
  dnsNames: (old: Endpoint) => readonly string[],
): void {
  const own = endpointsOf(tx, container).filter((e) => !e.name.startsWith('gateway_'));
  for (const e of own) tx.patch(endpoints, e.id, { name, dnsNames: dnsNames(e) });
}

function networkRow(r: Reader, id: string): Network {
  const network = r.get(networks, id);
  if (!network) throw new ApiError(404, `network ${id} not found`);
  return network;
}

function takeAddress(tx: Tx, network: Network, family: 4 | 6, wanted: string | undefined) {
  const pools = family === 4 ? network.ipv4 : network.ipv6;
  // The swarm's managers give the addresses of its networks out.
  if (network.swarmId !== undefined && wanted) return { ip: wanted, prefix: Number(pools[0]?.subnet.split('/')[1]) };
  if (pools.length === 0) return undefined;
  for (const pool of pools) {
    const got = requestAddress(tx, pool.pool, wanted ? { wanted } : { range: pool.range });
    if ('ip' in got) return { ip: got.ip, prefix: Number(pool.subnet.split('/')[1]) };
    // As libnetwork has it: only a pool that does not hold the address, or is full, sends it on to the next one.
    if (got.refused === 'in-use') throw new ApiError(403, 'Address already in use');
  }
  throw new ApiError(
    wanted ? 400 : 500,
    `no available IPv${family} addresses on this network's address pools: ${network.name} (${network.id})`,
  );
}
