import { at, type Directive } from './syntax.ts';

export type Context = 'main' | 'events' | 'http' | 'server' | 'location' | 'upstream' | 'types';

/** Where a directive may stand, how many arguments it takes, whether it has a block, and whether the model follows it. */
interface Known {
  readonly in: readonly Context[];
  readonly args: readonly [number, number];
  readonly block?: boolean;
  /** `used`: it has its effect; `none`: its effect cannot be seen here (buffers, workers); `not`: it would matter and is not simulated. */
  readonly effect: 'used' | 'none' | 'not';
}

const MANY = 99;
const HSL: readonly Context[] = ['http', 'server', 'location'];
const used = (where: readonly Context[], from: number, to = from, block = false): Known => ({
  in: where,
  args: [from, to],
  effect: 'used',
  ...(block ? { block } : {}),
});
const none = (where: readonly Context[], from: number, to = from): Known => ({
  in: where,
  args: [from, to],
  effect: 'none',
});
const not = (where: readonly Context[], from: number, to = from, block = false): Known => ({
  in: where,
  args: [from, to],
  effect: 'not',
  ...(block ? { block } : {}),
});

/** nginx.org/en/docs/dirindex.html, as far as courses on containers use it. */
const DIRECTIVES: Readonly<Record<string, Known>> = {
  user: none(['main'], 1, 2),
  worker_processes: none(['main'], 1),
  worker_cpu_affinity: none(['main'], 1, MANY),
  worker_rlimit_nofile: none(['main'], 1),
  pid: none(['main'], 1),
  daemon: used(['main'], 1),
  master_process: none(['main'], 1),
  error_log: used(['main', ...HSL], 1, 2),
  events: used(['main'], 0, 0, true),
  worker_connections: none(['events'], 1),
  multi_accept: none(['events'], 1),
  use: none(['events'], 1),
  http: used(['main'], 0, 0, true),
  stream: not(['main'], 0, 0, true),
  mail: not(['main'], 0, 0, true),
  load_module: not(['main'], 1),
  server: used(['http', 'upstream'], 0, MANY),
  upstream: used(['http'], 1, 1, true),
  map: not(['http'], 2, 2, true),
  geo: not(['http'], 1, 2, true),
  split_clients: not(['http'], 2, 2, true),
  limit_req_zone: not(['http'], 3),
  limit_req: not(HSL, 1, 3),
  limit_conn_zone: not(['http'], 2),
  limit_conn: not(HSL, 2),
  proxy_cache_path: not(['http'], 2, MANY),
  proxy_cache: not(HSL, 1),
  log_format: used(['http'], 2, MANY),
  include: used(['main', 'events', ...HSL], 1),
  types: used(HSL, 0, 0, true),
  default_type: used(HSL, 1),
  sendfile: none(HSL, 1),
  tcp_nopush: none(HSL, 1),
  tcp_nodelay: none(HSL, 1),
  keepalive_timeout: none(HSL, 1, 2),
  keepalive_requests: none(HSL, 1),
  types_hash_max_size: none(HSL, 1),
  server_names_hash_bucket_size: none(['http'], 1),
  server_names_hash_max_size: none(['http'], 1),
  client_max_body_size: none(HSL, 1),
  client_body_timeout: none(HSL, 1),
  client_header_timeout: none(['http', 'server'], 1),
  send_timeout: none(HSL, 1),
  gzip: none(HSL, 1),
  gzip_types: none(HSL, 1, MANY),
  gzip_vary: none(HSL, 1),
  gzip_proxied: none(HSL, 1, MANY),
  gzip_comp_level: none(HSL, 1),
  gzip_min_length: none(HSL, 1),
  ssl_protocols: none(['http', 'server'], 1, MANY),
  ssl_prefer_server_ciphers: none(['http', 'server'], 1),
  ssl_ciphers: none(['http', 'server'], 1),
  ssl_session_cache: none(['http', 'server'], 1, 2),
  ssl_session_timeout: none(['http', 'server'], 1),
  ssl_certificate: not(['http', 'server'], 1),
  ssl_certificate_key: not(['http', 'server'], 1),
  server_tokens: used(HSL, 1),
  access_log: used(HSL, 1, 4),
  resolver: used(HSL, 1, MANY),
  resolver_timeout: none(HSL, 1),
  listen: used(['server'], 1, MANY),
  server_name: used(['server'], 1, MANY),
  location: used(['server', 'location'], 1, 2, true),
  root: used(HSL, 1),
  alias: used(['location'], 1),
  index: used(HSL, 1, MANY),
  autoindex: used(HSL, 1),
  try_files: used(['server', 'location'], 2, MANY),
  return: used(['server', 'location'], 1, 2),
  rewrite: used(['server', 'location'], 2, 3),
  set: used(['server', 'location'], 2),
  if: not(['server', 'location'], 1, MANY, true),
  error_page: used(HSL, 2, MANY),
  add_header: used(HSL, 2, 3),
  expires: none(HSL, 1, 2),
  allow: used(HSL, 1),
  deny: used(HSL, 1),
  internal: none(['location'], 0),
  auth_basic: not(HSL, 1),
  auth_basic_user_file: not(HSL, 1),
  auth_request: not(HSL, 1),
  stub_status: not(['server', 'location'], 0, 1),
  proxy_pass: used(['location'], 1),
  proxy_set_header: used(HSL, 2),
  proxy_http_version: used(HSL, 1),
  proxy_connect_timeout: used(HSL, 1),
  proxy_read_timeout: used(HSL, 1),
  proxy_send_timeout: none(HSL, 1),
  proxy_next_upstream: used(HSL, 1, MANY),
  proxy_next_upstream_tries: none(HSL, 1),
  proxy_next_upstream_timeout: none(HSL, 1),
  proxy_redirect: used(HSL, 1, 2),
  proxy_buffering: none(HSL, 1),
  proxy_buffers: none(HSL, 2),
  proxy_buffer_size: none(HSL, 1),
  proxy_busy_buffers_size: none(HSL, 1),
  proxy_cache_bypass: none(HSL, 1, MANY),
  proxy_ssl_server_name: none(HSL, 1),
  proxy_hide_header: not(HSL, 1),
  proxy_pass_header: none(HSL, 1),
  proxy_intercept_errors: none(HSL, 1),
  fastcgi_pass: not(['location'], 1),
  fastcgi_param: none(HSL, 2, 3),
  fastcgi_index: none(HSL, 1),
  uwsgi_pass: not(['location'], 1),
  grpc_pass: not(['location'], 1),
  mirror: not(HSL, 1),
  least_conn: used(['upstream'], 0),
  ip_hash: used(['upstream'], 0),
  hash: used(['upstream'], 1, 2),
  random: used(['upstream'], 0, 2),
  keepalive: none(['upstream'], 1),
  zone: none(['upstream'], 1, 2),
};

/** What a directive that exists but is not simulated makes nginx do here: refuse, honestly. */
export class NotSimulated extends Error {}

/** Checks a directive as ngx_conf_handler does: known, allowed here, its arguments, its block. */
export function checkDirective(d: Directive, context: Context): void {
  const known = DIRECTIVES[d.name];
  if (context === 'types') return;
  if (!known) throw at(d, `unknown directive "${d.name}"`);
  if (!known.in.includes(context)) throw at(d, `"${d.name}" directive is not allowed here`);
  const block = known.block || (d.name === 'server' && context === 'http');
  if (block && !d.block) throw at(d, `directive "${d.name}" has no opening "{"`);
  if (!block && d.block) throw at(d, `directive "${d.name}" is not terminated by ";"`);
  const [least, most] = d.name === 'server' ? (context === 'http' ? [0, 0] : [1, MANY]) : known.args;
  if (d.args.length < least || d.args.length > most)
    throw at(d, `invalid number of arguments in "${d.name}" directive`);
  if (known.effect === 'not') throw new NotSimulated(`nginx directive "${d.name}" (${d.file}:${d.line})`);
}
