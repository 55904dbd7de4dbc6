/**
 * libnetwork as dockerd 28.5.2 has it: networks, endpoints and sandboxes, drivers, address management, port
 * publishing, firewall rules, names. Every fact about the network is made with the verbs of `net`; what is kept here is
 * only what Docker itself keeps. Knows containers by id and name only; never sees the daemon or its containers.
 *
 * How a daemon uses it (a Tx first, everything synchronous; refusals are ApiError, and then nothing must be committed):
 *
 *   initNetworks(tx, host, { fs, pid })                             once a host, when dockerd starts
 *   newNetwork(tx, host, request)  deleteNetwork(tx, host, ref)  findNetwork(r, host, ref)  networkInspect(r, network)
 *   const sandbox = newSandbox(tx, host, config)                    at container start: netns, resolv.conf, hosts
 *   connectEndpoint(tx, sandbox.id, network.id, config)             makes an endpoint and joins it
 *   disconnectEndpoint(tx, endpoint.id)                             leaves and deletes it
 *   deleteSandbox(tx, sandbox.id)                                   at container stop: endpoints, ports, netns
 *   portMap(r, sandbox)  publishedPorts(r, sandbox)                 NetworkSettings.Ports, what `ps` lists
 */
export { driverNames, hostGateways, initNetworks } from './controller.ts';
export { clearEncryption, updateKeys } from './drivers/encryption.ts';
export {
  connectEndpoint,
  disconnectEndpoint,
  endpointsOf,
  renameEndpoints,
} from './endpoint.ts';
export { writeGenerated } from './generated.ts';
export { forgetGossip, GOSSIP_PORT, gossip } from './gossip.ts';
export { redirectIngress } from './ingress.ts';
export { validateIpam } from './ipam/index.ts';
export { deleteNetwork, findNetwork, networkInspect, networksOf, newNetwork, pruneNetworks } from './network.ts';
export { portMap, portRequests, publishedPorts } from './ports.ts';
export { isPredefined } from './predefined.ts';
export { dockerProxy } from './proxy.ts';
export { dockerResolver } from './resolver.ts';
export {
  type Agent,
  controllers,
  type Endpoint,
  type EndpointService,
  endpoints,
  localId,
  type Network,
  type NetworkKey,
  networks,
  type SandboxConfig,
  sandboxes,
  shownId,
} from './rows.ts';
export { deleteSandbox, newSandbox, sandboxOf } from './sandbox.ts';
export { finishInitDns } from './sandboxipv6.ts';
export { endpointSettingErrors } from './settings.ts';
export {
  dropNetwork,
  ensureGatewayBridge,
  peersOf,
  realizeNetwork,
  type SwarmNetworkSpec,
  servicesOf,
} from './swarmnetwork.ts';
