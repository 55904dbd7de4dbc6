import type { Reader } from '../../base/index.ts';
import { carrier, type Link, links, linksOf } from '../../net/index.ts';

/** Flags of a link as ip-link(8) writes them; `mdown` is iproute2's M-DOWN: what it hangs on is not up. */
export function linkFlags(r: Reader, link: Link, mdown = false): string[] {
  const up = link.up && carrier(r, link);
  return [
    ...(link.up && !up ? ['NO-CARRIER'] : []),
    ...(link.kind === 'lo' ? ['LOOPBACK'] : ['BROADCAST', ...(link.kind === 'dummy' ? ['NOARP'] : ['MULTICAST'])]),
    ...(link.up ? ['UP'] : []),
    ...(up ? ['LOWER_UP'] : []),
    ...(mdown ? ['M-DOWN'] : []),
  ];
}

/** The link at the other end, or underneath (IFLA_LINK): a veth's peer, a macvlan's parent. */
export function lowerOf(r: Reader, link: Link): Link | undefined {
  if (link.kind === 'veth') return r.get(links, link.peer);
  return 'parent' in link ? r.get(links, link.parent) : undefined;
}

/** txqueuelen: 1000 by default; dockerd makes its links with 0. */
export function queueLength(link: Link): number {
  return link.qlen ?? (link.kind === 'lo' || link.kind === 'phys' || link.kind === 'dummy' ? 1000 : 0);
}

/** The discipline of the transmit queue; noop until a link is up for the first time (tc(8)). */
export function qdisc(link: Link): string {
  const untouched = !link.up && link.tx.packets === 0 && (link.kind === 'lo' || link.qlen !== undefined);
  return untouched ? 'noop' : 'noqueue';
}

/** Number by which this namespace knows the one at the other end (ip-netns(8), nsid), undefined when it is the same. */
export function nsidOf(r: Reader, link: Link): number | undefined {
  const other = lowerOf(r, link)?.netns;
  if (other === undefined || other === link.netns) return undefined;
  const seen: string[] = [];
  for (const l of linksOf(r, link.netns)) {
    const far = l.kind === 'phys' ? `cable ${l.id}` : lowerOf(r, l)?.netns;
    if (far !== undefined && far !== link.netns && !seen.includes(far)) seen.push(far);
  }
  return seen.indexOf(other);
}

/** What a link is called in `ip link show type …`. */
export function linkType(link: Link): string {
  return link.kind === 'phys' ? '' : link.kind;
}
