import { base36Id, compareText, type Reader, type Tx } from '../../base/index.ts';
import { ApiError, notFound, unavailable } from '../errors.ts';
import { logEvent } from '../events.ts';
import { type Cluster, clusters, type Member, members, type NodeRow, nodes } from './rows.ts';

/** An error of swarmkit, as it comes through the API. */
export function rpcError(code: string, text: string, status = 500): ApiError {
  return new ApiError(status, `rpc error: code = ${code} desc = ${text}`);
}

export const NOT_IN_SWARM =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const WORKER =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
const NO_LEADER =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";

/** The membership of a host that is in a swarm and has been let in. */
export function activeMember(r: Reader, host: string): Member | undefined {
  const member = r.get(members, host);
  return member?.state === 'active' ? member : undefined;
}

/** Whether the host is a manager now. */
export function isManager(r: Reader, host: string): boolean {
  return activeMember(r, host)?.role === 'manager';
}

/** The cluster, for a call that only a manager with a quorum can answer; daemon/cluster/errors.go and #errNoManager. */
export function managed(r: Reader, host: string): { readonly member: Member; readonly cluster: Cluster } {
  const member = r.get(members, host);
  if (member?.state === 'locked')
    throw unavailable(
      'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
    );
  if (member?.state !== 'active') throw unavailable(NOT_IN_SWARM);
  if (member.role !== 'manager') throw unavailable(WORKER);
  const cluster = r.get(clusters, member.cluster);
  if (!cluster) throw unavailable(NOT_IN_SWARM);
  if (!quorum(r, cluster.id)) throw new ApiError(500, NO_LEADER);
  return { member, cluster };
}

/** More than half of the managers hear one another. */
export function quorum(r: Reader, cluster: string): boolean {
  const managers = nodesOf(r, cluster).filter((n) => n.role === 'manager');
  return managers.filter((n) => n.reachable).length * 2 > managers.length;
}

/** Nodes of a cluster by id. */
export function nodesOf(r: Reader, cluster: string): NodeRow[] {
  return r.by(nodes, 'cluster', cluster).sort((a, b) => compareText(a.id, b.id));
}

/** The manager that leads. */
export function leaderOf(r: Reader, cluster: string): NodeRow | undefined {
  return r.by(nodes, 'cluster', cluster).find((n) => n.leader);
}

/** The index of the next raft entry: every write has one. */
export function nextIndex(tx: Tx, cluster: string): number {
  const row = tx.get(clusters, cluster);
  if (!row) return 0;
  tx.put(clusters, cluster, { ...row, index: row.index + 1 });
  return row.index + 1;
}

/** The index of an entry that is so far ahead: what is written in one batch shares it, and ends with `advance`. */
export function indexAhead(r: Reader, cluster: string, by: number): number {
  return (r.get(clusters, cluster)?.index ?? 0) + by;
}

/** Ends a batch: the log has come as far as this entry. */
export function advance(tx: Tx, cluster: string, to: number): void {
  const row = tx.get(clusters, cluster);
  if (row && row.index < to) tx.put(clusters, cluster, { ...row, index: to });
}

/** An id as swarmkit makes them: 25 characters of base 36, the first a digit or an early letter. */
export function newId(tx: Tx): string {
  return base36Id(tx);
}

/** A node by id, name, or unique beginning of its id; daemon/cluster/helpers.go#getNode. `self` is the client's own. */
export function findNode(r: Reader, cluster: string, ref: string): NodeRow {
  const all = nodesOf(r, cluster);
  const exact = all.find((n) => n.id === ref);
  if (exact) return exact;
  const named = all.filter((n) => n.host === ref);
  if (named.length > 1) throw new ApiError(400, `node ${ref} is ambiguous (${named.length} matches found)`);
  const prefixed = named.length > 0 ? named : all.filter((n) => n.id.startsWith(ref));
  if (prefixed.length > 1) throw new ApiError(400, `node ${ref} is ambiguous (${prefixed.length} matches found)`);
  const [only] = prefixed;
  if (!only) throw notFound(`node ${ref} not found`);
  return only;
}

/** An event of the cluster, which every manager's daemon tells. */
export function clusterEvent(
  tx: Tx,
  cluster: string,
  event: {
    readonly type: 'node' | 'service' | 'network' | 'secret' | 'config';
    readonly action: string;
    readonly id: string;
    readonly attributes: Readonly<Record<string, string>>;
  },
): void {
  for (const m of tx.by(members, 'cluster', cluster))
    if (m.role === 'manager' && m.state === 'active') logEvent(tx, { host: m.host, scope: 'swarm', ...event });
}
