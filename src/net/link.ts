import { linkLocalOf, randomMac, type Tx } from '../base/index.ts';
import { addrAdd, connect, forget, ipv6Disabled } from './addr.ts';
import { NetError } from './errors.ts';
import { fdbForgetPort, neighDelete, unlearn } from './neigh.ts';
import { carrier, childrenOf, linkByName, linksOf, portsOf } from './read.ts';
import { dropRoutes } from './route.ts';
import { type Link, links, type Mac, netnses } from './rows.ts';
import { nextId } from './seq.ts';

type Of<K extends Link['kind']> = Extract<Link, { readonly kind: K }>;
interface Common {
  readonly name: string;
  readonly mac?: Mac;
  readonly mtu?: number;
}

/** What `ip link add` is told. macvlan, ipvlan and vlan sit on `parent` (a link id) of the same namespace. */
export type NewLink = Common &
  (
    | { readonly kind: 'lo' | 'dummy' | 'bridge' }
    | { readonly kind: 'macvlan'; readonly parent: string; readonly mode?: Of<'macvlan'>['mode'] }
    | { readonly kind: 'ipvlan'; readonly parent: string; readonly mode?: Of<'ipvlan'>['mode'] }
    | { readonly kind: 'vlan'; readonly parent: string; readonly vlan: number }
    | { readonly kind: 'vxlan'; readonly vni: number; readonly port?: number }
  );

/** One end of a veth pair or cable. */
export interface NewEnd extends Common {
  readonly netns: string;
}

const NONE = { packets: 0, bytes: 0 } as const;

function check(tx: Tx, netns: string, name: string): void {
  if (!tx.get(netnses, netns)) throw new NetError('ENOENT', `no network namespace ${netns}`);
  if (name === '' || name.length > 15 || /[\s/:]/.test(name)) throw new NetError('EINVAL');
  if (linkByName(tx, netns, name)) throw new NetError('EEXIST');
}

function base(tx: Tx, netns: string, wanted: Common, id: string, mac: Mac): Omit<Of<'dummy'>, 'kind'> {
  return {
    id,
    netns,
    ifindex: freeIfindex(tx, netns),
    name: wanted.name,
    mac: wanted.mac ?? mac,
    mtu: wanted.mtu ?? 1500,
    up: false,
    addrs: [],
    rx: NONE,
    tx: NONE,
  };
}

// dev_new_index (net/core/dev.c) counts upwards and skips what moved in.
function freeIfindex(tx: Tx, netns: string, wanted?: number): number {
  const row = tx.get(netnses, netns);
  const taken = (index: number): boolean => tx.by(links, 'ifindex', `${netns}/${index}`).length > 0;
  if (wanted !== undefined && !taken(wanted)) return wanted;
  let index = row?.nextIfindex ?? 1;
  while (taken(index)) index++;
  tx.patch(netnses, netns, { nextIfindex: index + 1 });
  return index;
}

/** `ip link add`. The link is down. */
export function linkAdd(tx: Tx, netns: string, wanted: NewLink): Link {
  check(tx, netns, wanted.name);
  const parent = 'parent' in wanted ? parentFor(tx, netns, wanted) : undefined;
  const shared = wanted.kind === 'ipvlan' || wanted.kind === 'vlan' ? parent?.mac : undefined;
  const mac = wanted.kind === 'lo' ? '00:00:00:00:00:00' : (wanted.mac ?? shared ?? randomMac(tx));
  const mtu = wanted.mtu ?? (wanted.kind === 'lo' ? 65536 : wanted.kind === 'vxlan' ? 1450 : (parent?.mtu ?? 1500));
  const it = base(tx, netns, { ...wanted, mtu }, nextId(tx, 'link'), mac);
  return tx.put(links, it.id, variant(it, wanted, netns));
}

function variant(it: Omit<Of<'dummy'>, 'kind'>, wanted: NewLink, netns: string): Link {
  switch (wanted.kind) {
    case 'lo':
    case 'dummy':
    case 'bridge':
      return { ...it, kind: wanted.kind };
    case 'macvlan':
      return { ...it, kind: 'macvlan', parent: wanted.parent, mode: wanted.mode ?? 'bridge' };
    case 'ipvlan':
      return { ...it, kind: 'ipvlan', parent: wanted.parent, mode: wanted.mode ?? 'l2' };
    case 'vlan':
      return { ...it, kind: 'vlan', parent: wanted.parent, vlan: wanted.vlan };
    case 'vxlan':
      return { ...it, kind: 'vxlan', vni: wanted.vni, port: wanted.port ?? 4789, underlay: netns };
  }
}

// Each kind of child claims the parent's frames for itself (netdev_rx_handler_register answers EBUSY to a second claim).
function parentFor(tx: Tx, netns: string, wanted: NewLink & { readonly parent: string }): Link {
  const parent = tx.get(links, wanted.parent);
  if (!parent || parent.netns !== netns) throw new NetError('ENODEV');
  if (parent.kind === 'lo') throw new NetError('EINVAL');
  const others = childrenOf(tx, parent.id);
  if (wanted.kind === 'vlan') {
    if (others.some((other) => other.kind === 'vlan' && other.vlan === wanted.vlan)) throw new NetError('EEXIST');
    return parent;
  }
  if (parent.master !== undefined) throw new NetError('EBUSY');
  if (others.some((other) => other.kind !== 'vlan' && other.kind !== wanted.kind)) throw new NetError('EBUSY');
  const passthru = (link: { readonly kind: string; readonly mode?: string }): boolean => link.mode === 'passthru';
  const macvlans = others.filter((other) => other.kind === 'macvlan');
  if (macvlans.some(passthru) || (passthru(wanted) && macvlans.length)) throw new NetError('EINVAL');
  return parent;
}

/** `ip link add … type veth peer …`: two links, each the other's cable. */
export function vethAdd(tx: Tx, a: NewEnd, b: NewEnd): [Link, Link] {
  return pair(tx, 'veth', a, b);
}

/** A cable between two network cards. */
export function cableAdd(tx: Tx, a: NewEnd, b: NewEnd): [Link, Link] {
  return pair(tx, 'phys', a, b);
}

function pair(tx: Tx, kind: 'veth' | 'phys', a: NewEnd, b: NewEnd): [Link, Link] {
  check(tx, a.netns, a.name);
  check(tx, b.netns, b.name);
  if (a.netns === b.netns && a.name === b.name) throw new NetError('EEXIST');
  const [idA, idB] = [nextId(tx, 'link'), nextId(tx, 'link')];
  // The peer is made first, so it gets the lower ifindex (veth_newlink in drivers/net/veth.c).
  const rowB = base(tx, b.netns, b, idB, randomMac(tx));
  const second = tx.put(links, idB, { ...rowB, kind, peer: idA });
  const rowA = base(tx, a.netns, a, idA, randomMac(tx));
  const first = tx.put(links, idA, { ...rowA, kind, peer: idB });
  return [first, second];
}

/** `ip link delete`; a veth takes its peer along, a parent its children; a bridge lets its ports go. */
export function linkDelete(tx: Tx, id: string): void {
  const link = tx.get(links, id);
  if (!link) throw new NetError('ENODEV');
  if (link.kind === 'lo') throw new NetError('EOPNOTSUPP');
  remove(tx, link);
}

/** Removes a link of any kind with all that hangs on it; for namespaces that end. */
export function remove(tx: Tx, link: Link): void {
  if (!tx.get(links, link.id)) return;
  for (const port of portsOf(tx, link.id)) release(tx, port.id);
  for (const child of childrenOf(tx, link.id)) remove(tx, child);
  down(tx, link.id);
  flush(tx, link.id);
  unlearn(tx, link.id);
  tx.delete(links, link.id);
  const peer = 'peer' in link ? tx.get(links, link.peer) : undefined;
  if (peer) remove(tx, peer);
}

function current(tx: Tx, id: string): Link {
  const link = tx.get(links, id);
  if (!link) throw new NetError('ENODEV');
  return link;
}

function flush(tx: Tx, id: string): void {
  const link = current(tx, id);
  forget(tx, link, link.addrs);
  dropRoutes(tx, link.netns, (route) => route.link === id);
}

function release(tx: Tx, id: string): void {
  const { master, ...free } = current(tx, id);
  if (master === undefined) return;
  fdbForgetPort(tx, master, id);
  tx.put(links, id, free as Link);
}

/** What `ip link set` can change; `master: undefined` is `nomaster`. */
export interface LinkChange {
  readonly up?: boolean;
  readonly mtu?: number;
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

// Going down flushes the routes of the link and its IPv6 addresses (fib_disable_ip; addrconf_ifdown).
function down(tx: Tx, id: string): void {
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
