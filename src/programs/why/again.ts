import type { Tx } from '../../base/index.ts';
import {
  chainOf,
  chainPolicy,
  type Exchange,
  echo,
  exchangesOf,
  fdbDelete,
  forgetPeers,
  type Hop,
  linkByName,
  netnses,
  routeDelete,
  routesOf,
  ruleDelete,
  sysctlSet,
  tcpConnect,
  udpSend,
} from '../../net/index.ts';

/** Changes a copy of the world that nobody keeps and returns what the change returned. */
export type Trial = <T>(change: (tx: Tx) => T) => T;

/** Whether what was tried came to a good end. */
export function wentWell(exchange: Exchange): boolean {
  return ['open', 'reply', 'delivered'].includes(exchange.outcome);
}

/** Tries the same once more, from the same place to the same end, as if long after; undefined if the place is gone. */
export function again(tx: Tx, { netns, traces }: Exchange): Exchange | undefined {
  const packet = traces[0]?.packet;
  if (!packet || !tx.get(netnses, netns)) return undefined;
  forgetPeers(tx); // in one moment only so many errors are sent
  const { dst, dport = 0, icmp, ttl, df, data = '' } = packet;
  if (packet.proto === 'tcp') tcpConnect(tx, netns, { dst, port: dport, pid: 0 });
  else if (packet.proto === 'udp') udpSend(tx, netns, { dst, dport, data, ttl });
  else if (icmp && !icmp.about) {
    const size = packet.size - (dst.includes(':') ? 48 : 28);
    echo(tx, netns, dst, { id: tx.random(0xffff), seq: icmp.seq, size, ttl, ...(df === undefined ? {} : { df }) });
  } else return undefined;
  return exchangesOf(tx).at(-1);
}

/** Takes away what a hop names: the rule, the policy, the route, the forwarding entry. False if it is none of these, or gone. */
export function without(tx: Tx, { netns, dev, what, before }: Hop): boolean {
  const family = before.dst.includes(':') ? 6 : 4;
  switch (what.kind) {
    case 'rule': {
      if (!what.rule) {
        chainPolicy(tx, netns, family, what.table, what.chain, 'ACCEPT');
        return true;
      }
      const number = numberOf(tx, netns, what, family);
      if (number > 0) ruleDelete(tx, netns, family, what.table, what.chain, number);
      return number > 0;
    }
    case 'route': {
      const { route } = what;
      if (!route || !routesOf(tx, netns, family).includes(route)) return false;
      routeDelete(tx, netns, route);
      return true;
    }
    case 'fdb': {
      const link = dev === undefined ? undefined : linkByName(tx, netns, dev);
      if (link) fdbDelete(tx, link.id, what.mac);
      return link !== undefined && what.dst !== undefined;
    }
    case 'forwarding':
      sysctlSet(tx, netns, family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding', '1');
      return true;
    default:
      return false;
  }
}

type RuleHop = Extract<Hop['what'], { readonly kind: 'rule' }>;

/** The number that a rule has in its chain now, 0 if it is gone. */
export function numberOf(
  r: Parameters<typeof chainOf>[0],
  netns: string,
  { table, chain, rule }: RuleHop,
  family: 4 | 6,
): number {
  const rules = chainOf(r, netns, family, table, chain)?.rules ?? [];
  return rules.findIndex((it) => it.id === rule?.id) + 1;
}
