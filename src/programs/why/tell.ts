import { type Exchange, type Hop, type Packet, printRule, routeCidr, type Trace } from '../../net/index.ts';
import { advice } from './advice.ts';
import { ends, packetText } from './packet.ts';
import { isOutcome, type Say, sayIn, type WhyLanguage } from './words.ts';

/** What a namespace is called: a container's or a machine's name. */
export type PlaceName = (netns: string) => string;

/** Tells an exchange hop by hop: where each packet was, what decided, and in one sentence what would change the end. */
export function whyText(exchange: Exchange, language: WhyLanguage, placeName: PlaceName = plainName): string {
  const say = sayIn(language);
  const outcome = isOutcome(exchange.outcome) ? say(exchange.outcome) : exchange.outcome;
  const head = say('head', { what: bracketed(exchange.what), where: placeName(exchange.netns), outcome });
  const shown = chosen(exchange);
  const ways = shown.map(({ trace, n }) =>
    way(trace, n, trace.packet.dst === exchange.traces[0]?.packet.src || n > 1, say, placeName),
  );
  const rest = exchange.traces.length - shown.length;
  const hint = advice(exchange, say, placeName);
  return [
    head,
    ...ways,
    ...(rest > 0 ? [say('more', { n: rest })] : []),
    ...(hint === undefined ? [] : [say('change', { advice: hint })]),
    '',
  ].join('\n');
}

/** An IPv6 address before a port stands in brackets. */
function bracketed(what: string): string {
  return what.replace(/ ([0-9a-f:]*:[0-9a-f:.]*):(\d+)$/, (whole, ip: string, port: string) =>
    what.startsWith('ping') ? whole : ` [${ip}]:${port}`,
  );
}

/** Without anybody to ask, a container is its short id. */
export function plainName(netns: string): string {
  return netns.startsWith('c:') ? netns.slice(2, 14) : netns;
}

interface Chosen {
  readonly trace: Trace;
  readonly n: number;
}

/** The first packet, the first that came back, and the one that went wrong. */
function chosen(exchange: Exchange): Chosen[] {
  const all = exchange.traces.map((trace, i) => ({ trace, n: i + 1 }));
  const [first] = all;
  const back = all.find((x) => x.n > 1 && x.trace.packet.src !== first?.trace.packet.src);
  const wrong = all.find((x) => x.trace.outcome !== 'delivered');
  return [...new Set([first, back, wrong])].filter((x): x is Chosen => x !== undefined).sort((a, b) => a.n - b.n);
}

function way(trace: Trace, n: number, answer: boolean, say: Say, placeName: PlaceName): string {
  const lines = trace.hops.flatMap((hop) => hopLines(hop, say, placeName));
  const places = Math.max(...lines.map((l) => l.place.length), 0);
  const devices = Math.max(...lines.map((l) => l.dev.length), 0);
  const title = say(answer && n > 1 ? 'answer' : 'packet', { n, packet: packetText(trace.packet) });
  return [
    title,
    ...lines.map((l) => `  ${l.place.padEnd(places)}  ${devices > 0 ? `${l.dev.padEnd(devices)}  ` : ''}${l.text}`),
  ].join('\n');
}

interface Line {
  readonly place: string;
  readonly dev: string;
  readonly text: string;
}

/** A hop in words; jumps from chain to chain and quiet arrivals are left out. */
function hopLines(hop: Hop, say: Say, placeName: PlaceName): Line[] {
  const at = { place: placeName(hop.netns), dev: hop.dev ?? '' };
  const text = sentence(hop, say, placeName);
  const changed =
    ends(hop.before) === ends(hop.after)
      ? undefined
      : say('becomes', { before: ends(hop.before), after: ends(hop.after) });
  if (text === undefined && changed === undefined) return [];
  const verdict =
    hop.verdict === 'drop'
      ? `  ✗ ${say('drop')}`
      : hop.verdict === 'reject'
        ? `  ✗ ${say('reject')}`
        : hop.verdict === 'deliver'
          ? '  ✔'
          : '';
  return [
    ...(text === undefined ? [] : [{ ...at, text: text + verdict }]),
    ...(changed === undefined ? [] : [{ place: '', dev: '', text: changed }]),
  ];
}

function sentence(hop: Hop, say: Say, placeName: PlaceName): string | undefined {
  const { what } = hop;
  switch (what.kind) {
    case 'send':
      return say('send');
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
    case 'wire':
      return say('wire', { place: placeName(what.to), dev: what.toDev });
    case 'rule':
      return ruleText(hop, what, say);
    case 'forwarding':
    case 'ttl':
    case 'martian':
    case 'conntrack':
      return say(what.kind);
    case 'mtu':
      return say('mtu', { dev: hop.dev ?? '', size: hop.before.size });
    case 'socket':
      return what.socket
        ? say('socket', { port: what.socket.port, comm: what.socket.comm })
        : say('socketNone', { proto: hop.before.proto, port: hop.before.dport ?? '' });
    case 'deliver':
      return say('deliver');
  }
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
  return route.via === undefined ? say('routeDirect', { dst, dev }) : say('routeVia', { dst, via: route.via, dev });
}

type RuleHop = Extract<Hop['what'], { readonly kind: 'rule' }>;

function ruleText(hop: Hop, what: RuleHop, say: Say): string | undefined {
  if (!what.rule) return hop.verdict === 'go' ? undefined : say('policy', { table: what.table, chain: what.chain });
  const target = what.rule.target.t;
  if (hop.verdict === 'go' && (target === 'jump' || target === 'goto' || target === 'RETURN')) return undefined;
  return say('rule', { table: what.table, chain: what.chain, n: what.number, spec: printRule(what.rule) });
}
