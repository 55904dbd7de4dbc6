import { childrenOf } from '../read.ts';
import { type Counter, type Link, links, type Packet } from '../rows/index.ts';
import { bridgeIn } from './bridge.ts';
import { ipReceive } from './input.ts';
import { forwardable } from './output.ts';
import { heard } from './resolve.ts';
import { ipvlanIn, ipvlanOut, macvlanIn, macvlanOut } from './stacked.ts';
import { vxlanOut } from './vxlan.ts';
import { copySkb, drop, type Frame, hop, type Walk } from './walk.ts';

/** Bytes of a frame: ARP is 42, a neighbour solicitation 86, Ethernet puts 14 before a packet. */
export function frameSize(frame: Frame): number {
  const { body } = frame;
  if (body.kind === 'ip') return body.skb.packet.size + 14;
  return body.ip.includes(':') ? 86 : 42;
}

export function countLink(w: Walk, id: string, way: 'rx' | 'tx', bytes: number): void {
  const link = w.tx.get(links, id);
  if (!link) return;
  const was: Counter = link[way];
  w.tx.patch(links, id, { [way]: { ...was, packets: was.packets + 1, bytes: was.bytes + bytes } });
}

/** A frame leaves by a link (ndo_start_xmit). True if somebody took it. */
export function transmit(w: Walk, out: Link, frame: Frame): boolean {
  const link = w.tx.get(links, out.id);
  if (!link?.up || w.budget-- <= 0 || frame.seen.has(link.id)) return lost(w, out, frame);
  frame.seen.add(link.id);
  switch (link.kind) {
    case 'lo':
      countLink(w, link.id, 'tx', frameSize(frame) - 14);
      return receive(w, link, frame);
    case 'dummy':
      countLink(w, link.id, 'tx', frameSize(frame));
      return lost(w, link, frame);
    case 'veth':
    case 'phys': {
      const peer = w.tx.get(links, link.peer);
      if (!peer?.up) return lost(w, link, frame);
      // A veth takes nothing that is too long for its other end (veth_forward_skb).
      if (link.kind === 'veth' && frame.body.kind === 'ip' && !forwardable(frame.body.skb.packet, peer.mtu)) {
        drop(w, link.netns, link, { kind: 'mtu' }, frame.body.skb);
        return true;
      }
      countLink(w, link.id, 'tx', frameSize(frame));
      w.ms += link.kind === 'phys' ? 0.12 : 0.012;
      wire(w, link, peer, frame);
      return receive(w, peer, scrub(frame, link.netns !== peer.netns));
    }
    case 'bridge':
      countLink(w, link.id, 'tx', frameSize(frame));
      return bridgeIn(w, link, undefined, frame);
    case 'macvlan':
      countLink(w, link.id, 'tx', frameSize(frame));
      return macvlanOut(w, link, frame);
    case 'ipvlan':
      countLink(w, link.id, 'tx', frameSize(frame));
      return ipvlanOut(w, link, frame);
    case 'vlan': {
      const parent = w.tx.get(links, link.parent);
      countLink(w, link.id, 'tx', frameSize(frame));
      return parent ? transmit(w, parent, { ...frame, vlan: link.vlan }) : lost(w, link, frame);
    }
    case 'vxlan':
      countLink(w, link.id, 'tx', frameSize(frame));
      return vxlanOut(w, link, frame);
  }
}

/** A new interface: conntrack's knowledge stays behind; `far`, in another namespace, the mark too (skb_scrub_packet). */
export function scrub(frame: Frame, far = false): Frame {
  if (frame.body.kind === 'ip') {
    if (far) frame.body.skb.packet = unmarked(frame.body.skb.packet);
    frame.body.skb.ct = undefined;
    frame.body.skb.physIn = undefined;
    frame.body.skb.hooked = false;
    frame.body.skb.inDev = undefined;
    frame.body.skb.secpath = undefined;
  }
  return frame;
}

function unmarked(packet: Packet): Packet {
  if (packet.mark === undefined) return packet;
  const { mark: _mark, ...rest } = packet;
  return rest;
}

/** Notes that the packet went over. */
export function wire(w: Walk, from: Link, to: Link, frame: Frame): void {
  if (frame.body.kind === 'ip')
    hop(w, from.netns, from, { kind: 'wire', to: to.netns, toDev: to.name }, frame.body.skb.packet);
}

/** Nobody takes the frame: the packet in it is gone. */
export function lost(w: Walk, link: Link, frame: Frame): boolean {
  if (frame.body.kind === 'ip') drop(w, link.netns, link, { kind: 'wire', to: '', toDev: '' }, frame.body.skb);
  return false;
}

/** A frame arrives on a link (netif_receive_skb): for its master, for the links above it, or for the namespace. */
export function receive(w: Walk, at: Link, frame: Frame): boolean {
  const link = w.tx.get(links, at.id);
  if (!link?.up) return lost(w, at, frame);
  countLink(w, link.id, 'rx', frameSize(frame) - (link.kind === 'lo' || link.kind === 'bridge' ? 14 : 0));
  if (link.master !== undefined) {
    const bridge = w.tx.get(links, link.master);
    return bridge ? bridgeIn(w, bridge, link, frame) : false;
  }
  const children = link.kind === 'lo' ? [] : childrenOf(w.tx, link.id);
  if (frame.vlan !== undefined) {
    const child = children.find((it) => it.kind === 'vlan' && it.vlan === frame.vlan);
    return child ? receive(w, child, { ...frame, vlan: undefined }) : lost(w, link, frame);
  }
  if (children.some((child) => child.kind === 'macvlan')) return macvlanIn(w, link, children, frame);
  if (children.some((child) => child.kind === 'ipvlan')) return ipvlanIn(w, link, children, frame);
  return toUpper(w, link, frame);
}

/** The frame is for this link's namespace if it is addressed to it: others are dropped unheard (PACKET_OTHERHOST). */
export function toUpper(w: Walk, link: Link, frame: Frame): boolean {
  const { body } = frame;
  if (link.kind !== 'lo' && frame.dst !== link.mac && !isGroup(frame.dst)) return lost(w, link, frame);
  if (body.kind !== 'ip') return heard(w, link, frame);
  body.skb.srcMac = frame.src;
  ipReceive(w, link, body.skb);
  return true;
}

/** Broadcast or multicast: the lowest bit of the first octet. */
export function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** A copy for one of several receivers. */
export function copyFrame(frame: Frame): Frame {
  const { body } = frame;
  return body.kind === 'ip' ? { ...frame, body: { kind: 'ip', skb: copySkb(body.skb) } } : frame;
}

/** Gives a copy to each; what a copy that nobody took did leaves no trace. */
export function flood(w: Walk, receivers: readonly (() => boolean)[]): boolean {
  let taken = false;
  for (const give of receivers) {
    const [length, ending] = [w.hops.length, w.ending];
    if (give()) taken = true;
    else {
      w.hops.length = length;
      w.ending = ending;
    }
  }
  return taken;
}
