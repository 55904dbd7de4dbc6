import type { Certificate, Credentials, Version } from '../../tls/index.ts';

/** A configuration as the workers use it: plain data, kept with the listening sockets. */
export interface Site {
  readonly servers: readonly Server[];
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly formats: Readonly<Record<string, string>>;
  /** Variables that `map`, `geo` and `split_clients` make, by name. */
  readonly made: Readonly<Record<string, Made>>;
  readonly zones: Readonly<Record<string, LimitZone>>;
  readonly stream: Stream;
  /** The certificates of the files that `proxy_ssl_trusted_certificate` names. */
  readonly trust: Readonly<Record<string, readonly Certificate[]>>;
  readonly errorLog: ErrorLog;
  readonly workerConnections: number;
  readonly version: string;
  /** Tells one loading of the configuration from the next. */
  readonly loaded: string;
}

export interface Listen {
  readonly ip: string;
  readonly port: number;
  readonly default: boolean;
  readonly ssl: boolean;
  readonly udp: boolean;
}

export interface Header {
  readonly name: string;
  readonly value: string;
  readonly always?: boolean;
}

/** What a location inherits from its server, and that from http. */
export interface Settings {
  readonly root: string;
  readonly alias?: string;
  readonly index: readonly string[];
  readonly tokens: boolean;
  readonly accessLog: { readonly path: string; readonly format: string } | undefined;
  readonly addHeaders: readonly Header[];
  readonly proxyHeaders: readonly Header[];
  readonly proxyVersion: '1.0' | '1.1';
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly nextUpstream: readonly string[];
  readonly errorPages: readonly {
    readonly codes: readonly number[];
    readonly uri: string;
    readonly answer?: number | 'own';
  }[];
  readonly defaultType: string;
  readonly resolver: readonly string[];
  readonly autoindex: boolean;
  readonly rules: readonly Access[];
  /** `proxy_hide_header`, and `proxy_pass_header` that undoes what nginx hides by itself. */
  readonly hidden: readonly string[];
  readonly passed: readonly string[];
  readonly intercept: boolean;
  readonly caching: Caching;
  readonly limits: readonly Limit[];
  /** `limit_req_status` */
  readonly limitStatus: number;
  /** `client_max_body_size` in bytes, 0 for any. */
  readonly maxBody: number;
  readonly errorLog: ErrorLog | undefined;
  /** `log_not_found` */
  readonly missingLogged: boolean;
  readonly etag: boolean;
  /** `absolute_redirect off` */
  readonly relative: boolean;
  /** `proxy_redirect`: what a redirect of a backend begins with, and what stands there then; undefined is its default. */
  readonly redirect: 'off' | { readonly from: string; readonly to: string } | undefined;
  readonly gzip: {
    readonly on: boolean;
    readonly vary: boolean;
    readonly types: readonly string[];
    readonly least: number;
  };
  readonly auth: { readonly realm: string; readonly file: string };
  readonly proxyTls: ProxyTls;
}

/** How nginx is a client of TLS: `proxy_ssl_…`. */
export interface ProxyTls {
  readonly verify: boolean;
  /** `proxy_ssl_protocols` */
  readonly versions: readonly Version[];
  readonly sni: boolean;
  /** Text with variables: whom the backend must be. */
  readonly name: string;
  /** File of the authorities. */
  readonly trusted: string | undefined;
}

export type Level = 'debug' | 'info' | 'notice' | 'warn' | 'error' | 'crit' | 'alert' | 'emerg';

/** `error_log PATH LEVEL`: what is at least so bad is written. */
export interface ErrorLog {
  readonly path: string;
  readonly level: Level;
}

export interface Access {
  readonly allow: boolean;
  /** An address, a network or `all`. */
  readonly who: string;
}

/** A variable that is looked up in a table when it is asked for. */
export interface Made {
  readonly kind: 'map' | 'geo' | 'split';
  /** Text with variables that is looked up. */
  readonly source: string;
  readonly hostnames: boolean;
  readonly entries: readonly (readonly [string, string])[];
  readonly otherwise: string;
}

/** `limit_req_zone`: what is counted, and how many a second are let through. */
export interface LimitZone {
  readonly key: string;
  readonly rate: number;
}

export interface Limit {
  readonly zone: string;
  readonly burst: number;
  /** How many above the rate pass at once; more wait. */
  readonly delay: number;
}

/** What `proxy_cache` and its kin say. */
export interface Caching {
  readonly zone: string | undefined;
  readonly key: string;
  readonly valid: readonly { readonly codes: readonly number[] | 'any'; readonly ms: number }[];
  readonly bypass: readonly string[];
  readonly without: readonly string[];
  readonly stale: readonly string[];
  readonly minUses: number;
  readonly ignored: readonly string[];
}

/** The module stream: connections that are handed on as they are. */
export interface Stream {
  readonly servers: readonly StreamServer[];
  /** By what `proxy_pass` says. */
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly made: Readonly<Record<string, Made>>;
}

/** A `server` of the module stream. */
export interface StreamServer {
  readonly listens: readonly Listen[];
  /** Text with variables: an upstream's name, or a host and its port. */
  readonly pass: string;
  readonly resolver: readonly string[];
  /** `ssl_preread`: how long the ClientHello is waited for, ms; undefined where it is not looked at. */
  readonly preread: number | undefined;
  readonly connectTimeout: number;
  readonly timeout: number;
}

export interface Condition {
  readonly op:
    | 'true'
    | '='
    | '!='
    | '~'
    | '~*'
    | '!~'
    | '!~*'
    | '-f'
    | '!-f'
    | '-d'
    | '!-d'
    | '-e'
    | '!-e'
    | '-x'
    | '!-x';
  readonly left: string;
  readonly right: string;
}

/** A directive of the rewrite module; they are carried out in their order. */
export type Step =
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'rewrite'; readonly pattern: string; readonly to: string; readonly flag: string }
  | { readonly kind: 'return'; readonly code: number; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'if'; readonly test: Condition; readonly body: Handler };

/** `proxy_pass`: where to, and what replaces the matched part of the path. */
export interface Pass {
  readonly scheme: string;
  /** Name of an upstream, `host[:port]`, or text with variables. */
  readonly to: string;
  readonly uri: string | undefined;
  readonly variable: boolean;
  /** Where it is written. */
  readonly place: { readonly file: string; readonly line: number };
}

export interface Handler {
  readonly settings: Settings;
  readonly pass?: Pass;
  readonly tryFiles?: readonly string[];
  readonly stubStatus?: boolean;
  readonly internal?: boolean;
  readonly script: readonly Step[];
}

export interface Location extends Handler {
  readonly kind: 'exact' | 'prefix' | 'final' | 'regex' | 'iregex' | 'named';
  readonly pattern: string;
}

export interface Server extends Handler {
  readonly listens: readonly Listen[];
  readonly names: readonly string[];
  /** What it shows of itself where TLS is spoken. */
  readonly credentials?: Credentials;
  /** `ssl_protocols` */
  readonly versions: readonly Version[];
  /** `ssl_reject_handshake` */
  readonly rejects?: boolean;
  readonly http2?: boolean;
  readonly locations: readonly Location[];
}

export interface Peer {
  readonly ip: string;
  readonly port: number;
  readonly name: string;
  readonly weight: number;
  readonly backup: boolean;
  readonly down: boolean;
  readonly maxFails: number;
  readonly failTimeout: number;
}

export interface Upstream {
  readonly name: string;
  readonly method: 'round-robin' | 'least_conn' | 'ip_hash' | 'hash' | 'consistent' | 'random';
  /** What `hash` is taken of. */
  readonly key: string;
  readonly peers: readonly Peer[];
}
