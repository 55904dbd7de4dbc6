import type { Reader, Tx } from '../../base/index.ts';
import { type Run, sleep } from '../../os/index.ts';
import type { Caller } from '../daemon.ts';
import { ApiError } from '../errors.ts';
import { gossip } from '../libnetwork/index.ts';
import { joinSwarm } from './cluster.ts';
import { handKeys, rotateKeys } from './keymanager.ts';
import { elect } from './nodes.ts';
import { heartbeat } from './reach.ts';
import { clusters, type Member, members, type NodeRow, nodes } from './rows.ts';
import { clusterEvent, leaderOf, nodesOf } from './store.ts';

/** Heartbeats missed before a node counts as down; swarmkit manager/dispatcher/dispatcher.go. */
const GRACE = 3;

/** Lets the cluster's heart beat while there is more than one node; `changed` is called when somebody went down or came back. */
export function startHeart(caller: Caller, cluster: string, changed: (caller: Caller, cluster: string) => void): void {
  const row = caller.world.get(clusters, cluster);
  if (!row || row.beating || nodesOf(caller.world, cluster).length < 2) return;
  caller.transact((tx) => tx.patch(clusters, cluster, { beating: true }));
  const host = leaderOf(caller.world, cluster)?.host ?? '';
  caller.spawn({
    argv: ['dockerd'],
    place: { host, netns: host, fs: `h:${host}` },
    hidden: true,
    detached: true,
    pgid: 'new',
    program: function* (proc) {
      for (;;) {
        const now = proc.world.get(clusters, cluster);
        if (!now) return 0;
        yield* sleep(now.spec.Dispatcher.HeartbeatPeriod / 1e6);
        if (nodesOf(proc.world, cluster).length < 2) break;
        if (proc.transact((tx) => beat(tx, cluster))) changed(proc, cluster);
      }
      proc.transact((tx) => tx.get(clusters, cluster) && tx.patch(clusters, cluster, { beating: false }));
      return 0;
    },
  });
}

/** One round: raft among the managers, heartbeats of the agents, gossip among all. True if a node's state changed. */
export function beat(tx: Tx, cluster: string): boolean {
  const row = tx.get(clusters, cluster);
  if (!row) return false;
  const before = statesOf(tx, cluster);
  raft(tx, cluster);
  const leader = leaderOf(tx, cluster);
  const head = leader && seat(tx, leader);
  const grace = (GRACE * row.spec.Dispatcher.HeartbeatPeriod) / 1e6;
  if (head) {
    rotateKeys(tx, row);
    for (const n of nodesOf(tx, cluster)) {
      const own = seat(tx, n);
      if (own && heartbeat(tx, own, head)) {
        heard(tx, n);
        handKeys(tx, cluster, own);
      } else if (n.state !== 'down' && tx.now - n.heard >= grace) setState(tx, n, 'down', 'heartbeat failure');
    }
  }
  gossip(tx, cluster, { probe: true });
  return statesOf(tx, cluster) !== before;
}

function statesOf(r: Reader, cluster: string): string {
  return nodesOf(r, cluster)
    .map((n) => `${n.id}${n.state}${n.leader}`)
    .join();
}

/** The daemon that holds a node's place now, if there is one. */
function seat(r: Reader, n: NodeRow): Member | undefined {
  const m = r.get(members, n.host);
  return m?.node === n.id && m.state === 'active' ? m : undefined;
}

function heard(tx: Tx, n: NodeRow): void {
  tx.put(nodes, n.id, { ...n, heard: tx.now });
  if (n.state !== 'ready') setState(tx, n, 'ready', '');
}

function setState(tx: Tx, n: NodeRow, state: NodeRow['state'], message: string): void {
  const now = tx.get(nodes, n.id) ?? n;
  tx.put(nodes, n.id, { ...now, state, message });
  clusterEvent(tx, n.cluster, {
    type: 'node',
    action: 'update',
    id: n.id,
    attributes: { name: n.host, 'state.new': state, 'state.old': n.state },
  });
}

/** Who among the managers hears a majority; the leader's view of the others is the cluster's. */
function raft(tx: Tx, cluster: string): void {
  const managers = nodesOf(tx, cluster).filter((n) => n.role === 'manager');
  if (managers.length < 2) return;
  const reach = (a: NodeRow, b: NodeRow): boolean => {
    const [from, to] = [seat(tx, a), seat(tx, b)];
    return (
      from !== undefined && to !== undefined && (a.id === b.id || (heartbeat(tx, from, to) && heartbeat(tx, to, from)))
    );
  };
  const views = managers.map((m) => ({ m, sees: managers.filter((o) => reach(m, o)) }));
  const able = views.filter((v) => v.sees.length * 2 > managers.length);
  const chosen = able.find((v) => v.m.leader) ?? able[0];
  for (const m of managers) {
    const reachable = chosen?.sees.some((s) => s.id === m.id) ?? false;
    if (reachable !== m.reachable) tx.patch(nodes, m.id, { reachable });
  }
  elect(tx, cluster);
}

/** A host that could not be let in goes on trying. */
export function keepTrying(caller: Caller, host: string, joined: (caller: Caller, cluster: string) => void): void {
  caller.spawn({
    argv: ['dockerd'],
    place: { host, netns: host, fs: `h:${host}` },
    hidden: true,
    detached: true,
    pgid: 'new',
    program: function* (proc): Run<number> {
      for (;;) {
        yield* sleep(5000);
        const m = proc.world.get(members, host);
        if (m?.state !== 'pending') return 0;
        if (attempt(proc, m) === 'joined') {
          const cluster = proc.world.get(members, host)?.cluster;
          if (cluster) joined(proc, cluster);
          return 0;
        }
      }
    },
  });
}

function attempt(caller: Caller, m: Member): 'joined' | 'pending' {
  const request = { RemoteAddrs: [m.remote ?? ''], JoinToken: m.token ?? '', AdvertiseAddr: `${m.addr}:${m.port}` };
  try {
    return caller.transact((tx) => joinSwarm(tx, m.host, request, true));
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    const text = e.message;
    caller.transact((tx) => tx.patch(members, m.host, { state: 'error', error: text }));
    return 'pending';
  }
}
