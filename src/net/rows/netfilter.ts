import { table } from '../../base/index.ts';
import type { Cidr, Counter, Ip, Mac } from './links.ts';

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
  | {
      readonly m: 'policy';
      /** Always there in a rule. */
      readonly dir?: 'in' | 'out';
      /** Absent: ipsec. */
      readonly pol?: 'none';
      readonly reqid?: number;
      readonly reqidNot?: boolean;
      readonly spi?: number;
      readonly spiNot?: boolean;
      readonly proto?: string;
      readonly protoNot?: boolean;
      readonly mode?: 'tunnel' | 'transport';
      readonly modeNot?: boolean;
    }
  | { readonly m: 'bpf'; readonly code: string } // the instructions of `--bytecode`, without their number
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
