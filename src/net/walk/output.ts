import { isBroadcast, isLocal, isMulticast, linkByName, routeOutput, sourceFor } from '../read.ts';
import { type Link, links, type Packet, type Route } from '../rows/index.ts';
import { xfrmPolicyFor } from '../xfrm.ts';
import { answerError, runHook } from './hooks.ts';
import { transmit } from './link-layer.ts';
import { resolve } from './resolve.ts';
import { drop, hop, newSkb, type Skb, type Walk } from './walk.ts';
import { xfrmOut } from './xfrm.ts';

/** A packet as a socket hands it over; an empty source is for the kernel to choose. */
export interface Outgoing {
  readonly packet: Packet;
  readonly ct?: Skb['ct'];
  readonly inner?: Skb['inner'];
  /** SO_BINDTODEVICE: the name of the only interface it may leave by. */
  readonly dev?: string;
}

/** ip_queue_xmit and ip_send_skb: route, OUTPUT, route again if NAT changed the destination, POSTROUTING, neighbour. */
export function localOut(w: Walk, netns: string, out: Outgoing): void {
  const { tx } = w;
  const bound = out.dev === undefined ? undefined : linkByName(tx, netns, out.dev);
  const route = routeOutput(tx, netns, out.packet.dst, bound?.id);
  if (route === undefined || (route.kind ?? 'unicast') !== 'unicast') {
    refuse(w, netns, out.packet, route);
    return;
  }
  const src = out.packet.src === '' ? (sourceFor(tx, netns, out.packet.dst, route) ?? '') : out.packet.src;
  if (src === '') {
    refuse(w, netns, out.packet, undefined);
    return;
  }
  const skb = newSkb({ ...out.packet, src });
  skb.ct = out.ct && { ...out.ct };
  skb.inner = out.inner;
  let link = tx.get(links, route.link);
  hop(w, netns, link, { kind: 'send' }, skb.packet);
  noteRoute(w, netns, route, link, skb.packet);
  const before = skb.packet;
  if (!link || !runHook(w, skb, netns, 'OUTPUT', { out: link.name })) return;
  let path = route;
  if (skb.packet.dst !== before.dst || skb.packet.mark !== before.mark) {
    const again = routeOutput(tx, netns, skb.packet.dst);
    if (!again || (again.kind ?? 'unicast') !== 'unicast') {
      refuse(w, netns, skb.packet, again);
      return;
    }
    path = again;
    link = tx.get(links, path.link);
    if (skb.packet.dst !== before.dst) noteRoute(w, netns, path, link, skb.packet);
  }
  if (!link) return;
  const policy = xfrmPolicyFor(tx, netns, skb.packet);
  if (policy) xfrmOut(w, skb, netns, link, policy);
  else postroute(w, skb, netns, link, path, true);
}

export function noteRoute(
  w: Walk,
  netns: string,
  route: Route | undefined,
  link: Link | undefined,
  packet: Packet,
): void {
  hop(w, netns, link, { kind: 'route', route, ...(link ? { dev: link.name } : {}) }, packet);
}

// What the socket call says: fib_props in net/ipv4/fib_semantics.c.
function refuse(w: Walk, netns: string, packet: Packet, route: Route | undefined): void {
  const errno =
    route?.kind === 'blackhole'
      ? 'EINVAL'
      : route?.kind === 'unreachable'
        ? 'EHOSTUNREACH'
        : route?.kind === 'prohibit'
          ? 'EACCES'
          : 'ENETUNREACH';
  drop(w, netns, undefined, { kind: 'route', route }, newSkb(packet), { errno });
}

/** The last hook, then out: for packets of this namespace (`local`) and for forwarded ones. */
export function postroute(w: Walk, skb: Skb, netns: string, link: Link, route: Route, local: boolean): void {
  if (!runHook(w, skb, netns, 'POSTROUTING', { out: link.name, in: local ? undefined : skb.inDev })) return;
  if (!fits(skb.packet, link.mtu)) {
    if (skb.packet.df) {
      drop(w, netns, link, { kind: 'mtu' }, skb, local ? { errno: 'EMSGSIZE', mtu: link.mtu } : {});
      return;
    }
    skb.packet = { ...skb.packet, gso: link.mtu };
  }
  finish(w, skb, netns, link, route, local);
}

/** Whether the packet, or each piece it travels in, is no longer than the MTU (ip_exceeds_mtu). */
export function fits(packet: Packet, mtu: number): boolean {
  return Math.min(packet.size, packet.gso ?? packet.size) <= mtu;
}

/** Whether the next port takes it: is_skb_forwardable lets segments pass that a card will cut, whatever their length. */
export function forwardable(packet: Packet, mtu: number): boolean {
  return (packet.df === true && packet.gso !== undefined) || fits(packet, mtu);
}

/** ip_finish_output2: the next hop's MAC, then the link. */
export function finish(w: Walk, skb: Skb, netns: string, link: Link, route: Route, local: boolean): void {
  const { tx } = w;
  const send = (mac: string): void => {
    transmit(w, link, { src: link.mac, dst: mac, vlan: undefined, body: { kind: 'ip', skb }, seen: new Set() });
  };
  if (link.kind === 'lo') {
    send(link.mac);
    return;
  }
  const { dst } = skb.packet;
  if (isBroadcast(tx, netns, dst) || isMulticast(dst)) {
    send('ff:ff:ff:ff:ff:ff');
    return;
  }
  // ipvlan in L3 mode neither asks nor answers ARP (drivers/net/ipvlan: IFF_NOARP).
  if (link.kind === 'ipvlan' && link.mode !== 'l2') {
    send('00:00:00:00:00:00');
    return;
  }
  const next = route.via ?? dst;
  const { mac, asked } = resolve(w, netns, link, next, isLocal(tx, netns, skb.packet.src) ? skb.packet.src : undefined);
  const what = { kind: 'neigh', ip: next, mac, ...(asked ? { asked } : {}) } as const;
  if (mac === undefined) {
    drop(w, netns, link, what, skb, local ? { errno: 'EHOSTUNREACH' } : {});
    // arp_error_report: the sender hears of it by ICMP, even if it is this machine.
    answerError(w, skb, netns, 'host');
    return;
  }
  hop(w, netns, link, what, skb.packet);
  send(mac);
}
