import {
  broadcastOf,
  cidrOverlap,
  firstOf,
  inCidr,
  ipAdd,
  ipCompare,
  parseCidr,
  type Reader,
  type Tx,
} from '../../base/index.ts';
import { type Cluster, clusters, type SwarmNetworkRow, swarmNetworks } from './rows.ts';

/** The blocks that networks are cut from unless `--default-addr-pool` says otherwise; moby libnetwork/ipamutils. */
export const DEFAULT_POOL = '10.0.0.0/8';

/** Takes a subnet, a gateway and a VXLAN id for a network. False when they cannot be had: it stays unallocated. */
export function allocateNetwork(tx: Tx, id: string): boolean {
  const n = tx.get(swarmNetworks, id);
  const cluster = n && tx.get(clusters, n.cluster);
  if (!n || !cluster) return false;
  if (n.allocated || n.driver !== 'overlay') return true;
  const others = tx.by(swarmNetworks, 'cluster', n.cluster).flatMap((o) => o.allocated?.subnet ?? []);
  const subnet = n.wanted.subnet ?? freeSubnet(cluster, others);
  if (subnet === undefined || others.some((o) => cidrOverlap(o, subnet))) return false;
  const range = n.wanted.range;
  const gateway = n.wanted.gateway ?? (range === undefined ? ipAdd(firstOf(subnet), 1n) : firstOf(range));
  const asked = Number(n.options['com.docker.network.driver.overlay.vxlanid_list']?.split(',')[0] ?? 0);
  if (asked === 0) tx.put(clusters, cluster.id, { ...cluster, nextVni: cluster.nextVni + 1 });
  tx.put(swarmNetworks, id, {
    ...n,
    allocated: { subnet, gateway, vni: asked || cluster.nextVni, ...(range === undefined ? {} : { range }) },
    taken: { [gateway]: 'gateway' },
    last: gateway,
  });
  return true;
}

function freeSubnet(cluster: Cluster, others: readonly string[]): string | undefined {
  for (const pool of [...cluster.pools].sort((a, b) => ipCompare(firstOf(a), firstOf(b)))) {
    const prefix = parseCidr(pool)?.prefix ?? 32;
    const step = 1n << BigInt(32 - cluster.subnetSize);
    const count = 1n << BigInt(Math.max(0, cluster.subnetSize - prefix));
    for (let i = 0n; i < count; i++) {
      const subnet = `${ipAdd(firstOf(pool), i * step)}/${cluster.subnetSize}`;
      if (!others.some((o) => cidrOverlap(o, subnet))) return subnet;
    }
  }
  return undefined;
}

/** Takes an address of a network for `owner`: the one that is wanted, or the next in series. Undefined when it cannot be had. */
export function takeAddress(tx: Tx, id: string, owner: string, wanted?: string): string | undefined {
  const n = tx.get(swarmNetworks, id);
  if (!n?.allocated) return undefined;
  const { subnet, range = subnet } = n.allocated;
  const prefix = subnet.split('/')[1] ?? '24';
  const free = (ip: string): boolean =>
    n.taken[ip] === undefined && ip !== firstOf(subnet) && ip !== broadcastOf(subnet);
  const ip =
    wanted === undefined ? nextFree(range, n.last, free) : inCidr(wanted, subnet) && free(wanted) ? wanted : undefined;
  if (ip === undefined) return undefined;
  tx.put(swarmNetworks, id, {
    ...n,
    taken: { ...n.taken, [ip]: owner },
    ...(wanted === undefined ? { last: ip } : {}),
  });
  return `${ip}/${prefix}`;
}

/** In series: freed addresses come again only after the last one of the range. */
function nextFree(range: string, last: string, free: (ip: string) => boolean): string | undefined {
  const end = broadcastOf(range);
  for (let ip = inCidr(last, range) ? ipAdd(last, 1n) : firstOf(range); inCidr(ip, range); ip = ipAdd(ip, 1n)) {
    if (free(ip)) return ip;
    if (ip === end) break;
  }
  for (let ip = firstOf(range); ip !== last && inCidr(ip, range); ip = ipAdd(ip, 1n)) if (free(ip)) return ip;
  return undefined;
}

/** Gives addresses back. */
export function freeAddresses(tx: Tx, id: string, owner: string): void {
  const n = tx.get(swarmNetworks, id);
  if (!n) return;
  const taken = Object.fromEntries(Object.entries(n.taken).filter(([, who]) => who !== owner));
  if (Object.keys(taken).length < Object.keys(n.taken).length) tx.put(swarmNetworks, id, { ...n, taken });
}

/** The address of a node's load balancer on a network, taken when the node first has a task there. */
export function balancerAddress(tx: Tx, id: string, node: string): string | undefined {
  const known = tx.get(swarmNetworks, id)?.balancers[node];
  if (known !== undefined) return known;
  const addr = takeAddress(tx, id, `lb ${node}`)?.split('/')[0];
  const n = tx.get(swarmNetworks, id);
  if (addr !== undefined && n) tx.put(swarmNetworks, id, { ...n, balancers: { ...n.balancers, [node]: addr } });
  return addr;
}

/** Gives the address of a node's load balancer back. */
export function freeBalancer(tx: Tx, id: string, node: string): void {
  freeAddresses(tx, id, `lb ${node}`);
  const n = tx.get(swarmNetworks, id);
  if (!n) return;
  const { [node]: _gone, ...balancers } = n.balancers;
  tx.put(swarmNetworks, id, { ...n, balancers });
}

/** Networks of a cluster, oldest first. */
export function swarmNetworksOf(r: Reader, cluster: string): SwarmNetworkRow[] {
  return r.by(swarmNetworks, 'cluster', cluster).sort((a, b) => a.version - b.version);
}
