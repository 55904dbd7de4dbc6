import { byteLength } from '../../base/index.ts';
import type { App, Run } from '../../os/index.ts';
import { header, http2Answer, keepsAlive, type Request, readRequest, readResponse } from '../http.ts';
import { holds } from './conditions.ts';
import { connect } from './connect.ts';
import { answered, passedOn, setCookies } from './cookie.ts';
import { type Done, log } from './log.ts';
import type { Backend, Bind, Config, Frontend } from './model.ts';
import { named, stick, stuck } from './persist.ts';
import { relay } from './relay.ts';
import { answerHeaders, applyRules, errorAnswer } from './rules.ts';
import { acceptTls, type Conn } from './secure.ts';
import { type Session, sessionOf } from './session.ts';
import { change, stateOf } from './state.ts';
import { statsCsv, statsPage } from './stats.ts';

/** What a listening socket of HAProxy carries. */
export interface Bound {
  readonly config: Config;
  readonly frontend: string;
  readonly bind: Bind;
}

/** A connection that came in on a frontend. */
export const haproxy: App = function* (conn) {
  const { config, frontend: name, bind } = conn.socket.data as Bound;
  const frontend = config.frontends.find((f) => f.name === name);
  if (!frontend) return 1;
  const session = sessionOf(conn, config, frontend);
  const inside = session.admits('connection') ? yield* acceptTls(conn, bind) : undefined;
  if (inside?.tls) session.learn({ tls: inside.tls });
  if (inside && session.admits('session')) {
    if (frontend.mode === 'tcp') yield* relay(inside, config, frontend, session);
    else if (session.admits('content')) yield* serve(inside, config, frontend, session);
  }
  (inside ?? conn).close();
  return 0;
};

function* serve(conn: Conn, config: Config, frontend: Frontend, session: Session): Run<void> {
  let rest = '';
  for (;;) {
    const got = yield* readRequest(conn, rest);
    if (got === undefined) return;
    if ('bad' in got) {
      yield* conn.send(errorAnswer(400));
      return;
    }
    rest = got.rest;
    const began = conn.now;
    session.begin();
    const done = yield* handle(conn, config, frontend, session, got.request);
    yield* conn.send(conn.tls?.protocol === 'h2' ? http2Answer(done.text) : done.text);
    log(conn, config, frontend, got.request, done, began);
    if (!keepsAlive(got.request) || done.close) return;
  }
}

function* handle(conn: Conn, config: Config, frontend: Frontend, session: Session, request: Request): Run<Done> {
  if (frontend.stats !== undefined && request.target.startsWith(frontend.stats))
    return stats(conn, config, frontend, request, frontend.stats);
  const ruled = applyRules(frontend.rules, request, session);
  if ('answer' in ruled) return { text: ruled.answer, status: ruled.status, backend: frontend.name, server: '<NOSRV>' };
  const name = frontend.use.find((u) => holds(u.when, session.sees(ruled.request)))?.backend ?? frontend.defaultBackend;
  const backend = config.backends[name];
  if (!backend)
    return { text: errorAnswer(503), status: 503, backend: frontend.name, server: '<NOSRV>', flags: 'SC--' };
  if (backend.stats !== undefined && request.target.startsWith(backend.stats))
    return stats(conn, config, frontend, request, backend.stats);
  const inner = applyRules(backend.rules, ruled.request, session);
  if ('answer' in inner) return { text: inner.answer, status: inner.status, backend: name, server: '<NOSRV>' };
  return yield* forward(conn, config, frontend, session, backend, inner.request);
}

function stats(conn: Conn, config: Config, frontend: Frontend, request: Request, uri: string): Done {
  const csv = request.target.slice(uri.length).startsWith(';csv');
  const body = csv ? statsCsv(conn.world, config) : statsPage(conn.world, config);
  const text = `HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: ${csv ? 'text/plain' : 'text/html'}\r\ncontent-length: ${byteLength(body)}\r\n\r\n${request.method === 'HEAD' ? '' : body}`;
  return { text, status: 200, backend: frontend.name, server: '<STATS>' };
}

/** Sends a request to a server and its answer back, with tries again where the connection fails. */
function* forward(
  conn: Conn,
  config: Config,
  frontend: Frontend,
  session: Session,
  backend: Backend,
  request: Request,
): Run<Done> {
  const wanted = named(backend, request);
  const able = wanted !== undefined && stateOf(conn.world, config, backend).servers[wanted]?.up;
  const direct = able ? wanted : stuck(conn, config, backend, session, request);
  const opened = yield* connect(conn, config, backend, session, request, direct);
  if (!('connection' in opened)) {
    const server = opened.last === undefined ? '<NOSRV>' : (backend.servers[opened.last]?.name ?? '');
    return {
      text: errorAnswer(503),
      status: 503,
      backend: backend.name,
      server,
      flags: opened.full ? 'sQ--' : 'sC--',
      retries: opened.full ? 0 : backend.retries,
    };
  }
  const { connection, index } = opened;
  const server = backend.servers[index];
  if (server) stick(conn, config, backend, session, request, server);
  yield* connection.send(
    requestText(request, frontend.forwardFor || backend.forwardFor ? conn.peer.ip : undefined, backend),
  );
  const got = yield* readResponse(connection, request.method, Math.min(backend.server, 3_600_000));
  connection.close();
  conn.transact((tx) => change(tx, config, backend, index, (s) => ({ sessions: Math.max(0, s.sessions - 1) })));
  const done = { backend: backend.name, server: server?.name ?? '' };
  if (typeof got === 'string') {
    const status = got === 'timeout' ? 504 : 502;
    return { ...done, text: errorAnswer(status), status, flags: got === 'timeout' ? 'sH--' : 'SH--' };
  }
  const hidden = ['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'];
  const headers = got.headers
    .filter(([n]) => !hidden.includes(n.toLowerCase()))
    .map(([n, v]) => `${n.toLowerCase()}: ${v}`);
  const came = wanted !== undefined && wanted === index;
  const cookie = answered(backend.cookie, request, setCookies(got.headers), server?.cookie, came).map(
    (value) => `set-cookie: ${value}`,
  );
  const length = got.framed ? [] : [`content-length: ${byteLength(got.body)}`];
  const chunked =
    header(got.headers, 'Content-Length') === undefined && got.framed && request.method !== 'HEAD' && got.body !== ''
      ? [`content-length: ${byteLength(got.body)}`]
      : [];
  const rules = [...backend.answerRules, ...frontend.answerRules];
  const plain = [...headers, ...length, ...chunked, ...cookie];
  const lines = answerHeaders(rules, request, session, got.status, server?.name ?? '', plain);
  return {
    ...done,
    text: `HTTP/1.1 ${got.status} ${got.reason}\r\n${lines.join('\r\n')}\r\n\r\n${got.body}`,
    status: got.status,
  };
}

function requestText(request: Request, client: string | undefined, backend: Backend): string {
  const hidden = ['connection', 'keep-alive', 'proxy-connection'];
  const headers = request.headers
    .filter(([n]) => !hidden.includes(n.toLowerCase()))
    .map(([n, v]): readonly [string, string] => [
      n.toLowerCase(),
      n.toLowerCase() === 'cookie' ? passedOn(backend.cookie, v) : v,
    ])
    .filter(([n, v]) => n !== 'cookie' || v !== '');
  const added = client === undefined ? [] : [`x-forwarded-for: ${client}`];
  const version = request.version === 'HTTP/1.0' ? request.version : 'HTTP/1.1';
  return `${request.method} ${request.target} ${version}\r\n${[...headers.map(([n, v]) => `${n}: ${v}`), ...added].join('\r\n')}\r\n\r\n${request.body}`;
}
