import { type Reader, type Tx, table } from '../base/index.ts';
import type { Ip, Packet } from './rows/index.ts';

/** A virtual service of ipvsadm(8), one by firewall mark (`-f`), scheduled round robin (`-s rr`), its servers masqueraded (`-m`). */
export interface IpvsService {
  readonly netns: string;
  readonly mark: number;
  /** Real servers, the one that was added last in front. */
  readonly servers: readonly Ip[];
  /** The server that got the last connection. */
  readonly last?: Ip;
}

/** Virtual services by namespace and firewall mark. */
export const ipvsServices = table<IpvsService>('net.ipvs', { netns: (s) => s.netns });

const key = (netns: string, mark: number): string => `${netns}|${mark}`;

/** `ipvsadm -A -f MARK -s rr` */
export function ipvsAdd(tx: Tx, netns: string, mark: number): void {
  if (!tx.get(ipvsServices, key(netns, mark))) tx.put(ipvsServices, key(netns, mark), { netns, mark, servers: [] });
}

/** `ipvsadm -D -f MARK` */
export function ipvsDelete(tx: Tx, netns: string, mark: number): void {
  tx.delete(ipvsServices, key(netns, mark));
}

/** `ipvsadm -a -m` and `-d`: the service has just these servers then. */
export function ipvsServers(tx: Tx, netns: string, mark: number, wanted: readonly Ip[]): void {
  const row = tx.get(ipvsServices, key(netns, mark));
  if (!row) return;
  const kept = row.servers.filter((ip) => wanted.includes(ip));
  const fresh = wanted.filter((ip) => !kept.includes(ip));
  if (fresh.length === 0 && kept.length === row.servers.length) return;
  tx.put(ipvsServices, key(netns, mark), { ...row, servers: [...fresh.reverse(), ...kept] });
}

/** Virtual services of a namespace by mark: `ipvsadm -L`. */
export function ipvsOf(r: Reader, netns: string): IpvsService[] {
  return r.by(ipvsServices, 'netns', netns).sort((a, b) => a.mark - b.mark);
}

/** The service that a packet is for, if one is; ICMP is none of its business (ip_vs_in). */
export function ipvsFor(r: Reader, netns: string, packet: Packet): IpvsService | undefined {
  if (packet.mark === undefined || r.size(ipvsServices) === 0 || packet.icmp) return undefined;
  return r.get(ipvsServices, key(netns, packet.mark));
}

/** Round robin: the server behind the one that was last; net/netfilter/ipvs/ip_vs_rr.c. */
export function ipvsSchedule(tx: Tx, service: IpvsService): Ip | undefined {
  const at = service.last === undefined ? -1 : service.servers.indexOf(service.last);
  const next = service.servers[(at + 1) % Math.max(1, service.servers.length)];
  if (next !== undefined) tx.put(ipvsServices, key(service.netns, service.mark), { ...service, last: next });
  return next;
}
