import { type Hop, type Link, linkByName, links } from '../../net/index.ts';
import { type Advice, type Case, typed } from './advice.ts';

/** Nobody answered ARP: the address is nobody's, or its owner is the other side of the same card. */
export function neighbourAdvice(c: Case, hop: Hop, ip: string): Advice {
  const { say, world, around } = c;
  const link = hop.dev === undefined ? undefined : linkByName(world, hop.netns, hop.dev);
  const pair = link && stacked(c, link, ip);
  if (!pair) return { why: say('whyArp', { ip }), change: say('doOwner') };
  const { child, parent } = pair;
  const { kind } = child;
  const where = around.name(parent.netns);
  const box = child.addrs.find((a) => !a.ip.includes(':'))?.ip;
  const dev = `${kind === 'macvlan' ? 'mac' : 'ipv'}-host`;
  const mode = kind === 'macvlan' ? 'bridge' : 'l2';
  return {
    why: say('whyChild', { kind, ip, parent: parent.name }),
    change: say('doChild', { where, kind, ip: box ?? ip }),
    commands: typed(
      c,
      parent.netns,
      `ip link add ${dev} link ${parent.name} type ${kind} mode ${mode}`,
      `ip link set ${dev} up`,
      ...(box === undefined ? [] : [`ip route add ${box}/32 dev ${dev}`]),
    ),
  };
}

/** A card and the link on top of it, one of which asked for the other. */
function stacked(
  { world }: Case,
  link: Link,
  ip: string,
): { readonly child: Stacked; readonly parent: Link } | undefined {
  const child = world.by(links, 'parent', link.id).find((it) => it.addrs.some((a) => a.ip === ip));
  if (child && isStacked(child)) return { child, parent: link };
  const parent = isStacked(link) ? world.get(links, link.parent) : undefined;
  if (!parent || !isStacked(link)) return undefined;
  const own = world.by(links, 'netns', parent.netns).some((it) => it.addrs.some((a) => a.ip === ip));
  return own ? { child: link, parent } : undefined;
}

type Stacked = Extract<Link, { readonly kind: 'macvlan' | 'ipvlan' }>;
function isStacked(link: Link): link is Stacked {
  return link.kind === 'macvlan' || link.kind === 'ipvlan';
}
