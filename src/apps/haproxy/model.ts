/** A configuration as the proxies use it: plain data, kept with the listening sockets. */
export interface Config {
  readonly frontends: readonly Frontend[];
  readonly backends: Readonly<Record<string, Backend>>;
  readonly log: 'stdout' | 'stderr' | undefined;
  readonly loaded: string;
}

export interface Bind {
  readonly ip: string;
  readonly port: number;
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
    | 'always';
  readonly header: string;
  readonly values: readonly string[];
  readonly fold: boolean;
}

export interface Acl extends Test {
  readonly name: string;
}

/** `if a !b || c`: alternatives of conditions that must all hold. */
export type Condition = readonly (readonly { readonly not: boolean; readonly test: readonly Test[] }[])[];

export interface Frontend {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  readonly binds: readonly Bind[];
  readonly defaultBackend: string;
  readonly use: readonly { readonly backend: string; readonly when: Condition }[];
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
  readonly action: 'set-header' | 'add-header' | 'del-header' | 'set-path' | 'deny' | 'redirect' | 'return';
  readonly name: string;
  readonly value: string;
  /** `return`: the type of what it says. */
  readonly type?: string;
  readonly code: number;
  readonly when: Condition | undefined;
}

export interface Backend {
  readonly name: string;
  readonly mode: 'http' | 'tcp';
  readonly balance: 'roundrobin' | 'static-rr' | 'leastconn' | 'source' | 'uri' | 'hdr' | 'first' | 'random';
  /** `balance hdr(name)` */
  readonly hashHeader: string;
  readonly servers: readonly Upstream[];
  /** A passive cookie is the servers' own: it is read and never set. */
  readonly cookie: { readonly name: string; readonly insert: boolean; readonly nocache: boolean } | undefined;
  readonly check: { readonly method: string; readonly uri: string } | undefined;
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

export interface Upstream {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly check: boolean;
  readonly inter: number;
  readonly rise: number;
  readonly fall: number;
  readonly backup: boolean;
  readonly disabled: boolean;
  readonly cookie: string | undefined;
}
