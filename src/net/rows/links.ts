import { table } from '../../base/index.ts';

/** An address as text: dotted quad, or IPv6 in its canonical short form (RFC 5952). */
export type Ip = string;
/** An address and its prefix length: `172.17.0.1/16`. */
export type Cidr = string;
/** Six lower-case octets with colons. */
export type Mac = string;

/** ip-netns(8). The host's own namespace has its host's name as id. */
export interface Netns {
  readonly id: string;
  readonly host: string;
  /** sysctl(8) values that differ from the kernel's defaults, by their dotted name: `net.ipv4.ip_forward`. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** Next interface index of this namespace. */
  readonly nextIfindex: number;
  /** The file of its host that it is bound to, which `ip netns` and `nsenter --net=` find it by; ip-netns(8). */
  readonly file?: string;
}

/** An address of a link; ip-address(8). */
export interface Addr {
  readonly ip: Ip;
  readonly prefix: number;
  readonly scope: 'global' | 'host' | 'link';
  /** IPv6 only: added without duplicate address detection. */
  readonly nodad?: boolean;
  /** IPv4 only: has no broadcast address (`ip address add` without `brd`). */
  readonly nobrd?: boolean;
}

interface LinkBase {
  /** Unique in the world, stable over renames and moves. */
  readonly id: string;
  readonly netns: string;
  readonly ifindex: number;
  readonly name: string;
  readonly mac: Mac;
  readonly mtu: number;
  /** Length of the transmit queue; absent: 1000 for lo and phys, else 0. */
  readonly qlen?: number;
  /** Administratively up (IFF_UP). Whether it has a carrier is derived: see `carrier`. */
  readonly up: boolean;
  /** The bridge that it is a port of. */
  readonly master?: string;
  readonly addrs: readonly Addr[];
  readonly rx: Counter;
  readonly tx: Counter;
}

export interface Counter {
  readonly packets: number;
  readonly bytes: number;
  readonly dropped?: number;
}

/** A network interface; ip-link(8). `peer` is the other end of a veth pair or of the host's cable to the LAN's switch. */
export type Link =
  | (LinkBase & { readonly kind: 'lo' })
  | (LinkBase & { readonly kind: 'dummy' })
  | (LinkBase & { readonly kind: 'phys'; readonly peer: string })
  | (LinkBase & { readonly kind: 'veth'; readonly peer: string; readonly hairpin?: boolean })
  | (LinkBase & { readonly kind: 'bridge' })
  | (LinkBase & {
      readonly kind: 'macvlan';
      readonly parent: string;
      readonly mode: 'bridge' | 'private' | 'vepa' | 'passthru';
    })
  | (LinkBase & { readonly kind: 'ipvlan'; readonly parent: string; readonly mode: 'l2' | 'l3' | 'l3s' })
  | (LinkBase & { readonly kind: 'vlan'; readonly parent: string; readonly vlan: number })
  | (LinkBase & {
      readonly kind: 'vxlan';
      readonly vni: number;
      readonly port: number;
      /** The namespace in which it was made: its UDP socket stays there when the link moves. */
      readonly underlay: string;
    });

/** ip-route(8). Kept per namespace in the order in which `ip route` lists them. */
export interface Route {
  /** `default` is 0.0.0.0/0 or ::/0. */
  readonly dst: Cidr;
  readonly via?: Ip;
  readonly link: string;
  readonly scope: 'global' | 'link' | 'host';
  readonly proto: 'kernel' | 'boot' | 'static';
  readonly src?: Ip;
  readonly metric?: number;
  readonly kind?: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';
}

/** One row a namespace and family: by the namespace's id for IPv4, with `|6` behind it for IPv6. */
export interface RouteTable {
  readonly netns: string;
  readonly family: 4 | 6;
  readonly routes: readonly Route[];
}

/** NUD states of ip-neighbour(8). A row holds what happened at `at`; what has become of it since: `neighbourEntry`. */
export type NeighbourState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'PERMANENT' | 'FAILED';

/** ip-neighbour(8), one row a link. */
export interface Neighbours {
  readonly link: string;
  readonly entries: Readonly<
    Record<
      Ip,
      {
        readonly mac: Mac | undefined;
        readonly state: NeighbourState;
        readonly at: number;
      }
    >
  >;
}

/** bridge(8) fdb, one row a bridge: which port a MAC was last seen on (link id), learned or permanent. */
export interface Fdb {
  readonly bridge: string;
  readonly entries: Readonly<
    Record<Mac, { readonly port: string; readonly at: number; readonly dst?: Ip; readonly permanent?: boolean }>
  >;
}

/** Network namespaces by id. */
export const netnses = table<Netns>('net.netns', {
  host: (r) => r.host,
  file: (r) => `${r.host}:${r.file ?? ''}`,
});
/** Interfaces by id. */
export const links = table<Link>('net.links', {
  netns: (l) => l.netns,
  name: (l) => `${l.netns}/${l.name}`,
  ifindex: (l) => `${l.netns}/${l.ifindex}`,
  mac: (l) => l.mac,
  master: (l) => l.master,
  parent: (l) => ('parent' in l ? l.parent : undefined),
  vxlan: (l) => (l.kind === 'vxlan' ? `${l.underlay}/${l.vni}` : undefined),
});
/** Routes by namespace and family; see RouteTable. */
export const routeTables = table<RouteTable>('net.routes');
/** Neighbours by link. */
export const neighbours = table<Neighbours>('net.neigh');
/** Forwarding databases by bridge. */
export const fdbs = table<Fdb>('net.fdb');
