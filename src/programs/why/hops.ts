import { type Hop, type Packet, printRule, routeCidr } from '../../net/index.ts';
import { ends } from './packet.ts';
import type { Surroundings } from './surroundings.ts';
import type { Say } from './words.ts';

/** A hop in words; undefined where it says nothing: jumps from chain to chain, quiet arrivals. `short`: a rule is given whole elsewhere. */
export function sentence(hop: Hop, say: Say, around: Surroundings, short = false): string | undefined {
  const { what } = hop;
  switch (what.kind) {
    case 'send':
    case 'receive':
      return undefined;
    case 'route':
      return routeText(what.route, what.dev ?? hop.dev ?? '', hop.before, say);
    case 'neigh':
      return what.mac === undefined
        ? say('neighSilent', { ip: what.ip })
        : say('neighKnown', { ip: what.ip, mac: what.mac });
    case 'bridge':
      return what.port === undefined
        ? say('bridgeSelf', { bridge: what.bridge })
        : say('bridgePort', { bridge: what.bridge, port: what.port });
    case 'fdb':
      return what.dst === undefined ? say('fdbNone', { mac: what.mac }) : say('fdb', { mac: what.mac, dst: what.dst });
    case 'wire':
      return what.to === '' ? say('wireLost') : say('wire', { place: around.name(what.to), dev: what.toDev });
    case 'rule':
      return ruleText(hop, what, say, short);
    case 'forwarding':
    case 'ttl':
    case 'martian':
    case 'conntrack':
    case 'icmp-limit':
      return say(what.kind);
    case 'mtu':
      return say('mtu', { dev: hop.dev ?? '', size: hop.before.size });
    case 'socket':
      return what.socket
        ? say('socket', { port: what.socket.port, comm: what.socket.comm })
        : say('socketNone', { proto: hop.before.proto, port: hop.before.dport ?? '' });
    case 'deliver':
      return say('deliver');
    case 'xfrm':
      return xfrmText(hop, what, say);
  }
}

/** What decided, in words: a rule whatever it does. */
export function decisionText(hop: Hop, say: Say, around: Surroundings): string {
  const { what } = hop;
  if (what.kind !== 'rule' || !what.rule) return sentence(hop, say, around) ?? '';
  return say('rule', { table: what.table, chain: what.chain, n: what.number, spec: printRule(what.rule) });
}

/** What a hop made of the packet's ends, if it changed them. */
export function changeText(hop: Hop, say: Say): string | undefined {
  const [before, after] = [ends(hop.before), ends(hop.after)];
  return before === after ? undefined : say('becomes', { before, after });
}

type XfrmHop = Extract<Hop['what'], { readonly kind: 'xfrm' }>;

function xfrmText({ before }: Hop, { way, spi, known }: XfrmHop, say: Say): string {
  const values = { dst: before.dst, spi: `0x${spi.toString(16).padStart(8, '0')}` };
  if (way === 'out') return say(known ? 'xfrmOut' : 'xfrmNoKeyOut', values);
  return say(known ? 'xfrmIn' : 'xfrmNoKeyIn', values);
}

function routeText(
  route: Extract<Hop['what'], { readonly kind: 'route' }>['route'],
  dev: string,
  packet: Packet,
  say: Say,
): string {
  if (!route) return say('routeNone', { dst: packet.dst });
  if (route.kind !== undefined && route.kind !== 'unicast')
    return say('routeDead', { dst: routeCidr(route), kind: route.kind });
  if (route.scope === 'host') return say('routeLocal');
  const dst = route.dst === 'default' ? 'default' : routeCidr(route);
  return route.via === undefined ? say('routeDirect', { dst, dev }) : say('routeVia', { dst, via: route.via });
}

type RuleHop = Extract<Hop['what'], { readonly kind: 'rule' }>;

function ruleText(hop: Hop, what: RuleHop, say: Say, short: boolean): string | undefined {
  if (!what.rule) return hop.verdict === 'go' ? undefined : say('policy', { table: what.table, chain: what.chain });
  const target = what.rule.target.t;
  if (hop.verdict === 'go' && (target === 'jump' || target === 'goto' || target === 'RETURN')) return undefined;
  const values = { table: what.table, chain: what.chain, n: what.number };
  return short ? say('ruleShort', values) : say('rule', { ...values, spec: printRule(what.rule) });
}
