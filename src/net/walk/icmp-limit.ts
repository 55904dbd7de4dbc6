import { isIpv6, parseCidr, type Tx, table } from '../../base/index.ts';
import { isLocal, routeCidr, routeGet } from '../read.ts';
import type { Ip, Route } from '../rows/index.ts';
import { sysctl } from '../sysctl.ts';
import type { ErrorKind } from './packet.ts';

/** What a namespace may still tell one address: milliseconds that it has saved up until `at`. */
interface Peer {
  readonly netns: string;
  readonly ip: Ip;
  readonly tokens: number;
  readonly at: number;
}

/** Addresses that were sent ICMP errors, by `netns ip`; net/ipv4/inetpeer.c. */
const peers = table<Peer>('net.peers', { netns: (p) => p.netns });

const keyOf = (netns: string, ip: Ip): string => `${netns} ${ip}`;

/** XRLIM_BURST_FACTOR: so many errors may go out at once. */
const BURST = 6;
/** ip_error of net/ipv4/route.c, for packets without a route: ip_rt_error_burst and ip_rt_error_cost. */
const ROUTE_BURST = 5000;
const ROUTE_COST = 1000;

/** Takes a token worth `cost` ms of those that the peer has saved up (at most `burst`); inet_peer_xrlim_allow. */
function take(tx: Tx, netns: string, ip: Ip, burst: number, cost: number): boolean {
  const key = keyOf(netns, ip);
  const saved = tx.get(peers, key);
  const tokens = Math.min(burst, saved ? saved.tokens + tx.now - saved.at : burst);
  const allowed = tokens >= cost;
  tx.put(peers, key, { netns, ip, tokens: allowed ? tokens - cost : tokens, at: tx.now });
  return allowed;
}

/**
 * Whether a namespace may send an error to an address now: one a second (sysctl icmp_ratelimit), six at once; a wide IPv6
 * route gets more (icmpv6_xrlim_allow). `routeless`: for want of a route, which costs the same peer another token.
 */
export function mayTell(tx: Tx, netns: string, ip: Ip, kind: ErrorKind, routeless: boolean): boolean {
  if (isLocal(tx, netns, ip)) return true;
  const six = isIpv6(ip);
  if (routeless && !six && !take(tx, netns, ip, ROUTE_BURST, ROUTE_COST)) return false;
  const limit = Number(sysctl(tx, netns, six ? 'net.ipv6.icmp.ratelimit' : 'net.ipv4.icmp_ratelimit'));
  // icmp_ratemask leaves out what path MTU discovery lives on
  if (kind === 'toobig' || limit === 0) return true;
  const wide = six ? (128 - prefixOf(routeGet(tx, netns, ip))) >> 5 : 0;
  return take(tx, netns, ip, (BURST * limit) >> wide, limit >> wide);
}

/** Forgets whom a namespace told anything, or all of them. */
export function forgetPeers(tx: Tx, netns?: string): void {
  const told = netns === undefined ? tx.all(peers) : tx.by(peers, 'netns', netns);
  for (const peer of told) tx.delete(peers, keyOf(peer.netns, peer.ip));
}

const prefixOf = (route: Route | undefined): number => (route && parseCidr(routeCidr(route))?.prefix) ?? 0;
