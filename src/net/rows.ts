import { table } from '../base/index.ts';

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

/** ip-neighbour(8), one row a link. */
export interface Neighbours {
  readonly link: string;
  readonly entries: Readonly<
    Record<
      Ip,
      {
        readonly mac: Mac | undefined;
        readonly state: 'REACHABLE' | 'STALE' | 'PERMANENT' | 'FAILED';
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

// ---------------------------------------------------------------- netfilter

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

export type AddrType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT';
export type CtState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT';

/** One match of a rule, iptables-extensions(8). `not` is the `!` before it. */
export type Match =
  | { readonly m: 'src' | 'dst'; readonly cidr: Cidr; readonly not?: boolean }
  | { readonly m: 'in' | 'out'; readonly dev: string; readonly not?: boolean } // `br-+` matches a prefix
  | { readonly m: 'proto'; readonly proto: string; readonly not?: boolean }
  | {
      readonly m: 'sport' | 'dport';
      readonly proto: 'tcp' | 'udp' | 'sctp';
      readonly from: number;
      readonly to: number;
      readonly not?: boolean;
    }
  | {
      readonly m: 'multiport';
      readonly which: 'sports' | 'dports' | 'ports';
      readonly ports: readonly (readonly [number, number])[];
      readonly not?: boolean;
    }
  | { readonly m: 'ctstate'; readonly states: readonly CtState[]; readonly not?: boolean; readonly as?: 'state' } // `as`: written with the older -m state
  | { readonly m: 'ctorigdst'; readonly cidr: Cidr; readonly not?: boolean }
  | { readonly m: 'ctorigdstport'; readonly from: number; readonly to: number; readonly not?: boolean }
  | { readonly m: 'ctdir'; readonly dir: 'ORIGINAL' | 'REPLY' }
  | {
      readonly m: 'addrtype';
      readonly src?: AddrType;
      readonly srcNot?: boolean;
      readonly dst?: AddrType;
      readonly dstNot?: boolean;
      readonly limit?: 'in' | 'out';
    }
  | { readonly m: 'module'; readonly name: 'tcp' | 'udp' | 'sctp' } // `-m tcp` without an option
  | { readonly m: 'limit'; readonly rate: string; readonly burst?: number }
  | {
      readonly m: 'iprange';
      readonly src?: readonly [Ip, Ip];
      readonly srcNot?: boolean;
      readonly dst?: readonly [Ip, Ip];
      readonly dstNot?: boolean;
    }
  | { readonly m: 'mac'; readonly mac: Mac; readonly not?: boolean }
  | {
      readonly m: 'physdev';
      readonly in?: string;
      readonly inNot?: boolean;
      readonly out?: string;
      readonly outNot?: boolean;
      readonly bridged?: boolean;
    }
  | { readonly m: 'icmp'; readonly type: string; readonly not?: boolean; readonly v6?: boolean }
  | { readonly m: 'tcpflags'; readonly mask: string; readonly set: string; readonly not?: boolean }
  | { readonly m: 'mark'; readonly value: number; readonly mask?: number; readonly not?: boolean }
  | { readonly m: 'ipvs'; readonly not?: boolean } // `-m ipvs --ipvs`
  | { readonly m: 'comment'; readonly text: string };

export type Target =
  | { readonly t: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly t: 'REJECT'; readonly with: string }
  | { readonly t: 'LOG'; readonly prefix?: string; readonly level?: number }
  | { readonly t: 'MASQUERADE'; readonly toPorts?: string; readonly random?: boolean }
  | { readonly t: 'SNAT'; readonly to: string }
  | { readonly t: 'DNAT'; readonly to: string }
  | { readonly t: 'REDIRECT'; readonly toPorts?: string }
  | { readonly t: 'MARK'; readonly value: number; readonly mask?: number }
  | { readonly t: 'jump'; readonly chain: string }
  | { readonly t: 'goto'; readonly chain: string }
  | { readonly t: 'none' };

/** A rule as iptables-save(8) writes it; matches in the order given. */
export interface Rule {
  /** Unique in the world; the key of its counters. */
  readonly id: string;
  readonly matches: readonly Match[];
  readonly target: Target;
}

export interface Chain {
  readonly netns: string;
  readonly family: 4 | 6;
  readonly table: TableName;
  readonly name: string;
  /** Built-in chains only. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly Rule[];
}

/** Chains of netfilter; see `chainKey`. */
export const chains = table<Chain>('net.chains', { netns: (c) => c.netns });
/** Counters by rule id, or by chain key for a policy. */
export const counters = table<Counter>('net.counters');

// ---------------------------------------------------------------- conntrack and sockets

/** A flow: source and destination as the first packet had them. Ports are the ICMP id for icmp. */
export interface Flow {
  readonly proto: string;
  readonly src: Ip;
  readonly sport: number;
  readonly dst: Ip;
  readonly dport: number;
}

/** conntrack(8): the original direction and what the reply is expected to look like (that is where NAT lives). */
export interface Conn {
  readonly id: string;
  readonly netns: string;
  readonly orig: Flow;
  readonly reply: Flow;
  readonly replied: boolean;
  readonly natted: 'none' | 'src' | 'dst' | 'both';
  /** A FIN or RST has been seen: it is kept only a little longer. */
  readonly closing?: boolean;
  readonly at: number;
}

/** The entries of conntrack by id. */
export const conns = table<Conn>('net.conntrack', {
  orig: (c) => `${c.netns}|${flowKey(c.orig)}`,
  reply: (c) => `${c.netns}|${flowKey(c.reply)}`,
  netns: (c) => c.netns,
});

/** A flow as text, for an index. */
export function flowKey(f: Flow): string {
  return `${f.proto} ${f.src}:${f.sport} ${f.dst}:${f.dport}`;
}

/** A bound socket. `service` names what answers it (apps), else the process `pid` reads it itself. */
export interface Socket {
  readonly id: string;
  readonly netns: string;
  readonly proto: 'tcp' | 'udp' | 'sctp';
  /** `0.0.0.0`, `::` (dual stack unless `v6only`), or one address. */
  readonly ip: Ip;
  readonly port: number;
  readonly v6only?: boolean;
  /** SO_REUSEPORT: others that set it too may bind the same; socket(7). */
  readonly reuseport?: boolean;
  readonly listening: boolean;
  readonly pid: number;
  readonly comm: string;
  readonly service?: string;
  /** What the service needs to know: plain data, read by the app. */
  readonly data?: unknown;
}

/** Bound sockets by id. */
export const sockets = table<Socket>('net.sockets', {
  netns: (s) => s.netns,
  bound: (s) => `${s.netns}|${s.proto}|${s.port}`,
  pid: (s) => String(s.pid),
});

/** An established TCP connection: what each side has sent and the other has not read yet. Side `a` called connect(2). */
export interface Stream {
  readonly id: string;
  readonly socket: string;
  readonly a: StreamEnd;
  readonly b: StreamEnd;
  readonly service?: string;
  /** The exchange to which its packets are added while that is kept. */
  readonly exchange: string;
}

export interface StreamEnd {
  readonly netns: string;
  /** Addresses as this end sees them. */
  readonly local: { readonly ip: Ip; readonly port: number };
  readonly remote: { readonly ip: Ip; readonly port: number };
  readonly pid: number;
  /** Bytes sent so far, and the size of the packets that the path is known to take. */
  readonly sent: number;
  readonly pmtu: number;
  /** Received and unread. */
  readonly inbox: string;
  /** The other end has closed its direction (FIN). */
  readonly eof: boolean;
  readonly reset: boolean;
  /** This end has called close(2). */
  readonly closed: boolean;
}

/** Indexed by what must be started for it: `accept` finds connections that wait for accept(2). */
export const streams = table<Stream & { readonly accepted: boolean }>('net.streams', {
  aNetns: (s) => s.a.netns,
  bNetns: (s) => s.b.netns,
  // The same socket seen from either end: what `ss` lists and an arriving segment looks up.
  aEnd: (s) => endKey(s.a),
  bEnd: (s) => endKey(s.b),
  waiting: (s) => (s.accepted ? undefined : s.service === undefined ? s.socket : 'service'),
});

/** The four-tuple of one end of a connection. */
export function endKey(end: Pick<StreamEnd, 'netns' | 'local' | 'remote'>): string {
  return `${end.netns}|${end.local.ip}:${end.local.port} ${end.remote.ip}:${end.remote.port}`;
}

/** A datagram that waits for recvfrom(2) on a socket. */
export interface Datagram {
  readonly id: string;
  readonly socket: string;
  readonly service?: string;
  readonly from: { readonly ip: Ip; readonly port: number };
  readonly to: { readonly ip: Ip; readonly port: number };
  readonly data: string;
}

/** Datagrams that wait to be received, by id. */
export const datagrams = table<Datagram>('net.datagrams', {
  waiting: (d) => (d.service === undefined ? d.socket : 'service'),
});

// ---------------------------------------------------------------- packets and traces

export interface Packet {
  readonly src: Ip;
  readonly dst: Ip;
  readonly proto: 'icmp' | 'tcp' | 'udp' | 'sctp' | 'icmpv6';
  readonly sport?: number;
  readonly dport?: number;
  readonly icmp?: {
    readonly type: number;
    readonly code: number;
    readonly id: number;
    readonly seq: number;
    readonly about?: Packet;
    readonly mtu?: number;
  };
  readonly flags?: 'S' | 'SA' | 'A' | 'PA' | 'FA' | 'R' | 'RA';
  readonly ttl: number;
  /** Bytes of the IP packet. */
  readonly size: number;
  readonly df?: boolean;
  readonly mark?: number;
  readonly data?: string;
  /** TCP: relative to the first byte of the connection, as tcpdump(8) shows them. */
  readonly seq?: number;
  readonly ack?: number;
  /** Travels in pieces no longer than this: segments that the last card cuts (GSO, with `df`), or fragments (without). */
  readonly gso?: number;
  /** The Ethernet frame inside a VXLAN datagram, RFC 7348. */
  readonly vxlan?: { readonly vni: number; readonly src: Mac; readonly dst: Mac; readonly packet?: Packet };
}

/** One thing that happened to a packet on its way. */
export interface Hop {
  readonly netns: string;
  /** Name of the link concerned, if one is. */
  readonly dev?: string;
  /** What decided: a route, a rule, an ARP answer, an fdb entry, a socket, … in words that `why` prints through a catalogue. */
  readonly what:
    | { readonly kind: 'send' | 'receive' }
    | { readonly kind: 'route'; readonly route: Route | undefined; readonly dev?: string }
    | { readonly kind: 'neigh'; readonly ip: Ip; readonly mac: Mac | undefined; readonly asked?: boolean } // asked: an ARP request really went out
    | { readonly kind: 'bridge'; readonly bridge: string; readonly port: string | undefined }
    | { readonly kind: 'fdb'; readonly mac: Mac; readonly dst: Ip | undefined } // of a vxlan device
    | { readonly kind: 'wire'; readonly to: string; readonly toDev: string }
    | {
        readonly kind: 'rule';
        readonly table: TableName;
        readonly hook: Hook;
        readonly chain: string;
        readonly number: number;
        readonly rule: Rule | undefined;
      }
    | { readonly kind: 'forwarding' | 'ttl' | 'mtu' | 'martian' | 'conntrack' }
    | { readonly kind: 'socket'; readonly socket: Socket | undefined }
    | { readonly kind: 'deliver' };
  readonly before: Packet;
  readonly after: Packet;
  readonly verdict: 'go' | 'drop' | 'reject' | 'deliver';
}

/** The way of one packet. */
export interface Trace {
  /** Counts up through the world; virtual time at which it left. */
  readonly seq: number;
  readonly time: number;
  readonly packet: Packet;
  readonly hops: readonly Hop[];
  readonly outcome: 'delivered' | 'dropped' | 'rejected';
  /** Namespace in which it ended. */
  readonly at: string;
}

/** What somebody tried, and the packets of it: what `why` tells. */
export interface Exchange {
  readonly id: string;
  readonly at: number;
  readonly netns: string;
  readonly what: string;
  readonly outcome: string;
  readonly traces: readonly Trace[];
}

/** The last exchanges of the world, at most 64. */
export const exchanges = table<Exchange>('net.exchanges');
