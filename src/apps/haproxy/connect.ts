import { type Connection, type Conversation, dial, type Run, sleep, until } from '../../os/index.ts';
import type { Request } from '../http.ts';
import type { Backend, Config, Upstream } from './model.ts';
import { take } from './sample.ts';
import { connectTls } from './secure.ts';
import type { Session } from './session.ts';
import { change, choose, hasRoom, stateOf, usable } from './state.ts';

type Opened =
  | { readonly connection: Connection; readonly index: number }
  | { readonly last: number | undefined; readonly full?: boolean };

/** Connects to a server; tries the same again (after a second where it refused), or another one where the choice is free. */
export function* connect(
  conn: Conversation,
  config: Config,
  backend: Backend,
  session: Session,
  request: Request,
  direct: number | undefined,
): Run<Opened> {
  const { hashed } = backend;
  const whole = hashed && take(hashed.sample, request, session.client);
  const hash = hashed?.length === undefined ? whole : whole?.slice(0, hashed.length);
  const up = () => usable(stateOf(conn.world, config, backend), backend);
  const room = (i: number) => hasRoom(stateOf(conn.world, config, backend), backend, i);
  const pick = (avoid: number | undefined) => conn.transact((tx) => choose(tx, config, backend, hash, avoid));
  let index = direct !== undefined && room(direct) ? direct : direct === undefined ? pick(undefined) : undefined;
  // every server that could is full: the request waits in the queue
  const patience = conn.now + backend.queue;
  while (index === undefined && up().length > 0 && conn.now < patience) {
    const candidates = direct === undefined ? up() : [direct];
    if (!(yield* until(() => candidates.some(room), Math.min(backend.queue, patience - conn.now)))) break;
    index = direct !== undefined && room(direct) ? direct : direct === undefined ? pick(undefined) : undefined;
  }
  if (index === undefined) return { last: undefined, full: up().length > 0 };
  const secured = function* (connection: Connection, { tls }: Upstream): Run<Connection | undefined> {
    if (!tls) return connection;
    const name = tls.sni && take(tls.sni, request, session.client);
    return yield* connectTls(conn, connection, tls, name, conn.now + Math.min(backend.connect, 134_000));
  };
  const free = ['roundrobin', 'static-rr'].includes(backend.balance);
  for (let tries = 0; index !== undefined; tries++) {
    const server = backend.servers[index];
    const ip = stateOf(conn.world, config, backend).servers[index]?.ip;
    if (!server || ip === undefined) return { last: undefined };
    const at = index;
    const dialed = yield* dial(conn, ip, server.port, { timeout: Math.min(backend.connect, 134_000) });
    const connection = dialed.kind === 'open' ? yield* secured(dialed.connection, server) : undefined;
    if (connection) {
      conn.transact((tx) => change(tx, config, backend, at, (s) => ({ sessions: s.sessions + 1, total: s.total + 1 })));
      return { connection, index };
    }
    conn.transact((tx) => change(tx, config, backend, at, (s) => ({ errors: s.errors + 1 })));
    if (tries >= backend.retries) return { last: index };
    const others = stateOf(conn.world, config, backend).servers.filter((s, i) => s.up && i !== at).length;
    if (direct === undefined && others > 0 && free) index = pick(at);
    else if (backend.redispatch && tries === backend.retries - 1) index = pick(at);
    else if (dialed.kind !== 'timeout') yield* sleep(1000);
  }
  return { last: undefined };
}
