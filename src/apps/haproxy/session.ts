import type { Conversation } from '../../os/index.ts';
import type { Request } from '../http.ts';
import { holds, type Seen } from './conditions.ts';
import type { Config, Frontend, Gate, Track } from './model.ts';
import { type Client, take } from './sample.ts';
import { countFor, countOf } from './stick.ts';

/** A client's connection to a frontend: who it is, and which entries of stick tables are its own. */
export interface Session {
  readonly client: Client;
  /** More of the client has become known. */
  learn(more: Partial<Client>): void;
  /** What the rules of `tcp-request LEVEL` say to the connection. */
  admits(level: Gate['level']): boolean;
  sees(request: Request, status?: number): Seen;
  track(track: Track, request: Request): void;
  /** A request begins: what was tracked for the one before is not any more. */
  begin(): void;
}

/** What is known of a request before it has come. */
export const NOTHING: Request = { method: '', target: '', version: '', headers: [], body: '' };

const CONNECTION = ['conn_cnt', 'conn_rate', 'sess_cnt', 'sess_rate'];
const REQUEST = ['http_req_cnt', 'http_req_rate'];

/** Opens a session. */
export function sessionOf(conn: Conversation, config: Config, frontend: Frontend): Session {
  let client: Client = { ip: conn.peer.ip };
  const lasting = new Map<number, readonly [string, string]>();
  let slots = new Map<number, readonly [string, string]>();
  const count = ([table, key]: readonly [string, string], kinds: readonly string[]) =>
    conn.transact((tx) => countFor(tx, config, table, key, kinds));
  const session: Session = {
    get client() {
      return client;
    },
    learn(more) {
      client = { ...client, ...more };
    },
    admits(level) {
      const gates = frontend.gates.filter((g) => g.level === level);
      const verdict = passes(gates, session);
      for (const [slot, entry] of slots) lasting.set(slot, entry);
      return verdict;
    },
    sees: (request, status = 0) => ({
      request,
      client,
      status,
      counter: ({ kind, slot, table }) => {
        if (slot === 'src') return countOf(conn.world, config, table ?? frontend.name, client.ip, kind);
        const entry = slots.get(slot);
        return entry && countOf(conn.world, config, table ?? entry[0], entry[1], kind);
      },
    }),
    track({ slot, key, table }, request) {
      const of = slots.has(slot) ? undefined : take(key, request, client);
      if (of === undefined) return;
      slots.set(slot, [table, of]);
      count([table, of], [...CONNECTION, ...(request === NOTHING ? [] : REQUEST)]);
    },
    begin() {
      slots = new Map(lasting);
      for (const entry of lasting.values()) count(entry, REQUEST);
    },
  };
  return session;
}

function passes(gates: readonly Gate[], session: Session): boolean {
  for (const gate of gates) {
    if (!holds(gate.when, session.sees(NOTHING))) continue;
    if (gate.track) session.track(gate.track, NOTHING);
    else return gate.action === 'accept';
  }
  return true;
}
