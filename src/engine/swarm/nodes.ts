import { naturalCompare, type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import type { Filters } from '../api/index.ts';
import { badRequest } from '../errors.ts';
import { checkFilters, exactMatch, fuzzyMatch, labelsMatch } from '../filters.ts';
import { driverNames } from '../libnetwork/index.ts';
import { daemons } from '../rows.ts';
import { ENGINE_VERSION, MEMORY } from '../system.ts';
import { bind, tellManagers, unbind } from './cluster.ts';
import { forgetNode } from './leave.ts';
import { type Cluster, clusters, members, type NodeRow, nodes, tasks } from './rows.ts';
import { clusterEvent, findNode, managed, nextIndex, nodesOf, rpcError } from './store.ts';
import { forgetTask } from './taskrow.ts';
import { tlsInfo } from './tokens.ts';
import type { NodeSpec, SwarmNode } from './types.ts';

const LOG_DRIVERS = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'];

/** What every machine of the lab has; see info. */
const CPUS = 2;

function nodeJson(c: Cluster, n: NodeRow): SwarmNode {
  const plugins = (Type: string, names: readonly string[]) => names.map((Name) => ({ Type, Name }));
  return {
    ID: n.id,
    Version: { Index: n.version },
    CreatedAt: rfc3339Nano(n.created),
    UpdatedAt: rfc3339Nano(n.updated),
    Spec: specOf(n),
    Description: {
      Hostname: n.host,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: CPUS * 1e9, MemoryBytes: MEMORY },
      Engine: {
        EngineVersion: ENGINE_VERSION,
        Plugins: [
          ...plugins('Log', LOG_DRIVERS),
          ...plugins('Network', driverNames()),
          ...plugins('Volume', ['local']),
        ],
      },
      TLSInfo: tlsInfo(c),
    },
    Status: { State: n.state, ...(n.message === '' ? {} : { Message: n.message }), Addr: n.addr },
    ...(n.role === 'manager'
      ? {
          ManagerStatus: {
            ...(n.leader ? { Leader: true } : {}),
            Reachability: n.reachable ? ('reachable' as const) : ('unreachable' as const),
            Addr: `${n.addr}:${n.port}`,
          },
        }
      : {}),
  };
}

function specOf(n: NodeRow): NodeSpec {
  return {
    ...(n.name === '' ? {} : { Name: n.name }),
    Labels: n.labels,
    Role: n.role,
    Availability: n.availability,
  };
}

/** `GET /nodes`; daemon/cluster/filters.go#newListNodesFilters */
export function listNodes(r: Reader, host: string, given?: Filters): readonly SwarmNode[] {
  const { cluster } = managed(r, host);
  const filters = checkFilters(given, ['name', 'id', 'label', 'role', 'membership', 'node.label']);
  for (const role of filters.role ?? [])
    if (!['worker', 'manager'].includes(role)) throw badRequest(`invalid role filter: '${role}'`);
  for (const m of filters.membership ?? [])
    if (!['accepted', 'pending'].includes(m)) throw badRequest(`invalid membership filter: '${m}'`);
  const prefix = (values: readonly string[] | undefined, text: string) =>
    !values?.length || values.some((v) => text.startsWith(v));
  return nodesOf(r, cluster.id)
    .filter(
      (n) =>
        (!filters.name?.length || fuzzyMatch(filters.name, n.host)) &&
        prefix(filters.id, n.id) &&
        exactMatch(filters.role, n.role) &&
        exactMatch(filters.membership, 'accepted') &&
        labelsMatch(filters['node.label'], n.labels) &&
        labelsMatch(filters.label, {}),
    )
    .sort((a, b) => naturalCompare(a.host, b.host))
    .map((n) => nodeJson(cluster, n));
}

/** `GET /nodes/{id}`; `self` is resolved by the client. */
export function inspectNode(r: Reader, host: string, ref: string): SwarmNode {
  const { cluster } = managed(r, host);
  return nodeJson(cluster, findNode(r, cluster.id, ref));
}

/** `POST /nodes/{id}/update` */
export function updateNode(tx: Tx, host: string, ref: string, spec: NodeSpec): void {
  const { cluster } = managed(tx, host);
  const n = findNode(tx, cluster.id, ref);
  if (!['active', 'pause', 'drain'].includes(spec.Availability))
    throw badRequest(`invalid Availability: "${spec.Availability}"`);
  if (!['worker', 'manager'].includes(spec.Role)) throw badRequest(`invalid Role: "${spec.Role}"`);
  if (n.role === 'manager' && spec.Role === 'worker') checkDemotion(tx, cluster.id, n);
  const version = nextIndex(tx, cluster.id);
  tx.put(nodes, n.id, {
    ...n,
    version,
    updated: tx.now,
    name: spec.Name ?? '',
    labels: spec.Labels,
    availability: spec.Availability,
  });
  if (spec.Role !== n.role) changeRole(tx, n.id, spec.Role);
  clusterEvent(tx, cluster.id, {
    type: 'node',
    action: 'update',
    id: n.id,
    attributes: {
      name: n.host,
      ...(spec.Role === n.role ? {} : { 'role.new': spec.Role, 'role.old': n.role }),
      ...(spec.Availability === n.availability
        ? {}
        : { 'availability.new': spec.Availability, 'availability.old': n.availability }),
    },
  });
}

function checkDemotion(r: Reader, cluster: string, n: NodeRow): void {
  const managers = nodesOf(r, cluster).filter((m) => m.role === 'manager');
  if (managers.length === 1) throw rpcError('FailedPrecondition', 'attempting to demote the last manager of the swarm');
  const left = managers.filter((m) => m.id !== n.id && m.reachable).length;
  if (left * 2 <= managers.length - 1)
    throw rpcError('FailedPrecondition', "can't remove member from the raft: this would result in a loss of quorum");
}

/** A node changes its role: its daemon opens or closes the managers' port, and another leads if it was the leader. */
function changeRole(tx: Tx, id: string, role: NodeSpec['Role']): void {
  const n = tx.get(nodes, id);
  if (!n) return;
  tx.put(nodes, id, { ...n, role, leader: role === 'manager' && n.leader, reachable: true });
  const member = tx.get(members, n.host);
  if (member?.node === id) {
    tx.put(members, n.host, { ...member, role });
    if (role === 'manager') bind(tx, n.host, 'tcp', member.port, tx.get(daemons, n.host)?.pid ?? 1);
    else unbind(tx, n.host, member.port);
  }
  elect(tx, n.cluster);
  tellManagers(tx, n.cluster);
}

/** Raft's outcome: a reachable manager leads; the one that does goes on. */
export function elect(tx: Tx, cluster: string): void {
  if (!tx.get(clusters, cluster)) return;
  const managers = nodesOf(tx, cluster).filter((n) => n.role === 'manager');
  const live = managers.filter((n) => n.reachable);
  const enough = live.length * 2 > managers.length;
  const old = managers.find((n) => n.leader);
  if (old && (live.includes(old) || !enough)) return;
  if (old) tx.put(nodes, old.id, { ...old, leader: false });
  const next = enough ? live[0] : undefined;
  if (next) tx.put(nodes, next.id, { ...next, leader: true });
}

/** `DELETE /nodes/{id}` */
export function removeNode(tx: Tx, host: string, ref: string, force: boolean): void {
  const { cluster } = managed(tx, host);
  const n = findNode(tx, cluster.id, ref);
  if (n.role === 'manager')
    throw rpcError(
      'FailedPrecondition',
      `node ${n.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
    );
  if (!force && n.state === 'ready')
    throw rpcError('FailedPrecondition', `node ${n.id} is not down and can't be removed`);
  for (const t of tx.by(tasks, 'node', n.id)) if (t.service === '') forgetTask(tx, t.id);
  forgetNode(tx, cluster.id, n.id);
  const member = tx.get(members, n.host);
  // Its next heartbeat is refused: the daemon on it stays, in the state `error`.
  if (member?.node === n.id)
    tx.put(members, n.host, {
      ...member,
      state: 'error',
      error: 'rpc error: code = NotFound desc = node not registered',
    });
  clusterEvent(tx, cluster.id, { type: 'node', action: 'remove', id: n.id, attributes: { name: n.host } });
}
