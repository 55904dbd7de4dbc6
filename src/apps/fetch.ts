import { isIpv6 } from '../base/index.ts';
import { type Connection, type Dial, dial, getaddrinfo, type Process, type Run, resolvConf } from '../os/index.ts';
import { type Response, readResponse } from './http.ts';

/** Why a server could not be reached: its name, or the last of its addresses. */
export type Unreached =
  | { readonly kind: 'noname'; readonly host: string; readonly server: string }
  | { readonly kind: 'again'; readonly host: string; readonly server: string }
  | { readonly kind: Exclude<Dial['kind'], 'open'>; readonly host: string; readonly ip: string; readonly port: number };

/** Why an address could not be reached, in the words of strerror(3). */
export const DIAL_ERRORS: Readonly<Record<Exclude<Dial['kind'], 'open'>, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  'no-route': 'No route to host',
  'host-unreachable': 'No route to host',
  'net-unreachable': 'Network is unreachable',
  prohibited: 'No route to host',
  'too-long': 'Message too long',
};

/** Why an answer did not come. */
export type Failed =
  | Unreached
  | { readonly kind: 'silent'; readonly host: string }
  | { readonly kind: 'garbage'; readonly host: string };

export type Connected =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly why: Unreached };

/** Resolves a name and tries its addresses in turn. */
export function* connectTo(proc: Process, host: string, port: number, timeout = 5000): Run<Connected> {
  const found = yield* getaddrinfo(proc, host.replace(/^\[|\]$/g, ''));
  if (found.kind !== 'ok') {
    const server = resolvConf(proc.world, proc.fs).servers[0] ?? '';
    return { ok: false, why: { kind: found.kind === 'again' ? 'again' : 'noname', host, server } };
  }
  let why: Unreached = { kind: 'noname', host, server: '' };
  for (const ip of found.addresses) {
    const dialed = yield* dial(proc, ip, port, { timeout });
    if (dialed.kind === 'open') return { ok: true, connection: dialed.connection };
    why = { kind: dialed.kind, host, ip, port };
  }
  return { ok: false, why };
}

/** What is asked of an HTTP server. */
export interface Asked {
  readonly method?: string;
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly timeout?: number;
}

export type Fetched = { readonly ok: true; readonly response: Response } | { readonly ok: false; readonly why: Failed };

/** The parts of an http:// address that a client needs; undefined when it is none. */
export function httpUrl(
  url: string,
): { readonly host: string; readonly port: number; readonly target: string } | undefined {
  const [, host, port, target] = /^http:\/\/([^/:?#]+|\[[^\]]+\])(?::(\d+))?([/?][^#]*)?/.exec(url) ?? [];
  if (host === undefined) return undefined;
  const path = target ?? '/';
  return { host, port: Number(port ?? 80), target: path.startsWith('/') ? path : `/${path}` };
}

/** One HTTP request and its answer, over a connection of its own. */
export function* fetchUrl(proc: Process, asked: Asked): Run<Fetched> {
  const { method = 'GET', url, headers = [], body, timeout = 5000 } = asked;
  const to = httpUrl(url);
  if (!to) return { ok: false, why: { kind: 'garbage', host: url } };
  const connected = yield* connectTo(proc, to.host, to.port, timeout);
  if (!connected.ok) return connected;
  const { connection } = connected;
  const lines = [
    `${method} ${to.target} HTTP/1.1`,
    `Host: ${to.host}${to.port === 80 ? '' : `:${to.port}`}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
  ];
  yield* connection.send(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
  const response = yield* readResponse(connection, method, timeout);
  connection.close();
  if (typeof response !== 'string') return { ok: true, response };
  return { ok: false, why: { kind: response === 'bad' ? 'garbage' : 'silent', host: to.host } };
}

/** `address:port`, an IPv6 address in brackets. */
export function joinHostPort(ip: string, port: number): string {
  return isIpv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`;
}
