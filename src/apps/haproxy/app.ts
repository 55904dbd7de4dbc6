import { byteLength, civilOf, clockOf, MONTHS, twoDigits } from '../../base/index.ts';
import {
  type App,
  type Connection,
  type Conversation,
  relay as copyBoth,
  dial,
  type Run,
  sleep,
  until,
} from '../../os/index.ts';
import { header, keepsAlive, type Request, readRequest, readResponse } from '../http.ts';
import { holds } from './conditions.ts';
import { answered, passedOn, servedBy, setCookies } from './cookie.ts';
import type { Backend, Config, Frontend, Upstream } from './model.ts';
import { answerHeaders, applyRules, errorAnswer } from './rules.ts';
import { take } from './sample.ts';
import { type Session, sessionOf } from './session.ts';
import { change, choose, hasRoom, stateOf, usable } from './state.ts';
import { statsCsv, statsPage } from './stats.ts';
import { stickTo, stuckTo } from './stick.ts';

/** What a listening socket of HAProxy carries. */
export interface Bound {
  readonly config: Config;
  readonly frontend: string;
}

/** A connection that came in on a frontend. */
export const haproxy: App = function* (conn) {
  const { config, frontend: name } = conn.socket.data as Bound;
  const frontend = config.frontends.find((f) => f.name === name);
  if (!frontend) return 1;
  const session = sessionOf(conn, config, frontend);
  if (session && frontend.mode === 'tcp') yield* relay(conn, config, frontend, session);
  else if (session) yield* serve(conn, config, frontend, session);
  conn.close();
  return 0;
};

function* serve(conn: Conversation, config: Config, frontend: Frontend, session: Session): Run<void> {
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
    yield* conn.send(done.text);
    log(conn, config, frontend, got.request, done, began);
    if (!keepsAlive(got.request) || done.close) return;
  }
}

interface Done {
  readonly text: string;
  readonly status: number;
  readonly backend: string;
  readonly server: string;
  readonly close?: boolean;
  readonly flags?: string;
  readonly retries?: number;
}

function* handle(
  conn: Conversation,
  config: Config,
  frontend: Frontend,
  session: Session,
  request: Request,
): Run<Done> {
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

function stats(conn: Conversation, config: Config, frontend: Frontend, request: Request, uri: string): Done {
  const csv = request.target.slice(uri.length).startsWith(';csv');
  const body = csv ? statsCsv(conn.world, config) : statsPage(conn.world, config);
  const text = `HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: ${csv ? 'text/plain' : 'text/html'}\r\ncontent-length: ${byteLength(body)}\r\n\r\n${request.method === 'HEAD' ? '' : body}`;
  return { text, status: 200, backend: frontend.name, server: '<STATS>' };
}

/** The server that the client's cookie names. */
function named(backend: Backend, request: Request): number | undefined {
  const value = backend.cookie && servedBy(backend.cookie, request);
  const index = backend.servers.findIndex((s) => s.cookie !== undefined && s.cookie === value);
  return index >= 0 ? index : undefined;
}

/** The server that an entry of a stick table keeps for this client. */
function stuck(conn: Conversation, config: Config, backend: Backend, session: Session, request: Request) {
  for (const stick of backend.sticks) {
    if (!stick.match || !holds(stick.when, session.sees(request))) continue;
    const key = take(stick.key, request, session.client);
    const name = key === undefined ? undefined : conn.transact((tx) => stuckTo(tx, config, stick.table, key));
    const index = backend.servers.findIndex((s) => s.name === name);
    if (index >= 0 && stateOf(conn.world, config, backend).servers[index]?.up) return index;
  }
  return undefined;
}

function stick(
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

/** Sends a request to a server and its answer back, with tries again where the connection fails. */
function* forward(
  conn: Conversation,
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

type Opened =
  | { readonly connection: Connection; readonly index: number }
  | { readonly last: number | undefined; readonly full?: boolean };

/** Connects to a server; tries the same again (after a second where it refused), or another one where the choice is free. */
function* connect(
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
  const free = ['roundrobin', 'static-rr'].includes(backend.balance);
  for (let tries = 0; index !== undefined; tries++) {
    const server = backend.servers[index];
    if (!server) return { last: undefined };
    const at = index;
    const dialed = yield* dial(conn, server.ip, server.port, { timeout: Math.min(backend.connect, 134_000) });
    if (dialed.kind === 'open') {
      conn.transact((tx) => change(tx, config, backend, at, (s) => ({ sessions: s.sessions + 1, total: s.total + 1 })));
      return { connection: dialed.connection, index };
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
  return `${request.method} ${request.target} ${request.version}\r\n${[...headers.map(([n, v]) => `${n}: ${v}`), ...added].join('\r\n')}\r\n\r\n${request.body}`;
}

/** `mode tcp`: what comes in goes out, both ways, until one side ends. */
function* relay(conn: Conversation, config: Config, frontend: Frontend, session: Session): Run<void> {
  const backend = config.backends[frontend.defaultBackend];
  if (!backend) return;
  const request: Request = { method: '', target: '', version: '', headers: [], body: '' };
  const kept = stuck(conn, config, backend, session, request);
  const opened = yield* connect(conn, config, backend, session, request, kept);
  if (!('connection' in opened)) return;
  const { connection, index } = opened;
  const server = backend.servers[index];
  if (server) stick(conn, config, backend, session, request, server);
  yield* copyBoth(conn, connection, 'haproxy');
  conn.transact((tx) => change(tx, config, backend, index, (s) => ({ sessions: Math.max(0, s.sessions - 1) })));
}

/** `option httplog`; without it HAProxy writes a shorter line. */
function log(
  conn: Conversation,
  config: Config,
  frontend: Frontend,
  request: Request,
  done: Done,
  began: number,
): void {
  if (config.log === undefined || !frontend.logs) return;
  const c = civilOf(began);
  const at = `${twoDigits(c.day)}/${MONTHS[c.month - 1]}/${c.year}:${clockOf(c)}.${String(c.ms).padStart(3, '0')}`;
  const took = Math.floor(conn.now - began);
  const failed = /^sC/i.test(done.flags ?? '');
  const line = frontend.httplog
    ? `${conn.peer.ip}:${conn.peer.port} [${at}] ${frontend.name} ${done.backend}/${done.server} 0/0/${failed ? '-1/-1' : `0/${took}`}/${took} ${done.status} ${byteLength(done.text)} - - ${done.flags ?? '----'} 1/1/0/0/${failed ? (done.retries ?? 0) : 0} 0/0 "${request.method} ${request.target} ${request.version}"`
    : `Connect from ${conn.peer.ip}:${conn.peer.port} to ${conn.local.ip}:${conn.local.port} (${frontend.name}/HTTP)`;
  (config.log === 'stdout' ? conn.stdout : conn.stderr).write(`${line}\n`);
}
