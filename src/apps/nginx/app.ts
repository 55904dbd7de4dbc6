import type { App, Run } from '../../os/index.ts';
import { header, type Request, readRequest } from '../http.ts';
import { numberConnection } from './balance.ts';
import { decide } from './decide.ts';
import { logAccess } from './log.ts';
import type { Server, Site } from './model.ts';
import { send } from './respond.ts';
import { normalize, serverFor } from './route.ts';
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
  yield* talk(conn, site, number);
  conn.transact((tx) => count(tx, conn.socket.pid, 'closed'));
  conn.close();
  return 0;
};

function* talk(conn: Exchange['conn'], site: Site, number: number): Run<void> {
  let rest = '';
  for (;;) {
    const got = yield* readRequest(conn, rest, KEEPALIVE);
    if (got === undefined) return;
    if (got === 'bad') {
      const server = serverFor(site, conn.local.ip, conn.local.port, '');
      if (!server) return;
      const x = exchangeOf(
        conn,
        { method: '', target: '', version: 'HTTP/1.1', headers: [], body: '' },
        server,
        site,
        0,
      );
      yield* send(x, server, site.version, { status: 400, body: '', own: true });
      return;
    }
    rest = got.rest;
    const host = (header(got.request.headers, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase();
    const server = serverFor(site, conn.local.ip, conn.local.port, host);
    if (!server) return;
    const x = exchangeOf(conn, got.request, server, site, number);
    conn.transact((tx) => count(tx, conn.socket.pid, 'requests'));
    const { handler, answer } = yield* decide(x);
    if (answer === 'close') return;
    const alive = yield* send(x, handler, site.version, answer);
    logAccess(x, site, handler.settings);
    if (!alive) return;
  }
}

function exchangeOf(conn: Exchange['conn'], request: Request, server: Server, site: Site, number: number): Exchange {
  const parts = normalize(request.target) ?? { uri: '', args: '' };
  return {
    conn,
    request,
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
