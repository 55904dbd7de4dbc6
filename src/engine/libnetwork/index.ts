/**
 * libnetwork as dockerd 28.5.2 has it: networks, endpoints and sandboxes, drivers, address management, port
 * publishing, firewall rules, names. Every fact about the network is made with the verbs of `net`; what is kept here is
 * only what Docker itself keeps. Knows containers by id and name only; never sees the daemon or its API objects.
 */
export { dockerProxy } from './proxy.ts';
export { dockerResolver } from './resolver.ts';
export { initNetworks, hostGateways } from './controller.ts';
export {
  connectEndpoint,
  createEndpoint,
  deleteEndpoint,
  disconnectEndpoint,
  type EndpointConfig,
  endpointInfo,
  endpointsOf,
  joinEndpoint,
  leaveEndpoint,
  renameEndpoints,
  setDnsNames,
} from './endpoint.ts';
export {
  deleteNetwork,
  findNetwork,
  networkInspect,
  type NetworkCreateRequest,
  type NetworkInspect,
  networksOf,
  newNetwork,
  pruneNetworks,
} from './network.ts';
export { type PublishedPort, parsePortKey, portMap, portRequests, publishedPorts } from './ports.ts';
export {
  type BridgeNetwork,
  controllers,
  type Endpoint,
  endpoints,
  type HostEntry,
  type IpamConfig,
  type Network,
  networks,
  type PortBinding,
  type PortRequest,
  type Sandbox,
  type SandboxConfig,
  sandboxes,
} from './rows.ts';
export { deleteSandbox, newSandbox, sandboxOf, updateHosts } from './sandbox.ts';
export { endpointSettingErrors } from './settings.ts';

/*
 * How a daemon uses it (a Tx first, everything synchronous; refusals are ApiError):
 *
 *   initNetworks(tx, host, { pid? })                                  once a host, when dockerd starts
 *   newNetwork(tx, host, request) -> { Id, Warning }                  POST /networks/create
 *   deleteNetwork(tx, host, ref) -> Network                           DELETE /networks/ref
 *   findNetwork(r, host, ref) -> Network                              id, name or unique prefix; 404 otherwise
 *   networkInspect(r, network) -> the JSON of GET /networks/ref
 *   networksOf(r, host) -> Network[] by creation
 *   pruneNetworks(tx, host, keep) -> Network[]                        removes what no endpoint uses
 *
 *   const sandbox = newSandbox(tx, host, config)                      at container start: netns, resolv.conf, hosts
 *   connectEndpoint(tx, sandbox.id, network.id, config) -> Endpoint   create and join; all of it or ApiError
 *   disconnectEndpoint(tx, endpoint.id)                               leave and delete
 *   deleteSandbox(tx, sandbox.id)                                     at container stop: endpoints, ports, netns
 *   sandboxOf(r, containerId), endpointsOf(r, containerId)            what a container has now
 *   portMap(r, sandbox) -> NetworkSettings.Ports; publishedPorts(r, sandbox) -> what `ps` lists
 */
