import { type App, dial, relay, relayDatagram } from '../../os/index.ts';
import { choose, noteTry, numberConnection } from './balance.ts';
import { appendLog, workerOf } from './log.ts';
import type { Site } from './model.ts';
import { REFUSALS } from './proxy.ts';
import { errorTime } from './variables.ts';

/** The module stream: connections and datagrams handed on as they are; ngx_stream_proxy_module.c. */
export const nginxStream: App = function* (conn) {
  const site = conn.socket.data as Site;
  const { ip, port } = conn.socket;
  const server = site.streams.find((s) => s.listens.some((l) => l.port === port && l.ip === ip));
  if (!server) return 1;
  const { upstream } = server;
  const number = conn.transact((tx) => numberConnection(tx, site.loaded));
  const tried = new Set<number>();
  for (;;) {
    const index = conn.transact((tx) => choose(tx, site.loaded, upstream, tried, conn.peer.ip, conn.peer.ip));
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
      yield* relay(conn, dialed.connection, 'nginx');
      return 0;
    }
    const pid = workerOf(conn);
    const what = `${REFUSALS[dialed.kind] ?? dialed.kind} while connecting to upstream`;
    const about = `client: ${conn.peer.ip}, server: ${ip}:${port}, upstream: "${peer.ip}:${peer.port}", bytes from/to client:0/0, bytes from/to upstream:0/0`;
    appendLog(conn, site.errorLog.path, `${errorTime(conn.now)} [error] ${pid}#${pid}: *${number} ${what}, ${about}`);
  }
  conn.close();
  return 0;
};
