import { relay as copyBoth, type Run } from '../../os/index.ts';
import { peekHello } from '../../tls/index.ts';
import { holds } from './conditions.ts';
import { connect } from './connect.ts';
import type { Condition, Config, Frontend } from './model.ts';
import { stick, stuck } from './persist.ts';
import { needsBytes } from './sample.ts';
import type { Conn } from './secure.ts';
import { NOTHING, type Session } from './session.ts';
import { change } from './state.ts';

/** `mode tcp`: what comes in goes out, both ways, until one side ends. The first bytes may say where to. */
export function* relay(conn: Conn, config: Config, frontend: Frontend, session: Session): Run<void> {
  const first = waits(frontend) ? yield* peekHello(conn, frontend.inspect) : undefined;
  if (first?.hello) session.learn({ hello: first.hello });
  if (!session.admits('content')) return;
  const name = frontend.use.find((u) => holds(u.when, session.sees(NOTHING)))?.backend ?? frontend.defaultBackend;
  const backend = config.backends[name];
  if (!backend) return;
  const kept = stuck(conn, config, backend, session, NOTHING);
  const opened = yield* connect(conn, config, backend, session, NOTHING, kept);
  if (!('connection' in opened)) return;
  const { connection, index } = opened;
  const server = backend.servers[index];
  if (server) stick(conn, config, backend, session, NOTHING, server);
  if (first && first.data !== '') yield* connection.send(first.data);
  yield* copyBoth(conn, connection, 'haproxy');
  conn.transact((tx) => change(tx, config, backend, index, (s) => ({ sessions: Math.max(0, s.sessions - 1) })));
}

/** Whether a rule about contents looks at what the client sends: without one nothing is waited for; tcp_inspect_request. */
function waits({ inspect, gates }: Frontend): boolean {
  const looks = (when: Condition | undefined) =>
    when?.some((all) => all.some(({ test }) => test.some((t) => t.sample !== undefined && needsBytes(t.sample))));
  return inspect > 0 && gates.some((g) => g.level === 'content' && looks(g.when));
}
