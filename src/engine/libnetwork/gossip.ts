import { type Reader, type Tx, table } from '../../base/index.ts';
import {
  fdbDelete,
  fdbSet,
  fdbs,
  type Ip,
  links,
  type Mac,
  neighbours,
  neighDelete,
  neighSet,
  send,
} from '../../net/index.ts';
import { programBalancer } from './balancer.ts';
import { setupEncryption } from './drivers/encryption.ts';
import {
  type Agent,
  controllers,
  type Endpoint,
  type EndpointService,
  endpoints,
  type Network,
  networks,
} from './rows.ts';

/** What a host has heard of an endpoint of a network: a row of networkdb's endpoint_table and overlay_peer_table. */
export interface Heard {
  /** Who knows it. */
  readonly host: string;
  /** Id of the network in the cluster. */
  readonly network: string;
  readonly endpoint: string;
  /** Where the endpoint is, and the address behind which VXLAN finds it. */
  readonly owner: string;
  readonly vtep: Ip;
  readonly name: string;
  readonly ip: Ip;
  readonly mac: Mac;
  readonly dnsNames: readonly string[];
  readonly balancer: boolean;
  readonly service?: EndpointService;
}

export const heards = table<Heard>('engine.networkdb', { at: (h) => `${h.host}|${h.network}` });

/** The port of memberlist, TCP and UDP. */
export const GOSSIP_PORT = 7946;

/** What a host knows of the endpoints of a swarm's network, oldest address first. */
export function heardOf(r: Reader, host: string, network: string): Heard[] {
  return r.by(heards, 'at', `${host}|${network}`).sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

interface Member extends Agent {
  readonly host: string;
}

/** The hosts that gossip with one another. */
export function gossipers(r: Reader, cluster: string): Member[] {
  return r
    .all(controllers)
    .flatMap(({ host, agent }) => (agent?.cluster === cluster ? [{ host, ...agent }] : []))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** Whether a packet from one gets to the other's gossip port: UDP, or TCP where that is lost. */
function hears(tx: Tx, from: Member, to: Member): boolean {
  const base = { src: '', dst: to.addr, sport: GOSSIP_PORT, dport: GOSSIP_PORT, ttl: 64 } as const;
  const arrives = (packet: Parameters<typeof send>[2]): boolean => {
    const trace = send(tx, from.host, packet);
    return trace.outcome === 'delivered' && trace.at === to.host;
  };
  return (
    arrives({ ...base, proto: 'udp', size: 80 }) || arrives({ ...base, proto: 'tcp', flags: 'S', seq: 0, size: 60 })
  );
}

/** Who hears whom, through others too: rumours spread (SWIM's indirect probes). Asked by real packets, each pair once. */
function acquaintance(tx: Tx, members: readonly Member[]): (a: string, b: string) => boolean {
  const direct = new Map<string, boolean>();
  const both = (a: Member, b: Member): boolean => {
    const key = [a.host, b.host].sort().join(' ');
    const known = direct.get(key) ?? (hears(tx, a, b) && hears(tx, b, a));
    direct.set(key, known);
    return known;
  };
  return (from, to) => {
    const seen = new Set([from]);
    const queue = members.filter((m) => m.host === from);
    for (let at = queue.shift(); at; at = queue.shift()) {
      const here = at;
      if (here.host === to) return true;
      for (const next of members)
        if (!seen.has(next.host) && both(here, next)) {
          seen.add(next.host);
          queue.push(next);
        }
    }
    return false;
  };
}

/** Spreads what has changed in the networks of a cluster to all who take part in them and can be reached; with `probe`, forgets those who cannot. */
export function gossip(tx: Tx, cluster: string, options: { readonly probe?: boolean } = {}): void {
  const members = gossipers(tx, cluster);
  const knows = acquaintance(tx, members);
  for (const [network, rows] of networksBySwarmId(tx, members)) {
    for (const at of rows) {
      const known = heardOf(tx, at.host, network);
      let changed = false;
      for (const other of members) {
        const theirs = rows.find((n) => n.host === other.host);
        const own = known.filter((h) => h.owner === other.host);
        const wanted = theirs ? published(tx, theirs, other, at.host) : [];
        const self = other.host === at.host;
        if (!options.probe && same(own, wanted)) continue;
        if (!self && (own.length > 0 || wanted.length > 0) && !knows(at.host, other.host)) {
          if (!options.probe || own.length === 0) continue;
          replace(tx, own, []);
        } else if (same(own, wanted)) continue;
        else replace(tx, own, wanted);
        changed = true;
      }
      const gone = known.filter((h) => !members.some((m) => m.host === h.owner));
      if (gone.length > 0) replace(tx, gone, []);
      if (changed || gone.length > 0) apply(tx, at, network);
    }
  }
}

/** Forgets all that a host has heard, when it leaves; or what it has heard of a network that it has left (networkdb.go#LeaveNetwork). */
export function forgetGossip(tx: Tx, host: string, network?: string): void {
  const known = network === undefined ? tx.all(heards) : tx.by(heards, 'at', `${host}|${network}`);
  for (const h of known) if (h.host === host) tx.delete(heards, keyOf(h));
}

function networksBySwarmId(r: Reader, members: readonly Member[]): Map<string, Network[]> {
  const found = new Map<string, Network[]>();
  for (const { host } of members)
    for (const n of r.by(networks, 'host', host))
      if (n.swarmId !== undefined) found.set(n.swarmId, [...(found.get(n.swarmId) ?? []), n]);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function published(r: Reader, network: Network, owner: Member, host: string): Heard[] {
  return r
    .by(endpoints, 'network', network.id)
    .filter((e): e is Endpoint & { ipv4: Ip; mac: Mac } => e.sandbox !== undefined && e.ipv4 !== undefined)
    .map((e) => ({
      host,
      network: network.swarmId ?? '',
      endpoint: e.id,
      owner: owner.host,
      vtep: owner.dataAddr,
      name: e.name,
      ip: e.ipv4,
      mac: e.mac,
      dnsNames: e.dnsNames,
      balancer: e.balancer ?? false,
      ...(e.service ? { service: e.service } : {}),
    }))
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

const keyOf = (h: Heard): string => `${h.host}|${h.network}|${h.endpoint}`;

function same(a: readonly Heard[], b: readonly Heard[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}

function replace(tx: Tx, old: readonly Heard[], next: readonly Heard[]): void {
  for (const h of old) tx.delete(heards, keyOf(h));
  for (const h of next) tx.put(heards, keyOf(h), h);
}

/** Tells the VXLAN device who is where, and the load balancer who serves; moby drivers/overlay/peerdb.go#peerAdd. */
function apply(tx: Tx, network: Network, swarmId: string): void {
  const { data } = network;
  if (data.kind !== 'overlay' || !tx.get(links, data.vxlan)) return;
  const known = heardOf(tx, network.host, swarmId);
  const remote = known.filter((h) => h.owner !== network.host);
  for (const ip of Object.keys(tx.get(neighbours, data.vxlan)?.entries ?? {}))
    if (!remote.some((h) => h.ip === ip)) neighDelete(tx, data.vxlan, ip);
  for (const mac of Object.keys(tx.get(fdbs, data.vxlan)?.entries ?? {}))
    if (!remote.some((h) => h.mac === mac)) fdbDelete(tx, data.vxlan, mac);
  for (const h of remote) {
    if (data.secure) setupEncryption(tx, network.host, h.vtep);
    neighSet(tx, data.vxlan, h.ip, h.mac);
    fdbSet(tx, data.vxlan, h.mac, data.vxlan, { dst: h.vtep, permanent: true });
  }
  programBalancer(tx, network, known);
}
