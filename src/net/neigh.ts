import { ipCompare, type Reader, type Tx } from '../base/index.ts';
import { type Fdb, fdbs, type Ip, links, type Mac, type Neighbours, neighbours } from './rows/index.ts';

type Entry = Neighbours['entries'][string];
/** How long an entry counts as confirmed: base_reachable_time_ms of arp(7). */
export const REACHABLE_MS = 30_000;
/** How long a stale one that is used again is trusted before anybody asks: delay_first_probe_time of arp(7). */
const DELAY_MS = 5000;
/** Three questions without an answer, each a second and some ticks of the timer apart: ucast_solicit, mcast_solicit and retrans_time_ms of arp(7). */
export const SOLICIT_MS = 3060;
/** How long a bridge remembers a station: ageing_time of bridge(8). */
const AGEING_MS = 300_000;

/** Neighbour entries of a link by address, as ip-neighbour(8) lists them. */
export function neighboursOf(
  r: Reader,
  link: string,
): { readonly ip: Ip; readonly mac: Mac | undefined; readonly state: Entry['state'] }[] {
  return Object.keys(r.get(neighbours, link)?.entries ?? {})
    .flatMap((ip) => {
      const entry = neighbourEntry(r, link, ip);
      return entry ? [{ ip, mac: entry.mac, state: entry.state }] : [];
    })
    .sort((a, b) => ipCompare(a.ip, b.ip));
}

/** What a link knows of a neighbour, or undefined. */
export function neighbourEntry(r: Reader, link: string, ip: Ip): Entry | undefined {
  const entry = r.get(neighbours, link)?.entries[ip];
  if (!entry) return undefined;
  const state = stateOf(r, entry);
  return { ...entry, mac: state === 'FAILED' ? undefined : entry.mac, state };
}

// The timers of net/core/neighbour.c#neigh_timer_handler.
function stateOf(r: Reader, { state, at }: Entry): Entry['state'] {
  const age = r.now - at;
  if (state === 'REACHABLE') return age > REACHABLE_MS ? 'STALE' : state;
  if (state === 'INCOMPLETE') return age >= SOLICIT_MS ? 'FAILED' : state;
  if (state !== 'DELAY' || age < DELAY_MS) return state;
  return age < DELAY_MS + SOLICIT_MS ? 'PROBE' : 'FAILED';
}

/** `ip neigh replace`, or what an answer teaches. */
export function neighSet(
  tx: Tx,
  link: string,
  ip: Ip,
  mac: Mac | undefined,
  state: Entry['state'] = 'PERMANENT',
): void {
  const entries = tx.get(neighbours, link)?.entries ?? {};
  const old = entries[ip];
  if (old && old.mac === mac && old.state === state && tx.now - old.at < 1000) return;
  tx.put(neighbours, link, { link, entries: { ...entries, [ip]: { mac, state, at: tx.now } } });
}

/** `ip neigh del`; without an address, `ip neigh flush dev`. */
export function neighDelete(tx: Tx, link: string, ip?: Ip): void {
  const entries = tx.get(neighbours, link)?.entries;
  if (!entries) return;
  const rest = ip === undefined ? {} : Object.fromEntries(Object.entries(entries).filter(([key]) => key !== ip));
  if (Object.keys(rest).length) tx.put(neighbours, link, { link, entries: rest });
  else tx.delete(neighbours, link);
}

/** The port on which a bridge saw the MAC lately; for a vxlan device, the endpoint (`dst`) that has it. */
export function fdbEntry(r: Reader, bridge: string, mac: Mac): Fdb['entries'][string] | undefined {
  const entry = r.get(fdbs, bridge)?.entries[mac];
  return entry && (entry.permanent || r.now - entry.at <= AGEING_MS) ? entry : undefined;
}

/** `bridge fdb` add or replace, or what a frame teaches. */
export function fdbSet(
  tx: Tx,
  bridge: string,
  mac: Mac,
  port: string,
  more: { readonly dst?: Ip; readonly permanent?: boolean } = {},
): void {
  const entries = tx.get(fdbs, bridge)?.entries ?? {};
  const old = entries[mac];
  if (old && (old.permanent ? !more.permanent : old.port === port && old.dst === more.dst && tx.now - old.at < 1000))
    return;
  tx.put(fdbs, bridge, { bridge, entries: { ...entries, [mac]: { port, at: tx.now, ...more } } });
}

/** `bridge fdb del`. */
export function fdbDelete(tx: Tx, bridge: string, mac: Mac): void {
  fdbFilter(tx, bridge, (key) => key !== mac);
}

/** Forgets what was learned on a port (br_fdb_delete_by_port). */
export function fdbForgetPort(tx: Tx, bridge: string, port: string): void {
  fdbFilter(tx, bridge, (_, entry) => entry.port !== port);
}

function fdbFilter(tx: Tx, bridge: string, keep: (mac: Mac, entry: Fdb['entries'][string]) => boolean): void {
  const row = tx.get(fdbs, bridge);
  if (!row) return;
  const rest = Object.entries(row.entries).filter(([mac, entry]) => keep(mac, entry));
  if (rest.length === 0) tx.delete(fdbs, bridge);
  else if (rest.length < Object.keys(row.entries).length)
    tx.put(fdbs, bridge, { bridge, entries: Object.fromEntries(rest) });
}

/** Everything that was learned through a link goes with it. */
export function unlearn(tx: Tx, link: string): void {
  neighDelete(tx, link);
  tx.delete(fdbs, link);
  const master = tx.get(links, link)?.master;
  if (master !== undefined) fdbForgetPort(tx, master, link);
}
