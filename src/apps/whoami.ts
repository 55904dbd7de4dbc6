import { byteLength, compareText } from '../base/index.ts';
import { type App, getaddrinfo, hostname } from '../os/index.ts';
import { readRequest } from './http.ts';

/** Answers every request with who answers, who asked and what came; as traefik/whoami does, one request a connection. */
export const whoami: App = function* (conn) {
  const got = yield* readRequest(conn);
  if (got === undefined || got === 'bad') {
    conn.close();
    return 0;
  }
  const { request } = got;
  const me = hostname(conn.world, conn);
  const own = yield* getaddrinfo(conn, me);
  const ips = own.kind === 'ok' ? [...new Set(own.addresses)].sort(compareText) : [];
  const body = [
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

/** A server whose protocol is not simulated: its port is open, and that is all one can see. */
export const silent: App = function* (conn) {
  for (;;) {
    const got = yield* conn.recv();
    if (typeof got === 'string') break;
  }
  conn.close();
  return 0;
};
