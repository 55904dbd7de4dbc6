import { broadcastOf, inCidr, ipCompare, isIpv6, networkOf, parseCidr, type Reader } from '../../base/index.ts';
import { carrier, type Link, links, linksOf, type Route, routeCidr, routeFamily, routesOf } from '../../net/index.ts';
import { broadcastFor } from './address.ts';
import type { Json } from './json.ts';

/** Which routes `ip route show` wants; what it filters by, it does not print. */
export interface RouteSelection {
  readonly dev?: string;
  readonly proto?: string;
  readonly scope?: string;
  readonly via?: string;
  readonly src?: string;
  readonly kind?: string;
  readonly exact?: string;
  readonly root?: string;
  readonly match?: string;
}

/** The routes of one family that are wanted, in the kernel's order. */
export function selectRoutes(r: Reader, netns: string, family: 4 | 6, wanted: RouteSelection): Route[] {
  return routesOf(r, netns, family).filter((route) => {
    const cidr = routeCidr(route);
    const prefix = parseCidr(cidr)?.prefix ?? 0;
    const wide = (other: string) => parseCidr(other)?.prefix ?? 0;
    return (
      (wanted.dev === undefined || r.get(links, route.link)?.name === wanted.dev) &&
      (wanted.proto === undefined || route.proto === wanted.proto) &&
      (wanted.scope === undefined || route.scope === wanted.scope) &&
      (wanted.via === undefined || route.via === wanted.via) &&
      (wanted.src === undefined || route.src === wanted.src) &&
      (wanted.kind === undefined || (route.kind ?? 'unicast') === wanted.kind) &&
      (wanted.exact === undefined || cidr === wanted.exact) &&
      (wanted.root === undefined || (prefix >= wide(wanted.root) && inCidr(cidr.split('/')[0] ?? '', wanted.root))) &&
      (wanted.match === undefined || (prefix <= wide(wanted.match) && inCidr(wanted.match.split('/')[0] ?? '', cidr)))
    );
  });
}

/** A destination as ip prints it: `default`, a host without its /32. */
export function destination(route: Route): string {
  const cidr = routeCidr(route);
  if (cidr.endsWith('/0')) return 'default';
  return cidr.endsWith(cidr.includes(':') ? '/128' : '/32') ? (cidr.split('/')[0] ?? '') : cidr;
}

/** One line of `ip route`. */
export function routeLine(r: Reader, route: Route, wanted: RouteSelection = {}, detailed = false): string {
  const link = r.get(links, route.link);
  const six = routeFamily(route) === 6;
  const dead = route.kind !== undefined && route.kind !== 'unicast';
  const linkdown = !dead && link !== undefined && !carrier(r, link);
  const proto = wanted.proto === undefined && (detailed || route.proto !== 'boot');
  const scope = !six && wanted.scope === undefined && (detailed || route.scope !== 'global');
  const words = [
    dead ? route.kind : detailed ? 'unicast' : '',
    destination(route),
    route.via === undefined || wanted.via !== undefined ? '' : `via ${route.via}`,
    dead && !six ? '' : wanted.dev === undefined && link ? `dev ${link.name}` : '',
    proto ? `proto ${route.proto}` : '',
    scope ? `scope ${route.scope}` : '',
    route.src === undefined || wanted.src !== undefined ? '' : `src ${route.src}`,
    route.metric === undefined ? '' : `metric ${route.metric}`,
    linkdown ? 'linkdown' : '',
  ];
  return `${words.filter(Boolean).join(' ')} ${six ? 'pref medium' : ''}\n`;
}

/** `ip -json route`. */
export function routeJson(r: Reader, route: Route): Json {
  const link = r.get(links, route.link);
  const dead = route.kind !== undefined && route.kind !== 'unicast';
  return {
    ...(dead ? { type: route.kind ?? '' } : {}),
    dst: destination(route),
    ...(route.via === undefined ? {} : { gateway: route.via }),
    ...(dead || !link ? {} : { dev: link.name }),
    ...(route.proto === 'boot' ? {} : { protocol: route.proto }),
    ...(route.scope === 'global' ? {} : { scope: route.scope }),
    ...(route.src === undefined ? {} : { prefsrc: route.src }),
    ...(route.metric === undefined ? {} : { metric: route.metric }),
    flags: !dead && link && !carrier(r, link) ? ['linkdown'] : [],
  };
}

interface LocalLine {
  readonly at: string;
  readonly text: string;
}

/** The table `local`: what the kernel adds for every address of a link that is up. */
export function localTable(r: Reader, netns: string, family: 4 | 6): string {
  const lines = linksOf(r, netns)
    .filter((l) => l.up)
    .flatMap((l) => localLines(r, l, family));
  return lines
    .sort((a, b) => ipCompare(a.at, b.at))
    .map((l) => l.text)
    .join('');
}

function localLines(r: Reader, l: Link, family: 4 | 6): LocalLine[] {
  const down = carrier(r, l) ? '' : 'linkdown ';
  return l.addrs
    .filter((a) => isIpv6(a.ip) === (family === 6))
    .flatMap((a) => {
      if (family === 6) return [{ at: a.ip, text: `local ${a.ip} dev ${l.name} proto kernel metric 0 pref medium\n` }];
      const cidr = `${a.ip}/${a.prefix}`;
      const from = `dev ${l.name} proto kernel scope`;
      const brd = l.kind === 'lo' ? broadcastOf(cidr) : broadcastFor(l, a);
      return [
        ...(l.kind === 'lo'
          ? [{ at: networkOf(cidr).split('/')[0] ?? '', text: `local ${networkOf(cidr)} ${from} host src ${a.ip} \n` }]
          : []),
        { at: a.ip, text: `local ${a.ip} ${from} host src ${a.ip} \n` },
        ...(brd === undefined ? [] : [{ at: brd, text: `broadcast ${brd} ${from} link src ${a.ip} ${down}\n` }]),
      ];
    });
}
