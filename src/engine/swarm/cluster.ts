import { type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import { listen, NetError, sockets, unlisten } from '../../net/index.ts';
import type { SystemInfo } from '../api.ts';
import { type ApiError, badRequest, systemError, unavailable } from '../errors.ts';
import {
  controllers,
  disconnectEndpoint,
  dropNetwork,
  endpoints,
  ensureGatewayBridge,
  forgetGossip,
  GOSSIP_PORT,
  gossip,
  networks,
} from '../libnetwork/index.ts';
import { containers, daemons } from '../rows.ts';
import { advertiseAddress, dataAddress, listenAddress } from './addresses.ts';
import { allocateNetwork, DEFAULT_POOL, freeBalancer } from './allocator.ts';
import { realizeOn } from './networks.ts';
import { canConnect } from './reach.ts';
import {
  type Cluster,
  clusters,
  type Member,
  members,
  type NodeRow,
  nodes,
  services,
  swarmNetworks,
  tasks,
} from './rows.ts';
import { clusterEvent, findNode, managed, newId, nextIndex, nodesOf, quorum } from './store.ts';
import {
  digestHex,
  gossipName,
  newDigest,
  newSecret,
  newTrust,
  newUnlockKey,
  parseToken,
  tlsInfo,
  tokenOf,
} from './tokens.ts';
import type { ClusterInfo, NodeRole, SwarmInitRequest, SwarmInspect, SwarmJoinRequest, SwarmSpec } from './types.ts';

const ALREADY =
  'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
const TIMEOUT =
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.';
const NOT_PART = 'This node is not part of a swarm';

const DEFAULT_SPEC: SwarmSpec = {
  Name: 'default',
  Labels: {},
  Orchestration: { TaskHistoryRetentionLimit: 5 },
  Raft: {
    SnapshotInterval: 10000,
    KeepOldSnapshots: 0,
    LogEntriesForSlowFollowers: 500,
    ElectionTick: 10,
    HeartbeatTick: 1,
  },
  Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
  CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
};

/** `POST /swarm/init`; returns the node's id. */
export function initSwarm(tx: Tx, host: string, request: SwarmInitRequest): string {
  if (tx.get(members, host)) throw unavailable(ALREADY);
  const at = listenAddress(tx, host, request.ListenAddr);
  const advertise = advertiseAddress(tx, host, request.AdvertiseAddr, at.port);
  const dataAddr = dataAddress(tx, host, request.DataPathAddr, advertise.ip);
  const dataPort = request.DataPathPort || 4789;
  if (dataPort < 1024 || dataPort > 49151) throw badRequest('Data path port must be between 1024 and 49151');
  const pools = request.DefaultAddrPool ?? [];
  const id = newId(tx);
  const cluster: Cluster = {
    id,
    version: 10,
    created: tx.now,
    updated: tx.now,
    spec: {
      ...DEFAULT_SPEC,
      ...request.Spec,
      EncryptionConfig: { AutoLockManagers: request.AutoLockManagers ?? false },
    },
    digest: newDigest(tx),
    workerSecret: newSecret(tx),
    managerSecret: newSecret(tx),
    trust: newTrust(tx),
    unlockKey: request.AutoLockManagers ? newUnlockKey(tx) : '',
    pools: pools.length > 0 ? pools : [DEFAULT_POOL],
    poolsGiven: pools.length > 0,
    subnetSize: request.SubnetSize || 24,
    dataPort,
    index: 10,
    nextVni: 4096,
    nextMark: 256,
    beating: false,
  };
  tx.put(clusters, id, cluster);
  const node = addNode(tx, cluster, host, 'manager', advertise, request.Availability ?? 'active', true);
  makeIngress(tx, id);
  enter(tx, host, cluster, node, advertise, dataAddr);
  return node.id;
}

function addNode(
  tx: Tx,
  cluster: Cluster,
  host: string,
  role: NodeRole,
  at: { readonly ip: string; readonly port: number },
  availability: NodeRow['availability'],
  leader: boolean,
): NodeRow {
  const id = newId(tx);
  const version = nextIndex(tx, cluster.id);
  return tx.put(nodes, id, {
    id,
    cluster: cluster.id,
    host,
    version,
    created: tx.now,
    updated: tx.now,
    name: '',
    role,
    availability,
    labels: {},
    addr: at.ip,
    port: at.port,
    state: 'ready',
    message: '',
    leader,
    reachable: true,
    heard: tx.now,
    left: false,
  });
}

/** The routing mesh's network, which every swarm begins with; swarmkit manager/allocator/network.go. */
function makeIngress(tx: Tx, cluster: string): void {
  const id = newId(tx);
  tx.put(swarmNetworks, id, {
    id,
    cluster,
    name: 'ingress',
    version: nextIndex(tx, cluster),
    created: tx.now,
    driver: 'overlay',
    options: {},
    labels: null,
    internal: false,
    attachable: false,
    ingress: true,
    ipv6: false,
    wanted: {},
    taken: {},
    last: '',
    balancers: {},
  });
  allocateNetwork(tx, id);
}

/** The daemon takes its place: sockets, gossip, gateway bridge, ingress network. */
function enter(
  tx: Tx,
  host: string,
  cluster: Cluster,
  node: NodeRow,
  advertise: { readonly ip: string; readonly port: number },
  dataAddr: string,
): void {
  const member: Member = {
    host,
    cluster: cluster.id,
    node: node.id,
    state: 'active',
    error: '',
    role: node.role,
    addr: advertise.ip,
    dataAddr,
    port: advertise.port,
    managers: [],
  };
  tx.put(members, host, member);
  const pid = tx.get(daemons, host)?.pid ?? 1;
  for (const proto of ['tcp', 'udp'] as const) bind(tx, host, proto, GOSSIP_PORT, pid);
  if (node.role === 'manager') bind(tx, host, 'tcp', advertise.port, pid);
  const row = tx.get(controllers, host);
  if (row)
    tx.put(controllers, host, {
      ...row,
      agent: {
        cluster: cluster.id,
        node: node.id,
        name: gossipName(tx),
        addr: advertise.ip,
        dataAddr,
        dataPort: cluster.dataPort,
      },
    });
  ensureGatewayBridge(tx, host);
  const ingress = tx.by(swarmNetworks, 'cluster', cluster.id).find((n) => n.ingress);
  if (ingress) realizeOn(tx, node, ingress.id);
  gossip(tx, cluster.id);
  tellManagers(tx, cluster.id);
  clusterEvent(tx, cluster.id, {
    type: 'node',
    action: 'update',
    id: node.id,
    attributes: { name: host, 'state.new': 'ready', 'state.old': 'unknown' },
  });
}

/** Binds one of the daemon's ports; when somebody has it the swarm cannot be. */
export function bind(tx: Tx, host: string, proto: 'tcp' | 'udp', port: number, pid: number): void {
  try {
    listen(tx, { netns: host, proto, ip: '::', port, pid, comm: 'dockerd' });
  } catch (e) {
    if (!(e instanceof NetError)) throw e;
    throw systemError(
      `manager stopped: failed to listen on remote API address: listen ${proto} 0.0.0.0:${port}: bind: address already in use`,
    );
  }
}

export function unbind(tx: Tx, host: string, port: number): void {
  const pid = tx.get(daemons, host)?.pid ?? 1;
  for (const proto of ['tcp', 'udp'])
    for (const s of tx.by(sockets, 'bound', `${host}|${proto}|${port}`)) if (s.pid === pid) unlisten(tx, s.id);
}

/** Every member learns who the managers are. */
export function tellManagers(tx: Tx, cluster: string): void {
  const managers = nodesOf(tx, cluster)
    .filter((n) => n.role === 'manager')
    .map((n) => ({ NodeID: n.id, Addr: `${n.addr}:${n.port}` }));
  for (const m of tx.by(members, 'cluster', cluster)) if (m.state === 'active') tx.patch(members, m.host, { managers });
}

/** One attempt to be let into a swarm: `pending` when the manager cannot be reached. Throws what ends the attempt. */
export function joinSwarm(tx: Tx, host: string, request: SwarmJoinRequest, again = false): 'joined' | 'pending' {
  const known = tx.get(members, host);
  if (known && !(again && known.state === 'pending')) throw unavailable(ALREADY);
  const token = parseToken(request.JoinToken);
  if (!token) throw badRequest('invalid join token');
  const at = listenAddress(tx, host, request.ListenAddr);
  const advertise = advertiseAddress(tx, host, request.AdvertiseAddr, at.port);
  const dataAddr = dataAddress(tx, host, request.DataPathAddr, advertise.ip);
  const [remote = ''] = request.RemoteAddrs;
  const [ip = '', port] = remote.split(':');
  const to = Number(port ?? 0) || 2377;
  const manager = canConnect(tx, host, ip, to) === 'open' ? managerAt(tx, ip, to) : undefined;
  if (!manager || !port) {
    tx.put(members, host, {
      host,
      cluster: '',
      node: '',
      state: 'pending',
      error: '',
      role: 'worker',
      addr: advertise.ip,
      dataAddr,
      port: advertise.port,
      managers: [{ NodeID: '', Addr: remote }],
      remote,
      token: request.JoinToken,
    });
    return 'pending';
  }
  const cluster = tx.get(clusters, manager.cluster);
  if (!cluster || cluster.digest !== token.digest)
    throw systemError(`remote CA does not match fingerprint. Expected: ${digestHex(token.digest)}`);
  const role: NodeRole | undefined =
    token.secret === cluster.managerSecret ? 'manager' : token.secret === cluster.workerSecret ? 'worker' : undefined;
  if (!role)
    throw systemError('rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster');
  const node = addNode(tx, cluster, host, role, advertise, request.Availability ?? 'active', false);
  clusterEvent(tx, cluster.id, { type: 'node', action: 'create', id: node.id, attributes: { name: '' } });
  enter(tx, host, cluster, node, advertise, dataAddr);
  return 'joined';
}

export const joinTimeout = (): ApiError => systemError(TIMEOUT);

function managerAt(r: Reader, ip: string, port: number): Member | undefined {
  return r
    .all(members)
    .find((m) => m.role === 'manager' && m.state === 'active' && m.port === port && ownsIp(r, m, ip));
}

const ownsIp = (r: Reader, m: Member, ip: string): boolean =>
  m.addr === ip || r.by(nodes, 'host', m.host).some((n) => n.addr === ip);

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
  for (const t of tx.by(tasks, 'node', member.node)) if (t.service === '') tx.delete(tasks, t.id);
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
  if (tx.by(members, 'cluster', cluster).length > 0) return;
  for (const n of tx.by(nodes, 'cluster', cluster)) tx.delete(nodes, n.id);
  tx.delete(clusters, cluster);
}

/** `GET /swarm` */
export function inspectSwarm(r: Reader, host: string): SwarmInspect {
  const { cluster } = managed(r, host);
  return {
    ...clusterInfo(cluster),
    JoinTokens: { Worker: tokenOf(cluster, 'worker'), Manager: tokenOf(cluster, 'manager') },
  };
}

function clusterInfo(c: Cluster): ClusterInfo {
  return {
    ID: c.id,
    Version: { Index: c.version },
    CreatedAt: rfc3339Nano(c.created),
    UpdatedAt: rfc3339Nano(c.updated),
    Spec: c.spec,
    TLSInfo: tlsInfo(c),
    RootRotationInProgress: false,
    DefaultAddrPool: c.poolsGiven ? c.pools : null,
    SubnetSize: c.subnetSize,
    DataPathPort: c.dataPort,
  };
}

export interface Rotation {
  readonly rotateWorkerToken?: boolean;
  readonly rotateManagerToken?: boolean;
  readonly rotateManagerUnlockKey?: boolean;
}

/** `POST /swarm/update` */
export function updateSwarm(tx: Tx, host: string, spec: SwarmSpec, rotation: Rotation = {}): void {
  const { cluster } = managed(tx, host);
  const locks = spec.EncryptionConfig.AutoLockManagers;
  const version = nextIndex(tx, cluster.id);
  const now = tx.get(clusters, cluster.id) ?? cluster;
  tx.put(clusters, cluster.id, {
    ...now,
    version,
    updated: tx.now,
    spec,
    ...(rotation.rotateWorkerToken ? { workerSecret: newSecret(tx) } : {}),
    ...(rotation.rotateManagerToken ? { managerSecret: newSecret(tx) } : {}),
    unlockKey: !locks
      ? ''
      : cluster.unlockKey === '' || rotation.rotateManagerUnlockKey
        ? newUnlockKey(tx)
        : cluster.unlockKey,
  });
}

/** `GET /swarm/unlockkey` */
export function unlockKeyOf(r: Reader, host: string): string {
  return managed(r, host).cluster.unlockKey;
}

/** The part of `GET /info` that is about the swarm. */
export function swarmInfo(r: Reader, host: string): SystemInfo['Swarm'] {
  const m = r.get(members, host);
  if (!m)
    return {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    };
  const manager = m.role === 'manager' && m.state === 'active';
  const cluster = manager ? r.get(clusters, m.cluster) : undefined;
  const live = cluster && quorum(r, cluster.id) ? cluster : undefined;
  const all = live ? nodesOf(r, live.id) : [];
  const { JoinTokens: _t, ...info } = live ? { JoinTokens: 0, ...clusterInfo(live) } : { JoinTokens: 0 };
  return {
    NodeID: m.node,
    NodeAddr: m.addr,
    LocalNodeState: m.state,
    ControlAvailable: manager,
    Error: manager && !live ? NO_LEADER_SHORT : m.error,
    RemoteManagers: m.managers.length > 0 ? m.managers : null,
    ...(live ? { Nodes: all.length, Managers: all.filter((n) => n.role === 'manager').length, Cluster: info } : {}),
  };
}

const NO_LEADER_SHORT =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";

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
