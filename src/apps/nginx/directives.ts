import { at, type Directive, NotSimulated } from './syntax.ts';
import { duration, flag } from './values.ts';

/** Where a directive stands; `sif` and `lif` are `if` in a server and in a location, `raw` is a block that is a table. */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'sif'
  | 'lif'
  | 'upstream'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream'
  | 'raw';

/** Where a directive may stand, how many arguments it takes, whether it has a block, and whether the model follows it. */
interface Known {
  readonly in: readonly Context[];
  readonly args: readonly [number, number];
  readonly block: boolean;
  /** `used`: it has its effect; `none`: its effect cannot be seen here (buffers, workers); `not`: it would matter and is not simulated. */
  readonly effect: 'used' | 'none' | 'not';
}

type Effect = Known['effect'];

const MANY = 99;

const PLACES: Readonly<Record<string, readonly Context[]>> = {
  M: ['main'],
  E: ['events'],
  H: ['http'],
  S: ['server'],
  L: ['location'],
  s: ['sif'],
  l: ['lif'],
  U: ['upstream', 'stream-upstream'],
  u: ['upstream'],
  T: ['stream'],
  t: ['stream-server'],
};

/** Directives by effect: `places least-most name name …`, an `*` behind the name of one with a block; nginx.org/en/docs/dirindex.html. */
const TABLE: Readonly<Record<Effect, readonly string[]>> = {
  used: [
    'M 1 daemon load_module',
    'M 0 events* http* stream*',
    'MHS 1-2 error_log',
    'HSLl 1 client_max_body_size gzip gzip_vary gzip_min_length etag log_not_found absolute_redirect limit_req_status',
    'HSLl 1-99 gzip_types',
    'Tt 1 proxy_connect_timeout',
    'MEHSLslUTt 1 include',
    'HT 1 upstream*',
    'HT 2 map*',
    'HT 1-2 geo*',
    'HT 2 split_clients*',
    'H 3 limit_req_zone',
    'H 2-99 proxy_cache_path log_format',
    'HSL 1-3 limit_req',
    'HSL 0 types*',
    'HSL 1 default_type server_tokens resolver_timeout autoindex allow deny auth_basic auth_basic_user_file proxy_connect_timeout proxy_read_timeout proxy_http_version proxy_hide_header proxy_pass_header proxy_cache proxy_cache_key proxy_cache_lock',
    'HSLl 1-4 access_log',
    'HSLTt 1-99 resolver',
    'HSL 1-99 index proxy_next_upstream proxy_cache_bypass proxy_no_cache proxy_cache_valid proxy_cache_use_stale proxy_cache_methods proxy_ignore_headers',
    'HSL 1 proxy_cache_min_uses proxy_intercept_errors proxy_ssl_server_name proxy_ssl_verify proxy_ssl_trusted_certificate proxy_ssl_name',
    'HSL 2 proxy_set_header',
    'HSL 1-2 proxy_redirect',
    'HSLl 1 root',
    'HSLl 2-99 error_page',
    'HSLl 2-3 add_header',
    'St 1-99 listen',
    'S 1-99 server_name',
    'HS 1 ssl_certificate ssl_certificate_key ssl_reject_handshake http2',
    'SL 1-2 location*',
    'SL 1-99 if*',
    'L 1 alias',
    'L 0 internal',
    'SL 2-99 try_files',
    'SLsl 1-2 return',
    'SLsl 2-3 rewrite',
    'SLsl 2 set',
    'SLsl 0 break',
    'Llt 1 proxy_pass',
    'SL 0-1 stub_status',
    'U 0 least_conn',
    'u 0 ip_hash',
    'U 1-2 hash',
    'U 0-2 random',
    'Tt 1 proxy_timeout ssl_preread preread_timeout',
  ],
  none: [
    'M 1-2 user',
    'M 1-99 worker_cpu_affinity env',
    'M 1 worker_processes worker_rlimit_nofile worker_priority worker_shutdown_timeout pid master_process pcre_jit thread_pool timer_resolution lock_file',
    'E 1 worker_connections multi_accept use accept_mutex accept_mutex_delay',
    'HSLl 1 sendfile tcp_nopush tcp_nodelay keepalive_requests keepalive_time types_hash_max_size types_hash_bucket_size client_body_timeout client_body_buffer_size send_timeout gzip_comp_level gzip_http_version gzip_disable gzip_static log_subrequest chunked_transfer_encoding reset_timedout_connection lingering_close output_buffers postpone_output if_modified_since max_ranges aio directio server_name_in_redirect port_in_redirect merge_slashes msie_padding',
    'HSL 1-2 keepalive_timeout client_body_temp_path proxy_temp_path',
    'HSL 1-99 gzip_proxied',
    'HSL 2 gzip_buffers proxy_buffers open_file_cache',
    'HSL 1-5 open_file_cache_valid open_file_cache_errors open_file_cache_min_uses',
    'H 1 server_names_hash_bucket_size server_names_hash_max_size variables_hash_max_size variables_hash_bucket_size map_hash_bucket_size map_hash_max_size',
    'HS 1 client_header_timeout client_header_buffer_size underscores_in_headers ignore_invalid_headers connection_pool_size request_pool_size ssl_ciphers ssl_prefer_server_ciphers ssl_session_timeout ssl_session_tickets ssl_dhparam ssl_buffer_size ssl_stapling ssl_stapling_verify ssl_trusted_certificate ssl_ecdh_curve http3',
    'HS 2 large_client_header_buffers',
    'HS 1-99 ssl_protocols',
    'HS 1-2 ssl_session_cache',
    'HSL 1 proxy_send_timeout proxy_next_upstream_tries proxy_next_upstream_timeout proxy_buffering proxy_request_buffering proxy_buffer_size proxy_busy_buffers_size proxy_max_temp_file_size proxy_temp_file_write_size proxy_headers_hash_max_size proxy_headers_hash_bucket_size proxy_socket_keepalive proxy_ignore_client_abort proxy_cache_revalidate proxy_cache_background_update proxy_cache_lock_timeout proxy_ssl_verify_depth proxy_ssl_session_reuse proxy_ssl_ciphers proxy_force_ranges',
    'HSL 1-99 proxy_ssl_protocols',
    'HSL 1 fastcgi_index fastcgi_read_timeout fastcgi_buffer_size limit_req_log_level limit_conn_status limit_conn_log_level auth_delay',
    'HSL 2-3 fastcgi_param',
    'HSL 2 fastcgi_buffers',
    'u 1-2 keepalive',
    'u 1 keepalive_requests keepalive_timeout keepalive_time',
    'U 1-2 zone',
    'Tt 1 proxy_buffer_size tcp_nodelay',
    'HSL 1 autoindex_exact_size autoindex_localtime',
  ],
  not: [
    'L 1-2 error_log',
    'HSL 1-99 add_trailer',
    'HSLl 1 charset',
    'HSLl 1-2 expires',
    'M 0 mail*',
    'H 2 limit_conn_zone',
    'HSL 2 limit_conn',
    'HSL 1 auth_request mirror real_ip_header set_real_ip_from satisfy proxy_bind proxy_method proxy_set_body proxy_pass_request_headers proxy_pass_request_body limit_rate limit_rate_after dav_methods secure_link slice',
    'HSL 1 ssl_client_certificate ssl_verify_client proxy_ssl_certificate proxy_ssl_certificate_key proxy_store',
    'HSL 2-4 sub_filter proxy_cookie_path proxy_cookie_domain proxy_cookie_flags',
    'HS 1-2 ssl_password_file ssl_verify_depth ssl_crl',
    'HSLl 1 fastcgi_pass uwsgi_pass scgi_pass memcached_pass grpc_pass perl mp4 flv auth_jwt',
    'HSL 1-99 valid_referers fastcgi_cache uwsgi_param scgi_param grpc_set_header',
    'H 2-99 fastcgi_cache_path',
    'L 1-99 limit_except*',
    't 1 proxy_protocol',
    'Tt 1-4 access_log',
    'T 2-99 log_format',
  ],
};

/** A name may mean something else elsewhere: all its meanings. */
const DIRECTIVES = new Map<string, Known[]>();

for (const effect of ['used', 'none', 'not'] as const)
  for (const row of TABLE[effect]) {
    const [places = '', range = '', ...names] = row.split(' ');
    const [least = 0, most = least] = range.split('-').map(Number);
    for (const name of names) {
      const bare = name.replace('*', '');
      const own: Known = {
        in: [...places].flatMap((c) => PLACES[c] ?? []),
        args: [least, most],
        block: name.endsWith('*'),
        effect,
      };
      DIRECTIVES.set(bare, [...(DIRECTIVES.get(bare) ?? []), own]);
    }
  }

DIRECTIVES.set('server', [
  { in: ['http', 'stream'], args: [0, 0], block: true, effect: 'used' },
  { in: ['upstream', 'stream-upstream'], args: [1, MANY], block: false, effect: 'used' },
]);

/** Directives that may stand more than once in a block. */
const REPEATED = new Set(
  'include error_log load_module env log_format upstream map geo split_clients limit_req_zone limit_req limit_conn_zone limit_conn proxy_cache_path types index access_log allow deny proxy_hide_header proxy_pass_header proxy_cache_valid proxy_cache_bypass proxy_no_cache proxy_set_header error_page add_header add_trailer listen server_name ssl_certificate ssl_certificate_key location if return rewrite set break server gzip_types proxy_redirect fastcgi_param sub_filter least_conn ip_hash hash random mirror worker_connections break resolver set_real_ip_from'.split(
    ' ',
  ),
);

/** Directives that change nothing with these values, and with others something that is not simulated. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  chunked_transfer_encoding: /^on$/,
  merge_slashes: /^on$/,
  if_modified_since: /^exact$/,
  max_ranges: /^\d{2,}$/,
  server_name_in_redirect: /^off$/,
  port_in_redirect: /^on$/,
  underscores_in_headers: /^off$/,
  ignore_invalid_headers: /^on$/,
  keepalive_requests: /^\d{2,}$/,
  keepalive_timeout: /^[1-9]\d*[smh]?$/,
  gzip_static: /^off$/,
  proxy_cache_revalidate: /^off$/,
  proxy_cache_background_update: /^off$/,
  proxy_force_ranges: /^off$/,
  autoindex_exact_size: /^on$/,
  autoindex_localtime: /^off$/,
  proxy_next_upstream_tries: /^0$/,
  proxy_next_upstream_timeout: /^0s?$/,
};

const FLAGS = new Set(
  'daemon master_process multi_accept accept_mutex sendfile tcp_nopush tcp_nodelay ssl_preread gzip gzip_vary autoindex etag proxy_buffering proxy_request_buffering proxy_intercept_errors proxy_cache_lock proxy_ssl_server_name proxy_ssl_verify ssl_prefer_server_ciphers ssl_session_tickets http2 http3 underscores_in_headers ignore_invalid_headers log_not_found merge_slashes port_in_redirect absolute_redirect server_name_in_redirect proxy_cache_revalidate proxy_cache_background_update chunked_transfer_encoding'.split(
    ' ',
  ),
);

const TIMES = new Set(
  'proxy_connect_timeout proxy_read_timeout proxy_send_timeout client_body_timeout client_header_timeout send_timeout resolver_timeout proxy_next_upstream_timeout proxy_timeout preread_timeout keepalive_time'.split(
    ' ',
  ),
);

const SIZES = new Set(
  'client_max_body_size proxy_buffer_size proxy_busy_buffers_size client_body_buffer_size client_header_buffer_size'.split(
    ' ',
  ),
);

/** Checks a directive as ngx_conf_handler does: known, allowed here, its block, its arguments, its value. `before` are those of its block that came first. */
export function checkDirective(d: Directive, context: Context, before: readonly Directive[], stream: boolean): void {
  if (context === 'raw') return;
  const meanings = d.name === 'stream' && !stream ? undefined : DIRECTIVES.get(d.name);
  if (!meanings) throw at(d, `unknown directive "${d.name}"`);
  const known = meanings.find((m) => m.in.includes(context));
  if (!known) throw at(d, `"${d.name}" directive is not allowed here`);
  if (known.block && !d.block) throw at(d, `directive "${d.name}" has no opening "{"`);
  if (!known.block && d.block) throw at(d, `directive "${d.name}" is not terminated by ";"`);
  const [least, most] = known.args;
  if (d.args.length < least || d.args.length > most)
    throw at(d, `invalid number of arguments in "${d.name}" directive`);
  if (!REPEATED.has(d.name) && before.some((b) => b.name === d.name)) throw at(d, `"${d.name}" directive is duplicate`);
  if (FLAGS.has(d.name)) flag(d);
  if (TIMES.has(d.name)) duration(d, d.args[0] ?? '');
  if (SIZES.has(d.name) && !/^\d+[kmgKMG]?$/.test(d.args[0] ?? '')) throw at(d, `"${d.name}" directive invalid value`);
  if (d.name === 'worker_processes' && !/^(auto|\d+)$/.test(d.args[0] ?? ''))
    throw at(d, `"${d.name}" directive invalid value`);
  const harmless = HARMLESS[d.name];
  if (harmless && !harmless.test(d.args.join(' ')))
    throw new NotSimulated(`nginx directive "${d.name} ${d.args.join(' ')}" (${d.file}:${d.line})`);
  if (known.effect === 'not') throw new NotSimulated(`nginx directive "${d.name}" (${d.file}:${d.line})`);
}
