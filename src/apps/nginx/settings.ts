import { VERSIONS } from '../../tls/index.ts';
import { versionsOf } from './certificates.ts';
import type { Access, Caching, ErrorLog, Header, Limit, Settings } from './model.ts';
import { type Directive, NotSimulated } from './syntax.ts';
import { duration, flag } from './values.ts';

/** The log format that is always there. */
export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** What holds where the configuration says nothing. */
export const DEFAULTS: Settings = {
  root: '/etc/nginx/html',
  index: ['index.html'],
  tokens: true,
  accessLog: { path: '/var/log/nginx/access.log', format: 'combined' },
  addHeaders: [],
  proxyHeaders: [],
  proxyVersion: '1.0',
  connectTimeout: 60_000,
  readTimeout: 60_000,
  nextUpstream: ['error', 'timeout'],
  errorPages: [],
  defaultType: 'text/plain',
  resolver: [],
  autoindex: false,
  rules: [],
  hidden: [],
  passed: [],
  intercept: false,
  caching: {
    zone: undefined,
    key: '$scheme$proxy_host$request_uri',
    valid: [],
    bypass: [],
    without: [],
    stale: [],
    minUses: 1,
    ignored: [],
  },
  limits: [],
  limitStatus: 503,
  maxBody: 1_048_576,
  errorLog: undefined,
  missingLogged: true,
  etag: true,
  relative: false,
  redirect: undefined,
  gzip: { on: false, vary: false, types: ['text/html'], least: 20 },
  auth: { realm: 'off', file: '' },
  proxyTls: { versions: VERSIONS, verify: false, sni: false, name: '$proxy_host', trusted: undefined },
};

/** The settings of a block: its own, then those that it inherits. */
export function settings(above: Settings, own: readonly Directive[]): Settings {
  const all = (name: string) => own.filter((d) => d.name === name);
  const last = (name: string) => all(name).at(-1);
  const root = last('root')?.args[0];
  const headers = (name: string): readonly Header[] =>
    all(name).map((d) => ({
      name: d.args[0] ?? '',
      value: d.args[1] ?? '',
      ...(d.args[2] === 'always' ? { always: true } : {}),
    }));
  const on = <T>(name: string, is: (yes: boolean) => T): T | undefined => {
    const found = last(name);
    return found && is(flag(found));
  };
  const log = last('access_log');
  const version = last('proxy_http_version')?.args[0];
  const [connect, readTime] = [last('proxy_connect_timeout'), last('proxy_read_timeout')];
  const tokens = last('server_tokens');
  const auto = last('autoindex');
  const intercept = last('proxy_intercept_errors');
  const pages = all('error_page').map(errorPage);
  const rules: readonly Access[] = own
    .filter((d) => d.name === 'allow' || d.name === 'deny')
    .map((d) => ({ allow: d.name === 'allow', who: d.args[0] ?? '' }));
  const alias = last('alias')?.args[0];
  const add = headers('add_header');
  const set = headers('proxy_set_header');
  const { alias: _alias, ...inherited } = above;
  return {
    ...inherited,
    ...(root === undefined ? {} : { root: root.startsWith('/') ? root : `/etc/nginx/${root}` }),
    ...(alias === undefined ? {} : { alias }),
    ...(last('index') ? { index: last('index')?.args ?? [] } : {}),
    ...(tokens ? { tokens: tokens.args[0] !== 'off' } : {}),
    ...(log
      ? {
          accessLog:
            log.args[0] === 'off' ? undefined : { path: logPath(log.args[0] ?? ''), format: log.args[1] ?? 'combined' },
        }
      : {}),
    ...(add.length > 0 ? { addHeaders: add } : {}),
    ...(set.length > 0 ? { proxyHeaders: set } : {}),
    ...(version === undefined ? {} : { proxyVersion: version === '1.1' ? '1.1' : '1.0' }),
    ...(connect ? { connectTimeout: duration(connect, connect.args[0] ?? '') } : {}),
    ...(readTime ? { readTimeout: duration(readTime, readTime.args[0] ?? '') } : {}),
    ...(last('proxy_next_upstream') ? { nextUpstream: last('proxy_next_upstream')?.args ?? [] } : {}),
    ...(pages.length > 0 ? { errorPages: pages } : {}),
    ...(last('default_type') ? { defaultType: last('default_type')?.args[0] ?? '' } : {}),
    ...(last('resolver') ? { resolver: (last('resolver')?.args ?? []).filter((a) => !a.includes('=')) } : {}),
    ...(auto ? { autoindex: flag(auto) } : {}),
    ...(rules.length > 0 ? { rules } : {}),
    ...(all('proxy_hide_header').length > 0 ? { hidden: names(all('proxy_hide_header')) } : {}),
    ...(all('proxy_pass_header').length > 0 ? { passed: names(all('proxy_pass_header')) } : {}),
    ...(intercept ? { intercept: flag(intercept) } : {}),
    ...(last('limit_req_status') ? { limitStatus: Number(last('limit_req_status')?.args[0]) } : {}),
    ...(last('client_max_body_size') ? { maxBody: bytesOf(last('client_max_body_size')?.args[0] ?? '') } : {}),
    ...(last('error_log') ? { errorLog: errorLogOf(last('error_log')) } : {}),
    ...on('log_not_found', (missingLogged) => ({ missingLogged })),
    ...on('etag', (etag) => ({ etag })),
    ...on('absolute_redirect', (absolute) => ({ relative: !absolute })),
    ...(last('proxy_redirect') ? { redirect: redirectOf(last('proxy_redirect')) } : {}),
    gzip: {
      ...above.gzip,
      ...on('gzip', (yes) => ({ on: yes })),
      ...on('gzip_vary', (vary) => ({ vary })),
      ...(last('gzip_types') ? { types: ['text/html', ...(last('gzip_types')?.args ?? [])] } : {}),
      ...(last('gzip_min_length') ? { least: Number(last('gzip_min_length')?.args[0]) } : {}),
    },
    ...(all('limit_req').length > 0 ? { limits: all('limit_req').map(limitOf) } : {}),
    auth: {
      realm: last('auth_basic')?.args[0] ?? above.auth.realm,
      file: last('auth_basic_user_file')?.args[0] ?? above.auth.file,
    },
    caching: caching(above.caching, own),
    proxyTls: proxyTls(above.proxyTls, own),
  };
}

function proxyTls(above: Settings['proxyTls'], own: readonly Directive[]): Settings['proxyTls'] {
  const last = (name: string) => own.filter((d) => d.name === `proxy_ssl_${name}`).at(-1);
  const [verify, sni, protocols] = [last('verify'), last('server_name'), last('protocols')];
  return {
    versions: protocols ? versionsOf(protocols) : above.versions,
    verify: verify ? flag(verify) : above.verify,
    sni: sni ? flag(sni) : above.sni,
    name: last('name')?.args[0] ?? above.name,
    trusted: last('trusted_certificate')?.args[0] ?? above.trusted,
  };
}

const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

const bytesOf = (text: string) => Number.parseInt(text, 10) * (UNITS[text.slice(-1).toLowerCase()] ?? 1);

/** `error_log PATH LEVEL`; errors and worse unless it is told otherwise. */
export function errorLogOf(d: Directive | undefined): ErrorLog {
  const path = d?.args[0] ?? 'stderr';
  return { path: path === 'stderr' ? path : logPath(path), level: (d?.args[1] ?? 'error') as ErrorLog['level'] };
}

function redirectOf(d: Directive | undefined): Settings['redirect'] {
  const [from = 'default', to] = d?.args ?? [];
  if (from === 'off') return 'off';
  if (d && to !== undefined && (from.startsWith('~') || `${from}${to}`.includes('$')))
    throw new NotSimulated(`nginx proxy_redirect with patterns or variables (${d.file}:${d.line})`);
  return to === undefined ? undefined : { from, to };
}

const names = (own: readonly Directive[]) => own.map((d) => (d.args[0] ?? '').toLowerCase());

function limitOf(d: Directive): Limit {
  const value = (name: string) => d.args.find((a) => a.startsWith(`${name}=`))?.slice(name.length + 1);
  const burst = Number(value('burst') ?? 0);
  return {
    zone: value('zone') ?? '',
    burst,
    delay: d.args.includes('nodelay') ? Number.POSITIVE_INFINITY : Number(value('delay') ?? 0),
  };
}

function caching(above: Caching, own: readonly Directive[]): Caching {
  const args = (name: string) => {
    const found = own.filter((d) => d.name === name);
    return found.length === 0 ? undefined : found.flatMap((d) => d.args);
  };
  const zone = args('proxy_cache')?.[0];
  const valid = own
    .filter((d) => d.name === 'proxy_cache_valid')
    .map((d) => {
      const codes = d.args.slice(0, -1);
      return {
        codes: codes.includes('any') ? ('any' as const) : codes.length === 0 ? [200, 301, 302] : codes.map(Number),
        ms: duration(d, d.args.at(-1) ?? ''),
      };
    });
  return {
    zone: zone === undefined ? above.zone : zone === 'off' ? undefined : zone,
    key: args('proxy_cache_key')?.[0] ?? above.key,
    valid: valid.length > 0 ? valid : above.valid,
    bypass: args('proxy_cache_bypass') ?? above.bypass,
    without: args('proxy_no_cache') ?? above.without,
    stale: args('proxy_cache_use_stale') ?? above.stale,
    minUses: Number(args('proxy_cache_min_uses')?.[0] ?? above.minUses),
    ignored: args('proxy_ignore_headers')?.map((n) => n.toLowerCase()) ?? above.ignored,
  };
}

const logPath = (path: string) => (path.startsWith('/') ? path : `/etc/nginx/${path}`);

function errorPage(d: Directive): Settings['errorPages'][number] {
  const answer = d.args.find((a) => /^=\d*$/.test(a));
  return {
    codes: d.args.filter((a) => /^\d+$/.test(a)).map(Number),
    uri: d.args.at(-1) ?? '',
    ...(answer === undefined ? {} : { answer: answer === '=' ? ('own' as const) : Number(answer.slice(1)) }),
  };
}
