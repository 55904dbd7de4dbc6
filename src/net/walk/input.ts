import { isIpv6 } from '../../base/index.ts';
import { isBroadcast, isLocal, isLoopback, isMulticast, routeGet } from '../read.ts';
import { type Link, links, type Route } from '../rows/index.ts';
import { devFlag, sysctl } from '../sysctl.ts';
import { deliver } from './deliver.ts';
import { answerError, runHook } from './hooks.ts';
import { ipvsIn } from './ipvs.ts';
import { fits, noteRoute, postroute } from './output.ts';
import { drop, hop, type Skb, type Walk } from './walk.ts';

/** ip_rcv: a packet has arrived on an interface of the namespace. On a bridge that filters, PREROUTING is behind it already. */
export function ipReceive(w: Walk, link: Link, skb: Skb): void {
  const { netns } = link;
  const { hooked } = skb;
  skb.hooked = false;
  skb.inDev = link.name;
  hop(w, netns, link, { kind: 'receive' }, skb.packet);
  const six = isIpv6(skb.packet.dst);
  if (six ? ipv6Off(w, link) : false) {
    drop(w, netns, link, { kind: 'martian' }, skb);
    return;
  }
  // What came through lo kept its conntrack entry: nat has seen it in OUTPUT.
  if (hooked || runHook(w, skb, netns, 'PREROUTING', { in: link.name })) receiveFinish(w, link, skb);
}

/** xfrm4_transport_finish: what was decrypted arrives once more, from PREROUTING on. */
export function receiveAgain(w: Walk, link: Link, skb: Skb): void {
  if (runHook(w, skb, link.netns, 'PREROUTING', { in: link.name })) receiveFinish(w, link, skb);
}

// ip_rcv_finish: for this namespace, or for another.
function receiveFinish(w: Walk, link: Link, skb: Skb): void {
  const { netns } = link;
  if (martian(w, link, skb)) {
    drop(w, netns, link, { kind: 'martian' }, skb);
    return;
  }
  const { dst } = skb.packet;
  if (isLocal(w.tx, netns, dst) || isBroadcast(w.tx, netns, dst) || isMulticast(dst)) {
    if (runHook(w, skb, netns, 'INPUT', { in: link.name }) && !ipvsIn(w, link, skb)) deliver(w, link, skb);
    return;
  }
  forward(w, link, skb);
}

const ipv6Off = (w: Walk, link: Link): boolean => devFlag(w.tx, link.netns, 6, link.name, 'disable_ipv6');

// ip_route_input_slow: loopback addresses do not come from outside, nor do our own; rp_filter 1 wants the way back to be this one.
function martian(w: Walk, link: Link, skb: Skb): boolean {
  const { src, dst } = skb.packet;
  if (link.kind === 'lo') return false;
  if ((isLoopback(src) || isLoopback(dst)) && !devFlag(w.tx, link.netns, 4, link.name, 'route_localnet')) return true;
  if (isIpv6(src)) return false;
  if (isLocal(w.tx, link.netns, src) && !devFlag(w.tx, link.netns, 4, link.name, 'accept_local')) return true;
  const strict = Math.max(
    ...[link.name, 'all'].map((dev) => Number(sysctl(w.tx, link.netns, `net.ipv4.conf.${dev}.rp_filter`))),
  );
  if (!(strict >= 1)) return false;
  const back = routeGet(w.tx, link.netns, src);
  return !back || (strict === 1 && back.link !== link.id);
}

// ip_forward: sysctl, lifetime and length come before the FORWARD chain.
function forward(w: Walk, link: Link, skb: Skb): void {
  const { netns } = link;
  const { packet } = skb;
  const family = isIpv6(packet.dst) ? 6 : 4;
  if (!forwards(w, link, family)) {
    drop(w, netns, link, { kind: 'forwarding' }, skb);
    return;
  }
  const route = routeGet(w.tx, netns, packet.dst);
  const out = route && w.tx.get(links, route.link);
  if (!route || !out || (route.kind ?? 'unicast') !== 'unicast') {
    noRoute(w, link, skb, route);
    return;
  }
  noteRoute(w, netns, route, out, packet);
  if (packet.ttl <= 1) {
    drop(w, netns, link, { kind: 'ttl' }, skb);
    answerError(w, skb, netns, 'ttl');
    return;
  }
  if (!fits(packet, out.mtu) && (packet.df || family === 6)) {
    drop(w, netns, out, { kind: 'mtu' }, skb);
    answerError(w, skb, netns, 'toobig', { mtu: out.mtu });
    return;
  }
  skb.packet = { ...packet, ttl: packet.ttl - 1 };
  if (!runHook(w, skb, netns, 'FORWARD', { in: link.name, out: out.name })) return;
  postroute(w, skb, netns, out, route, false);
}

function forwards(w: Walk, link: Link, family: 4 | 6): boolean {
  return sysctl(w.tx, link.netns, `net.ipv${family}.conf.${family === 4 ? link.name : 'all'}.forwarding`) === '1';
}

function noRoute(w: Walk, link: Link, skb: Skb, route: Route | undefined): void {
  drop(w, link.netns, link, { kind: 'route', route }, skb);
  if (route?.kind === 'blackhole') return;
  answerError(
    w,
    skb,
    link.netns,
    route?.kind === 'prohibit' ? 'admin-prohibited' : route?.kind === 'unreachable' ? 'host' : 'net',
    { routeless: true },
  );
}
