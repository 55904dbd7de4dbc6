import { type Exchange, type Hop, routeCidr, type Trace } from '../../net/index.ts';
import type { PlaceName } from './tell.ts';
import type { Say } from './words.ts';

/** In one sentence what would change the end of an exchange; undefined when all went well. */
export function advice(exchange: Exchange, say: Say, placeName: PlaceName): string | undefined {
  if (
    ['open', 'reply', 'delivered'].includes(exchange.outcome) &&
    !exchange.traces.some((t) => t.outcome !== 'delivered')
  )
    return undefined;
  const wrong = exchange.traces.find((t) => t.outcome !== 'delivered');
  const refusing = exchange.traces[0]?.hops.at(-1);
  if (!wrong)
    return refusing?.what.kind === 'socket' && !refusing.what.socket
      ? ofHop(refusing, exchange.netns, say, placeName)
      : exchange.outcome === 'timeout'
        ? say('adviceSilent')
        : undefined;
  const last = deciding(wrong);
  return (
    (last && ofHop(last, exchange.netns, say, placeName)) ??
    (wrong === exchange.traces[0] ? undefined : say('adviceReply'))
  );
}

/** The hop at which a packet ended. */
function deciding(trace: Trace): Hop | undefined {
  return trace.hops.findLast((h) => h.verdict === 'drop' || h.verdict === 'reject') ?? trace.hops.at(-1);
}

function ofHop(hop: Hop, from: string, say: Say, placeName: PlaceName): string | undefined {
  const where = placeName(hop.netns);
  const { what } = hop;
  switch (what.kind) {
    case 'route':
      if (what.route !== undefined)
        return say('adviceDeadRoute', { where, kind: what.route.kind ?? '', dst: routeCidr(what.route) });
      return say(
        hop.netns.startsWith('c:') ? 'adviceInternal' : hop.netns === from ? 'adviceNoRoute' : 'adviceNowhere',
        { where, dst: hop.before.dst },
      );
    case 'neigh':
      return say('adviceArp', { ip: what.ip });
    case 'rule':
      return ofRule(what, say);
    case 'forwarding':
      return say('adviceForwarding', { where });
    case 'ttl':
      return say('adviceTtl');
    case 'mtu':
      return say('adviceMtu', { dev: hop.dev ?? '' });
    case 'martian':
      return say('adviceMartian');
    case 'socket':
      return what.socket ? undefined : say('adviceNoSocket', { where, port: hop.before.dport ?? '' });
    case 'wire':
      return say('adviceMacvlan');
    default:
      return undefined;
  }
}

/** Docker's chains say by their names what they are for. */
function ofRule(what: Extract<Hop['what'], { readonly kind: 'rule' }>, say: Say): string {
  const values = { table: what.table, chain: what.chain, n: what.number };
  if (!what.rule) return say('advicePolicy', values);
  if (what.chain.startsWith('DOCKER-ISOLATION') || what.chain === 'DOCKER-INTERNAL')
    return say(what.chain === 'DOCKER-INTERNAL' ? 'adviceIcc' : 'adviceIsolation');
  if (what.chain === 'DOCKER-USER') return say('adviceDockerUser', values);
  if (what.chain === 'DOCKER') return say('adviceUnpublished');
  if (what.chain === 'DOCKER-FORWARD') return say('adviceIcc');
  if (what.table === 'raw') return say('adviceDirect');
  return say('adviceRule', values);
}
