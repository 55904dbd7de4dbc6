import { fdbEntry, neighbourEntry } from '../neigh.ts';
import { type Link, links, type Packet } from '../rows/index.ts';
import { copyFrame, flood, frameSize, receive } from './link-layer.ts';
import { localOut } from './output.ts';
import { drop, type Frame, hop, type Skb, type Walk } from './walk.ts';

type Vxlan = Extract<Link, { readonly kind: 'vxlan' }>;

/** vxlan_xmit: the endpoint behind which the MAC is known to be gets the frame in a UDP datagram (RFC 7348). */
export function vxlanOut(w: Walk, link: Vxlan, frame: Frame): boolean {
  if (frame.body.kind === 'ask') {
    // arp_reduce: the device answers from its own neighbour table, which the control plane fills.
    const mac = neighbourEntry(w.tx, link.id, frame.body.ip)?.mac;
    if (mac !== undefined) {
      const { ip, from } = frame.body;
      return receive(w, link, {
        src: mac,
        dst: frame.src,
        vlan: undefined,
        body: { kind: 'answer', ip, mac, to: from },
        seen: new Set(),
      });
    }
  }
  // A broadcast has no entry of its own: it goes to the default destination, `bridge fdb append 00:00:00:00:00:00`, if there is one.
  const end = fdbEntry(w.tx, link.id, frame.dst)?.dst ?? fdbEntry(w.tx, link.id, '00:00:00:00:00:00')?.dst;
  if (frame.body.kind === 'ip') {
    const what = { kind: 'fdb', mac: frame.dst, dst: end } as const;
    if (end === undefined) drop(w, link.netns, link, what, frame.body.skb);
    else hop(w, link.netns, link, what, frame.body.skb.packet);
  }
  return end !== undefined && flood(w, [() => encapsulate(w, link, copyFrame(frame), end)]);
}

function encapsulate(w: Walk, link: Vxlan, frame: Frame, end: string): boolean {
  const packet = frame.body.kind === 'ip' ? frame.body.skb.packet : undefined;
  const size = frameSize(frame) + 8 + 8 + (end.includes(':') ? 40 : 20);
  const length = w.hops.length;
  localOut(w, link.underlay, {
    packet: {
      src: '',
      dst: end,
      proto: 'udp',
      sport: 49152,
      dport: link.port,
      ttl: 64,
      size,
      df: false,
      vxlan: { vni: link.vni, src: frame.src, dst: frame.dst, ...(packet ? { packet } : {}) },
    },
    inner: frame,
  });
  return w.hops.length > length;
}

/** The device of this namespace that takes the datagram's frame: vxlan_rcv. */
export function vxlanFor(w: Walk, netns: string, packet: Packet): Link | undefined {
  if (packet.vxlan === undefined) return undefined;
  return w.tx
    .by(links, 'vxlan', `${netns}/${packet.vxlan.vni}`)
    .find((link) => link.kind === 'vxlan' && link.port === packet.dport);
}

/** Takes the frame out and lets it arrive on the device. */
export function decapsulate(w: Walk, netns: string, link: Link, skb: Skb): void {
  if (!skb.inner) return;
  hop(w, netns, link, { kind: 'deliver' }, skb.packet);
  receive(w, link, { ...skb.inner, seen: new Set() });
}
