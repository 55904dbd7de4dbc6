import { byteLength, compareText, table } from '../base/index.ts';
import { type App, type Conversation, getaddrinfo, hostname, out, type Run } from '../os/index.ts';
import { reasonOf, targetOf } from './answer.ts';
import { type Request, readRequest } from './http.ts';

/** What `/health` answers, by socket, once somebody has told it; 200 before. */
const healths = table<{ readonly status: number }>('apps.whoami');

/** What the socket of traefik/whoami itself carries, not its stand-in's: its `/health` can be told its status. */
export interface WhoamiData {
  /** `--name` */
  readonly name: string;
}

/** Answers every request with who answers, who asked and what came; as traefik/whoami does, one request a connection. */
export const whoami: App = function* (conn) {
  const got = yield* readRequest(conn);
  if (got === undefined || 'bad' in got) {
    conn.close();
    return 0;
  }
  const { request } = got;
  const data = conn.socket.data as WhoamiData | undefined;
  if (data && targetOf(request).path === '/health') {
    yield* conn.send(yield* health(conn, request));
    conn.close();
    return 0;
  }
  const me = hostname(conn.world, conn);
  const own = yield* getaddrinfo(conn, me);
  const ips = own.kind === 'ok' ? [...new Set(own.addresses)].sort(compareText) : [];
  const body = [
    ...(data?.name ? [`Name: ${data.name}`] : []),
    `Hostname: ${me}`,
    ...ips.map((ip) => `IP: ${ip}`),
    `RemoteAddr: ${conn.peer.ip}:${conn.peer.port}`,
    `${request.method} ${request.target} ${request.version}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\n');
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${byteLength(body)}\r\nConnection: close\r\n\r\n`;
  yield* conn.send(request.method === 'HEAD' ? head : head + body);
  conn.close();
  return 0;
};

/** traefik/whoami's `/health`: GET answers with a status and nothing else, POST says which one from now on. */
function* health(conn: Conversation, request: Request): Run<string> {
  const id = conn.socket.id;
  let status = conn.world.get(healths, id)?.status ?? 200;
  if (request.method === 'POST') {
    const told = Number(request.body);
    if (!/^\d{3}$/.test(request.body)) status = 400;
    else {
      conn.transact((tx) => tx.put(healths, id, { status: told }));
      yield* out(`Update health check status code [${told}]`);
      status = 200;
    }
  }
  return `HTTP/1.1 ${status} ${reasonOf(status)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}

/** A server whose protocol is not simulated: its port is open, and that is all one can see. */
export const silent: App = function* (conn) {
  for (;;) {
    const got = yield* conn.recv();
    if (typeof got === 'string') break;
  }
  conn.close();
  return 0;
};
