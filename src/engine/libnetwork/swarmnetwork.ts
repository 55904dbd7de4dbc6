import type { Reader, Tx } from '../../base/index.ts';
import { netnses } from '../../net/index.ts';
import { fsAdd, fsDelete, nextNumber } from '../../os/index.ts';
import type { NetworkInspect } from '../api/index.ts';
import { balancerName } from './balancer.ts';
import { driverOf } from './drivers/index.ts';
import { connectEndpoint } from './endpoint.ts';
import { forgetGossip, gossipers, heardOf } from './gossip.ts';
import { newNetwork } from './network.ts';
import { GATEWAY_NETWORK } from './predefined.ts';
import { controllers, endpoints, localId, type Network, networks } from './rows.ts';
import { deleteSandbox, newSandbox } from './sandbox.ts';

/** A network of a swarm as a node is told of it: what a Network needs, the node's own balancer address too. */
export type SwarmNetworkSpec = Omit<Network, 'id' | 'host' | 'seq' | 'created' | 'data'> & {
  readonly swarmId: string;
  readonly balancerIp: string | undefined;
};

/** Makes the gateway bridge of a host, once. */
export function ensureGatewayBridge(tx: Tx, host: string): void {
  if (tx.by(networks, 'name', `${host}/${GATEWAY_NETWORK}`).length > 0) return;
  const made = newNetwork(tx, host, {
    Name: GATEWAY_NETWORK,
    Driver: 'bridge',
    Options: {
      'com.docker.network.bridge.name': GATEWAY_NETWORK,
      'com.docker.network.bridge.enable_icc': 'false',
      'com.docker.network.bridge.enable_ip_masquerade': 'true',
    },
  });
  const row = tx.get(networks, made.Id);
  if (row) tx.put(networks, made.Id, { ...row, ipamOptions: null });
}

/** Makes a swarm's network on a host that needs it, with its load balancer; daemon/network.go#CreateManagedNetwork. */
export function realizeNetwork(tx: Tx, host: string, spec: SwarmNetworkSpec): Network {
  const id = localId(spec.swarmId, host);
  const known = tx.get(networks, id);
  if (known) return known;
  const { balancerIp, ...rest } = spec;
  const bare: Network = {
    ...rest,
    id,
    host,
    created: tx.now,
    seq: nextNumber(tx, 'engine.network'),
    data: { kind: 'config' },
  };
  const made = tx.put(networks, id, { ...bare, data: driverOf(spec.driver).createNetwork(tx, bare) });
  if (spec.driver === 'overlay' && balancerIp !== undefined) openBalancer(tx, made, balancerIp);
  return made;
}

/** moby libnetwork/network.go#createLoadBalancerSandbox */
function openBalancer(tx: Tx, network: Network, ip: string): void {
  const name = balancerName(network);
  const key = network.ingress ? 'ingress_sbox' : `lb_${network.swarmId?.slice(0, 9)}`;
  const fs = `sandbox:${network.host}:${key}`;
  fsAdd(tx, fs);
  const sandbox = newSandbox(tx, network.host, {
    container: name,
    key,
    netns: `${network.host}:${key}`,
    useHost: false,
    fs,
    hostname: '',
    domainname: '',
    extraHosts: [],
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    exposed: [],
    ports: [],
  });
  const netns = tx.get(netnses, sandbox.netns);
  // What IPVS sends on is forwarded; a new namespace has that from its host, where dockerd switched it on.
  if (netns) tx.put(netnses, netns.id, { ...netns, sysctls: { ...netns.sysctls, 'net.ipv4.ip_forward': '1' } });
  connectEndpoint(tx, sandbox.id, network.id, {
    container: name,
    name: `${network.name}-endpoint`,
    ipv4: ip,
    dnsNames: [],
    balancer: true,
  });
}

/** Takes a swarm's network off a host that does not need it any more. False while endpoints are left on it. */
export function dropNetwork(tx: Tx, host: string, swarmId: string): boolean {
  const network = tx.get(networks, localId(swarmId, host));
  if (!network) return true;
  const ends = tx.by(endpoints, 'network', network.id);
  if (ends.some((e) => !e.balancer)) return false;
  for (const e of ends) {
    const sandbox = e.sandbox;
    if (sandbox === undefined) continue;
    deleteSandbox(tx, sandbox);
  }
  const key = network.ingress ? 'ingress_sbox' : `lb_${swarmId.slice(0, 9)}`;
  fsDelete(tx, `sandbox:${host}:${key}`);
  driverOf(network.driver).deleteNetwork(tx, network);
  tx.delete(networks, network.id);
  forgetGossip(tx, host, swarmId);
  return true;
}

/** `Peers` of network inspect: the nodes that take part in the network. */
export function peersOf(r: Reader, network: Network): NonNullable<NetworkInspect['Peers']> {
  const cluster = r.get(controllers, network.host)?.agent?.cluster;
  if (cluster === undefined || network.swarmId === undefined) return [];
  const heard = heardOf(r, network.host, network.swarmId);
  const joined = (host: string): number => r.get(networks, localId(network.swarmId ?? '', host))?.seq ?? 0;
  return gossipers(r, cluster)
    .filter((m) => m.host === network.host || heard.some((h) => h.owner === m.host))
    .sort((a, b) => joined(a.host) - joined(b.host))
    .map((m) => ({ Name: m.name, IP: m.addr }));
}

/** `Services` of network inspect -v; moby libnetwork/agent.go#Services. */
export function servicesOf(r: Reader, network: Network): NonNullable<NetworkInspect['Services']> {
  const heard = heardOf(r, network.host, network.swarmId ?? '').filter(
    (h) => !h.balancer && (h.service?.enabled ?? true),
  );
  const names = [...new Set(heard.map((h) => h.service?.name ?? ''))].sort();
  const entries = names.map((name) => {
    const own = heard.filter((h) => (h.service?.name ?? '') === name);
    const service = own[0]?.service;
    return [
      name,
      {
        VIP: service?.vip ?? '<nil>',
        Ports: (service?.ports ?? []).map((p) => `Target: ${p.target}, Publish: ${p.published}`),
        LocalLBIndex: service?.vip === undefined ? 0 : service.mark,
        Tasks: own.map((h) => ({
          Name: h.name,
          EndpointID: h.endpoint,
          EndpointIP: h.ip,
          Info: { 'Host IP': h.vtep },
        })),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}
