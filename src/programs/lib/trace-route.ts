import { isIpv6 } from '../../base/index.ts';
import { udpSend } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Aimed, probe } from './echo.ts';

/** What one probe of traceroute brought back. */
export type Hop =
  | {
      readonly kind: 'answer';
      readonly from: string;
      readonly ms: number;
      readonly mark: string;
      readonly last: boolean;
    }
  | { readonly kind: 'silence' };

/** Sends one probe that lives `ttl` hops: a datagram to a port where nobody listens, or an echo request. */
export function traceProbe(proc: Process, target: Aimed, ttl: number, seq: number, how: 'udp' | 'icmp'): Hop {
  if (how === 'icmp') {
    const result = probe(proc, target, { id: 1 + (proc.pid % 65535), seq, size: 32, ttl, df: false });
    if (result.kind === 'reply') return { kind: 'answer', from: result.from, ms: result.rttMs, mark: '', last: true };
    if (result.kind !== 'unreachable') return { kind: 'silence' };
    return {
      kind: 'answer',
      from: result.from,
      ms: result.rttMs,
      mark: mark(result.type, result.code, result.from),
      last: result.type !== (isIpv6(result.from) ? 3 : 11),
    };
  }
  const sent = proc.transact((tx) =>
    udpSend(tx, proc.netns, {
      dst: target.ip,
      dport: 33_434 + seq,
      src: target.src,
      data: '\0'.repeat(18),
      pid: proc.pid,
      ttl,
    }),
  );
  for (const trace of sent.traces.slice(1)) {
    const { packet } = trace;
    if (!packet.icmp || trace.outcome !== 'delivered' || trace.at !== proc.netns) continue;
    const reached = packet.icmp.type === (isIpv6(packet.src) ? 1 : 3);
    return {
      kind: 'answer',
      from: packet.src,
      ms: sent.ms,
      mark: mark(packet.icmp.type, packet.icmp.code, packet.src),
      last: reached,
    };
  }
  return { kind: 'silence' };
}

/** `!H`, `!N`, `!X` behind a time; traceroute(8). */
function mark(type: number, code: number, from: string): string {
  if (isIpv6(from)) return type !== 1 ? '' : (['!N', '!X', '', '!H', ''][code] ?? `!<${code}>`);
  if (type !== 3 || code === 3) return '';
  return (
    ({ 0: '!N', 1: '!H', 2: '!P', 4: '!F', 5: '!S', 9: '!X', 10: '!X', 13: '!X' } as const)[code as 0] ?? `!<${code}>`
  );
}
