import type { Conversation } from '../../os/index.ts';
import type { Request } from '../http.ts';
import { holds, type Seen } from './conditions.ts';
import type { Config, Frontend, Gate, Track } from './model.ts';
import { take } from './sample.ts';
import { countFor, countOf } from './stick.ts';

/** A client's connection to a frontend: who it is, and which entries of stick tables are its own. */
export interface Session {
  readonly client: string;
  sees(request: Request, status?: number): Seen;
  track(track: Track, request: Request): void;
  /** A request begins: what was tracked for the one before is not any more. */
  begin(): void;
}

const NOTHING: Request = { method: '', target: '', version: '', headers: [], body: '' };

const CONNECTION = ['conn_cnt', 'conn_rate', 'sess_cnt', 'sess_rate'];
const REQUEST = ['http_req_cnt', 'http_req_rate'];

/** Opens a session; undefined when a rule of `tcp-request` refuses the connection. */
export function sessionOf(conn: Conversation, config: Config, frontend: Frontend): Session | undefined {
  const client = conn.peer.ip;
  const lasting = new Map<number, readonly [string, string]>();
  let slots = new Map<number, readonly [string, string]>();
  const count = ([table, key]: readonly [string, string], kinds: readonly string[]) =>
    conn.transact((tx) => countFor(tx, config, table, key, kinds));
  const session: Session = {
    client,
    sees: (request, status = 0) => ({
      request,
      client,
      status,
      counter: ({ kind, slot, table }) => {
        if (slot === 'src') return countOf(conn.world, config, table ?? frontend.name, client, kind);
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
  const verdict = passes(frontend.gates, session);
  for (const [slot, entry] of slots) lasting.set(slot, entry);
  return verdict ? session : undefined;
}

function passes(gates: readonly Gate[], session: Session): boolean {
  for (const gate of gates) {
    if (!holds(gate.when, session.sees(NOTHING))) continue;
    if (gate.track) session.track(gate.track, NOTHING);
    else return gate.action === 'accept';
  }
  return true;
}
