import { byteLength, parseIp } from '../../base/index.ts';
import { type Connection, dial, type Run } from '../../os/index.ts';
import { errorText, isFor, tlsConnect, VERIFY_TEXT, verify } from '../../tls/index.ts';
import { header, readResponse } from '../http.ts';
import { choose, noteTry, numberConnection } from './balance.ts';
import { logError } from './log.ts';
import type { Handler, Location, Pass, Peer, Site } from './model.ts';
import { type Answer, own } from './respond.ts';
import { count, openConnections } from './status.ts';
import { resolveNow } from './upstreams.ts';
import { type Exchange, expand } from './variables.ts';

/** Headers of the client that do not go on to the backend; ngx_http_proxy_headers. */
const DROPPED = ['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'keep-alive', 'expect', 'upgrade'];
/** Headers of the backend that do not go on to the client. */
const HIDDEN = [
  'server',
  'date',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-type',
  'content-length',
];

/** Passes a request on to a backend, the next one if that fails, and its answer back. */
export function* proxy(x: Exchange, site: Site, h: Handler, location: Location | undefined, pass: Pass): Run<Answer> {
  const target = expand(x, pass.to);
  const scheme = /^https:\/\//.test(target) ? 'https' : pass.scheme;
  const upstream =
    (scheme === 'https' ? site.upstreams[`https://${target}`] : undefined) ??
    site.upstreams[target] ??
    (pass.variable
      ? yield* resolveNow(
          x.conn,
          h.settings.resolver,
          target.replace(/^https?:\/\//, ''),
          scheme === 'https' ? 443 : 80,
        )
      : undefined);
  if (upstream === undefined) return own(502);
  if (typeof upstream === 'string') {
    logError(x, site, upstream);
    return own(502);
  }
  x.proxyHost = target.replace(/^https?:\/\//, '').replace(scheme === 'https' ? /:443$/ : /:80$/, '');
  const path = pathFor(x, location, pass);
  const key = expand(x, upstream.key);
  const tried = new Set<number>();
  let last: Answer = own(502);
  for (;;) {
    const { conn } = x;
    const index = conn.transact((tx) => choose(tx, site.loaded, upstream, tried, conn.peer.ip, key));
    const peer = index === undefined ? undefined : upstream.peers[index];
    if (index === undefined || !peer) {
      // As many tries as there are backends; one that was passed over counts, and then nobody is left alive.
      if (tried.size < upstream.peers.filter((p) => !p.down).length || tried.size === 0) {
        logError(x, site, 'no live upstreams while connecting to upstream', `${scheme}://${upstream.name}${path}`);
        x.upstreamAddr.push(upstream.name);
        x.upstreamStatus.push('502');
        return own(502);
      }
      return last;
    }
    tried.add(index);
    x.upstreamAddr.push(`${peer.ip}:${peer.port}`);
    conn.transact((tx) => noteTry(tx, site.loaded, upstream, index, 'begin'));
    const got = yield* ask(x, site, h, peer, path, scheme);
    conn.transact((tx) =>
      noteTry(tx, site.loaded, upstream, index, 'failed' in got && got.why !== 'full' ? 'failed' : 'ok'),
    );
    x.upstreamStatus.push(String('failed' in got ? got.failed : got.answer.status));
    if (!('failed' in got)) return got.answer;
    last = own(got.failed);
    if (
      !h.settings.nextUpstream.includes(got.why) ||
      (got.sent && !['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'].includes(x.request.method))
    )
      return last;
  }
}

/** The path that is asked of the backend: what `proxy_pass` says replaces what the location matched. */
function pathFor(x: Exchange, location: Location | undefined, pass: Pass): string {
  if (pass.variable && pass.uri !== undefined) return expand(x, pass.uri);
  if (pass.uri === undefined || !location || location.kind === 'regex' || location.kind === 'iregex') {
    const changed = x.uri !== x.request.target.split('?')[0];
    const decoded = (x.request.target.split('?')[0] ?? '').includes('%');
    return changed && !decoded ? `${x.uri}${x.args === '' ? '' : `?${x.args}`}` : x.request.target;
  }
  return `${pass.uri}${x.uri.slice(location.pattern.length)}${x.args === '' ? '' : `?${x.args}`}`;
}

type Got =
  | { readonly answer: Answer }
  | { readonly failed: 500 | 502 | 504; readonly why: 'full' | 'error' | 'timeout'; readonly sent: boolean };

/** What nginx says of a connection that could not be made. */
export const REFUSALS: Readonly<Record<string, string>> = {
  refused: 'connect() failed (111: Connection refused)',
  'no-route': 'connect() failed (101: Network is unreachable)',
  'net-unreachable': 'connect() failed (101: Network is unreachable)',
  'host-unreachable': 'connect() failed (113: No route to host)',
  prohibited: 'connect() failed (113: No route to host)',
  timeout: 'upstream timed out (110: Connection timed out)',
};

function* ask(x: Exchange, site: Site, h: Handler, peer: Peer, path: string, scheme: string): Run<Got> {
  const { pid } = x.conn.socket;
  const url = `${scheme}://${peer.ip}:${peer.port}${path}`;
  if (openConnections(x.conn.world, pid) >= site.workerConnections) {
    const text = `${site.workerConnections} worker_connections are not enough while connecting to upstream`;
    logError(x, site, text, url, 'alert');
    return { failed: 500, why: 'full', sent: false };
  }
  x.conn.transact((tx) => {
    numberConnection(tx, site.loaded);
    count(tx, pid, 'dialed');
  });
  const got = yield* converse(x, site, h, peer, path, url);
  x.conn.transact((tx) => count(tx, pid, 'hungUp'));
  return got;
}

/** One question to one backend over a connection of its own. */
function* converse(x: Exchange, site: Site, h: Handler, peer: Peer, path: string, url: string): Run<Got> {
  const { conn } = x;
  const dialed = yield* dial(conn, peer.ip, peer.port, { timeout: h.settings.connectTimeout });
  if (dialed.kind !== 'open') {
    logError(x, site, `${REFUSALS[dialed.kind] ?? dialed.kind} while connecting to upstream`, url);
    return dialed.kind === 'timeout'
      ? { failed: 504, why: 'timeout', sent: false }
      : { failed: 502, why: 'error', sent: false };
  }
  const inside = url.startsWith('https:') ? yield* secureUpstream(x, site, h, dialed.connection) : dialed.connection;
  if (typeof inside === 'string') {
    dialed.connection.close();
    logError(x, site, `${inside} while SSL handshaking to upstream`, url);
    return { failed: 502, why: 'error', sent: false };
  }
  const connection = inside;
  yield* connection.send(requestText(x, h, path, site));
  const got = yield* readResponse(connection, x.request.method, h.settings.readTimeout);
  connection.close();
  if (got === 'timeout') {
    logError(
      x,
      site,
      'upstream timed out (110: Connection timed out) while reading response header from upstream',
      url,
    );
    return { failed: 504, why: 'timeout', sent: true };
  }
  if (got === 'closed' || got === 'reset' || got === 'bad') {
    const text =
      got === 'reset' ? 'recv() failed (104: Connection reset by peer)' : 'upstream prematurely closed connection';
    logError(x, site, `${text} while reading response header from upstream`, url);
    return { failed: 502, why: 'error', sent: true };
  }
  x.upstreamHeaders = got.headers;
  return { answer: back(x, h, got) };
}

/** TLS to a backend, and what is wrong with its certificate if that is looked at; ngx_http_upstream_ssl_handshake. */
function* secureUpstream(x: Exchange, site: Site, h: Handler, connection: Connection): Run<Connection | string> {
  const { versions, verify: verifies, sni, name: text, trusted } = h.settings.proxyTls;
  const name = expand(x, text).replace(/:\d+$/, '');
  const deadline = x.conn.now + h.settings.connectTimeout;
  const connected = yield* tlsConnect(x.conn, connection, {
    deadline,
    versions,
    ...(sni && parseIp(name) === undefined ? { serverName: name } : {}),
  });
  if (!connected.ok) {
    const { why } = connected;
    if (why === 'eof') return 'peer closed connection in SSL handshake';
    if (why === 'reset') return 'SSL_do_handshake() failed (104: Connection reset by peer)';
    if (why === 'timeout') return 'upstream timed out (110: Connection timed out)';
    const number = typeof why === 'object' && 'alert' in why ? `:SSL alert number ${why.alert}` : '';
    return `SSL_do_handshake() failed (SSL: ${errorText(why)}${number})`;
  }
  const { secure } = connected;
  if (!verifies) return secure;
  const [flaw] = verify(secure.session.chain, { trusted: site.trust[trusted ?? ''] ?? [], now: x.conn.now }).flaws;
  if (flaw) return `upstream SSL certificate verify error: (${flaw.code}:${VERIFY_TEXT[flaw.code]})`;
  const [first] = secure.session.chain;
  return first && isFor(first, name) ? secure : `upstream SSL certificate does not match "${name}"`;
}

/** nginx speaks HTTP/1.1 to backends since 1.29.7, and 1.0 with `Connection: close` before. */
function speaks11(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major > 1 || minor > 29 || (minor === 29 && patch >= 7);
}

function requestText(x: Exchange, h: Handler, path: string, site: Site): string {
  const { request } = x;
  const modern = speaks11(site.version);
  const version = modern ? '1.1' : h.settings.proxyVersion;
  const own = h.settings.proxyHeaders;
  const has = (name: string) => own.some((p) => p.name.toLowerCase() === name);
  const set = own.map((p) => [p.name, expand(x, p.value)] as const).filter(([, v]) => v !== '');
  const defaults: (readonly [string, string])[] = [
    ...(has('host') ? [] : [['Host', x.proxyHost] as const]),
    ...(has('connection') || modern ? [] : [['Connection', 'close'] as const]),
    ...(request.body === '' ? [] : [['Content-Length', String(byteLength(request.body))] as const]),
  ];
  const rest = request.headers.filter(([n]) => !DROPPED.includes(n.toLowerCase()) && !has(n.toLowerCase()));
  const lines = [...set, ...defaults, ...rest].map(([n, v]) => `${n}: ${v}`);
  return `${request.method} ${path === '' ? '/' : path} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n${request.body}`;
}

function back(
  x: Exchange,
  h: Handler,
  got: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
    readonly framed: boolean;
  },
): Answer {
  const type = header(got.headers, 'Content-Type');
  const length = header(got.headers, 'Content-Length');
  const { hidden, passed, intercept } = h.settings;
  if (intercept && h.settings.errorPages.some((p) => p.codes.includes(got.status))) return own(got.status);
  const keeps = (n: string) => !hidden.includes(n) && (passed.includes(n) || !HIDDEN.includes(n));
  const rest = got.headers.filter(([n]) => keeps(n.toLowerCase()));
  const expires = header(got.headers, 'X-Accel-Expires');
  const early = rest
    .filter(([n]) => /^(last-modified|location)$/i.test(n))
    .map(([n, v]): readonly [string, string] => [n, /^location$/i.test(n) ? redirected(x, h, v) : v]);
  return {
    status: got.status,
    ...(type === undefined || hidden.includes('content-type') ? {} : { type }),
    ...(expires === undefined ? {} : { control: { 'x-accel-expires': expires } }),
    body: got.body,
    headers: early,
    tail: rest.filter(([n]) => !/^(last-modified|location)$/i.test(n)),
    ...(length === undefined ? { chunked: true } : { length: Number(length) }),
  };
}

/** `proxy_redirect`: by default a redirect to what `proxy_pass` asks becomes one to the location. */
function redirected(x: Exchange, h: Handler, url: string): string {
  const { redirect } = h.settings;
  if (redirect === 'off') return url;
  const { pattern }: Partial<Location> = h;
  const prefix = redirect?.from ?? `${h.pass?.scheme ?? 'http'}://${x.proxyHost}${h.pass?.uri ?? '/'}`;
  if (!url.startsWith(prefix)) return url;
  const place = h.pass?.uri === undefined ? '/' : (pattern ?? '/');
  const to = `${redirect?.to ?? place}${url.slice(prefix.length)}`;
  if (!to.startsWith('/')) return to;
  const host = (header(x.request.headers, 'Host') ?? '').replace(/:\d+$/, '');
  const port = x.conn.local.port === (x.conn.tls ? 443 : 80) ? '' : `:${x.conn.local.port}`;
  return `${x.conn.tls ? 'https' : 'http'}://${host}${port}${to}`;
}
