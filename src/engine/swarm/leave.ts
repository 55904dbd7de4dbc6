import type { Reader, Tx } from '../../base/index.ts';
import { unavailable } from '../errors.ts';
import {
  controllers,
  disconnectEndpoint,
  dropNetwork,
  endpoints,
  forgetGossip,
  GOSSIP_PORT,
  gossip,
  networks,
} from '../libnetwork/index.ts';
import { containers } from '../rows.ts';
import { freeBalancer } from './allocator.ts';
import { unbind } from './cluster.ts';
import { clusterFiles, clusters, type Member, members, nodes, services, swarmNetworks, tasks } from './rows.ts';
import { findNode, nodesOf } from './store.ts';
import { forgetTask } from './taskrow.ts';

const NOT_PART = 'This node is not part of a swarm';

/** What stands in the way of a manager's leaving. */
function leaveRefusal(r: Reader, member: Member): string | undefined {
  if (member.role !== 'manager' || member.state !== 'active') return undefined;
  const head = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
  const managers = nodesOf(r, member.cluster).filter((n) => n.role === 'manager');
  const reachable = managers.filter((n) => n.reachable).length;
  if (managers.length <= 1)
    return `${head}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `;
  const left = reachable - 1;
  const tail = ' Use `--force` to suppress this message.';
  if (left <= (managers.length - 1) / 2 || left <= managers.length / 2)
    return `${head}Removing this node leaves ${left} managers out of ${managers.length}. Without a Raft quorum your swarm will be inaccessible. The only way to restore a swarm that has lost consensus is to reinitialize it with \`--force-new-cluster\`.${tail}`;
  return `${head.trimEnd()}${tail}`;
}

/** `POST /swarm/leave`: what the node ran must be removed by the caller, before. */
export function checkLeave(r: Reader, host: string, force: boolean): Member {
  const member = r.get(members, host);
  if (!member) throw unavailable(NOT_PART);
  const refusal = force ? undefined : leaveRefusal(r, member);
  if (refusal !== undefined) throw unavailable(refusal);
  return member;
}

/** The node forgets the swarm; the swarm learns of it when its heartbeats stay away. The last manager takes all with it. */
export function leaveSwarm(tx: Tx, host: string): void {
  const member = tx.get(members, host);
  if (!member) return;
  tx.delete(members, host);
  unbind(tx, host, GOSSIP_PORT);
  unbind(tx, host, member.port);
  const cluster = member.cluster;
  for (const n of tx.by(networks, 'host', host)) {
    if (n.swarmId === undefined) continue;
    // A container that was started by hand runs on, without the network.
    for (const e of tx.by(endpoints, 'network', n.id)) if (!e.balancer) disconnectEndpoint(tx, e.id);
    dropNetwork(tx, host, n.swarmId);
  }
  for (const t of tx.by(tasks, 'node', member.node)) if (t.service === '') forgetTask(tx, t.id);
  forgetGossip(tx, host);
  const row = tx.get(controllers, host);
  if (row) {
    const { agent: _a, ingress: _i, ...rest } = row;
    tx.put(controllers, host, rest);
  }
  const node = tx.get(nodes, member.node);
  if (node) tx.put(nodes, node.id, { ...node, left: true, reachable: false });
  if (cluster !== '') gossip(tx, cluster);
  const others = tx.by(members, 'cluster', cluster).filter((m) => m.role === 'manager' && m.state === 'active');
  if (others.length === 0) erase(tx, cluster);
}

function erase(tx: Tx, cluster: string): void {
  for (const n of tx.by(swarmNetworks, 'cluster', cluster)) tx.delete(swarmNetworks, n.id);
  for (const s of tx.by(services, 'cluster', cluster)) tx.delete(services, s.id);
  for (const t of tx.by(tasks, 'cluster', cluster)) tx.delete(tasks, t.id);
  for (const kind of ['secret', 'config'])
    for (const f of tx.by(clusterFiles, 'cluster', `${cluster}/${kind}`)) tx.delete(clusterFiles, f.id);
  if (tx.by(members, 'cluster', cluster).length > 0) return;
  for (const n of tx.by(nodes, 'cluster', cluster)) tx.delete(nodes, n.id);
  tx.delete(clusters, cluster);
}

/** Whether containers of the host belong to it by hand or to a swarm's tasks. */
export function tasksContainers(r: Reader, host: string): string[] {
  return r
    .by(containers, 'host', host)
    .filter((c) => c.config.Labels['com.docker.swarm.task.id'] !== undefined)
    .map((c) => c.id);
}

/** Takes a node out of the cluster's books, with its load balancers' addresses. */
export function forgetNode(tx: Tx, cluster: string, ref: string): void {
  const node = findNode(tx, cluster, ref);
  for (const n of tx.by(swarmNetworks, 'cluster', cluster)) freeBalancer(tx, n.id, node.id);
  tx.delete(nodes, node.id);
}
