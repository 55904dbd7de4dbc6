import type { Tx } from '../../base/index.ts';
import { listen, sockets, unlisten } from '../../net/index.ts';
import { type App, addServer, dial, processes, relay, relayDatagram, sleep } from '../../os/index.ts';
import { controllers, type PortBinding } from './rows.ts';

/** Where a proxy sends what it gets: the `data` of its socket. */
interface Target {
  readonly ip: string;
  readonly port: number;
}

/** Starts a docker-proxy that listens on a published port, and returns its pid; moby libnetwork/portmapper/proxy_linux.go. */
export function startProxy(tx: Tx, host: string, b: PortBinding): number {
  const dockerd = tx.get(controllers, host);
  const argv = ['/usr/sbin/docker-proxy', '-proto', b.proto, '-host-ip', b.hostIp, '-host-port', String(b.hostPort)];
  argv.push('-container-ip', b.ip, '-container-port', String(b.port), '-use-listen-fd');
  const pid = addServer(tx, {
    host,
    netns: host,
    fs: dockerd?.fs ?? host,
    argv,
    ppid: dockerd?.pid ?? 1,
    parked: { TERM: 0, INT: 0, HUP: 129 },
  });
  const data: Target = { ip: b.ip, port: b.port };
  listen(tx, {
    netns: host,
    proto: b.proto,
    ip: b.hostIp,
    port: b.hostPort,
    pid,
    comm: 'docker-proxy',
    service: 'docker-proxy',
    data,
    v6only: true,
  });
  return pid;
}

/** Ends a docker-proxy and its sockets. */
export function stopProxy(tx: Tx, pid: number): void {
  for (const socket of tx.by(sockets, 'pid', String(pid))) unlisten(tx, socket.id);
  tx.delete(processes, String(pid));
}

/** What answers a published port: hands every connection and datagram on to the container, from the host's own address. */
export const dockerProxy: App = function* (conn) {
  const target = conn.socket.data as Target;
  if (conn.datagram) return yield* relayDatagram(conn, target, 'docker-proxy', UDP_IDLE);
  const dialed = yield* dial(conn, target.ip, target.port);
  if (dialed.kind !== 'open') {
    // Accepted and then closed: the client's request, which is on its way, meets a reset; an unpublished port would refuse it.
    yield* sleep(1);
    conn.close();
    return 0;
  }
  return yield* relay(conn, dialed.connection, 'docker-proxy');
};

/** moby cmd/docker-proxy/udp_proxy.go: a client's flow is kept until nothing has come back for so long. */
const UDP_IDLE = 90_000;
