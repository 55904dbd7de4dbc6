import { broadcastOf, familyOf, networkOf, type Reader, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { isLinkLocal, isLoopback, localKey, locals } from './read.ts';
import { dropRoutes, insertRoute } from './route.ts';
import { type Addr, type Link, links, type Route } from './rows/index.ts';
import { devFlag } from './sysctl.ts';

/** An address to add; the scope follows from the address unless told. */
export type NewAddr = Pick<Addr, 'ip' | 'prefix'> & Partial<Addr>;

function linkOf(tx: Tx, id: string): Link {
  const link = tx.get(links, id);
  if (!link) throw new NetError('ENODEV');
  return link;
}

/** `ip addr add`: the address, its entry in the local table, and (while the link is up) the connected route. */
export function addrAdd(tx: Tx, linkId: string, wanted: NewAddr): Addr {
  const link = linkOf(tx, linkId);
  const family = familyOf(wanted.ip);
  if (link.addrs.some((a) => a.ip === wanted.ip && (family === 6 || a.prefix === wanted.prefix)))
    throw new NetError(
      'EEXIST',
      `ipv${family}: ${family === 4 ? 'Address already assigned.' : 'address already assigned.'}`,
    );
  if (family === 6 && ipv6Disabled(tx, link)) throw new NetError('EACCES', 'IPv6 is disabled on this device.');
  const scope = isLoopback(wanted.ip) ? 'host' : family === 6 && isLinkLocal(wanted.ip) ? 'link' : 'global';
  const addr: Addr = { scope, ...wanted };
  tx.patch(links, linkId, { addrs: [...link.addrs, addr] });
  own(tx, link, 'local', addr.ip);
  const broadcast = broadcastFor(link, addr);
  if (broadcast !== undefined) own(tx, link, 'broadcast', broadcast);
  if (link.up) connect(tx, link, addr);
  return addr;
}

/** `ip addr del`. */
export function addrDelete(
  tx: Tx,
  linkId: string,
  { ip, prefix }: { readonly ip: string; readonly prefix?: number },
): void {
  const link = linkOf(tx, linkId);
  const found = link.addrs.find((a) => a.ip === ip && (prefix === undefined || a.prefix === prefix));
  if (!found)
    throw new NetError(
      'EADDRNOTAVAIL',
      `ipv${familyOf(ip)}: ${familyOf(ip) === 4 ? 'Address not found.' : 'address not found.'}`,
    );
  forget(tx, link, [found]);
}

/** Takes addresses away with everything that came with them. */
export function forget(tx: Tx, before: Link, gone: readonly Addr[]): void {
  if (gone.length === 0) return;
  const link = linkOf(tx, before.id);
  const kept = link.addrs.filter((a) => !gone.includes(a));
  tx.patch(links, link.id, { addrs: kept });
  for (const addr of gone) {
    if (!kept.some((a) => a.ip === addr.ip)) disown(tx, link, 'local', addr.ip);
    const broadcast = broadcastFor(link, addr);
    if (broadcast !== undefined && !kept.some((a) => broadcastFor(link, a) === broadcast))
      disown(tx, link, 'broadcast', broadcast);
    const route = connectedRoute(link, addr);
    const shared = kept.some((a) => connectedRoute(link, a)?.dst === route?.dst);
    dropRoutes(
      tx,
      link.netns,
      (other) =>
        (other.link === link.id &&
          other.proto === 'kernel' &&
          other.dst === route?.dst &&
          (other.src === addr.ip || (other.src === undefined && !shared))) ||
        (other.src === addr.ip && other.proto !== 'kernel'),
    );
  }
}

/** Adds the route to the address's own subnet. */
export function connect(tx: Tx, link: Link, addr: Addr): void {
  const route = connectedRoute(link, addr);
  if (!route) return;
  // IPv6 keeps one route for a prefix and link, IPv4 one for each address (fib_magic appends).
  const twin = link.addrs.some((a) => a !== addr && connectedRoute(link, a)?.dst === route.dst);
  if (twin && familyOf(addr.ip) === 6)
    dropRoutes(
      tx,
      link.netns,
      (other) => other.link === link.id && other.proto === 'kernel' && other.dst === route.dst,
    );
  insertRoute(tx, link.netns, route);
}

function connectedRoute(link: Link, addr: Addr): Route | undefined {
  const dst = networkOf(`${addr.ip}/${addr.prefix}`);
  // lo's addresses live in the local table only.
  if (link.kind === 'lo') return undefined;
  if (familyOf(addr.ip) === 6) return { dst, link: link.id, scope: 'global', proto: 'kernel', metric: 256 };
  if (addr.prefix === 32) return undefined;
  return { dst, link: link.id, scope: 'link', proto: 'kernel', src: addr.ip };
}

function broadcastFor(link: Link, addr: Addr): string | undefined {
  if (familyOf(addr.ip) === 6 || addr.prefix >= 31) return undefined;
  return link.kind === 'lo' ? '127.255.255.255' : broadcastOf(`${addr.ip}/${addr.prefix}`);
}

/** Whether the sysctls keep IPv6 off the link. */
export function ipv6Disabled(r: Reader, link: Link): boolean {
  return devFlag(r, link.netns, 6, link.name, 'disable_ipv6');
}

function own(tx: Tx, link: Link, kind: 'local' | 'broadcast', ip: string): void {
  const key = localKey(link.netns, kind, ip);
  const has = tx.get(locals, key)?.links ?? [];
  if (!has.includes(link.id)) tx.put(locals, key, { netns: link.netns, ip, kind, links: [...has, link.id] });
}

function disown(tx: Tx, link: Link, kind: 'local' | 'broadcast', ip: string): void {
  const key = localKey(link.netns, kind, ip);
  const rest = (tx.get(locals, key)?.links ?? []).filter((id) => id !== link.id);
  if (rest.length) tx.put(locals, key, { netns: link.netns, ip, kind, links: rest });
  else tx.delete(locals, key);
}
