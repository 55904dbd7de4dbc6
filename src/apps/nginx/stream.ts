import { type App, type Conversation, dial, type Run, relay, relayDatagram } from '../../os/index.ts';
import { peekHello } from '../../tls/index.ts';
import { choose, noteTry, numberConnection } from './balance.ts';
import { appendLog, workerOf } from './log.ts';
import type { Site, StreamServer, Upstream } from './model.ts';
import { REFUSALS } from './proxy.ts';
import { expandStream, type Passage } from './stream-variables.ts';
import { resolveNow } from './upstreams.ts';
import { errorTime } from './variables.ts';

/** The module stream: connections and datagrams handed on as they are; ngx_stream_proxy_module.c. */
export const nginxStream: App = function* (conn) {
  const site = conn.socket.data as Site;
  const { stream } = site;
  const { ip, port } = conn.socket;
  const server = stream.servers.find((s) => s.listens.some((l) => l.port === port && l.ip === ip));
  if (!server) return 1;
  const number = conn.transact((tx) => numberConnection(tx, site.loaded));
  const first = server.preread === undefined ? undefined : yield* peekHello(conn, server.preread);
  if (first?.ended !== undefined) {
    conn.close();
    return 0;
  }
  const passage: Passage = { conn, stream, hello: first?.hello, captures: [] };
  const target = expandStream(passage, server.pass);
  const upstream = stream.upstreams[target] ?? (yield* addressed(conn, server, target));
  if (typeof upstream === 'string') {
    log(conn, site, number, upstream);
    conn.close();
    return 0;
  }
  const key = expandStream(passage, upstream.key);
  const tried = new Set<number>();
  for (;;) {
    const index = conn.transact((tx) => choose(tx, site.loaded, upstream, tried, conn.peer.ip, key));
    const peer = index === undefined ? undefined : upstream.peers[index];
    if (index === undefined || !peer) break;
    if (conn.datagram) return yield* relayDatagram(conn, peer, 'nginx', server.timeout);
    tried.add(index);
    conn.transact((tx) => noteTry(tx, site.loaded, upstream, index, 'begin'));
    const dialed = yield* dial(conn, peer.ip, peer.port, { timeout: server.connectTimeout });
    const open = dialed.kind === 'open';
    conn.transact((tx) => {
      noteTry(tx, site.loaded, upstream, index, open ? 'ok' : 'failed');
      numberConnection(tx, site.loaded);
    });
    if (dialed.kind === 'open') {
      if (first && first.data !== '') yield* dialed.connection.send(first.data);
      yield* relay(conn, dialed.connection, 'nginx');
      return 0;
    }
    log(
      conn,
      site,
      number,
      `${REFUSALS[dialed.kind] ?? dialed.kind} while connecting to upstream`,
      `${peer.ip}:${peer.port}`,
    );
  }
  conn.close();
  return 0;
};

/** What a text of variables leads to that no upstream is called; ngx_stream_proxy_eval. */
function* addressed(conn: Conversation, server: StreamServer, target: string): Run<Upstream | string> {
  if (target !== '' && !/:\d+$/.test(target)) return `no port in upstream "${target}"`;
  return (yield* resolveNow(conn, server.resolver, target, 0)) ?? `no host in upstream "${target}"`;
}

/** The line of the error log about a connection. */
function log(conn: Conversation, site: Site, number: number, what: string, upstream?: string): void {
  const pid = workerOf(conn);
  const { ip, port } = conn.socket;
  const about = [
    `client: ${conn.peer.ip}`,
    `server: ${ip}:${port}`,
    ...(upstream === undefined ? [] : [`upstream: "${upstream}"`]),
    'bytes from/to client:0/0',
    'bytes from/to upstream:0/0',
  ];
  const line = `${errorTime(conn.now)} [error] ${pid}#${pid}: *${number} ${what}, ${about.join(', ')}`;
  appendLog(conn, site.errorLog.path, line);
}
