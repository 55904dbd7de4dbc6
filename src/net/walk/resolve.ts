import { isIpv6, type Tx } from '../../base/index.ts';
import { neighbourEntry, neighSet, SOLICIT_MS } from '../neigh.ts';
import { isLocal, sourceFor } from '../read.ts';
import { type Ip, type Link, links, type Mac } from '../rows/index.ts';
import { devFlag } from '../sysctl.ts';
import { transmit } from './link-layer.ts';
import { type Frame, newWalk, type Walk } from './walk.ts';

/** The MAC of all stations. */
export const BROADCAST: Mac = 'ff:ff:ff:ff:ff:ff';

/**
 * The MAC of a neighbour: what is known, else what is asked for: an ARP request (or neighbour solicitation, which walks
 * alike here) that floods the segment. A stale entry is asked for directly, as the kernel probes; while nobody answers,
 * packets still go where it points (arp(7)): that is why a connection to a container that has just gone hangs.
 */
export function resolve(
  w: Walk,
  netns: string,
  link: Link,
  ip: Ip,
  src: Ip | undefined,
): { readonly mac: Mac | undefined; readonly asked: boolean } {
  const { tx } = w;
  const known = neighbourEntry(tx, link.id, ip);
  if (known?.mac !== undefined && known.state !== 'STALE') return { mac: known.mac, asked: false };
  const from = src ?? sourceFor(tx, netns, ip, { dst: 'default', link: link.id, scope: 'link', proto: 'kernel' });
  const answered = (): Mac | undefined => {
    const entry = neighbourEntry(tx, link.id, ip);
    return entry?.state === 'REACHABLE' ? entry.mac : undefined;
  };
  if (known?.mac !== undefined) {
    ask(w, link, ip, from, known.mac);
    const again = answered();
    if (again === undefined) neighSet(tx, link.id, ip, known.mac, 'DELAY');
    return { mac: again ?? known.mac, asked: true };
  }
  ask(w, link, ip, from, BROADCAST);
  const mac = answered();
  if (mac === undefined) {
    // The question is repeated each second; packets wait for the end of the first one's time.
    const since = known?.state === 'INCOMPLETE' ? known.at : tx.now;
    if (since === tx.now) neighSet(tx, link.id, ip, undefined, 'INCOMPLETE');
    w.ms += since + SOLICIT_MS - tx.now;
  }
  return { mac, asked: true };
}

function ask(w: Walk, link: Link, ip: Ip, from: Ip | undefined, dst: Mac): void {
  transmit(w, link, { src: link.mac, dst, vlan: undefined, body: { kind: 'ask', ip, from }, seen: new Set() });
}

/** What a link that hears a question does: answers for any address of its namespace (arp_ignore 0), and remembers who asked. */
export function heard(w: Walk, link: Link, frame: Frame): boolean {
  const { tx } = w;
  const { body } = frame;
  if (body.kind === 'ip') return false;
  if (body.kind === 'answer') {
    neighSet(tx, link.id, body.ip, body.mac, 'REACHABLE');
    return true;
  }
  if (body.from === body.ip) return announced(tx, link, body.ip, frame.src);
  if (!answersFor(w, link, body.ip)) return false;
  if (body.from !== undefined) neighSet(tx, link.id, body.from, frame.src, 'REACHABLE');
  transmit(w, link, {
    src: link.mac,
    dst: frame.src,
    vlan: undefined,
    body: { kind: 'answer', ip: body.ip, mac: link.mac, to: body.from },
    seen: new Set(),
  });
  return true;
}

function answersFor(w: Walk, link: Link, ip: Ip): boolean {
  if (ip.startsWith('127.') || ip === '::1') return false;
  // Neighbour discovery answers for the interface's own addresses only (ndisc_recv_ns).
  if (isIpv6(ip) || devFlag(w.tx, link.netns, 4, link.name, 'arp_ignore')) return link.addrs.some((a) => a.ip === ip);
  return isLocal(w.tx, link.netns, ip);
}

// A gratuitous ARP corrects what is known and teaches nothing new (arp_accept 0); it proves nothing either, so the entry is stale.
function announced(tx: Tx, link: Link, ip: Ip, mac: Mac): boolean {
  const known = neighbourEntry(tx, link.id, ip);
  if (known && known.mac !== mac && known.state !== 'PERMANENT') neighSet(tx, link.id, ip, mac, 'STALE');
  return true;
}

/** Gratuitous ARP and unsolicited neighbour advertisements for the addresses of a link: arping -U. */
export function announce(tx: Tx, linkId: string): void {
  const link = tx.get(links, linkId);
  if (!link?.up) return;
  for (const addr of link.addrs) {
    const w = newWalk(tx, { src: addr.ip, dst: addr.ip, proto: 'udp', ttl: 1, size: 28 });
    ask(w, link, addr.ip, addr.ip, BROADCAST);
  }
}
