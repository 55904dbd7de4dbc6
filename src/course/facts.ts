/** A value, or the promise of one: a simulated world answers at once, a real Docker would not. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Everything that goals may ask about the world. It speaks of what docker(1) shows and of what can be tried,
 * never of how the world is stored: a second implementation could put the same questions to a real Docker.
 * Probes really send packets, on a throw-away copy of the world: asking changes nothing.
 */
export interface Facts {
  /** All networks of node1, the three predefined ones included. */
  networks(): Awaitable<readonly NetworkFact[]>;
  /** All containers of the Docker hosts, in any state, those of node1 first. */
  containers(): Awaitable<readonly ContainerFact[]>;
  /** All attachments of containers to networks, those of containers that do not run included (without an address). */
  endpoints(): Awaitable<readonly EndpointFact[]>;
  /** The nodes of the swarm; none without one. */
  nodes(): Awaitable<readonly NodeFact[]>;
  /** The services of the swarm. */
  services(): Awaitable<readonly ServiceFact[]>;
  /** What is published where, as it is in force now. */
  portBindings(): Awaitable<readonly PortFact[]>;
  /** Tries to reach `to` from `from`. */
  probe(from: Place, to: Target): Awaitable<ProbeResult>;
  /** Asks, as a program in `from` would (getaddrinfo), for the addresses of `name`. */
  resolve(from: Place, name: string): Awaitable<ResolveResult>;
  /** Fetches a page as curl(1) in `from` would: `times` requests one after another, each answer as it came. */
  fetch(from: Place, request: FetchRequest): Awaitable<readonly FetchResult[]>;
  /** Every command line that ended since the lesson began, oldest first, in whatever shell it was typed. Undo takes lines back. */
  ran(): Awaitable<readonly RanFact[]>;
}

/** Where somebody tries from: a container's name, or `node1`, `node2`, `node3`, `laptop` (a machine of the LAN), `internet` (a machine outside). */
export type Place = string;

/** The places that are machines, not containers. */
export const MACHINES: readonly string[] = ['node1', 'node2', 'node3', 'laptop', 'internet'];

/** What is tried. `host` is a name or an address, as one would type it in `from`; `node1`, `laptop` stand for those machines' LAN addresses. */
export interface Target {
  readonly host: string;
  /** icmp: one echo request. tcp: a connection is opened and, if it opens, the other end must not reset it at once. */
  readonly proto: 'icmp' | 'tcp' | 'udp';
  readonly port?: number;
}

/** What became of a probe. */
export type ProbeResult =
  | { readonly kind: 'reached' }
  /** The name did not resolve. */
  | { readonly kind: 'noname' }
  /** A reset answered: nobody listens there, or docker-proxy found nobody behind it (`reset`). */
  | { readonly kind: 'refused' | 'reset' }
  /** Nothing came back. */
  | { readonly kind: 'timeout' }
  /** The sender has no route, or a router on the way answered so. */
  | { readonly kind: 'unreachable' }
  /** There is no running container called `from`. */
  | { readonly kind: 'no-source' };

/** What is fetched. The host may be one of the MACHINES, as in a Target. */
export interface FetchRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly times: number;
}

/** What became of one request. */
export type FetchResult =
  /** `text` is the whole answer: status line, headers, an empty line, the body. */
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  /** No HTTP answer, and curl's words for it. */
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'no-source' };

/** What became of a name. */
export type ResolveResult =
  | { readonly kind: 'ok'; readonly addresses: readonly string[] }
  | { readonly kind: 'noname' }
  | { readonly kind: 'no-source' };

export interface NetworkFact {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  /** As IPAM has them: `10.0.0.0/24`. */
  readonly subnets: readonly string[];
  /** The part of a subnet that addresses are handed out from, where one was chosen. */
  readonly ranges: readonly string[];
  /** Addresses that are never handed out: `--aux-address`. */
  readonly reserved: readonly string[];
  /** The bridge's own addresses, whether `inspect` shows them or not. */
  readonly gateways: readonly string[];
  readonly internal: boolean;
  /** An overlay that plain containers may join. */
  readonly attachable: boolean;
  /** bridge, host and none; ingress and docker_gwbridge too. */
  readonly predefined: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerFact {
  readonly id: string;
  readonly name: string;
  /** The Docker host that it is on. */
  readonly host: string;
  /** As it was given to `docker run`. */
  readonly image: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead';
  readonly exitCode: number;
  /** HostConfig.NetworkMode. */
  readonly networkMode: string;
}

/** A node of the swarm, as `docker node ls` and `inspect` on a manager show it. */
export interface NodeFact {
  readonly name: string;
  readonly role: 'manager' | 'worker';
  readonly availability: 'active' | 'pause' | 'drain';
  readonly state: 'ready' | 'down' | 'unknown';
  readonly labels: Readonly<Record<string, string>>;
}

/** A service of the swarm. */
export interface ServiceFact {
  readonly name: string;
  /** As it was given, without the digest. */
  readonly image: string;
  readonly networks: readonly string[];
  /** The nodes of its running tasks: one entry for each. */
  readonly runsOn: readonly string[];
}

export interface EndpointFact {
  readonly container: string;
  readonly network: string;
  readonly ip?: string;
  readonly ip6?: string;
  readonly mac?: string;
  readonly aliases: readonly string[];
}

export interface PortFact {
  readonly container: string;
  readonly port: number;
  readonly proto: 'tcp' | 'udp' | 'sctp';
  readonly hostIp: string;
  readonly hostPort: number;
}

/** A command line that has ended. */
export interface RanFact {
  /** As typed. */
  readonly line: string;
  /** The shell it was typed in: a host's name, or a container's. */
  readonly where: string;
  readonly status: number;
  /** Both streams, in the order in which they were written. */
  readonly output: string;
}
