import type { Reader, Tx } from '../../../base/index.ts';
import type { DriverNetwork, Endpoint, IpamInfo, Network, PortBinding, PortRequest } from '../rows.ts';

/** What a driver is told of a network to make. */
export interface NewDriverNetwork {
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly internal: boolean;
  readonly enableIPv4: boolean;
  readonly enableIPv6: boolean;
  readonly ipv4: readonly IpamInfo[];
  readonly ipv6: readonly IpamInfo[];
  readonly options: Readonly<Record<string, string>>;
}

/** What `join` made: the interface in the sandbox and how to leave the network. */
export interface Joined {
  /** Link in the sandbox, not named yet. */
  readonly link: string;
  /** Its other end on the host. */
  readonly hostLink?: string;
  /** `eth`, unless the network says otherwise. */
  readonly prefix: string;
  readonly gateway4?: string;
  readonly gateway6?: string;
  /** Routes out of the interface itself, where there is no gateway. */
  readonly onLinkDefault?: boolean;
}

/** A published port's wish and the families in which this endpoint is the sandbox's way out. */
export interface Publish {
  readonly families: readonly (4 | 6)[];
  /** No other endpoint serves IPv6: its host ports may be proxied to the IPv4 address. */
  readonly proxy6to4: boolean;
  readonly ports: readonly PortRequest[];
}

/** A network driver: what libnetwork's driverapi asks of one. It makes links, addresses, rules; it never sees the daemon. */
export interface Driver {
  readonly name: string;
  /** `local` networks are one host's, `swarm` networks span hosts. */
  readonly scope: 'local' | 'swarm';
  /** Whether networks of it get addresses from the address manager. */
  readonly ipam: boolean;
  /** Whether the network takes no gateway address: a family of it. */
  skipGateway?(options: Readonly<Record<string, string>>, family: 4 | 6, internal: boolean): boolean;
  createNetwork(tx: Tx, network: NewDriverNetwork): DriverNetwork;
  deleteNetwork(tx: Tx, network: Network): void;
  /** When the endpoint has got its addresses; returns its MAC if it has one. */
  createEndpoint(tx: Tx, network: Network, endpoint: Endpoint): string | undefined;
  deleteEndpoint(tx: Tx, network: Network, endpoint: Endpoint): void;
  /** Puts an interface into the sandbox's namespace; undefined where there is none to put. */
  join(tx: Tx, network: Network, endpoint: Endpoint, netns: string): Joined | undefined;
  leave(tx: Tx, network: Network, endpoint: Endpoint): void;
  /** Publishes ports through the endpoint; throws ApiError and leaves nothing behind when one cannot be had. */
  publish?(tx: Tx, network: Network, endpoint: Endpoint, what: Publish): readonly PortBinding[];
  revoke?(tx: Tx, network: Network, endpoint: Endpoint): void;
  /** Whether containers of the network are known to the embedded resolver by name. */
  named(r: Reader, network: Network): boolean;
}
