import { firstOf, inCidr, ipCompare, isIpv6, networkOf, parseCidr, type Reader, table } from '../base/index.ts';
import { type Ip, type Link, links, type Route, routeTables } from './rows/index.ts';

/** An address that a namespace answers for: the kernel's table `local` (ip-route(8)), by address. */
export interface Local {
  readonly netns: string;
  readonly ip: Ip;
  readonly kind: 'local' | 'broadcast';
  /** The links that have it, by id. */
  readonly links: readonly string[];
}

/** Addresses that a namespace delivers to itself, with the links that have them. */
export const locals = table<Local>('net.local', { netns: (l) => l.netns });

/** Key of such an address. */
export function localKey(netns: string, kind: Local['kind'], ip: Ip): string {
  return `${netns}|${kind}|${ip}`;
}

/** The interface of that name. */
export function linkByName(r: Reader, netns: string, name: string): Link | undefined {
  return r.by(links, 'name', `${netns}/${name}`)[0];
}

/** Interfaces of a namespace by ifindex. */
export function linksOf(r: Reader, netns: string): Link[] {
  return r.by(links, 'netns', netns).sort((a, b) => a.ifindex - b.ifindex);
}

/** Ports of a bridge by ifindex. */
export function portsOf(r: Reader, bridge: string): Link[] {
  return r.by(links, 'master', bridge).sort((a, b) => a.ifindex - b.ifindex);
}

/** macvlan, ipvlan and vlan interfaces on a link, in the order in which they were made. */
export function childrenOf(r: Reader, parent: string): Link[] {
  return r.by(links, 'parent', parent).sort((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

/** Whether the link can carry frames: LOWER_UP in ip-link(8). */
export function carrier(r: Reader, link: Link): boolean {
  if (!link.up) return false;
  switch (link.kind) {
    case 'lo':
    case 'dummy':
    case 'vxlan':
      return true;
    case 'veth':
    case 'phys':
      return r.get(links, link.peer)?.up ?? false;
    case 'bridge':
      return r.by(links, 'master', link.id).some((port) => carrier(r, port));
    case 'macvlan':
    case 'ipvlan':
    case 'vlan': {
      const parent = r.get(links, link.parent);
      return parent !== undefined && carrier(r, parent);
    }
  }
}

/** RFC 2863 operational state as ip-link(8) prints it. */
export function operstate(r: Reader, link: Link): 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN' {
  if (!link.up) return 'DOWN';
  if (link.kind === 'lo' || link.kind === 'dummy' || link.kind === 'vxlan') return 'UNKNOWN';
  if (carrier(r, link)) return 'UP';
  return link.kind === 'bridge' || link.kind === 'phys' ? 'DOWN' : 'LOWERLAYERDOWN';
}

/** Whether the namespace itself answers for the address. All of 127/8 is local (`local 127.0.0.0/8 dev lo`). */
export function isLocal(r: Reader, netns: string, ip: Ip): boolean {
  if (r.get(locals, localKey(netns, 'local', ip))) return true;
  return isLoopback(ip) && ip !== '::1' && r.get(locals, localKey(netns, 'local', '127.0.0.1')) !== undefined;
}

/** 127/8 or ::1. */
export function isLoopback(ip: Ip): boolean {
  return ip === '::1' || (!ip.includes(':') && ip.startsWith('127.'));
}

/** Limited or directed broadcast, or multicast. */
export function isBroadcast(r: Reader, netns: string, ip: Ip): boolean {
  return ip === '255.255.255.255' || r.get(locals, localKey(netns, 'broadcast', ip)) !== undefined;
}

/** Whether an address stands for a group: RFC 5771, RFC 4291. */
export function isMulticast(ip: Ip): boolean {
  return isIpv6(ip) ? ip.startsWith('ff') : inCidr(ip, '224.0.0.0/4');
}

/** Whether an address is good on its link only: RFC 4291 section 2.5.6. */
export function isLinkLocal(ip: Ip): boolean {
  return isIpv6(ip) && inCidr(ip, 'fe80::/10');
}

/** Key of a namespace's main routing table. */
export function tableKey(netns: string, family: 4 | 6): string {
  return family === 4 ? netns : `${netns}|6`;
}

/** Main routing table of a namespace in the order of `ip route` (`ip -6 route`), or both. */
export function routesOf(r: Reader, netns: string, family?: 4 | 6): readonly Route[] {
  if (family !== undefined) return r.get(routeTables, tableKey(netns, family))?.routes ?? [];
  return [...routesOf(r, netns, 4), ...routesOf(r, netns, 6)];
}

/** Destination of a route as a block: `default` spelled out. */
export function routeCidr(route: Pick<Route, 'dst' | 'via'>): string {
  return route.dst === 'default' ? (route.via?.includes(':') ? '::/0' : '0.0.0.0/0') : route.dst;
}

/** The family of a route. */
export function routeFamily(route: Pick<Route, 'dst' | 'via'>): 4 | 6 {
  return routeCidr(route).includes(':') ? 6 : 4;
}

const prefixOf = (cidr: string): number => parseCidr(cidr)?.prefix ?? 0;

/**
 * The route that a packet to `dst` takes: the local table first, then the main one by longest prefix and metric
 * (ip-route(8)). A local destination gives a route of scope host on lo. `oif` keeps to routes of one link, as
 * SO_BINDTODEVICE and link-local destinations do.
 */
export function routeGet(r: Reader, netns: string, dst: Ip, oif?: string): Route | undefined {
  if (oif === undefined && isLocal(r, netns, dst)) {
    const lo = linkByName(r, netns, 'lo');
    // `local 127.0.0.0/8 dev lo src 127.0.0.1` covers what no interface has as its own.
    const src = r.get(locals, localKey(netns, 'local', dst)) ? dst : '127.0.0.1';
    if (lo?.up) return { dst: `${dst}/${isIpv6(dst) ? 128 : 32}`, link: lo.id, scope: 'host', proto: 'kernel', src };
  }
  let best: Route | undefined;
  let length = -1;
  for (const route of routesOf(r, netns, isIpv6(dst) ? 6 : 4)) {
    if (oif !== undefined && route.link !== oif) continue;
    const cidr = routeCidr(route);
    const prefix = prefixOf(cidr);
    if (prefix < length || !inCidr(dst, cidr)) continue;
    if (prefix === length && (best?.metric ?? 0) <= (route.metric ?? 0)) continue;
    best = route;
    length = prefix;
  }
  return best;
}

/** The way of what the host itself sends: told a link and knowing no way, it takes the destination to be on it; net/ipv4/route.c ip_route_output_key_hash_rcu. */
export function routeOutput(r: Reader, netns: string, dst: Ip, oif?: string): Route | undefined {
  const onLink: Route | undefined =
    oif === undefined || isIpv6(dst) ? undefined : { dst: `${dst}/32`, link: oif, scope: 'link', proto: 'kernel' };
  return routeGet(r, netns, dst, oif) ?? onLink;
}

/**
 * The source address the kernel picks (inet_select_addr in net/ipv4/devinet.c; RFC 6724 for IPv6, shortened to scope and
 * subnet): the route's own, else one of the link on the next hop's subnet, else the link's first, else another link's.
 */
export function sourceFor(r: Reader, netns: string, dst: Ip, route: Route): Ip | undefined {
  if (route.src !== undefined) return route.src;
  const six = isIpv6(dst);
  const near = isLinkLocal(dst);
  const usable = (link: Link): Ip[] =>
    link.addrs
      .filter((a) => isIpv6(a.ip) === six && a.scope !== 'host' && (near || a.scope === 'global'))
      .sort((a, b) => Number(subnet(b)) - Number(subnet(a)))
      .map((a) => a.ip);
  const subnet = (a: { readonly ip: Ip; readonly prefix: number }): boolean =>
    inCidr(route.via ?? dst, `${a.ip}/${a.prefix}`);
  const link = r.get(links, route.link);
  const own = link && usable(link)[0];
  if (own !== undefined) return own;
  for (const other of linksOf(r, netns)) {
    const found = usable(other)[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Orders routes as `ip route` lists them: IPv4 by address then longest prefix (fib_trie), IPv6 inner blocks before outer ones (fib6 walks post-order). */
export function compareRoutes(a: Route, b: Route): number {
  const [x, y] = [routeCidr(a), routeCidr(b)];
  const [fa, fb] = [routeFamily(a), routeFamily(b)];
  if (fa !== fb) return fa - fb;
  const order = blockOrder(x, y, fa);
  return order || (a.metric ?? 0) - (b.metric ?? 0);
}

function blockOrder(x: string, y: string, family: 4 | 6): number {
  const [p, q] = [prefixOf(x), prefixOf(y)];
  const same = firstOf(x) === firstOf(y);
  if (family === 6) {
    if (networkOf(x) === networkOf(y)) return 0;
    if (p >= q && inCidr(firstOf(x), y)) return -1;
    if (q >= p && inCidr(firstOf(y), x)) return 1;
  }
  return same ? q - p : compareFirst(x, y);
}

function compareFirst(x: string, y: string): number {
  return ipCompare(firstOf(x), firstOf(y));
}
