import { parseCidr, type Reader } from '../../base/index.ts';
import { links, type Route, routeCidr, routesOf } from '../../net/index.ts';
import { netmask } from '../net-tools/ifconfig.ts';

/** A route as route(8) and netstat(8) of the old school show it. */
export interface OldRoute {
  readonly destination: string;
  readonly gateway: string;
  readonly genmask: string;
  readonly flags: string;
  readonly metric: number;
  readonly iface: string;
  readonly dead: boolean;
}

/** The main IPv4 table. `words` says `default` and `*` where -n would say 0.0.0.0; each tool has its own. */
export function oldRoutes(
  r: Reader,
  netns: string,
  words: { readonly any: string; readonly none: string },
): OldRoute[] {
  return routesOf(r, netns, 4).map((route) => oldRoute(r, route, words));
}

function oldRoute(r: Reader, route: Route, words: { readonly any: string; readonly none: string }): OldRoute {
  const { ip = '0.0.0.0', prefix = 0 } = parseCidr(routeCidr(route)) ?? {};
  const dead = route.kind === 'unreachable' || route.kind === 'prohibit';
  const hole = route.kind === 'blackhole';
  return {
    destination: prefix === 0 ? words.any : ip,
    gateway: dead ? '-' : (route.via ?? words.none),
    genmask: netmask(prefix),
    flags: dead ? '!' : `U${route.via === undefined ? '' : 'G'}${prefix === 32 ? 'H' : ''}`,
    metric: route.metric ?? 0,
    iface: dead ? '-' : hole ? '*' : (r.get(links, route.link)?.name ?? '*'),
    dead,
  };
}

/** `route`: the table with metrics. */
export function routeTable(list: readonly OldRoute[]): string {
  const rows = list.map(
    (x) =>
      `${x.destination.padEnd(15)} ${x.gateway.padEnd(15)} ${x.genmask.padEnd(15)} ${x.flags.padEnd(5)} ${String(x.metric).padEnd(6)} ${(x.dead ? '-' : '0').padEnd(3)} ${'0'.padStart(6)} ${x.iface}\n`,
  );
  return `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n${rows.join('')}`;
}

/** `netstat -r`: the table with windows. */
export function netstatRoutes(list: readonly OldRoute[]): string {
  const rows = list.map(
    (x) =>
      `${x.destination.padEnd(15)} ${x.gateway.padEnd(15)} ${x.genmask.padEnd(15)} ${x.flags.padEnd(6)} ${'0'.padStart(4)} ${'0'.padEnd(5)} ${'0'.padStart(6)} ${x.iface}\n`,
  );
  return `Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n${rows.join('')}`;
}
