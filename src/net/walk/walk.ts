import type { Tx } from '../../base/index.ts';
import type { Flow, Hop, Ip, Link, Mac, Packet, Socket, Trace, XfrmState } from '../rows/index.ts';

/** What conntrack knows of a packet: skb->_nfct. `reply` is where NAT lives, as in struct nf_conn. */
export interface Tracking {
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
  readonly dir: 'orig' | 'reply';
  readonly orig: Flow;
  reply: Flow;
  /** The table's entry; a new flow gets one when its first packet has passed the last hook. */
  conn: string | undefined;
  /** Whether the nat table has had its say (IPS_DST_NAT_DONE, IPS_SRC_NAT_DONE). */
  dstDone: boolean;
  srcDone: boolean;
}

/** One packet on its way (the kernel's sk_buff). It changes as it goes; a copy goes to each port of a flood. */
export interface Skb {
  packet: Packet;
  /** What conntrack made of it in the present namespace. */
  ct: Tracking | undefined;
  /** Interface through which the IP layer of the present namespace got it. */
  inDev: string | undefined;
  /** Bridge port through which it came, while it is in that bridge's namespace: `--physdev-in`. */
  physIn: string | undefined;
  /** PREROUTING was run by the bridge, and is not to be run again above it (ip_sabotage_in). */
  hooked: boolean;
  srcMac: Mac | undefined;
  /** IPVS has chosen its server: `-m ipvs --ipvs`. */
  ipvs: boolean;
  /** The state that it was decrypted with, since it came into this namespace: skb_sec_path. */
  secpath: XfrmState | undefined;
  /** The frame inside a VXLAN datagram. */
  inner: Frame | undefined;
}

/** What a link carries. `seen` holds the links it left through, so that a loop of bridges ends. */
export interface Frame {
  readonly src: Mac;
  readonly dst: Mac;
  readonly vlan: number | undefined;
  readonly body:
    | { readonly kind: 'ip'; readonly skb: Skb }
    | { readonly kind: 'ask'; readonly ip: Ip; readonly from: Ip | undefined }
    | { readonly kind: 'answer'; readonly ip: Ip; readonly mac: Mac; readonly to: Ip | undefined };
  readonly seen: Set<string>;
}

/** Where a packet ended and what is to be sent because of it. */
export interface Ending {
  readonly outcome: Trace['outcome'];
  readonly at: string;
  readonly packet: Packet;
  readonly socket?: Socket;
  /** Why a packet never left: what connect(2) or sendto(2) says. */
  readonly errno?: 'ENETUNREACH' | 'EHOSTUNREACH' | 'EMSGSIZE' | 'EPERM' | 'EACCES' | 'EINVAL';
  readonly mtu?: number;
}

/** A packet that a namespace sends because of another. `ct` is attached where the answer belongs to an unconfirmed flow. */
export interface Answer {
  readonly netns: string;
  readonly packet: Packet;
  readonly ct?: Tracking;
  /** The interface it must leave by: a link-local address means nothing without one. */
  readonly dev?: string;
}

/** The walk of one packet, and of what it is copied into. */
export interface Walk {
  readonly tx: Tx;
  readonly start: Packet;
  readonly hops: Hop[];
  readonly answers: Answer[];
  ending: Ending | undefined;
  /** Links still allowed to be passed: storms end here if nowhere else. */
  budget: number;
  /** Virtual milliseconds that it took. */
  ms: number;
}

/** The walk of a packet that is about to begin. */
export function newWalk(tx: Tx, start: Packet): Walk {
  return { tx, start, hops: [], answers: [], ending: undefined, budget: 20_000, ms: 0.01 };
}

/** A packet as its sender makes it. */
export function newSkb(packet: Packet): Skb {
  return {
    packet,
    ct: undefined,
    inDev: undefined,
    physIn: undefined,
    hooked: false,
    srcMac: undefined,
    ipvs: false,
    secpath: undefined,
    inner: undefined,
  };
}

/** A copy for another port of a flood. */
export function copySkb(skb: Skb): Skb {
  return { ...skb, ct: skb.ct && { ...skb.ct } };
}

/** Writes a hop down. */
export function hop(
  w: Walk,
  netns: string,
  dev: Link | string | undefined,
  what: Hop['what'],
  before: Packet,
  after = before,
  verdict: Hop['verdict'] = 'go',
): void {
  const name = typeof dev === 'string' ? dev : dev?.name;
  w.hops.push({ netns, ...(name === undefined ? {} : { dev: name }), what, before, after, verdict });
}

/** The packet is lost here. The first ending of a walk counts, unless a copy is delivered. */
export function drop(
  w: Walk,
  netns: string,
  dev: Link | string | undefined,
  what: Hop['what'],
  skb: Skb,
  more: Partial<Ending> = {},
): void {
  hop(w, netns, dev, what, skb.packet, skb.packet, more.outcome === 'rejected' ? 'reject' : 'drop');
  w.ending ??= { outcome: 'dropped', at: netns, packet: skb.packet, ...more };
}
