import type { Reader, Tx } from '../../base/index.ts';
import type { EndpointRequest } from '../api/index.ts';
import { type ApiError, conflict, systemError } from '../errors.ts';
import {
  type Endpoint,
  type EndpointService,
  endpoints,
  gossip,
  type Network,
  networks,
  redirectIngress,
  sandboxes,
  shownId,
} from '../libnetwork/index.ts';
import type { Container } from '../rows.ts';
import { freeAddresses, takeAddress } from './allocator.ts';
import { findSwarmNetwork, realizeOn, unrealizeOn } from './networks.ts';
import { heartbeat } from './reach.ts';
import { members, nodes, services, type TaskRow, tasks } from './rows.ts';
import { activeMember, newId, nextIndex } from './store.ts';

/** The task that a container was made for. */
export function taskOf(r: Reader, c: Pick<Container, 'config'>): TaskRow | undefined {
  const id = c.config.Labels['com.docker.swarm.task.id'];
  return id === undefined ? undefined : r.get(tasks, id);
}

/**
 * Asks the swarm's manager for a place on one of its networks for a container that was started by hand, and makes the
 * network here; daemon/container_operations.go#findAndAttachNetwork. Undefined where the swarm has no say.
 */
export function attachContainer(
  tx: Tx,
  c: Container,
  ref: string,
  request: EndpointRequest,
): { readonly network: Network; readonly ip: string } | undefined {
  const member = activeMember(tx, c.host);
  const known = localNetwork(tx, c.host, ref);
  if (!member || taskOf(tx, c) || (known && known.swarmId === undefined)) return undefined;
  if (known && tx.by(endpoints, 'container', c.id).some((e) => e.network === known.id))
    throw conflict(`${c.name} is already attached to network ${known.name}`);
  const target = shownId(ref);
  const refuse = (why: string): ApiError => systemError(`Could not attach to network ${target}: ${why}`);
  const node = tx.get(nodes, member.node);
  if (!node || !hearsManager(tx, c.host)) throw refuse('context deadline exceeded');
  const n = findSwarmNetwork(tx, member.cluster, target);
  if (!n) throw refuse(`rpc error: code = NotFound desc = network ${target} not found`);
  if (!n.attachable)
    throw refuse(`rpc error: code = PermissionDenied desc = network ${target} not manually attachable`);
  const own = tx.by(tasks, 'container', c.id).find((t) => t.attachments.some((a) => a.network === n.id));
  const id = own?.id ?? newId(tx);
  const addr = own?.attachments[0]?.addr ?? takeAddress(tx, n.id, id, request.IPAMConfig?.IPv4Address || undefined);
  if (addr === undefined)
    throw systemError(
      'attaching to network failed, make sure your network options are correct and check manager logs: context deadline exceeded',
    );
  if (!own) tx.put(tasks, id, attachment(tx, c, id, member.cluster, member.node, n.id, addr));
  const network = realizeOn(tx, node, n.id);
  if (!network) throw refuse('context deadline exceeded');
  return { network, ip: addr.split('/')[0] ?? '' };
}

function localNetwork(r: Reader, host: string, ref: string): Network | undefined {
  return (
    r.by(networks, 'name', `${host}/${ref}`)[0] ??
    r.by(networks, 'host', host).find((n) => n.id === ref || n.id.startsWith(ref))
  );
}

/** Whether the daemon's session with a manager stands. */
function hearsManager(tx: Tx, host: string): boolean {
  const own = tx.get(members, host);
  if (!own) return false;
  if (own.role === 'manager') return true;
  return tx
    .by(members, 'cluster', own.cluster)
    .some((m) => m.role === 'manager' && m.state === 'active' && heartbeat(tx, own, m));
}

function attachment(
  tx: Tx,
  c: Container,
  id: string,
  cluster: string,
  node: string,
  network: string,
  addr: string,
): TaskRow {
  return {
    id,
    cluster,
    version: nextIndex(tx, cluster),
    created: tx.now,
    updated: tx.now,
    service: '',
    serviceName: '',
    slot: 0,
    node,
    spec: { NetworkAttachmentSpec: { ContainerID: c.id }, ForceUpdate: 0, Runtime: 'attachment' },
    specVersion: 0,
    endpoint: undefined,
    labels: {},
    desired: 'running',
    state: 'running',
    message: 'started',
    err: '',
    at: tx.now,
    container: c.id,
    pid: 0,
    exitCode: 0,
    attachments: [{ network, addr, aliases: [] }],
    hostPorts: [],
    notBefore: 0,
    handled: 'run',
    replaced: true,
  };
}

/** Gives a container's places on the swarm's networks back, or the one on a network. */
export function detachContainer(tx: Tx, container: string, network?: string): void {
  for (const t of tx.by(tasks, 'container', container)) {
    if (t.service !== '' || (network !== undefined && t.attachments[0]?.network !== network)) continue;
    tx.delete(tasks, t.id);
    for (const a of t.attachments) {
      freeAddresses(tx, a.network, t.id);
      const node = tx.get(nodes, t.node);
      if (node) unrealizeOn(tx, node, a.network);
    }
  }
}

/** What the network is told of the service whose task the container is. */
export function serviceOf(r: Reader, c: Container, network: Network): EndpointService | undefined {
  const task = taskOf(r, c);
  const service = task && r.get(services, task.service);
  if (!task || !service || network.swarmId === undefined) return undefined;
  const vip = service.vips.find((v) => v.network === network.swarmId)?.addr.split('/')[0];
  const place = task.attachments.find((a) => a.network === network.swarmId);
  const ports = network.ingress
    ? service.ports
        .filter((p) => p.PublishMode === 'ingress')
        .map((p) => ({ proto: p.Protocol, target: p.TargetPort, published: p.PublishedPort ?? 0 }))
    : [];
  return {
    id: service.id,
    name: service.name,
    ...(vip === undefined ? {} : { vip }),
    aliases: place?.aliases ?? [],
    ports,
    mark: service.mark,
    enabled: false,
  };
}

/** After a container has been put on a network: tells the others, and lets only published ports in by the ingress network. */
export function attached(tx: Tx, network: Network, endpoint: Endpoint): void {
  if (network.swarmId === undefined) return;
  const sandbox = tx.get(sandboxes, endpoint.sandbox ?? '');
  if (network.ingress && endpoint.service && sandbox) redirectIngress(tx, sandbox, endpoint, endpoint.service.ports);
  spread(tx, network.host);
}

/** Switches the traffic of a task's services on or off; moby libnetwork/sandbox.go#EnableService. */
export function enableService(tx: Tx, container: string, enabled: boolean): void {
  let host: string | undefined;
  for (const e of tx.by(endpoints, 'container', container)) {
    if (!e.service || e.service.enabled === enabled) continue;
    tx.patch(endpoints, e.id, { service: { ...e.service, enabled } });
    host = e.host;
  }
  if (host !== undefined) spread(tx, host);
}

/** Lets the gossip go round among the nodes of the host's swarm. */
export function spread(tx: Tx, host: string): void {
  const cluster = tx.get(members, host)?.cluster;
  if (cluster) gossip(tx, cluster);
}
