import { civilOf, clockOf, httpDate, MONTHS, rfc3339Nano, twoDigits } from '../../base/index.ts';
import { type Conversation, hostname } from '../../os/index.ts';
import { AGREED, type Session } from '../../tls/index.ts';
import { header, type Request } from '../http.ts';
import { lookUp } from './made.ts';
import type { Made, Server, Site } from './model.ts';
import { ConfigError, type Directive } from './syntax.ts';

/** A request on its way through nginx: what variables are made of. */
export interface Exchange {
  readonly conn: Conversation & { readonly tls?: Session };
  readonly request: Request;
  /** The request's first line as it came. */
  line: string;
  readonly server: Server;
  readonly site: Site;
  /** Path without arguments, decoded and normalized; changes with internal redirects. */
  uri: string;
  args: string;
  status: number;
  sent: number;
  readonly set: Record<string, string>;
  upstreamAddr: string[];
  upstreamStatus: string[];
  /** Headers of the backend's answer. */
  upstreamHeaders: readonly (readonly [string, string])[];
  cacheStatus: string;
  /** Whether `limit_req` has counted it. */
  limited: boolean;
  /** Who `auth_basic` let in. */
  user: string;
  proxyHost: string;
  captures: readonly string[];
  readonly began: number;
  /** Serial number of the connection, as error logs have it. */
  readonly number: number;
}

/** `21/Nov/2026:09:40:39 +0000` */
export function timeLocal(at: number): string {
  const c = civilOf(at);
  return `${twoDigits(c.day)}/${MONTHS[c.month - 1]}/${c.year}:${clockOf(c)} +0000`;
}

/** `2026/11/21 09:40:39`, as error logs have it. */
export function errorTime(at: number): string {
  const c = civilOf(at);
  return `${c.year}/${twoDigits(c.month)}/${twoDigits(c.day)} ${clockOf(c)}`;
}

/** `Host` of the request without its port, or the server's name. */
export function hostOf(x: Exchange): string {
  const given = header(x.request.headers, 'Host') ?? '';
  const bare = given.replace(/:\d+$/, '').toLowerCase();
  return bare || (x.server.names[0] ?? '');
}

/** The value of a variable; undefined when there is none of this name. ngx_http_variables.c */
export function variable(x: Exchange, name: string): string | undefined {
  const own = x.set[name];
  if (own !== undefined) return own;
  if (/^\d$/.test(name)) return x.captures[Number(name)] ?? '';
  const { request, conn } = x;
  if (name.startsWith('http_')) return header(request.headers, name.slice(5).replaceAll('_', '-')) ?? '';
  if (name.startsWith('arg_')) return argument(x.args, name.slice(4));
  if (name.startsWith('cookie_')) return cookie(request, name.slice(7));
  if (name.startsWith('upstream_http_')) return header(x.upstreamHeaders, name.slice(14).replaceAll('_', '-')) ?? '';
  if (name.startsWith('sent_http_')) return header(x.upstreamHeaders, name.slice(10).replaceAll('_', '-')) ?? '';
  const made = x.site.made[name];
  if (made) {
    const found = lookUp(made, expand(x, made.source));
    return expand(found.captures.length > 0 ? { ...x, captures: found.captures } : x, found.value);
  }
  const maker = VARIABLES[name];
  return maker ? maker(x, conn) : undefined;
}

const PREFIXES = /^(http|arg|cookie|upstream_http|sent_http|upstream_cookie|upstream_trailer|sent_trailer)_|^\d$/;

const REFERENCE = /\$(?:\{(\w+)\}|(\w+))/g;

/** Directives whose arguments are patterns, where `$` is the end of the text. */
const PATTERNS = new Set(['location', 'server_name', 'log_format']);

/** Refuses a variable that nothing makes; `own` are those of the module itself. ngx_http_variables_init_vars */
export function checkVariables(
  block: readonly Directive[],
  made: Readonly<Record<string, Made>>,
  own: Readonly<Record<string, unknown>>,
): void {
  const known = new Set([...Object.keys(own), ...Object.keys(made)]);
  const used: string[] = [];
  const visit = (lines: readonly Directive[]) => {
    for (const d of lines) {
      for (const a of d.args) for (const m of a.matchAll(/\(\?P?<(\w+)>/g)) known.add(m[1] ?? '');
      if (d.name === 'set') known.add((d.args[0] ?? '').slice(1));
      const texts = PATTERNS.has(d.name) ? [] : d.name === 'rewrite' ? d.args.slice(1) : d.args;
      for (const a of texts) for (const m of a.matchAll(REFERENCE)) used.push(m[1] ?? m[2] ?? '');
      if (d.block) visit(d.block);
    }
  };
  visit(block);
  const unknown = used.find((name) => !known.has(name) && !PREFIXES.test(name));
  if (unknown !== undefined) throw new ConfigError(`unknown "${unknown}" variable`);
}

const argument = (args: string, name: string): string =>
  args
    .split('&')
    .map((a) => a.split('='))
    .find(([k]) => k === name)?.[1] ?? '';

function cookie(request: Request, name: string): string {
  const all = header(request.headers, 'Cookie') ?? '';
  return (
    all
      .split(/;\s*/)
      .map((c) => c.split('='))
      .find(([k]) => k === name)?.[1] ?? ''
  );
}

/** The variables of the module http. */
export const VARIABLES: Readonly<Record<string, (x: Exchange, conn: Exchange['conn']) => string>> = {
  host: (x) => hostOf(x),
  hostname: (_x, conn) => hostname(conn.world, conn),
  remote_addr: (_x, conn) => conn.peer.ip,
  remote_port: (_x, conn) => String(conn.peer.port),
  remote_user: (x) => x.user,
  server_addr: (_x, conn) => conn.local.ip,
  server_port: (_x, conn) => String(conn.local.port),
  server_name: (x) => x.server.names[0] ?? '',
  server_protocol: (x) => x.request.version,
  scheme: (_x, conn) => (conn.tls ? 'https' : 'http'),
  https: (_x, conn) => (conn.tls ? 'on' : ''),
  ssl_protocol: (_x, conn) => conn.tls?.version ?? '',
  ssl_cipher: (_x, conn) => (conn.tls ? AGREED[conn.tls.version].cipher : ''),
  ssl_server_name: (_x, conn) => conn.tls?.serverName ?? '',
  http2: (_x, conn) => (conn.tls?.protocol === 'h2' ? 'h2' : ''),
  ssl_alpn_protocol: (_x, conn) => conn.tls?.protocol ?? '',
  ssl_session_reused: (_x, conn) => (conn.tls ? '.' : ''),
  binary_remote_addr: (_x, conn) => conn.peer.ip,
  upstream_cache_status: (x) => x.cacheStatus,
  uri: (x) => x.uri,
  document_uri: (x) => x.uri,
  request_uri: (x) => x.request.target,
  args: (x) => x.args,
  query_string: (x) => x.args,
  is_args: (x) => (x.args === '' ? '' : '?'),
  request: (x) => x.line,
  request_method: (x) => x.request.method,
  request_length: (x) =>
    String(x.request.target.length + x.request.headers.reduce((n, [k, v]) => n + k.length + v.length + 4, 0)),
  request_body: (x) => x.request.body,
  request_time: (x, conn) => ((conn.now - x.began) / 1000).toFixed(3),
  proxy_port: (x) => /:(\d+)$/.exec(x.proxyHost)?.[1] ?? '80',
  realpath_root: (x) => x.server.settings.root,
  upstream_connect_time: (x) => (x.upstreamAddr.length > 0 ? '0.000' : ''),
  upstream_header_time: (x, conn) => (x.upstreamAddr.length > 0 ? ((conn.now - x.began) / 1000).toFixed(3) : ''),
  upstream_response_length: (x) => (x.upstreamAddr.length > 0 ? String(x.sent) : ''),
  limit_rate: () => '0',
  invalid_referer: () => '',
  gzip_ratio: () => '',
  pipe: () => '.',
  content_type: (x) => header(x.request.headers, 'Content-Type') ?? '',
  content_length: (x) => header(x.request.headers, 'Content-Length') ?? '',
  status: (x) => String(x.status).padStart(3, '0'),
  body_bytes_sent: (x) => String(x.sent),
  bytes_sent: (x) => String(x.sent),
  time_local: (_x, conn) => timeLocal(conn.now),
  time_iso8601: (_x, conn) => rfc3339Nano(Math.floor(conn.now / 1000) * 1000).replace('Z', '+00:00'),
  msec: (_x, conn) => (conn.now / 1000).toFixed(3),
  date_gmt: (_x, conn) => httpDate(conn.now),
  document_root: (x) => x.server.settings.root,
  request_filename: (x) => `${x.server.settings.root}${x.uri}`,
  proxy_host: (x) => x.proxyHost,
  proxy_add_x_forwarded_for: (x, conn) => {
    const before = header(x.request.headers, 'X-Forwarded-For');
    return before ? `${before}, ${conn.peer.ip}` : conn.peer.ip;
  },
  upstream_addr: (x) => x.upstreamAddr.join(', '),
  upstream_status: (x) => x.upstreamStatus.join(', '),
  upstream_response_time: (x, conn) => (x.upstreamAddr.length > 0 ? ((conn.now - x.began) / 1000).toFixed(3) : ''),
  connection: (x) => String(x.number),
  connection_requests: () => '1',
  pid: (_x, conn) => String(conn.nspid),
  nginx_version: (x) => x.site.version,
  request_id: (_x, conn) => conn.socket.id.padStart(32, '0'),
};

/** Text with its variables replaced. */
export const expand = (x: Exchange, text: string): string => substitute(text, (name) => variable(x, name));

/** A text with the values of what it refers to; names without one stay as they are. */
export function substitute(text: string, value: (name: string) => string | undefined): string {
  return text.replace(REFERENCE, (whole, braced?: string, plain?: string) => value(braced ?? plain ?? '') ?? whole);
}
