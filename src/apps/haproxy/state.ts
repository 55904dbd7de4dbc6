import { type Reader, type Tx, table } from '../../base/index.ts';
import type { Backend, Config, Upstream } from './model.ts';

/** What HAProxy knows of a server at work. */
export interface ServerState {
  readonly up: boolean;
  /** Checks in a row that said otherwise. */
  readonly against: number;
  readonly lastCheck: string;
  /** Round robin: the position at which it is due, what is left of the division, and when it was queued (fwrr). */
  readonly position: number;
  readonly rest: number;
  readonly queued: number;
  readonly sessions: number;
  readonly total: number;
  readonly errors: number;
}

interface BackendState {
  readonly servers: readonly ServerState[];
  readonly queue: number;
  readonly requests: number;
}

/** By `<loading of the configuration>/<backend>`. */
const states = table<BackendState>('apps.haproxy');

const key = (config: Config, backend: Backend) => `${config.loaded}/${backend.name}`;

export function stateOf(r: Reader, config: Config, backend: Backend): BackendState {
  const row = r.get(states, key(config, backend));
  if (row) return row;
  const total = backend.servers.reduce((sum, s) => sum + s.weight, 0);
  const first = (s: Upstream, i: number): ServerState => ({
    up: !s.disabled,
    against: 0,
    lastCheck: s.check ? 'INI' : '',
    position: Math.floor(total / Math.max(1, s.weight)),
    rest: total % Math.max(1, s.weight),
    queued: backend.balance === 'leastconn' ? -i : i, // fwlc begins with the server that was added last
    sessions: 0,
    total: 0,
    errors: 0,
  });
  return { servers: backend.servers.map(first), queue: backend.servers.length, requests: 0 };
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
  const next = { ...own, ...fields(own) };
  tx.put(states, key(config, backend), { ...state, servers: state.servers.map((s, i) => (i === index ? next : s)) });
  return next;
}

/** Indexes of the servers that take requests: the active ones that are up, else the first backup that is. */
export function usable(state: BackendState, backend: Backend): readonly number[] {
  const up = [...backend.servers.keys()].filter((i) => state.servers[i]?.up);
  const active = up.filter((i) => !backend.servers[i]?.backup);
  return active.length > 0 ? active : up.slice(0, 1);
}

/** What a choice may depend on. */
interface Hashed {
  readonly source: string;
  readonly uri: string;
  /** The header of `balance hdr`, if it was sent. */
  readonly header?: string | undefined;
}

/** Chooses a server by the backend's `balance`; none when all are down. */
export function choose(
  tx: Tx,
  config: Config,
  backend: Backend,
  hash: Hashed,
  avoid: number | undefined,
): number | undefined {
  const state = stateOf(tx, config, backend);
  const able = usable(state, backend);
  const among = able.length > 1 && avoid !== undefined ? able.filter((i) => i !== avoid) : able;
  if (among.length === 0) return undefined;
  const chosen = pick(state, backend, among, hash);
  if (chosen === undefined) return undefined;
  const total = among.reduce((sum, i) => sum + (backend.servers[i]?.weight ?? 1), 0);
  const weight = Math.max(1, backend.servers[chosen]?.weight ?? 1);
  const servers = state.servers.map((s, i) =>
    i === chosen
      ? {
          ...s,
          position: s.position + Math.floor((total + s.rest) / weight),
          rest: (total + s.rest) % weight,
          queued: state.queue,
        }
      : s,
  );
  tx.put(states, key(config, backend), { servers, queue: state.queue + 1, requests: state.requests + 1 });
  return chosen;
}

function pick(state: BackendState, backend: Backend, among: readonly number[], hash: Hashed): number | undefined {
  const weight = (i: number) => backend.servers[i]?.weight ?? 1;
  const due = (a: number, b: number) => {
    const [x, y] = [state.servers[a], state.servers[b]];
    return (x?.position ?? 0) - (y?.position ?? 0) || weight(b) - weight(a) || (x?.queued ?? 0) - (y?.queued ?? 0);
  };
  switch (backend.balance) {
    case 'leastconn':
      return [...among].sort(
        (a, b) =>
          (state.servers[a]?.sessions ?? 0) / weight(a) - (state.servers[b]?.sessions ?? 0) / weight(b) || due(a, b),
      )[0];
    case 'first':
      return among[0];
    case 'source':
      return among[sum(hash.source) % among.length];
    case 'uri':
      return among[sum(hash.uri.split('?')[0] ?? '') % among.length];
    case 'hdr':
      return hash.header === undefined ? [...among].sort(due)[0] : among[sum(hash.header) % among.length];
    case 'random':
      return among[(state.requests * 7 + 3) % among.length];
    default:
      return [...among].sort(due)[0];
  }
}

/** sdbm, HAProxy's default for map-based hashing. */
function sum(text: string): number {
  let h = 0;
  for (const c of text) h = ((c.codePointAt(0) ?? 0) + (h << 6) + (h << 16) - h) >>> 0;
  return h;
}
