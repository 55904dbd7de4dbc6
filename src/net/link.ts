import { randomMac, type Tx } from '../base/index.ts';
import { NetError } from './errors.ts';
import { down, flush, freeIfindex, release } from './link-set.ts';
import { unlearn } from './neigh.ts';
import { childrenOf, linkByName, portsOf } from './read.ts';
import { type Link, links, type Mac, netnses } from './rows/index.ts';
import { nextId } from './seq.ts';

type Of<K extends Link['kind']> = Extract<Link, { readonly kind: K }>;
interface Common {
  readonly name: string;
  readonly mac?: Mac;
  readonly mtu?: number;
  /** `txqueuelen`. */
  readonly qlen?: number;
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
    ...(wanted.qlen === undefined ? {} : { qlen: wanted.qlen }),
    up: false,
    addrs: [],
    rx: NONE,
    tx: NONE,
  };
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
