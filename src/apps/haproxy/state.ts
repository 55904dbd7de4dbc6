import { type Reader, type Tx, table } from '../../base/index.ts';
import { hashOf, nearest, ringOf, type Share, slotsOf } from './hash.ts';
import type { Backend, Config, Upstream } from './model.ts';
import { atFirst, atReturn, type Due, nextOf, type Round, UNBEGUN } from './round-robin.ts';

/** What HAProxy knows of a server at work. */
export interface ServerState {
  readonly up: boolean;
  readonly ip: string | undefined;
  /** It has a name that leads nowhere: out until it does. */
  readonly lost: boolean;
  /** Checks in a row that said otherwise. */
  readonly against: number;
  readonly lastCheck: string;
  readonly due: Due;
  readonly sessions: number;
  readonly total: number;
  readonly errors: number;
}

interface BackendState {
  readonly servers: readonly ServerState[];
  readonly round: Round;
  /** How often the servers took turns by a map of slots. */
  readonly turns: number;
}

/** By `<loading of the configuration>/<backend>`. */
const states = table<BackendState>('apps.haproxy');

const key = (config: Config, backend: Backend) => `${config.loaded}/${backend.name}`;

export function stateOf(r: Reader, config: Config, backend: Backend): BackendState {
  const row = r.get(states, key(config, backend));
  if (row) return row;
  const first = (s: Upstream, i: number): ServerState => ({
    up: !s.disabled && s.ip !== undefined,
    ip: s.ip,
    lost: s.ip === undefined,
    against: s.fall - 1, // up, but the first check that fails takes it down
    lastCheck: s.check ? 'INI' : '',
    due: atFirst(s.weight, backend.balance === 'leastconn' ? -i : i), // fwlc begins with the server that was added last
    sessions: 0,
    total: 0,
    errors: 0,
  });
  return { servers: backend.servers.map(first), round: UNBEGUN, turns: 0 };
}

export function change(
  tx: Tx,
  config: Config,
  backend: Backend,
  index: number,
  fields: (s: ServerState) => Partial<ServerState>,
): ServerState | undefined {
  const state = stateOf(tx, config, backend);
  const own = state.servers[index];
  if (!own) return undefined;
  const changed = { ...own, ...fields(own) };
  const back = !own.up && changed.up;
  const next = back ? { ...changed, due: atReturn(backend.servers[index]?.weight ?? 1, state.round) } : changed;
  const round = back ? { ...state.round, queue: state.round.queue + 1 } : state.round;
  const servers = state.servers.map((s, i) => (i === index ? next : s));
  tx.put(states, key(config, backend), { ...state, servers, round });
  return next;
}

/** Indexes of the servers that take requests: the active ones that are up, else the first backup that is. */
export function usable(state: BackendState, backend: Backend): readonly number[] {
  const up = [...backend.servers.keys()].filter((i) => state.servers[i]?.up);
  const active = up.filter((i) => !backend.servers[i]?.backup && backend.servers[i]?.weight !== 0);
  if (active.length > 0) return active;
  const backups = up.filter((i) => backend.servers[i]?.backup);
  return backend.allBackups ? backups : backups.slice(0, 1);
}

/** `2 active and 0 backup servers`: how many are left or online. */
export function countsOf(state: BackendState, backend: Backend): string {
  const active = usable(state, backend).filter((i) => !backend.servers[i]?.backup).length;
  return `${active} active and ${backend.servers.filter((s, i) => s.backup && state.servers[i]?.up).length} backup servers`;
}

/** What is said when nobody is left. */
export const bereft = (backend: Backend): string =>
  `${backend.frontendToo ? 'proxy' : 'backend'} '${backend.name}' has no server available!`;

/** Whether a server takes one more; `maxconn` of a server. */
export function hasRoom(state: BackendState, backend: Backend, index: number): boolean {
  const most = backend.servers[index]?.maxconn ?? 0;
  return most === 0 || (state.servers[index]?.sessions ?? 0) < most;
}

/** Chooses a server by the backend's `balance`, where it hashes by what is asked (undefined: that is missing); none when all are down or full. */
export function choose(
  tx: Tx,
  config: Config,
  backend: Backend,
  hashed: string | undefined,
  avoid: number | undefined,
): number | undefined {
  const state = stateOf(tx, config, backend);
  const able = usable(state, backend);
  const others = able.length > 1 && avoid !== undefined ? able.filter((i) => i !== avoid) : able;
  const hashes = backend.balance === 'hash' && hashed !== undefined;
  const among = hashes ? others : others.filter((i) => hasRoom(state, backend, i));
  if (among.length === 0) return undefined;
  const picked = pick(state, backend, among, hashed, () => tx.random(2 ** 32));
  if (!picked || (hashes && !hasRoom(state, backend, picked.index))) return undefined;
  tx.put(states, key(config, backend), { ...state, ...picked.state });
  return picked.index;
}

/** A server, and what is remembered of the choice. */
interface Picked {
  readonly index: number;
  readonly state?: Partial<BackendState>;
}

function pick(
  state: BackendState,
  backend: Backend,
  among: readonly number[],
  hashed: string | undefined,
  chance: () => number,
): Picked | undefined {
  const shares = among.map((index) => ({ index, weight: backend.servers[index]?.weight ?? 1 }));
  const load = (s: Share) => (state.servers[s.index]?.sessions ?? 0) / Math.max(1, s.weight);
  const only = (index: number | undefined) => (index === undefined ? undefined : { index });
  switch (backend.balance) {
    case 'leastconn': {
      const queued = (s: Share) => state.servers[s.index]?.due.queued ?? 0;
      const [best] = [...shares].sort((a, b) => load(a) - load(b) || queued(a) - queued(b));
      return best && { index: best.index, state: last(state, best.index) };
    }
    case 'first':
      return only(among[0]);
    case 'static-rr':
      return turn(state, backend, shares);
    case 'random': {
      const [one, two] = [nearest(shares, chance()), nearest(shares, chance())];
      const of = (index: number | undefined) => shares.find((s) => s.index === index);
      const [a, b] = [of(one), of(two)];
      return only(a && b && load(b) < load(a) ? two : one);
    }
    case 'hash': {
      if (hashed === undefined) return turn(state, backend, shares);
      const hash = hashOf(backend.hashType, hashed, backend.hashed?.sample.fetch === 'src');
      if (backend.hashType.consistent) return only(nearest(shares, hash));
      const slots = slotsOf(shares);
      return only(slots[hash % Math.max(1, slots.length)]);
    }
    default: {
      const next = nextOf(
        shares,
        state.servers.map((s) => s.due),
        state.round,
      );
      if (!next) return undefined;
      const servers = state.servers.map((s, i) => (i === next.index ? { ...s, due: next.due } : s));
      return { index: next.index, state: { servers, round: next.round } };
    }
  }
}

/** The next slot of the map, or the next point of the ring. */
function turn(state: BackendState, backend: Backend, shares: readonly Share[]): Picked | undefined {
  const slots = backend.hashType.consistent ? ringOf(shares).map((p) => p.index) : slotsOf(shares);
  const index = slots[state.turns % Math.max(1, slots.length)];
  return index === undefined ? undefined : { index, state: { turns: state.turns + 1 } };
}

/** Puts a server behind the others. */
function last(state: BackendState, index: number): Partial<BackendState> {
  const { queue } = state.round;
  const servers = state.servers.map((s, i) => (i === index ? { ...s, due: { ...s.due, queued: queue } } : s));
  return { servers, round: { ...state.round, queue: queue + 1 } };
}
