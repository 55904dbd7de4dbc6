import { sha256, type Tx } from '../../base/index.ts';
import { controllers, type NetworkKey, updateKeys } from '../libnetwork/index.ts';
import { type Cluster, clusters, type Member } from './rows.ts';

/** How long a key lives in each of its three places; swarmkit manager/keymanager/keymanager.go. */
const ROTATION = 12 * 3600 * 1000;

/** The keys that encrypted networks have now, as the agents order them: the one to send with, the one before it, the next. */
export function networkKeys({ id, rotations }: Pick<Cluster, 'id' | 'rotations'>): NetworkKey[] {
  return [1, 0, 2].map((place) => keyNumber(id, rotations + place));
}

// The clock begins anywhere and counts the keys of all subsystems: those of gossip come first, three of each, then one at each rotation.
function keyNumber(id: string, n: number): NetworkKey {
  const skew = Number.parseInt(sha256(`${id} clock`).slice(0, 4), 16);
  return { key: sha256(`${id} networking:ipsec ${n}`).slice(0, 32), tag: skew + (n < 3 ? 4 + n : 2 + 2 * n) };
}

/** Rotates the keys when it is time. */
export function rotateKeys(tx: Tx, cluster: Cluster): void {
  const rotations = Math.floor((tx.now - cluster.created) / ROTATION);
  if (rotations > cluster.rotations) tx.patch(clusters, cluster.id, { rotations });
}

/** A node that hears its manager gets the keys of today. */
export function handKeys(tx: Tx, cluster: string, { host }: Member): void {
  const row = tx.get(clusters, cluster);
  const agent = tx.get(controllers, host)?.agent;
  if (!row || !agent) return;
  const keys = networkKeys(row);
  if (agent.keys[0]?.tag !== keys[0]?.tag) updateKeys(tx, host, keys);
}
