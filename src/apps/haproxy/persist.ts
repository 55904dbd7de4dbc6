import type { Conversation } from '../../os/index.ts';
import type { Request } from '../http.ts';
import { holds } from './conditions.ts';
import { servedBy } from './cookie.ts';
import type { Backend, Config, Upstream } from './model.ts';
import { take } from './sample.ts';
import type { Session } from './session.ts';
import { stateOf } from './state.ts';
import { stickTo, stuckTo } from './stick.ts';

/** The server that the client's cookie names. */
export function named(backend: Backend, request: Request): number | undefined {
  const value = backend.cookie && servedBy(backend.cookie, request);
  const index = backend.servers.findIndex((s) => s.cookie !== undefined && s.cookie === value);
  return index >= 0 ? index : undefined;
}

/** The server that an entry of a stick table keeps for this client. */
export function stuck(conn: Conversation, config: Config, backend: Backend, session: Session, request: Request) {
  for (const stick of backend.sticks) {
    if (!stick.match || !holds(stick.when, session.sees(request))) continue;
    const key = take(stick.key, request, session.client);
    const name = key === undefined ? undefined : conn.transact((tx) => stuckTo(tx, config, stick.table, key));
    const index = backend.servers.findIndex((s) => s.name === name);
    if (index >= 0 && stateOf(conn.world, config, backend).servers[index]?.up) return index;
  }
  return undefined;
}

/** Notes in the stick tables whom this client was given to. */
export function stick(
  conn: Conversation,
  config: Config,
  backend: Backend,
  session: Session,
  request: Request,
  server: Upstream,
): void {
  for (const s of backend.sticks) {
    if (!s.store || !holds(s.when, session.sees(request))) continue;
    const key = take(s.key, request, session.client);
    if (key !== undefined) conn.transact((tx) => stickTo(tx, config, s.table, key, server.name));
  }
}
