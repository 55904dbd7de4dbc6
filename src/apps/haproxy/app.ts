import { byteLength, civilOf, clockOf, MONTHS, twoDigits } from '../../base/index.ts';
import {
  type App,
  type Connection,
  type Conversation,
  relay as copyBoth,
  dial,
  type Run,
  sleep,
} from '../../os/index.ts';
import { header, keepsAlive, type Request, readRequest, readResponse } from '../http.ts';
import { holds } from './conditions.ts';
import type { Backend, Config, Frontend, Rule } from './model.ts';
import { change, choose, stateOf } from './state.ts';
import { statsCsv, statsPage } from './stats.ts';

/** What a listening socket of HAProxy carries. */
export interface Bound {
  readonly config: Config;
  readonly frontend: string;
}

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Bad Request', '<h1>400 Bad request</h1>\nYour browser sent an invalid request.'],
  403: ['Forbidden', '<h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.'],
  502: ['Bad Gateway', '<h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.'],
  503: ['Service Unavailable', '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.'],
  504: ['Gateway Time-out', "<h1>504 Gateway Time-out</h1>\nThe server didn't respond in time."],
};

/** HAProxy's own answer for an error; http_errs. */
function errorAnswer(status: number): string {
  const [reason, text] = ERRORS[status] ?? ['Error', `<h1>${status}</h1>`];
  const body = `<html><body>${text}\n</body></html>\n`;
  return `HTTP/1.1 ${status} ${reason}\r\ncontent-length: ${byteLength(body)}\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n\r\n${body}`;
}

/** A connection that came in on a frontend. */
export const haproxy: App = function* (conn) {
  const { config, frontend: name } = conn.socket.data as Bound;
  const frontend = config.frontends.find((f) => f.name === name);
  if (!frontend) return 1;
  if (frontend.mode === 'tcp') yield* relay(conn, config, frontend);
  else yield* serve(conn, config, frontend);
  conn.close();
  return 0;
};

function* serve(conn: Conversation, config: Config, frontend: Frontend): Run<void> {
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
    const done = yield* handle(conn, config, frontend, got.request);
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

function* handle(conn: Conversation, config: Config, frontend: Frontend, request: Request): Run<Done> {
  const client = conn.peer.ip;
  if (frontend.stats !== undefined && request.target.startsWith(frontend.stats))
    return stats(conn, config, frontend, request, frontend.stats);
  const ruled = applyRules(frontend.rules, request, client);
  if ('answer' in ruled) return { text: ruled.answer, status: ruled.status, backend: frontend.name, server: '<NOSRV>' };
  const name = frontend.use.find((u) => holds(u.when, ruled.request, client))?.backend ?? frontend.defaultBackend;
  const backend = config.backends[name];
  if (!backend)
    return { text: errorAnswer(503), status: 503, backend: frontend.name, server: '<NOSRV>', flags: 'SC--' };
  if (backend.stats !== undefined && request.target.startsWith(backend.stats))
    return stats(conn, config, frontend, request, backend.stats);
  const inner = applyRules(backend.rules, ruled.request, client);
  if ('answer' in inner) return { text: inner.answer, status: inner.status, backend: name, server: '<NOSRV>' };
  return yield* forward(conn, config, frontend, backend, inner.request);
}

function stats(conn: Conversation, config: Config, frontend: Frontend, request: Request, uri: string): Done {
  const csv = request.target.slice(uri.length).startsWith(';csv');
  const body = csv ? statsCsv(conn.world, config) : statsPage(conn.world, config);
  const text = `HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: ${csv ? 'text/plain' : 'text/html'}\r\ncontent-length: ${byteLength(body)}\r\n\r\n${request.method === 'HEAD' ? '' : body}`;
  return { text, status: 200, backend: frontend.name, server: '<STATS>' };
}

type Ruled = { readonly request: Request } | { readonly answer: string; readonly status: number };

/** `http-request` rules in order; a denial or a redirect ends them. */
function applyRules(rules: readonly Rule[], first: Request, client: string): Ruled {
  let request = first;
  for (const rule of rules) {
    if (!holds(rule.when, request, client)) continue;
    const others = request.headers.filter(([n]) => n.toLowerCase() !== rule.name.toLowerCase());
    const value = rule.value
      .replace(/%\[src\]/g, client)
      .replace(/%\[req\.hdr\(([\w-]+)\)\]/g, (_m, n: string) => header(request.headers, n) ?? '');
    if (rule.action === 'set-header') request = { ...request, headers: [...others, [rule.name.toLowerCase(), value]] };
    else if (rule.action === 'add-header')
      request = { ...request, headers: [...request.headers, [rule.name.toLowerCase(), value]] };
    else if (rule.action === 'del-header') request = { ...request, headers: others };
    else if (rule.action === 'set-path')
      request = { ...request, target: value + (/\?.*$/.exec(request.target)?.[0] ?? '') };
    else if (rule.action === 'return') return { answer: returned(rule, value), status: rule.code };
    else if (rule.action === 'deny') return { answer: errorAnswer(rule.code), status: rule.code };
    else {
      const location =
        rule.name === 'prefix'
          ? `${value}${request.target}`
          : rule.name === 'scheme'
            ? `${value}://${header(request.headers, 'Host') ?? ''}${request.target}`
            : value;
      return {
        answer: `HTTP/1.1 ${rule.code} ${REDIRECTS[rule.code] ?? 'Found'}\r\ncontent-length: 0\r\nlocation: ${location}\r\ncache-control: no-cache\r\n\r\n`,
        status: rule.code,
      };
    }
  }
  return { request };
}

const REDIRECTS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};

/** `http-request return` */
function returned(rule: Rule, text: string): string {
  const type = rule.type === undefined || rule.type === '' ? '' : `content-type: ${rule.type}\r\n`;
  const reason = rule.code === 200 ? 'OK' : (ERRORS[rule.code]?.[0] ?? REDIRECTS[rule.code] ?? 'OK');
  return `HTTP/1.1 ${rule.code} ${reason}\r\ncontent-length: ${byteLength(text)}\r\n${type}cache-control: no-cache\r\n\r\n${text}`;
}

/** `http-response` rules over the headers of an answer. */
function answerHeaders(
  rules: readonly Rule[],
  request: Request,
  client: string,
  status: number,
  server: string,
  lines: readonly string[],
): readonly string[] {
  return rules.reduce((own: readonly string[], rule) => {
    if (!holds(rule.when, request, client, status)) return own;
    const name = rule.name.toLowerCase();
    const others = own.filter((line) => !line.startsWith(`${name}: `));
    const value = rule.value.replace(/%\[src\]/g, client).replace(/%s/g, server);
    if (rule.action === 'del-header') return others;
    return [...(rule.action === 'set-header' ? others : own), `${name}: ${value}`];
  }, lines);
}

/** The server that the client's cookie names, if it is up. */
function sticky(conn: Conversation, config: Config, backend: Backend, request: Request): number | undefined {
  if (!backend.cookie) return undefined;
  const value = new RegExp(`(?:^|;\\s*)${backend.cookie.name}=([^;]*)`).exec(
    header(request.headers, 'Cookie') ?? '',
  )?.[1];
  const index = backend.servers.findIndex((s) => s.cookie !== undefined && s.cookie === value);
  return index >= 0 && stateOf(conn.world, config, backend).servers[index]?.up ? index : undefined;
}

/** Sends a request to a server and its answer back, with tries again where the connection fails. */
function* forward(
  conn: Conversation,
  config: Config,
  frontend: Frontend,
  backend: Backend,
  request: Request,
): Run<Done> {
  const direct = sticky(conn, config, backend, request);
  const opened = yield* connect(conn, config, backend, request, direct);
  if (!('connection' in opened)) {
    const server = opened.last === undefined ? '<NOSRV>' : (backend.servers[opened.last]?.name ?? '');
    return {
      text: errorAnswer(503),
      status: 503,
      backend: backend.name,
      server,
      flags: 'sC--',
      retries: backend.retries,
    };
  }
  const { connection, index } = opened;
  const server = backend.servers[index];
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
  const hidden = ['connection', 'keep-alive', 'transfer-encoding'];
  const headers = got.headers
    .filter(([n]) => !hidden.includes(n.toLowerCase()))
    .map(([n, v]) => `${n.toLowerCase()}: ${v}`);
  const cookie =
    backend.cookie?.insert && server?.cookie !== undefined && direct === undefined
      ? [
          `set-cookie: ${backend.cookie.name}=${server.cookie}; path=/`,
          ...(backend.cookie.nocache ? ['cache-control: private'] : []),
        ]
      : [];
  const length = got.framed ? [] : [`content-length: ${byteLength(got.body)}`];
  const chunked =
    header(got.headers, 'Content-Length') === undefined && got.framed && request.method !== 'HEAD' && got.body !== ''
      ? [`content-length: ${byteLength(got.body)}`]
      : [];
  const rules = [...backend.answerRules, ...frontend.answerRules];
  const plain = [...headers, ...length, ...chunked, ...cookie];
  const lines = answerHeaders(rules, request, conn.peer.ip, got.status, server?.name ?? '', plain);
  return {
    ...done,
    text: `HTTP/1.1 ${got.status} ${got.reason}\r\n${lines.join('\r\n')}\r\n\r\n${got.body}`,
    status: got.status,
  };
}

type Opened = { readonly connection: Connection; readonly index: number } | { readonly last: number | undefined };

/** Connects to a server; tries the same again (after a second where it refused), or another one where the choice is free. */
function* connect(
  conn: Conversation,
  config: Config,
  backend: Backend,
  request: Request,
  direct: number | undefined,
): Run<Opened> {
  const hash = {
    source: conn.peer.ip,
    uri: request.target,
    header: header(request.headers, backend.hashHeader),
  };
  let index = direct ?? conn.transact((tx) => choose(tx, config, backend, hash, undefined));
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
    if (direct === undefined && others > 0 && free)
      index = conn.transact((tx) => choose(tx, config, backend, hash, at));
    else if (backend.redispatch && tries === backend.retries - 1)
      index = conn.transact((tx) => choose(tx, config, backend, hash, at));
    else if (dialed.kind !== 'timeout') yield* sleep(1000);
  }
  return { last: undefined };
}

function requestText(request: Request, client: string | undefined, backend: Backend): string {
  const own = backend.cookie?.name;
  const hidden = ['connection', 'keep-alive', 'proxy-connection'];
  const headers = request.headers
    .filter(([n]) => !hidden.includes(n.toLowerCase()))
    .map(([n, v]): readonly [string, string] => [
      n.toLowerCase(),
      n.toLowerCase() === 'cookie' && own ? without(v, own) : v,
    ])
    .filter(([n, v]) => n !== 'cookie' || v !== '');
  const added = client === undefined ? [] : [`x-forwarded-for: ${client}`];
  return `${request.method} ${request.target} ${request.version}\r\n${[...headers.map(([n, v]) => `${n}: ${v}`), ...added].join('\r\n')}\r\n\r\n${request.body}`;
}

/** HAProxy's own cookie does not go on to the server (`indirect`). */
function without(cookies: string, name: string): string {
  return cookies
    .split(/;\s*/)
    .filter((c) => !c.startsWith(`${name}=`))
    .join('; ');
}

/** `mode tcp`: what comes in goes out, both ways, until one side ends. */
function* relay(conn: Conversation, config: Config, frontend: Frontend): Run<void> {
  const backend = config.backends[frontend.defaultBackend];
  if (!backend) return;
  const request: Request = { method: '', target: '', version: '', headers: [], body: '' };
  const opened = yield* connect(conn, config, backend, request, undefined);
  if (!('connection' in opened)) return;
  const { connection, index } = opened;
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
