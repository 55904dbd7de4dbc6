import { type Reader, type Tx, table } from '../../base/index.ts';
import { hashWays, ipWays, ringWays } from './hash.ts';
import type { Peer, Upstream } from './model.ts';

/** What a worker remembers of a backend; ngx_http_upstream_rr_peer_t. */
export interface PeerState {
  readonly current: number;
  readonly effective: number;
  readonly fails: number;
  readonly accessed: number;
  readonly checked: number;
  readonly conns: number;
}

/** By `<loading of the configuration>/<upstream>`. */
const states = table<readonly PeerState[]>('apps.nginx');

/** How many connections, from clients and to backends, a loading of the configuration has seen. */
const connections = table<{ readonly count: number }>('apps.nginx.connections');

/** Numbers a connection. */
export function numberConnection(tx: Tx, loaded: string): number {
  const count = (tx.get(connections, loaded)?.count ?? 0) + 1;
  tx.put(connections, loaded, { count });
  return count;
}

const keyOf = (loaded: string, upstream: Upstream) => `${loaded}/${upstream.name}`;

function stateOf(r: Reader, loaded: string, upstream: Upstream): PeerState[] {
  const row = r.get(states, keyOf(loaded, upstream));
  return row
    ? [...row]
    : upstream.peers.map((p) => ({ current: 0, effective: p.weight, fails: 0, accessed: 0, checked: 0, conns: 0 }));
}

function change(
  tx: Tx,
  loaded: string,
  upstream: Upstream,
  index: number,
  fields: (s: PeerState) => Partial<PeerState>,
): void {
  const all = stateOf(tx, loaded, upstream);
  const own = all[index];
  if (own) all[index] = { ...own, ...fields(own) };
  tx.put(states, keyOf(loaded, upstream), all);
}

/** Chooses the backend for the next try, or none when all are down or tried; `tried` are those that failed already. */
export function choose(
  tx: Tx,
  loaded: string,
  upstream: Upstream,
  tried: ReadonlySet<number>,
  client: string,
  key: string,
): number | undefined {
  const single = upstream.peers.length === 1;
  if (single) return tried.has(0) || upstream.peers[0]?.down ? undefined : 0;
  const state = stateOf(tx, loaded, upstream);
  for (const backup of [false, true]) {
    const usable = [...upstream.peers.keys()].filter((i) =>
      fits(upstream.peers[i], state[i], backup, tried.has(i), tx.now),
    );
    const best = backup
      ? roundRobin(upstream, state, usable)
      : byMethod(upstream, state, usable, client, key, (below) => tx.random(below));
    if (best === undefined) continue;
    const own = state[best];
    const peer = upstream.peers[best];
    if (own && peer && tx.now - own.checked > peer.failTimeout) state[best] = { ...own, checked: tx.now };
    tx.put(states, keyOf(loaded, upstream), state);
    return best;
  }
  // All are thought dead: the next request finds them forgiven.
  tx.put(
    states,
    keyOf(loaded, upstream),
    state.map((s) => ({ ...s, fails: 0 })),
  );
  return undefined;
}

function fits(
  peer: Peer | undefined,
  state: PeerState | undefined,
  backup: boolean,
  tried: boolean,
  now: number,
): boolean {
  if (!peer || !state || tried || peer.down || peer.backup !== backup) return false;
  return !(peer.maxFails > 0 && state.fails >= peer.maxFails && now - state.checked <= peer.failTimeout);
}

/** Smooth weighted round robin: everyone gains its weight, the richest pays the total. */
function roundRobin(upstream: Upstream, state: PeerState[], usable: readonly number[]): number | undefined {
  let best: number | undefined;
  let total = 0;
  for (const i of usable) {
    const own = state[i];
    const peer = upstream.peers[i];
    if (!own || !peer) continue;
    total += own.effective;
    const effective = Math.min(peer.weight, own.effective + 1);
    const richer = { ...own, current: own.current + own.effective, effective };
    state[i] = richer;
    if (best === undefined || richer.current > (state[best]?.current ?? 0)) best = i;
  }
  const chosen = best === undefined ? undefined : state[best];
  if (best !== undefined && chosen) state[best] = { ...chosen, current: chosen.current - total };
  return best;
}

function byMethod(
  upstream: Upstream,
  state: PeerState[],
  usable: readonly number[],
  client: string,
  key: string,
  chance: (below: number) => number,
): number | undefined {
  if (usable.length === 0) return undefined;
  const first = (ways: Iterable<readonly number[]>) => {
    for (const way of ways) {
      const able = way.filter((i) => usable.includes(i));
      if (able.length > 0) return roundRobin(upstream, state, able);
    }
    return roundRobin(upstream, state, usable);
  };
  const load = (i: number) => (state[i]?.conns ?? 0) / (upstream.peers[i]?.weight ?? 1);
  switch (upstream.method) {
    case 'least_conn': {
      const least = Math.min(...usable.map(load));
      return roundRobin(
        upstream,
        state,
        usable.filter((i) => load(i) === least),
      );
    }
    case 'random':
      return weighted(upstream, usable, chance);
    case 'ip_hash':
      return first(ipWays(upstream, client));
    case 'hash':
      return key === '' ? roundRobin(upstream, state, usable) : first(hashWays(upstream, key));
    case 'consistent':
      return key === '' ? roundRobin(upstream, state, usable) : first(ringWays(upstream, key));
    default:
      return roundRobin(upstream, state, usable);
  }
}

/** One by chance, as their weights have it. */
function weighted(
  upstream: Upstream,
  usable: readonly number[],
  chance: (below: number) => number,
): number | undefined {
  const weight = (i: number) => upstream.peers[i]?.weight ?? 1;
  let left = chance(usable.reduce((sum, i) => sum + weight(i), 0));
  return usable.find((i) => {
    left -= weight(i);
    return left < 0;
  });
}

/** Notes that a connection to a backend begins or ends, and how. */
export function noteTry(
  tx: Tx,
  loaded: string,
  upstream: Upstream,
  index: number,
  what: 'begin' | 'ok' | 'failed',
): void {
  const peer = upstream.peers[index];
  if (!peer) return;
  change(tx, loaded, upstream, index, (s) => {
    if (what === 'begin') return { conns: s.conns + 1 };
    if (what === 'ok') return { conns: Math.max(0, s.conns - 1), ...(s.accessed < s.checked ? { fails: 0 } : {}) };
    const lower = peer.maxFails > 0 ? Math.max(0, s.effective - peer.weight / peer.maxFails) : s.effective;
    return { conns: Math.max(0, s.conns - 1), fails: s.fails + 1, accessed: tx.now, checked: tx.now, effective: lower };
  });
}
