import type { Reader } from '../../base/index.ts';
import { ADDRESSES } from '../../engine/index.ts';
import { type Exchange, type Hop, type Rule, routeCidr } from '../../net/index.ts';
import type { Decision } from './decide.ts';
import { missing } from './missing.ts';
import { neighbourAdvice } from './neighbour.ts';
import type { Box, Surroundings } from './surroundings.ts';
import type { Say } from './words.ts';

/** Why a hop decided as it did, what would change it in words, and in commands where these are known whole. */
export interface Advice {
  readonly why?: string | undefined;
  readonly change?: string;
  readonly commands?: readonly string[];
}

/** What the advice is worked out from. */
export interface Case {
  readonly world: Reader;
  readonly exchange: Exchange;
  readonly say: Say;
  readonly around: Surroundings;
}

/** What to say of the hop that stopped an exchange. */
export function adviceOf(c: Case, { hop }: Decision): Advice {
  const { say, around } = c;
  const { what } = hop;
  const where = around.name(hop.netns);
  switch (what.kind) {
    case 'rule':
      return what.rule ? ofRule(c, hop, what.rule, what) : ofPolicy(c, hop, what);
    case 'route':
      return ofRoute(c, hop, what.route);
    case 'neigh':
      return neighbourAdvice(c, hop, what.ip);
    case 'socket':
      return what.socket ? {} : missing(c, hop);
    case 'forwarding':
      return {
        change: say('doForwarding', { where }),
        commands: typed(c, hop.netns, 'sysctl -w net.ipv4.ip_forward=1'),
      };
    case 'fdb':
      return { change: say('doFdb') };
    case 'ttl':
      return { change: say('doTtl') };
    case 'mtu':
      return { change: say('doMtu', { dev: hop.dev ?? '' }) };
    case 'martian':
      return { change: say('doMartian') };
    case 'xfrm':
      return { change: say('doXfrm', { where }) };
    default:
      return {};
  }
}

/** A command as it is typed on the machine where `why` was asked. */
export function typed({ around }: Case, netns: string, ...lines: readonly string[]): string[] {
  const host = around.hostOf(netns);
  if (netns !== host) return [];
  return lines.map((line) => (host === around.here ? line : `ssh ${host} ${line}`));
}

type RuleHop = Extract<Hop['what'], { readonly kind: 'rule' }>;
const OF_DOCKER = /^DOCKER(?!-USER)/;

/** Whether a hop is a rule that Docker wrote. */
export function ofDockers({ what }: Hop): boolean {
  if (what.kind !== 'rule' || !what.rule) return false;
  return OF_DOCKER.test(what.chain) || (what.table === 'raw' && aboutBridge(what.rule));
}

function ofRule(c: Case, hop: Hop, rule: Rule, what: RuleHop): Advice {
  const { say } = c;
  if (ofDockers(hop)) return ofDocker(c, hop, rule);
  if (againstClear(rule)) return { why: say('whyClear'), change: say('doClear', { peer: hop.after.src }) };
  const tool = hop.before.dst.includes(':') ? 'ip6tables' : 'iptables';
  const table = what.table === 'filter' ? '' : `-t ${what.table} `;
  const ported = rule.matches.some((m) => m.m === 'dport');
  return {
    why: what.chain === 'DOCKER-USER' ? `${say('whyByHand')}${ported ? ` ${say('whyUserPort')}` : ''}` : undefined,
    change: say('doDelete'),
    commands: typed(c, hop.netns, `${tool} ${table}-D ${what.chain} ${what.number}`),
  };
}

// What Docker writes into the raw table: `-d CONTAINER ! -i BRIDGE -j DROP`, or for ports of the loopback address.
function aboutBridge(rule: Rule): boolean {
  return rule.matches.some((m) => m.m === 'dst') && rule.matches.some((m) => m.m === 'in' && m.not === true);
}

// The rule of an encrypted network: `-m policy --dir in --pol none … -j DROP`.
function againstClear(rule: Rule): boolean {
  return rule.target.t === 'DROP' && rule.matches.some((m) => m.m === 'policy' && m.pol === 'none');
}

/** Docker's own rules keep networks apart; which of its reasons it is shows in who asked whom. */
function ofDocker(c: Case, hop: Hop, rule: Rule): Advice {
  const { say, around, exchange } = c;
  const host = around.hostOf(hop.netns);
  const { dst, dport } = hop.after;
  const from = around.box(exchange.netns);
  const to = [dst, hop.after.src].map((ip) => around.boxAt(host, ip)).find((b) => b && b.name !== from?.name);
  const one = (m: 'in' | 'out') => rule.matches.find((it) => it.m === m && it.not !== true);
  const [enters, leaves] = [one('in'), one('out')];
  const shared = from && to && from.networks.find((n) => to.networks.some((t) => t.Id === n.Id));
  // an address on docker_gwbridge is of no container's networks, it bears the name of its bridge
  if (enters?.m === 'in' && leaves?.m === 'out' && enters.dev === leaves.dev && (shared || !to))
    return { why: say('whyIcc', { network: shared?.Name ?? enters.dev }), change: say('doIcc') };
  const internal = [to, from].flatMap((b) => b?.networks ?? []).find((n) => n.Internal && cut(n, hop));
  if (from && to && from.host === to.host) return isolated(c, from, to, dst, internal?.Name);
  if (internal && to) return { why: say('whyInternal', { network: internal.Name }), ...ordinary(c, to) };
  if (!to) return {};
  return { why: reached(c, to, dport), ...publish(c, to, dport) };
}

// Whether the packet crossed the border of the network: one of its ends is in it.
function cut(network: Box['networks'][number], { after }: Hop): boolean {
  return Object.values(network.Containers ?? {}).some((e) =>
    [after.src, after.dst].some((ip) => e.IPv4Address.startsWith(`${ip}/`) || e.IPv6Address.startsWith(`${ip}/`)),
  );
}

function isolated(c: Case, from: Box, to: Box, dst: string, internal: string | undefined): Advice {
  const { say } = c;
  // the network of the address that was asked for
  const target = to.networks.find((n) =>
    Object.values(n.Containers ?? {}).some(
      (e) => e.IPv4Address.startsWith(`${dst}/`) || e.IPv6Address.startsWith(`${dst}/`),
    ),
  );
  const apart = say('whyIsolated', { from: from.name, to: to.name, froms: names(from), tos: names(to) });
  const inside = internal === undefined ? '' : ` ${say('whyInternal', { network: internal })}`;
  return {
    why: apart + inside,
    change: say('doConnect'),
    ...(target ? { commands: typed(c, from.host, `docker network connect ${target.Name} ${from.name}`) } : {}),
  };
}

/** Why a container's own port is shut to the outside. */
function reached({ say }: Case, to: Box, port: number | undefined): string {
  const open = to.ports.some((p) => p.PublicPort !== undefined && p.PrivatePort === port);
  return port === undefined || open ? say('whyOutside', { to: to.name }) : say('whyUnpublished', { to: to.name, port });
}

/** Its published port, or how to publish it. */
export function publish({ say, exchange, around }: Case, to: Box, port: number | undefined): Advice {
  const open = to.ports.find((p) => p.PublicPort !== undefined && p.PrivatePort === port && p.IP !== '::');
  if (open?.PublicPort !== undefined) {
    const asked = exchange.traces[0]?.packet.dst ?? '';
    const ip = open.IP === undefined || open.IP === '0.0.0.0' ? asked : open.IP;
    const own = ip === asked && around.boxAt(to.host, asked) ? (ADDRESSES[to.host] ?? to.host) : ip;
    return { change: say('doPublished', { address: `${own}:${open.PublicPort}` }) };
  }
  return port === undefined ? {} : { change: say('doPublish', { to: to.name, port }) };
}

/** The names of a container's networks. */
export function names(box: Box): string {
  return box.networks.map((n) => n.Name).join(', ') || '-';
}

function ordinary(c: Case, box: Box): Advice {
  return {
    change: c.say('doOrdinary', { who: box.name }),
    commands: typed(c, box.host, `docker network connect bridge ${box.name}`),
  };
}

function ofPolicy(c: Case, hop: Hop, what: RuleHop): Advice {
  const tool = hop.before.dst.includes(':') ? 'ip6tables' : 'iptables';
  const table = what.table === 'filter' ? '' : `-t ${what.table} `;
  return {
    why: c.say('whyPolicy', { chain: what.chain }),
    change: c.say('doPolicy'),
    commands: typed(c, hop.netns, `${tool} ${table}-P ${what.chain} ACCEPT`),
  };
}

function ofRoute(c: Case, hop: Hop, route: Extract<Hop['what'], { readonly kind: 'route' }>['route']): Advice {
  const { say, around } = c;
  const { dst } = hop.before;
  if (route) {
    const line = `ip route del ${route.kind ?? ''} ${routeCidr(route)}`;
    return { change: say('doDeadRoute'), commands: typed(c, hop.netns, line) };
  }
  const box = around.box(hop.netns);
  const who = around.name(hop.netns);
  if (box?.networks.every((n) => n.Driver === 'null'))
    return {
      why: say('whyNone', { who }),
      change: say('doLeaveNone', { who }),
      commands: typed(
        c,
        box.host,
        ...box.networks.map((n) => `docker network disconnect ${n.Name} ${box.name}`),
        `docker network connect bridge ${box.name}`,
      ),
    };
  if (box?.networks.every((n) => n.Internal))
    return { why: say('whyNoDefault', { who, networks: names(box) }), ...ordinary(c, box) };
  if (hop.netns !== c.exchange.netns)
    return { why: say('whyNoRoute', { who, dst }), change: say('doAddress', { where: who }) };
  return { why: say('whyNoRoute', { who, dst }), change: say('doRoute') };
}
