import { type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import type { NetworkCreateRequest, NetworkInspect } from '../api/index.ts';
import { ApiError, notFound } from '../errors.ts';
import { networkEvent } from '../events.ts';
import {
  dropNetwork,
  gossip,
  localId,
  type Network,
  networks,
  realizeNetwork,
  validateIpam,
} from '../libnetwork/index.ts';
import { allocateNetwork, balancerAddress, freeBalancer, swarmNetworksOf } from './allocator.ts';
import { type NodeRow, nodes, type SwarmNetworkRow, services, swarmNetworks, type TaskRow, tasks } from './rows.ts';
import { activeMember, clusterEvent, isManager, managed, NOT_IN_SWARM, newId, nextIndex, rpcError } from './store.ts';

const VNI = 'com.docker.network.driver.overlay.vxlanid_list';

/** Whether a request is for a network of the swarm; the checks of the daemon on the way to its manager. */
export function isSwarmRequest(r: Reader, host: string, request: NetworkCreateRequest): boolean {
  const swarmDriver = (request.Driver || 'bridge') === 'overlay';
  if (swarmDriver && !isManager(r, host)) throw new ApiError(403, NOT_IN_SWARM);
  // controller.go NewNetwork: a configuration stays on its host, whatever driver it is for
  if (request.ConfigOnly === true && request.Scope !== 'swarm') return false;
  if (request.Scope === 'swarm' && !activeMember(r, host))
    throw new ApiError(403, 'cannot create a swarm scoped network when swarm is not active');
  if (swarmDriver && request.Scope === 'local')
    throw new ApiError(403, 'cannot downgrade network scope for overlay networks');
  return swarmDriver || request.Scope === 'swarm' || (request.Ingress === true && isManager(r, host));
}

const DNS_NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;

/** `name must be valid as a DNS name component`; swarmkit manager/controlapi/common.go#validateAnnotations. */
export function checkName(name: string): void {
  if (!DNS_NAME.test(name)) throw rpcError('InvalidArgument', 'name must be valid as a DNS name component', 400);
  if (name.length > 63) throw rpcError('InvalidArgument', 'name must be 63 characters or fewer', 400);
}

/** Makes a network of the swarm: an entry in the store, which the allocator completes. */
export function createSwarmNetwork(tx: Tx, host: string, request: NetworkCreateRequest): string {
  const { cluster } = managed(tx, host);
  const name = request.Name;
  const wrong = validateIpam(request.IPAM?.Config ?? [], request.EnableIPv6 ?? false);
  if (wrong !== undefined) throw new ApiError(400, wrong);
  if (name.trim() === '') throw new ApiError(400, 'invalid name: name is empty');
  if (tx.by(swarmNetworks, 'name', `${cluster.id}/${name}`).length > 0)
    throw new ApiError(409, `network with name ${name} already exists`);
  checkName(name);
  const other = tx.by(swarmNetworks, 'cluster', cluster.id).find((n) => n.ingress);
  if (request.Ingress && other)
    throw rpcError('AlreadyExists', `ingress network (${other.id}) is already present`, 409);
  const config = (request.IPAM?.Config ?? []).find((c) => !c.Subnet?.includes(':')) ?? {};
  const id = newId(tx);
  tx.put(swarmNetworks, id, {
    id,
    cluster: cluster.id,
    name,
    version: nextIndex(tx, cluster.id),
    created: tx.now,
    driver: request.Driver || 'bridge',
    options: request.Options ?? {},
    labels: request.Labels && Object.keys(request.Labels).length > 0 ? request.Labels : null,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    ingress: request.Ingress ?? false,
    ipv6: request.EnableIPv6 ?? false,
    wanted: {
      ...(config.Subnet ? { subnet: config.Subnet } : {}),
      ...(config.IPRange ? { range: config.IPRange } : {}),
      ...(config.Gateway ? { gateway: config.Gateway } : {}),
    },
    taken: {},
    last: '',
    balancers: {},
  });
  clusterEvent(tx, cluster.id, { type: 'network', action: 'create', id, attributes: { name } });
  if (allocateNetwork(tx, id)) {
    tx.patch(swarmNetworks, id, { version: nextIndex(tx, cluster.id) });
    clusterEvent(tx, cluster.id, { type: 'network', action: 'update', id, attributes: { name } });
  }
  if (request.Ingress) for (const n of tx.by(nodes, 'cluster', cluster.id)) if (!n.left) realizeOn(tx, n, id);
  return id;
}

/** A network of the host's swarm by id, name or beginning of its id. */
export function findSwarmNetwork(r: Reader, cluster: string, ref: string): SwarmNetworkRow | undefined {
  const all = swarmNetworksOf(r, cluster);
  return (
    all.find((n) => n.id === ref) ??
    all.find((n) => n.name === ref) ??
    (ref === '' ? undefined : all.find((n) => n.id.startsWith(ref)))
  );
}

/** What a manager lists of networks that are not on its own host. */
export function remoteNetworks(r: Reader, host: string): NetworkInspect[] {
  const member = activeMember(r, host);
  if (member?.role !== 'manager') return [];
  return swarmNetworksOf(r, member.cluster)
    .filter((n) => !r.get(networks, localId(n.id, host)))
    .map(networkJson);
}

/** A network as a task that is attached to it names it: swarmkit's own object; daemon/cluster/convert/network.go of moby. */
export function attachedNetwork(n: SwarmNetworkRow): object {
  const { allocated, wanted, options } = n;
  const ipam = [
    {
      ...(wanted.subnet ? { Subnet: wanted.subnet } : {}),
      ...(wanted.range ? { Range: wanted.range } : {}),
      ...(wanted.gateway ? { Gateway: wanted.gateway } : {}),
    },
  ].filter((c) => Object.keys(c).length > 0);
  const configs = (list: readonly object[]) => (list.length > 0 ? { Configs: list } : {});
  const given = Object.keys(options).length > 0 ? { Options: options } : {};
  return {
    ID: n.id,
    Version: { Index: n.version },
    CreatedAt: rfc3339Nano(n.created),
    UpdatedAt: rfc3339Nano(n.created),
    Spec: {
      Name: n.name,
      Labels: n.labels ?? {},
      DriverConfiguration: n.ingress ? {} : { Name: n.driver, ...given },
      ...(n.ipv6 ? { IPv6Enabled: true } : {}),
      ...(n.internal ? { Internal: true } : {}),
      ...(n.attachable ? { Attachable: true } : {}),
      ...(n.ingress ? { Ingress: true } : {}),
      IPAMOptions: { Driver: n.ingress ? {} : { Name: 'default' }, ...configs(ipam) },
      Scope: 'swarm',
    },
    DriverState: allocated
      ? {
          Name: n.driver,
          Options: { 'com.docker.network.driver.overlay.vxlanid_list': String(allocated.vni), ...options },
        }
      : {},
    IPAMOptions: {
      Driver: { Name: 'default' },
      ...configs(
        allocated
          ? [
              {
                Subnet: allocated.subnet,
                ...(allocated.range ? { Range: allocated.range } : {}),
                Gateway: allocated.gateway,
              },
            ]
          : [],
      ),
    },
  };
}

/** A network as the store has it. */
export function networkJson(n: SwarmNetworkRow): NetworkInspect {
  const { allocated } = n;
  return {
    Name: n.name,
    Id: n.id,
    Created: rfc3339Nano(n.created),
    Scope: 'swarm',
    Driver: allocated || n.driver !== 'overlay' ? n.driver : '',
    EnableIPv4: true,
    EnableIPv6: n.ipv6,
    IPAM: { Driver: 'default', Options: null, Config: allocated ? ipamConfig(allocated) : wantedConfig(n) },
    Internal: n.internal,
    Attachable: n.attachable,
    Ingress: n.ingress,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: null,
    Options: allocated ? optionsOf(n) : null,
    Labels: n.labels,
  };
}

function ipamConfig(a: NonNullable<SwarmNetworkRow['allocated']>) {
  return [{ Subnet: a.subnet, ...(a.range === undefined ? {} : { IPRange: a.range }), Gateway: a.gateway }];
}

function wantedConfig(n: SwarmNetworkRow) {
  const { subnet, range, gateway } = n.wanted;
  if (subnet === undefined) return null;
  return [
    {
      Subnet: subnet,
      ...(range === undefined ? {} : { IPRange: range }),
      ...(gateway === undefined ? {} : { Gateway: gateway }),
    },
  ];
}

function optionsOf(n: SwarmNetworkRow): Readonly<Record<string, string>> {
  const vni = n.driver === 'overlay' && n.allocated ? { [VNI]: String(n.allocated.vni) } : {};
  return Object.fromEntries(Object.entries({ ...n.options, ...vni }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Makes a network of the swarm on a node that needs it. */
export function realizeOn(tx: Tx, node: NodeRow, id: string): Network | undefined {
  const n = tx.get(swarmNetworks, id);
  if (!n?.allocated) return undefined;
  const fresh = tx.get(networks, localId(id, node.host)) === undefined;
  const balancerIp = balancerAddress(tx, id, node.id);
  const { subnet, gateway, range } = n.allocated;
  const made = realizeNetwork(tx, node.host, {
    swarmId: id,
    name: n.name,
    driver: n.driver,
    scope: 'swarm',
    enableIPv4: true,
    enableIPv6: n.ipv6,
    internal: n.internal,
    attachable: n.attachable,
    ingress: n.ingress,
    configOnly: false,
    configFrom: '',
    labels: n.labels ?? {},
    ipamDriver: 'default',
    ipamOptions: null,
    ipamConfig: ipamConfig(n.allocated),
    ipv4: [{ pool: `swarm|${id}`, subnet, gateway, aux: {}, ...(range === undefined ? {} : { range }) }],
    ipv6: [],
    options: optionsOf(n),
    balancerIp,
  });
  if (fresh) networkEvent(tx, made, 'create');
  gossip(tx, n.cluster);
  return made;
}

/** Takes a network off a node that has no task on it any more; the ingress network stays. */
export function unrealizeOn(tx: Tx, node: NodeRow, id: string): void {
  const n = tx.get(swarmNetworks, id);
  if (n?.ingress) return;
  const used = tx.by(tasks, 'node', node.id).some((t) => t.attachments.some((a) => a.network === id) && alive(t.state));
  const local = tx.get(networks, localId(id, node.host));
  if (used || !dropNetwork(tx, node.host, id)) return;
  if (local) networkEvent(tx, local, 'destroy');
  freeBalancer(tx, id, node.id);
  gossip(tx, node.cluster);
}

const alive = (state: string): boolean =>
  !['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'].includes(state);

/** `DELETE /networks/{id}` on a network of the swarm. */
export function removeSwarmNetwork(tx: Tx, host: string, ref: string): void {
  const { cluster } = managed(tx, host);
  const n = findSwarmNetwork(tx, cluster.id, ref);
  if (!n) throw notFound(`network ${ref} not found`);
  const users = tx.by(services, 'cluster', cluster.id);
  if (n.ingress) {
    const user = users.find((s) => s.ports.some((p) => p.PublishMode === 'ingress'));
    if (user)
      throw rpcError(
        'FailedPrecondition',
        `ingress network cannot be removed because service ${user.id} depends on it`,
      );
  }
  const user = users.find((s) => (s.spec.TaskTemplate.Networks ?? []).some((a) => a.Target === n.id));
  if (user) throw rpcError('FailedPrecondition', `network ${n.id} is in use by service ${user.id}`);
  const task = tx
    .by(tasks, 'cluster', cluster.id)
    .find((t) => t.service === '' && t.attachments.some((a) => a.network === n.id) && alive(t.state));
  if (task) throw rpcError('FailedPrecondition', `network ${n.id} is in use by task ${task.id}`);
  tx.delete(swarmNetworks, n.id);
  for (const node of tx.by(nodes, 'cluster', cluster.id)) dropNetwork(tx, node.host, n.id);
  clusterEvent(tx, cluster.id, { type: 'network', action: 'remove', id: n.id, attributes: { name: n.name } });
  gossip(tx, cluster.id);
}

/** Removes the networks of the swarm that neither a service nor a task is on; daemon/prune.go#clusterNetworksPrune. */
export function pruneSwarmNetworks(
  tx: Tx,
  host: string,
  keep: (created: number, labels: Readonly<Record<string, string>> | null) => boolean,
): string[] {
  const member = activeMember(tx, host);
  if (member?.role !== 'manager') return [];
  const idle = swarmNetworksOf(tx, member.cluster).filter(
    (n) => !n.ingress && !keep(n.created, n.labels) && !tx.by(tasks, 'cluster', n.cluster).some((t) => uses(t, n.id)),
  );
  return idle.flatMap((n) => {
    try {
      removeSwarmNetwork(tx, host, n.id);
      return [n.name];
    } catch (e) {
      if (e instanceof ApiError) return [];
      throw e;
    }
  });
}

const uses = (t: TaskRow, network: string): boolean =>
  alive(t.state) && t.attachments.some((a) => a.network === network);
