import { childrenOf, routeGet } from '../read.ts';
import { type Link, links } from '../rows/index.ts';
import { copyFrame, flood, isGroup, lost, receive, scrub, toUpper, transmit, wire } from './link-layer.ts';
import { finish } from './output.ts';
import { heard } from './resolve.ts';
import type { Frame, Walk } from './walk.ts';

type Macvlan = Extract<Link, { readonly kind: 'macvlan' }>;
type Ipvlan = Extract<Link, { readonly kind: 'ipvlan' }>;

/** macvlan_queue_xmit: a sibling in bridge mode gets it directly, all else leaves by the parent's card, past the parent's own namespace. */
export function macvlanOut(w: Walk, link: Macvlan, frame: Frame): boolean {
  const parent = w.tx.get(links, link.parent);
  if (!parent) return lost(w, link, frame);
  const siblings = childrenOf(w.tx, parent.id).filter(
    (it): it is Macvlan => it.kind === 'macvlan' && it.id !== link.id && it.mode === 'bridge' && it.up,
  );
  const reachable = link.mode === 'bridge' ? siblings : [];
  const one = reachable.find((it) => it.mac === frame.dst);
  if (one) {
    wire(w, link, one, frame);
    return receive(w, one, scrub(frame));
  }
  if (!isGroup(frame.dst)) return transmit(w, parent, frame);
  return flood(w, [
    ...reachable.map((it) => () => receive(w, it, scrub(copyFrame(frame)))),
    () => transmit(w, parent, copyFrame(frame)),
  ]);
}

/** macvlan_handle_frame. A passthru child takes everything. */
export function macvlanIn(w: Walk, link: Link, children: readonly Link[], frame: Frame): boolean {
  const own = children.filter((it): it is Macvlan => it.kind === 'macvlan' && it.up);
  const pass = own.find((it) => it.mode === 'passthru');
  const child = pass ?? own.find((it) => it.mac === frame.dst);
  if (child) {
    wire(w, link, child, frame);
    return receive(w, child, scrub(frame));
  }
  if (!isGroup(frame.dst)) return toUpper(w, link, frame);
  return flood(w, [
    ...own.map((it) => () => receive(w, it, scrub(copyFrame(frame)))),
    () => toUpper(w, link, copyFrame(frame)),
  ]);
}

const has = (link: Link, ip: string): boolean => link.addrs.some((a) => a.ip === ip);
const target = ({ body }: Frame): string =>
  body.kind === 'ip' ? body.skb.packet.dst : body.kind === 'ask' ? body.ip : (body.to ?? '');

/** ipvlan children share the parent's MAC and are told apart by address (ipvlan_addr_lookup). */
export function ipvlanOut(w: Walk, link: Ipvlan, frame: Frame): boolean {
  const parent = w.tx.get(links, link.parent);
  if (!parent) return lost(w, link, frame);
  const sibling = childrenOf(w.tx, parent.id).find(
    (it) => it.kind === 'ipvlan' && it.id !== link.id && it.up && has(it, target(frame)),
  );
  if (sibling) {
    if (frame.body.kind !== 'ip') return heard(w, sibling, frame);
    wire(w, link, sibling, frame);
    return receive(w, sibling, { ...scrub(frame), dst: sibling.mac });
  }
  if (link.mode === 'l2' || frame.body.kind !== 'ip') return transmit(w, parent, frame);
  // L3: the parent's namespace routes it (ipvlan_process_v4_outbound).
  const { skb } = frame.body;
  const route = routeGet(w.tx, parent.netns, skb.packet.dst);
  const out = route && w.tx.get(links, route.link);
  if (!route || !out || out.kind === 'lo') return lost(w, link, frame);
  scrub(frame);
  finish(w, skb, parent.netns, out, route, false);
  return true;
}

/** ipvlan_handle_frame. */
export function ipvlanIn(w: Walk, link: Link, children: readonly Link[], frame: Frame): boolean {
  const child = children.find((it): it is Ipvlan => it.kind === 'ipvlan' && it.up && has(it, target(frame)));
  if (!child) return toUpper(w, link, frame);
  if (frame.body.kind !== 'ip') return child.mode === 'l2' && heard(w, child, frame);
  wire(w, link, child, frame);
  return receive(w, child, { ...scrub(frame), dst: child.mac });
}
