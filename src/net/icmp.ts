import { isIpv6, type Tx } from '../base/index.ts';
import { recordExchange } from './exchange.ts';
import type { Ip, Packet, Trace } from './rows/index.ts';
import { sysctl } from './sysctl.ts';
import { headerOf, isEchoReply, isIcmpError } from './walk/packet.ts';
import { type Flight, flyAll } from './walk/send.ts';
import type { Ending } from './walk/walk.ts';

export interface EchoOptions {
  readonly id: number;
  readonly seq: number;
  /** Bytes of data, 56 unless told. */
  readonly size?: number;
  readonly ttl?: number;
  /** `ping -M do`. */
  readonly df?: boolean;
  readonly src?: Ip;
  /** Name of the interface to leave by. */
  readonly dev?: string;
}

/** What came back for an echo request. `bytes` counts the ICMP header, as ping(8) prints it. */
export type EchoResult = { readonly traces: readonly Trace[]; readonly rttMs: number } & (
  | { readonly kind: 'reply'; readonly from: Ip; readonly ttl: number; readonly bytes: number }
  | {
      readonly kind: 'unreachable';
      readonly from: Ip;
      readonly type: number;
      readonly code: number;
      readonly mtu?: number;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'no-route'; readonly errno: NonNullable<Ending['errno']> }
  | { readonly kind: 'too-long'; readonly mtu: number }
);

/** Sends an ICMP echo request, RFC 792 or RFC 4443, and waits for what it brings. */
export function echo(tx: Tx, netns: string, dst: Ip, options: EchoOptions): EchoResult {
  const size = headerOf(dst) + 8 + (options.size ?? 56);
  const six = isIpv6(dst);
  const packet: Packet = {
    src: options.src ?? '',
    dst,
    proto: six ? 'icmpv6' : 'icmp',
    icmp: { type: six ? 128 : 8, code: 0, id: options.id, seq: options.seq },
    ttl: options.ttl ?? (Number(sysctl(tx, netns, 'net.ipv4.ip_default_ttl')) || 64),
    size,
    ...(options.df === undefined ? {} : { df: options.df }),
  };
  const flights = flyAll(tx, netns, { packet, ...(options.dev === undefined ? {} : { dev: options.dev }) });
  const result = judge(netns, flights, options, tx);
  recordExchange(tx, { netns, what: `ping ${dst}`, outcome: result.kind, traces: result.traces });
  return result;
}

function judge(netns: string, flights: readonly Flight[], { id, seq }: EchoOptions, tx: Tx): EchoResult {
  const traces = flights.map((flight) => flight.trace);
  const queueing = tx.random(40) / 1000;
  let ms = 0;
  for (const { ending, ms: took } of flights) {
    ms += took;
    const { packet } = ending;
    if (ending.outcome !== 'delivered' || ending.at !== netns || !packet.icmp) continue;
    const after = (more: number) => ({ traces, rttMs: Math.round((ms + more) * 1000) / 1000 });
    const { icmp } = packet;
    if (isEchoReply(packet) && icmp.id === id && icmp.seq === seq) {
      const bytes = packet.size - headerOf(packet.src);
      return { kind: 'reply', from: packet.src, ttl: packet.ttl, bytes, ...after(queueing) };
    }
    if (isIcmpError(packet) && icmp.about?.icmp?.id === id && icmp.about.icmp.seq === seq)
      return {
        kind: 'unreachable',
        from: packet.src,
        type: icmp.type,
        code: icmp.code,
        ...(icmp.mtu === undefined ? {} : { mtu: icmp.mtu }),
        ...after(0),
      };
  }
  const first = flights[0]?.ending;
  if (first?.errno === 'EMSGSIZE') return { kind: 'too-long', mtu: first.mtu ?? 0, traces, rttMs: ms };
  if (first?.errno !== undefined) return { kind: 'no-route', errno: first.errno, traces, rttMs: ms };
  return { kind: 'timeout', traces, rttMs: ms };
}
