import type { Reader, Tx } from '../../base/index.ts';
import { listen, NetError, sockets, unlisten } from '../../net/index.ts';
import { ApiError, badRequest, systemError, unavailable } from '../errors.ts';
import { clearEncryption, controllers, ensureGatewayBridge, GOSSIP_PORT, gossip } from '../libnetwork/index.ts';
import { daemons } from '../rows.ts';
import { advertiseAddress, dataAddress, listenAddress } from './addresses.ts';
import { allocateNetwork, DEFAULT_POOL } from './allocator.ts';
import { networkKeys } from './keymanager.ts';
import { realizeOn } from './networks.ts';
import { canConnect } from './reach.ts';
import { type Cluster, clusters, type Member, members, type NodeRow, nodes, swarmNetworks } from './rows.ts';
import { clusterEvent, NOT_IN_SWARM, newId, nextIndex, nodesOf } from './store.ts';
import { digestHex, gossipName, newDigest, newSecret, newTrust, newUnlockKey, parseToken } from './tokens.ts';
import type { NodeRole, SwarmInitRequest, SwarmJoinRequest, SwarmSpec } from './types.ts';

const ALREADY =
  'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
const TIMEOUT =
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.';

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
  if (request.ForceNewCluster && tx.get(members, host)) return forceNewCluster(tx, host, request);
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
    index: FIRST.end,
    rotations: 0,
    nextVni: 4096,
    nextMark: 256,
    beating: false,
  };
  tx.put(clusters, id, cluster);
  const node = addNode(tx, cluster, host, 'manager', advertise, request.Availability ?? 'active', FIRST.node);
  makeIngress(tx, id);
  enter(tx, host, cluster, node, advertise, dataAddr);
  return node.id;
}

/**
 * `--force-new-cluster`: the host is the only manager from now on and has all that the store has. The others are no
 * longer members of raft, and of nobody is it known whether he is there before he is heard.
 */
function forceNewCluster(tx: Tx, host: string, request: SwarmInitRequest): string {
  const member = tx.get(members, host);
  if (member?.state !== 'active' || member.role !== 'manager') throw unavailable(NOT_IN_SWARM);
  const others = tx.by(members, 'cluster', member.cluster).filter((m) => m.role === 'manager' && m.host !== host);
  if (others.length > 0)
    throw new ApiError(501, 'dockernet-course: not simulated: --force-new-cluster while other managers live on');
  const advertise = advertiseAddress(tx, host, request.AdvertiseAddr, member.port);
  for (const n of nodesOf(tx, member.cluster))
    tx.patch(
      nodes,
      n.id,
      n.id === member.node
        ? { leader: true, reachable: true, state: 'ready', addr: advertise.ip, heard: tx.now }
        : { leader: false, reachable: false, role: 'worker', state: 'unknown', heard: tx.now },
    );
  tx.patch(members, host, { addr: advertise.ip });
  tellManagers(tx, member.cluster);
  return member.node;
}

/** Entries of the log that a new cluster begins with: the ingress network, the first node, and where it stands then. */
const FIRST = { ingress: 5, node: 9, end: 10 };

function addNode(
  tx: Tx,
  cluster: Cluster,
  host: string,
  role: NodeRole,
  at: { readonly ip: string; readonly port: number },
  availability: NodeRow['availability'],
  first?: number,
): NodeRow {
  const id = newId(tx);
  const version = first ?? nextIndex(tx, cluster.id);
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
    leader: first !== undefined,
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
    version: FIRST.ingress,
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
  clearEncryption(tx, host);
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
        keys: networkKeys(cluster),
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
  const token = request.JoinToken === '' ? undefined : parseToken(request.JoinToken);
  if (!token && request.JoinToken !== '') throw badRequest('invalid join token');
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
  // without a token nothing is said of the CA that is to be met
  if (!cluster || (token && cluster.digest !== token.digest))
    throw systemError(`remote CA does not match fingerprint. Expected: ${digestHex(token?.digest ?? '')}`);
  const role: NodeRole | undefined =
    token?.secret === cluster.managerSecret ? 'manager' : token?.secret === cluster.workerSecret ? 'worker' : undefined;
  if (!role)
    throw systemError('rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster');
  const node = addNode(tx, cluster, host, role, advertise, request.Availability ?? 'active');
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
