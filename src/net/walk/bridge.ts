import { isIpv6 } from '../../base/index.ts';
import { fdbEntry, fdbSet } from '../neigh.ts';
import { carrier, isLocal, portsOf, routeGet } from '../read.ts';
import { type Link, links } from '../rows/index.ts';
import { sysctl } from '../sysctl.ts';
import { runHook } from './hooks.ts';
import { copyFrame, countLink, flood, frameSize, isGroup, lost, toUpper, transmit } from './link-layer.ts';
import { forwardable } from './output.ts';
import { resolve } from './resolve.ts';
import { drop, type Frame, hop, type Walk } from './walk.ts';

/**
 * br_handle_frame and br_dev_xmit: a frame comes in by a port, or (`port` undefined) from the bridge's own namespace.
 * The bridge learns the sender's port, then delivers to itself, to the port that has the MAC, or to all of them.
 */
export function bridgeIn(w: Walk, at: Link, port: Link | undefined, frame: Frame): boolean {
  const bridge = w.tx.get(links, at.id);
  if (!bridge?.up) return lost(w, at, frame);
  if (port && !isGroup(frame.src)) fdbSet(w.tx, bridge.id, frame.src, port.id);
  let { dst } = frame;
  const { body } = frame;
  if (port && body.kind === 'ip') {
    body.skb.physIn = port.name;
    body.skb.inDev = bridge.name;
    body.skb.srcMac = frame.src;
    if (filtered(w, bridge, body.skb.packet.dst)) {
      const before = body.skb.packet.dst;
      body.skb.hooked = true;
      if (!runHook(w, body.skb, bridge.netns, 'PREROUTING', { in: bridge.name })) return true;
      if (body.skb.packet.dst !== before) dst = redirected(w, bridge, frame, body.skb.packet.dst);
    }
  }
  const own = { ...frame, dst };
  if (dst === bridge.mac) return port ? up(w, bridge, own) : lost(w, bridge, own);
  if (!isGroup(dst)) {
    const known = fdbEntry(w.tx, bridge.id, dst);
    const to = known && w.tx.get(links, known.port);
    if (to) return out(w, bridge, port, to, own);
  }
  const targets = portsOf(w.tx, bridge.id).filter((it) => it.id !== port?.id || hairpin(it));
  const copies = targets.filter((it) => carrier(w.tx, it)).map((it) => () => out(w, bridge, port, it, copyFrame(own)));
  const self = port && isGroup(dst) ? [() => up(w, bridge, copyFrame(own))] : [];
  const taken = flood(w, [...copies, ...self]);
  return taken || lost(w, bridge, own);
}

const hairpin = (port: Link): boolean => port.kind === 'veth' && port.hairpin === true;

/** Whether bridged packets of this family pass the IP hooks here: br_netfilter, sysctl bridge-nf-call-iptables. */
function filtered(w: Walk, bridge: Link, dst: string): boolean {
  return sysctl(w.tx, bridge.netns, `net.bridge.bridge-nf-call-ip${isIpv6(dst) ? '6' : ''}tables`) === '1';
}

// br_nf_pre_routing_finish: what DNAT sent elsewhere stays on the bridge if its new neighbour is there, else it is routed.
function redirected(w: Walk, bridge: Link, frame: Frame, ip: string): string {
  if (isLocal(w.tx, bridge.netns, ip)) return bridge.mac;
  const route = routeGet(w.tx, bridge.netns, ip);
  if (route?.link !== bridge.id || frame.dst === bridge.mac) return bridge.mac;
  return resolve(w, bridge.netns, bridge, route.via ?? ip, undefined).mac ?? bridge.mac;
}

/** br_pass_frame_up: the bridge is an interface of its namespace too. */
function up(w: Walk, bridge: Link, frame: Frame): boolean {
  countLink(w, bridge.id, 'rx', frameSize(frame) - 14);
  if (frame.body.kind === 'ip')
    hop(w, bridge.netns, bridge, { kind: 'bridge', bridge: bridge.name, port: undefined }, frame.body.skb.packet);
  return toUpper(w, bridge, frame);
}

function out(w: Walk, bridge: Link, from: Link | undefined, to: Link, frame: Frame): boolean {
  const { body } = frame;
  if (to.id === from?.id && !hairpin(to)) return lost(w, bridge, frame);
  if (body.kind !== 'ip') return transmit(w, to, frame);
  const { skb } = body;
  hop(w, bridge.netns, bridge, { kind: 'bridge', bridge: bridge.name, port: to.name }, skb.packet);
  if (from && filtered(w, bridge, skb.packet.dst)) {
    const dev = { in: bridge.name, out: bridge.name, physOut: to.name };
    if (!runHook(w, skb, bridge.netns, 'FORWARD', dev)) return true;
    if (!runHook(w, skb, bridge.netns, 'POSTROUTING', { out: bridge.name, physOut: to.name })) return true;
  }
  // A bridge sends no ICMP: what is too long for the port is gone (is_skb_forwardable).
  if (!forwardable(skb.packet, to.mtu)) {
    drop(w, bridge.netns, to, { kind: 'mtu' }, skb);
    return true;
  }
  return transmit(w, to, frame);
}
