import { linkLocalOf, type Tx } from '../base/index.ts';
import { addrAdd, connect, forget, ipv6Disabled } from './addr.ts';
import { NetError } from './errors.ts';
import { fdbForgetPort, neighDelete, unlearn } from './neigh.ts';
import { carrier, childrenOf, linkByName, linksOf } from './read.ts';
import { dropRoutes } from './route.ts';
import { type Link, links, type Mac, netnses } from './rows/index.ts';

function current(tx: Tx, id: string): Link {
  const link = tx.get(links, id);
  if (!link) throw new NetError('ENODEV');
  return link;
}

/** Takes away the addresses and routes of a link. */
export function flush(tx: Tx, id: string): void {
  const link = current(tx, id);
  forget(tx, link, link.addrs);
  dropRoutes(tx, link.netns, (route) => route.link === id);
}

/** Takes a port out of its bridge. */
export function release(tx: Tx, id: string): void {
  const { master, ...free } = current(tx, id);
  if (master === undefined) return;
  fdbForgetPort(tx, master, id);
  tx.put(links, id, free as Link);
}

/** What `ip link set` can change; `master: undefined` is `nomaster`. */
export interface LinkChange {
  readonly up?: boolean;
  readonly mtu?: number;
  readonly qlen?: number;
  readonly mac?: Mac;
  readonly name?: string;
  readonly master?: string | undefined;
  readonly netns?: string;
  readonly hairpin?: boolean;
}

/** `ip link set`, in the order in which ip(8) would send it: namespace, name, addresses, master, up or down. */
export function linkSet(tx: Tx, id: string, change: LinkChange): Link {
  current(tx, id);
  if (change.netns !== undefined && change.netns !== current(tx, id).netns) move(tx, id, change.netns, change.name);
  else if (change.name !== undefined) rename(tx, id, change.name);
  if (change.mtu !== undefined) {
    if (change.mtu < 68) throw new NetError('EINVAL', 'mtu less than device minimum.');
    tx.patch(links, id, { mtu: change.mtu });
  }
  if (change.qlen !== undefined) tx.patch(links, id, { qlen: change.qlen });
  if (change.mac !== undefined) tx.patch(links, id, { mac: change.mac });
  if (change.hairpin !== undefined) tx.put(links, id, { ...current(tx, id), hairpin: change.hairpin } as Link);
  if ('master' in change) enslave(tx, id, change.master);
  if (change.up === true && !current(tx, id).up) up(tx, id);
  if (change.up === false) down(tx, id);
  return current(tx, id);
}

function rename(tx: Tx, id: string, name: string): void {
  const link = current(tx, id);
  if (link.name === name) return;
  if (linkByName(tx, link.netns, name)) throw new NetError('EEXIST');
  tx.patch(links, id, { name });
}

// Moving closes the device and drops its addresses; it keeps its index if that is free (dev_change_net_namespace).
function move(tx: Tx, id: string, netns: string, name?: string): void {
  const link = current(tx, id);
  if (link.kind === 'lo' || link.kind === 'bridge') throw new NetError('EINVAL', 'The interface netns is immutable.');
  if (!tx.get(netnses, netns)) throw new NetError('ENOENT');
  if (linkByName(tx, netns, name ?? link.name)) throw new NetError('EEXIST');
  down(tx, id);
  flush(tx, id);
  unlearn(tx, id);
  release(tx, id);
  const ifindex = freeIfindex(tx, netns, link.ifindex);
  tx.patch(links, id, { netns, ifindex, name: name ?? link.name });
}

function enslave(tx: Tx, id: string, master: string | undefined): void {
  const link = current(tx, id);
  if (link.master === master) return;
  release(tx, id);
  if (master === undefined) return;
  const bridge = current(tx, master);
  if (bridge.kind !== 'bridge' || bridge.netns !== link.netns) throw new NetError('EOPNOTSUPP');
  if (link.kind === 'lo') throw new NetError('EINVAL');
  if (link.kind === 'bridge') throw new NetError('ELOOP', 'Can not enslave a bridge to a bridge.');
  if (childrenOf(tx, id).some((child) => child.kind !== 'vlan')) throw new NetError('EBUSY');
  tx.patch(links, id, { master });
  settle(tx, id);
}

function up(tx: Tx, id: string): void {
  const link = tx.patch(links, id, { up: true });
  if (link.kind === 'lo') loopback(tx, link);
  for (const addr of current(tx, id).addrs) connect(tx, link, addr);
  settle(tx, id);
}

/** lo's own addresses: 127.0.0.1/8 and, unless IPv6 is off, ::1/128 (init_loopback in net/ipv6/addrconf.c). */
function loopback(tx: Tx, link: Link): void {
  const has = (ip: string): boolean => link.addrs.some((a) => a.ip === ip);
  if (!has('127.0.0.1')) tx.patch(links, link.id, { up: false });
  if (!has('127.0.0.1')) addrAdd(tx, link.id, { ip: '127.0.0.1', prefix: 8 });
  tx.patch(links, link.id, { up: true });
  if (!has('::1') && !ipv6Disabled(tx, link)) addrAdd(tx, link.id, { ip: '::1', prefix: 128 });
}

/** Going down flushes the routes of the link and its IPv6 addresses (fib_disable_ip; addrconf_ifdown). */
export function down(tx: Tx, id: string): void {
  const link = current(tx, id);
  if (!link.up) return;
  dropRoutes(tx, link.netns, (route) => route.link === id);
  forget(
    tx,
    link,
    link.addrs.filter((a) => a.ip.includes(':')),
  );
  tx.patch(links, id, { up: false });
  neighDelete(tx, id);
  if (link.master !== undefined) fdbForgetPort(tx, link.master, id);
}

/** Gives link-local addresses to the links that have got a carrier: this one, and those that depend on it. */
export function settle(tx: Tx, id: string): void {
  const seen = new Set<string>();
  const visit = (one: string | undefined): void => {
    const link = one === undefined ? undefined : tx.get(links, one);
    if (!link || seen.has(link.id)) return;
    seen.add(link.id);
    linkLocal(tx, link);
    visit(link.master);
    for (const child of childrenOf(tx, link.id)) visit(child.id);
    if ('peer' in link) visit(link.peer);
  };
  visit(id);
}

function linkLocal(tx: Tx, link: Link): void {
  if (link.kind === 'lo' || link.addrs.some((a) => a.scope === 'link')) return;
  if (ipv6Disabled(tx, link) || !carrier(tx, link)) return;
  addrAdd(tx, link.id, { ip: linkLocalOf(link.mac), prefix: 64 });
}

/** Brings IPv6 on the links of a namespace in line with its sysctls. */
export function settleIpv6(tx: Tx, netns: string): void {
  for (const link of linksOf(tx, netns)) {
    if (ipv6Disabled(tx, link))
      forget(
        tx,
        link,
        link.addrs.filter((a) => a.ip.includes(':')),
      );
    else if (link.up && link.kind === 'lo') loopback(tx, link);
    else linkLocal(tx, link);
  }
}

/** dev_new_index (net/core/dev.c) counts upwards and skips what moved in. */
export function freeIfindex(tx: Tx, netns: string, wanted?: number): number {
  const row = tx.get(netnses, netns);
  const taken = (index: number): boolean => tx.by(links, 'ifindex', `${netns}/${index}`).length > 0;
  if (wanted !== undefined && !taken(wanted)) return wanted;
  let index = row?.nextIfindex ?? 1;
  while (taken(index)) index++;
  tx.patch(netnses, netns, { nextIfindex: index + 1 });
  return index;
}
