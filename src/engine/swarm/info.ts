import { type Reader, rfc3339Nano, type Tx } from '../../base/index.ts';
import type { SystemInfo } from '../api/index.ts';
import { type Cluster, clusters, members } from './rows.ts';
import { managed, nextIndex, nodesOf, quorum, rpcError } from './store.ts';
import { newDigest, newSecret, newTrust, newUnlockKey, tlsInfo, tokenOf } from './tokens.ts';
import type { ClusterInfo, SwarmInspect, SwarmSpec } from './types.ts';

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

/** ca.MinNodeCertExpiration of swarmkit, ns. */
const SHORTEST = 3_600_000_000_000;

/** `POST /swarm/update` */
export function updateSwarm(tx: Tx, host: string, spec: SwarmSpec, rotation: Rotation = {}): void {
  const { cluster } = managed(tx, host);
  if (spec.CAConfig.NodeCertExpiry < SHORTEST)
    throw rpcError('InvalidArgument', 'minimum certificate expiry time is: 1h0m0s', 400);
  const locks = spec.EncryptionConfig.AutoLockManagers;
  // a new root, to whose digest the join tokens bind
  const anew = spec.CAConfig.ForceRotate !== cluster.spec.CAConfig.ForceRotate;
  const version = nextIndex(tx, cluster.id);
  const now = tx.get(clusters, cluster.id) ?? cluster;
  tx.put(clusters, cluster.id, {
    ...now,
    version,
    updated: tx.now,
    spec,
    ...(anew ? { digest: newDigest(tx), trust: newTrust(tx) } : {}),
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
