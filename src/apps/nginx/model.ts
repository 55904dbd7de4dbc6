/** A configuration as the workers use it: plain data, kept with the listening sockets. */
export interface Site {
  readonly servers: readonly Server[];
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly formats: Readonly<Record<string, string>>;
  readonly errorLog: string;
  readonly version: string;
  /** Tells one loading of the configuration from the next. */
  readonly loaded: string;
}

export interface Listen {
  readonly ip: string;
  readonly port: number;
  readonly default: boolean;
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
}

export interface Access {
  readonly allow: boolean;
  /** An address, a network or `all`. */
  readonly who: string;
}

export interface Return {
  readonly code: number;
  readonly text: string;
}

/** `proxy_pass`: where to, and what replaces the matched part of the path. */
export interface Pass {
  readonly scheme: string;
  /** Name of an upstream, `host[:port]`, or text with variables. */
  readonly to: string;
  readonly uri: string | undefined;
  readonly variable: boolean;
}

export interface Handler {
  readonly settings: Settings;
  readonly return?: Return;
  readonly pass?: Pass;
  readonly tryFiles?: readonly string[];
  readonly sets: readonly { readonly name: string; readonly value: string }[];
  readonly rewrites: readonly { readonly pattern: string; readonly to: string; readonly flag: string }[];
}

export interface Location extends Handler {
  readonly kind: 'exact' | 'prefix' | 'final' | 'regex' | 'iregex' | 'named';
  readonly pattern: string;
}

export interface Server extends Handler {
  readonly listens: readonly Listen[];
  readonly names: readonly string[];
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
  readonly method: 'round-robin' | 'least_conn' | 'ip_hash' | 'hash' | 'random';
  /** What `hash` is taken of. */
  readonly key: string;
  readonly peers: readonly Peer[];
}
