import { isIpv6, networkOf, parseCidr, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { compareRoutes, isLocal, linkByName, routeCidr, routeFamily, routeGet, routesOf, tableKey } from './read.ts';
import { type Link, links, type Route, routeTables } from './rows/index.ts';

/** A route to add; `link` may be left out where `via` tells it. */
export type NewRoute = Pick<Route, 'dst'> & Partial<Omit<Route, 'dst'>>;

function save(tx: Tx, netns: string, family: 4 | 6, routes: readonly Route[]): void {
  if (routes.length) tx.put(routeTables, tableKey(netns, family), { netns, family, routes });
  else tx.delete(routeTables, tableKey(netns, family));
}

/** Puts a route in its place in the listing, after those that compare equal. */
export function insertRoute(tx: Tx, netns: string, route: Route): void {
  const family = routeFamily(route);
  const routes = routesOf(tx, netns, family);
  let [low, high] = [0, routes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = routes[middle];
    if (other && compareRoutes(route, other) < 0) high = middle;
    else low = middle + 1;
  }
  save(tx, netns, family, routes.toSpliced(low, 0, route));
}

/** Removes the routes for which `gone` holds. */
export function dropRoutes(tx: Tx, netns: string, gone: (route: Route) => boolean): void {
  for (const family of [4, 6] as const) {
    const routes = routesOf(tx, netns, family);
    const kept = routes.filter((route) => !gone(route));
    if (kept.length < routes.length) save(tx, netns, family, kept);
  }
}

/** `ip route add`, with the kernel's checks (fib_check_nh in net/ipv4/fib_semantics.c). */
export function routeAdd(tx: Tx, netns: string, wanted: NewRoute): Route {
  const route = complete(tx, netns, wanted);
  const twin = routesOf(tx, netns, routeFamily(route)).some((other) => sameKey(other, route));
  if (twin) throw new NetError('EEXIST');
  insertRoute(tx, netns, route);
  return route;
}

/** `ip route replace`. */
export function routeReplace(tx: Tx, netns: string, wanted: NewRoute): Route {
  const route = complete(tx, netns, wanted);
  dropRoutes(tx, netns, (other) => sameKey(other, route));
  insertRoute(tx, netns, route);
  return route;
}

/** `ip route del`: the first route that has everything asked for. */
export function routeDelete(tx: Tx, netns: string, wanted: NewRoute): void {
  const dst = destination(wanted);
  const found = routesOf(tx, netns).find(
    (route) =>
      routeCidr(route) === dst &&
      routeFamily(route) === routeFamily({ ...wanted, dst }) &&
      (wanted.via === undefined || wanted.via === route.via) &&
      (wanted.link === undefined || wanted.link === route.link) &&
      (wanted.metric === undefined || wanted.metric === route.metric) &&
      (wanted.src === undefined || wanted.src === route.src),
  );
  if (!found) throw new NetError('ESRCH');
  dropRoutes(tx, netns, (route) => route === found);
}

function sameKey(a: Route, b: Route): boolean {
  return routeCidr(a) === routeCidr(b) && (a.metric ?? 0) === (b.metric ?? 0);
}

function destination(route: Pick<Route, 'dst' | 'via'>): string {
  const cidr = routeCidr(route);
  return parseCidr(cidr) ? networkOf(cidr) : `${cidr}/${isIpv6(cidr) ? 128 : 32}`;
}

function complete(tx: Tx, netns: string, wanted: NewRoute): Route {
  const cidr = destination(wanted);
  if (cidr !== (routeCidr(wanted).includes('/') ? routeCidr(wanted) : cidr))
    throw new NetError('EINVAL', 'Invalid prefix for given prefix length.');
  const six = cidr.includes(':');
  const link = outOf(tx, netns, wanted);
  if (!link.up) throw new NetError('ENETDOWN', wanted.via === undefined ? 'Device for nexthop is not up.' : undefined);
  if (wanted.src !== undefined && !isLocal(tx, netns, wanted.src))
    throw new NetError('EINVAL', 'Invalid prefsrc address.');
  const metric = wanted.metric ?? (six ? 1024 : undefined);
  return {
    dst: cidr === '0.0.0.0/0' || cidr === '::/0' ? 'default' : cidr,
    ...(wanted.via === undefined ? {} : { via: wanted.via }),
    link: link.id,
    scope: wanted.scope ?? (wanted.via === undefined && !six && !wanted.kind ? 'link' : 'global'),
    proto: wanted.proto ?? 'boot',
    ...(wanted.src === undefined ? {} : { src: wanted.src }),
    ...(metric === undefined ? {} : { metric }),
    ...(wanted.kind === undefined ? {} : { kind: wanted.kind }),
  };
}

// A blackhole has no interface; lo stands in so that the row needs no exception.
function outOf(tx: Tx, netns: string, wanted: NewRoute): Link {
  if (wanted.kind !== undefined && wanted.kind !== 'unicast') {
    const lo = linkByName(tx, netns, 'lo');
    if (lo) return lo;
  }
  const given = wanted.link === undefined ? undefined : tx.get(links, wanted.link);
  if (wanted.link !== undefined && given?.netns !== netns) throw new NetError('ENODEV', 'Cannot find device.');
  if (wanted.via === undefined) {
    if (!given) throw new NetError('ENODEV');
    return given;
  }
  const onlink = routeGet(tx, netns, wanted.via, given?.id);
  const near =
    onlink && onlink.via === undefined && onlink.scope !== 'host' && (onlink.kind ?? 'unicast') === 'unicast';
  if (!near || isLocal(tx, netns, wanted.via))
    throw wanted.via.includes(':')
      ? new NetError('EHOSTUNREACH')
      : new NetError('ENETUNREACH', 'Nexthop has invalid gateway.');
  const link = tx.get(links, onlink.link);
  if (!link) throw new NetError('ENODEV');
  return link;
}
