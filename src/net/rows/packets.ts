import { table } from '../../base/index.ts';
import type { Ip, Mac, Route } from './links.ts';
import type { Hook, Rule, TableName } from './netfilter.ts';
import type { Socket } from './sockets.ts';

/** What the IP header calls them: protocols(5). */
export const PROTOCOL_NUMBERS: Readonly<Record<Packet['proto'], number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  esp: 50,
  icmpv6: 58,
  sctp: 132,
};

export interface Packet {
  readonly src: Ip;
  readonly dst: Ip;
  readonly proto: 'icmp' | 'tcp' | 'udp' | 'sctp' | 'icmpv6' | 'esp';
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
  /** RFC 4303: what is encrypted is for the one who has the key of that SPI. */
  readonly esp?: { readonly spi: number; readonly seq: number; readonly sealed: Packet };
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
    | { readonly kind: 'xfrm'; readonly way: 'in' | 'out'; readonly spi: number; readonly known: boolean } // known: there is a state
    | { readonly kind: 'forwarding' | 'ttl' | 'mtu' | 'martian' | 'conntrack' | 'icmp-limit' }
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
