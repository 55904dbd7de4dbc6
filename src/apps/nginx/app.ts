import type { App, Run } from '../../os/index.ts';
import { header, type Request, readRequest } from '../http.ts';
import { numberConnection } from './balance.ts';
import { decide } from './decide.ts';
import { logAccess } from './log.ts';
import type { Server, Site } from './model.ts';
import { own, send } from './respond.ts';
import { normalize, serverFor } from './route.ts';
import { opened } from './secure.ts';
import { count } from './status.ts';
import type { Exchange } from './variables.ts';

/** keepalive_timeout, ms. */
const KEEPALIVE = 75_000;

/** nginx's worker: answers the requests of one connection by the configuration that the socket carries. */
export const nginx: App = function* (conn) {
  const site = conn.socket.data as Site;
  const number = conn.transact((tx) => {
    count(tx, conn.socket.pid, 'accepted');
    return numberConnection(tx, site.loaded);
  });
  const open = yield* opened(conn, site);
  if (open !== 'gone') {
    const { conn: inner } = 'conn' in open ? open : { conn };
    yield* talk(inner, site, number, 'plain' in open ? open.plain : undefined);
    inner.close();
  } else conn.close();
  conn.transact((tx) => count(tx, conn.socket.pid, 'closed'));
  return 0;
};

/** `misplaced` is what came in the clear where TLS was to be spoken: that request is read and refused. */
function* talk(conn: Exchange['conn'], site: Site, number: number, misplaced: string | undefined): Run<void> {
  let rest = misplaced ?? '';
  for (;;) {
    const got = yield* readRequest(conn, rest, KEEPALIVE);
    if (got === undefined) return;
    if ('bad' in got) {
      const server = serverFor(site, conn.local.ip, conn.local.port, '');
      if (!server) return;
      const nothing = { method: '', target: '', version: 'HTTP/1.1', headers: [], body: '' };
      const x = exchangeOf(conn, nothing, server, site, number);
      x.line = got.bad;
      yield* send(x, server, site.version, own(400));
      logAccess(x, site, server.settings);
      return;
    }
    rest = got.rest;
    const host = (header(got.request.headers, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase();
    const server = serverFor(site, conn.local.ip, conn.local.port, host);
    if (!server) return;
    // ignore_invalid_headers: a name with an underscore is not taken
    const headers = got.request.headers.filter(([n]) => /^[A-Za-z0-9-]+$/.test(n));
    const x = exchangeOf(conn, { ...got.request, headers }, server, site, number);
    conn.transact((tx) => count(tx, conn.socket.pid, 'requests'));
    const { handler, answer } = yield* decide(x, misplaced === undefined ? undefined : PLAIN_TO_SECURE);
    if (answer === 'close') return;
    const alive = yield* send(x, handler, site.version, misplaced === undefined ? answer : { ...answer, last: true });
    logAccess(x, site, handler.settings);
    if (!alive) return;
  }
}

/** What nginx says where its own status 497 has no `error_page`. */
const PLAIN_TO_SECURE = {
  ...own(497),
  page: 'The plain HTTP request was sent to HTTPS port',
} as const;

function exchangeOf(conn: Exchange['conn'], request: Request, server: Server, site: Site, number: number): Exchange {
  const parts = normalize(request.target) ?? { uri: '', args: '' };
  return {
    conn,
    request,
    line: `${request.method} ${request.target} ${request.version}`,
    server,
    site,
    ...parts,
    status: 0,
    sent: 0,
    set: {},
    upstreamAddr: [],
    upstreamStatus: [],
    upstreamHeaders: [],
    cacheStatus: '',
    limited: false,
    proxyHost: '',
    user: '',
    captures: [],
    began: conn.now,
    number,
  };
}
