import { table } from '../../base/index.ts';
import type { Cidr, Ip } from './links.ts';

/** ip-xfrm(8): a security association (RFC 4301), which turns packets into others of the protocol `proto`, or back. */
export interface XfrmState {
  readonly netns: string;
  /** Serial number of its creation: the newest is listed first. */
  readonly number: number;
  readonly src: Ip;
  readonly dst: Ip;
  readonly proto: 'esp';
  /** 32 bits; with `dst` and `proto` it says which state a packet is for. */
  readonly spi: number;
  readonly reqid: number;
  readonly mode: 'transport';
  /** The algorithm, its key in hexadecimal, and the bits of its integrity check value. */
  readonly aead: { readonly name: string; readonly key: string; readonly icv: number };
  /** The sequence number that was sent last. */
  readonly oseq: number;
  readonly lifetime: XfrmLifetime;
}

/** What has passed, and when: struct xfrm_lifetime_cur. Times are virtual ms. */
export interface XfrmLifetime {
  readonly bytes: number;
  readonly packets: number;
  readonly added: number;
  /** When it was used for the first time (a state) or the last (a policy). */
  readonly used?: number;
  /** When a state was used last. */
  readonly last?: number;
}

/** What a policy demands of packets: the state that is to transform them. */
export interface XfrmTemplate {
  readonly src: Ip;
  readonly dst: Ip;
  readonly proto: 'esp';
  readonly spi: number;
  readonly reqid: number;
  readonly mode: 'transport';
}

/** ip-xfrm(8): which packets of a namespace are to be transformed. */
export interface XfrmPolicy {
  readonly netns: string;
  readonly number: number;
  readonly index: number;
  readonly dir: 'in' | 'out' | 'fwd';
  readonly priority: number;
  readonly src: Cidr;
  readonly dst: Cidr;
  readonly proto: 'udp';
  readonly dport: number;
  readonly mark: { readonly value: number; readonly mask: number };
  readonly tmpl: XfrmTemplate;
  readonly lifetime: XfrmLifetime;
}

/** States by `xfrmStateKey`. */
export const xfrmStates = table<XfrmState>('net.xfrm.state', { netns: (s) => s.netns });
/** Policies by `xfrmPolicyKey`. */
export const xfrmPolicies = table<XfrmPolicy>('net.xfrm.policy', { netns: (p) => p.netns });
