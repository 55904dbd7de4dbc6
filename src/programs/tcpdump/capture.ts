import type { Reader } from '../../base/index.ts';
import { exchangesOf, type Hop, links, type Packet, type Trace } from '../../net/index.ts';

/** Something that passed an interface. */
export interface Seen {
  /** Virtual ms. */
  readonly at: number;
  readonly dev: string;
  readonly way: 'In' | 'Out';
  readonly frame: { readonly src: string; readonly dst: string };
  readonly what:
    | { readonly kind: 'ip'; readonly packet: Packet }
    | { readonly kind: 'arp-request'; readonly target: string; readonly sender: string }
    | { readonly kind: 'arp-reply'; readonly target: string; readonly sender: string; readonly mac: string };
}

/** The number of the newest packet that has walked so far. */
export function newest(r: Reader): number {
  return Math.max(0, ...exchangesOf(r).flatMap((x) => x.traces.map((t) => t.seq)));
}

/** What has passed the interfaces of a namespace since packet `after`, in order. */
export function captured(
  r: Reader,
  netns: string,
  after: number,
  dev: string | undefined,
): { readonly seen: readonly Seen[]; readonly last: number } {
  const traces = exchangesOf(r)
    .flatMap((x) => x.traces)
    .filter((t) => t.seq > after)
    .sort((a, b) => a.seq - b.seq);
  const seen = traces.flatMap((t, i) => passages(r, netns, t, i)).filter((s) => dev === undefined || s.dev === dev);
  return { seen, last: Math.max(after, ...traces.map((t) => t.seq)) };
}

/** The moments at which a packet crossed an interface of the namespace: it left over it, came in by it, or went around lo. */
function passages(r: Reader, netns: string, trace: Trace, order: number): Seen[] {
  const found: Seen[] = [];
  const mac = (dev: string) => r.by(links, 'name', `${netns}/${dev}`)[0]?.mac ?? '00:00:00:00:00:00';
  let target = 'ff:ff:ff:ff:ff:ff';
  let entered = false;
  const put = (hop: Hop, dev: string, way: Seen['way'], what: Seen['what'], dst = target) =>
    found.push({
      at: trace.time + (order * 7 + found.length * 3) / 1000,
      dev,
      way,
      frame: way === 'Out' ? { src: mac(dev), dst } : { src: target, dst: mac(dev) },
      what: what.kind === 'ip' ? { kind: 'ip', packet: hop.after } : what,
    });
  for (const hop of trace.hops) {
    if (hop.netns !== netns) {
      entered = hop.what.kind === 'wire' && hop.what.to === netns;
      if (hop.what.kind === 'wire' && hop.what.to === netns)
        put(hop, hop.what.toDev, 'In', { kind: 'ip', packet: hop.after });
      continue;
    }
    if (hop.what.kind === 'neigh' && hop.dev !== undefined) {
      if (hop.what.asked) {
        const sender = hop.after.src;
        put(hop, hop.dev, 'Out', { kind: 'arp-request', target: hop.what.ip, sender }, 'ff:ff:ff:ff:ff:ff');
        if (hop.what.mac !== undefined)
          put(hop, hop.dev, 'In', { kind: 'arp-reply', target: hop.what.ip, sender, mac: hop.what.mac });
      }
      target = hop.what.mac ?? target;
    }
    if (hop.what.kind === 'wire' && hop.dev !== undefined) put(hop, hop.dev, 'Out', { kind: 'ip', packet: hop.after });
    // a packet to itself is seen where it goes round, after its addresses are translated
    if (hop.what.kind === 'receive' && hop.dev === 'lo') put(hop, 'lo', 'Out', { kind: 'ip', packet: hop.after });
    // a bridge that is listened to sees what its ports exchange
    if (hop.what.kind === 'bridge')
      put(hop, hop.what.bridge, entered ? 'In' : 'Out', { kind: 'ip', packet: hop.after });
  }
  return found;
}
