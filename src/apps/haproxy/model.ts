import type { Certificate, Credentials, Version } from '../../tls/index.ts';
import type { Cookie } from './cookie.ts';
import type { HashType } from './hash.ts';
import type { Resolvers } from './resolvers.ts';
import type { Sample } from './sample.ts';
import type { Stick, StickTable } from './stick.ts';

/** A configuration as the proxies use it: plain data, kept with the listening sockets. */
export interface Config {
  readonly frontends: readonly Frontend[];
  readonly backends: Readonly<Record<string, Backend>>;
  /** By the name of the proxy that they stand in. */
  readonly tables: Readonly<Record<string, StickTable>>;
  readonly resolvers: Readonly<Record<string, Resolvers>>;
  readonly log: 'stdout' | 'stderr' | undefined;
  readonly loaded: string;
}

export interface Bind {
  readonly ip: string;
  readonly port: number;
  /** `ssl`, and `crt …`: the first is shown where no name fits. */
  readonly credentials: readonly Credentials[];
  /** `alpn` */
  readonly protocols: readonly string[];
  readonly versions: readonly Version[];
}

/** One test of an ACL: what is looked at, how, and for what. */
export interface Test {
  readonly what:
    | 'path'
    | 'path_beg'
    | 'path_end'
    | 'path_reg'
    | 'path_sub'
    | 'hdr_sub'
    | 'hdr_reg'
    | 'hdr_found'
    | 'status'
    | 'never'
    | 'hdr'
    | 'hdr_beg'
    | 'hdr_end'
    | 'hdr_dom'
    | 'method'
    | 'src'
    | 'counter'
    | 'number'
    | 'sample'
    | 'sample_beg'
    | 'sample_end'
    | 'sample_sub'
    | 'sample_reg'
    | 'sample_dom'
    | 'sample_found'
    | 'always';
  readonly header: string;
  readonly values: readonly string[];
  readonly fold: boolean;
  readonly sample?: Sample;
  /** A counter of a stick table: the slot that is tracked, or the client's own entry. */
  readonly counter?: { readonly kind: string; readonly slot: number | 'src'; readonly table: string | undefined };
}

export interface Acl extends Test {
  readonly name: string;
}

/** `if a !b || c`: alternatives of conditions that must all hold. */
export type Condition = readonly (readonly { readonly not: boolean; readonly test: readonly Test[] }[])[];

/** `stick …` and the condition behind it. */
export interface Sticking extends Stick {
  readonly when: Condition | undefined;
}

/** `tcp-request connection …`, `http-request track-sc0 …`: what is done to a connection before it is served. */
export interface Gate {
  /** When: before TLS, after it, or when the client has said something. */
  readonly level: 'connection' | 'session' | 'content';
  readonly action: 'accept' | 'reject' | 'track';
  readonly track?: Track;
  readonly when: Condition | undefined;
}

export interface Track {
  readonly slot: number;
  readonly key: Sample;
  readonly table: string;
}

export interface Frontend {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  readonly binds: readonly Bind[];
  readonly defaultBackend: string;
  readonly use: readonly { readonly backend: string; readonly when: Condition }[];
  readonly gates: readonly Gate[];
  /** `tcp-request inspect-delay`: how long conditions wait for the client's first bytes, ms. */
  readonly inspect: number;
  readonly rules: readonly Rule[];
  /** `http-response`: what is done to answers. */
  readonly answerRules: readonly Rule[];
  readonly forwardFor: boolean;
  readonly httplog: boolean;
  readonly logs: boolean;
  readonly stats: string | undefined;
  readonly retries: number;
}

/** `http-request …`, `redirect …` */
export interface Rule {
  readonly action:
    | 'set-header'
    | 'add-header'
    | 'del-header'
    | 'set-path'
    | 'deny'
    | 'redirect'
    | 'return'
    | 'track'
    | 'allow';
  readonly name: string;
  readonly value: string;
  /** `return`: the type of what it says. */
  readonly type?: string;
  readonly code: number;
  readonly when: Condition | undefined;
  readonly track?: Track;
}

export interface Backend {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  readonly balance: 'roundrobin' | 'static-rr' | 'leastconn' | 'first' | 'random' | 'hash';
  /** What is hashed: the client's address, or a sample of the request, its first `length` characters. */
  readonly hashed: { readonly sample: Sample; readonly length: number | undefined } | undefined;
  readonly hashType: HashType;
  readonly servers: readonly Upstream[];
  readonly cookie: Cookie | undefined;
  readonly sticks: readonly Sticking[];
  readonly check: Check | undefined;
  readonly tcpCheck: boolean;
  /** How long a request waits for a server with room, ms. */
  readonly queue: number;
  readonly allBackups: boolean;
  readonly connect: number;
  readonly server: number;
  readonly retries: number;
  readonly redispatch: boolean;
  readonly forwardFor: boolean;
  readonly rules: readonly Rule[];
  readonly answerRules: readonly Rule[];
  readonly stats: string | undefined;
  /** A `listen` section: frontend and backend in one. */
  readonly frontendToo: boolean;
}

/** `option httpchk` and `http-check`: what is asked, and what answer is good. */
export interface Check {
  readonly method: string;
  readonly uri: string;
  readonly version: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly expect:
    | { readonly not: boolean; readonly what: 'status' | 'rstatus' | 'string' | 'rstring'; readonly pattern: string }
    | undefined;
}

export interface Upstream {
  readonly name: string;
  /** As it is written; a name, or an address. */
  readonly host: string;
  /** Where it is at first; undefined where `init-addr` leaves that open. */
  readonly ip: string | undefined;
  readonly port: number;
  /** `resolvers`, who say where it is from then on. */
  readonly resolvers: string | undefined;
  /** `resolve-prefer` */
  readonly family: 4 | 6;
  readonly weight: number;
  readonly check: boolean;
  readonly checkPort: number;
  /** At most so many at a time; 0 for any number. */
  readonly maxconn: number;
  readonly inter: number;
  readonly rise: number;
  readonly fall: number;
  readonly backup: boolean;
  readonly disabled: boolean;
  readonly cookie: string | undefined;
  readonly tls: ServerTls | undefined;
}

/** `server … ssl`: how HAProxy is a client of TLS. */
export interface ServerTls {
  /** Whom it trusts; undefined with `verify none`. */
  readonly trusted: readonly Certificate[] | undefined;
  readonly sni: Sample | undefined;
  readonly verifyHost: string | undefined;
  readonly versions: readonly Version[];
  /** Checks speak TLS too. */
  readonly check: boolean;
}
