import {
  broadcastOf,
  familyOf,
  firstOf,
  inCidr,
  ipFromBits,
  ipToBigInt,
  parseCidr,
  type Tx,
  table,
} from '../../../base/index.ts';

/** An address pool of an address space; moby libnetwork/ipams/defaultipam. */
export interface Pool {
  readonly host: string;
  readonly space: AddressSpace;
  readonly subnet: string;
  /** Networks that took it; a subnet with `--ip-range` can be taken twice. */
  readonly users: number;
  /** By range ('' for the whole subnet): no address below this one is free. */
  readonly lowest: Readonly<Record<string, string>>;
}

/** Local networks and swarm's have their pools apart. */
export type AddressSpace = 'local' | 'global';

/** 32 addresses of a pool, a bit each. Words without a taken address have no row. */
interface Word {
  readonly pool: string;
  readonly id: string;
  readonly bits: number;
}

export const pools = table<Pool>('engine.ipam.pools', { space: (p) => `${p.host}|${p.space}` });
const words = table<Word>('engine.ipam.words', { pool: (w) => w.pool });

/** Why an address could not be had; moby libnetwork/ipamapi/contract.go. */
export type Refusal = 'in-use' | 'out-of-range' | 'exhausted';

/** Takes the address that is wanted, or the lowest free one of the range. */
export function requestAddress(
  tx: Tx,
  key: string,
  options: { readonly range?: string | undefined; readonly wanted?: string | undefined } = {},
): { readonly ip: string } | { readonly refused: Refusal } {
  const pool = tx.get(pools, key);
  if (!pool) return { refused: 'out-of-range' };
  if (options.wanted !== undefined) {
    if (!inCidr(options.wanted, pool.subnet)) return { refused: 'out-of-range' };
    const at = ipToBigInt(options.wanted) - base(pool);
    if (taken(tx, key, at)) return { refused: 'in-use' };
    mark(tx, key, at, true);
    return { ip: options.wanted };
  }
  const range = options.range ?? pool.subnet;
  const start = ipToBigInt(firstOf(range)) - base(pool);
  const end = ipToBigInt(broadcastOf(range)) - base(pool);
  const hint = pool.lowest[options.range ?? ''];
  const free = firstFree(tx, key, hint === undefined ? start : BigInt(hint), end);
  if (free === undefined) return { refused: 'exhausted' };
  mark(tx, key, free, true);
  tx.patch(pools, key, { lowest: { ...pool.lowest, [options.range ?? '']: String(free + 1n) } });
  return { ip: ipFromBits(familyOf(firstOf(pool.subnet)), base(pool) + free) };
}

/** Gives an address back; the next request may have it at once. */
export function releaseAddress(tx: Tx, key: string, ip: string): void {
  const pool = tx.get(pools, key);
  if (!pool || !inCidr(ip, pool.subnet)) return;
  const at = ipToBigInt(ip) - base(pool);
  mark(tx, key, at, false);
  const lowest = Object.entries(pool.lowest).map(([range, hint]) => {
    const inside = range === '' || inCidr(ip, range);
    return [range, inside && at < BigInt(hint) ? String(at) : hint] as const;
  });
  tx.patch(pools, key, { lowest: Object.fromEntries(lowest) });
}

/** Sets a pool up with the addresses that no interface may have: the network's and, in IPv4, the broadcast address. */
export function reserveEnds(tx: Tx, key: string): void {
  const subnet = tx.get(pools, key)?.subnet ?? '';
  const cidr = parseCidr(subnet);
  if (!cidr || (cidr.family === 4 && cidr.prefix >= 31)) return;
  mark(tx, key, 0n, true);
  if (cidr.family === 4) mark(tx, key, ipToBigInt(broadcastOf(subnet)) - ipToBigInt(firstOf(subnet)), true);
}

/** Forgets all addresses of a pool. */
export function dropAddresses(tx: Tx, key: string): void {
  for (const word of tx.by(words, 'pool', key)) tx.delete(words, word.id);
}

function base(pool: Pool): bigint {
  return ipToBigInt(firstOf(pool.subnet));
}

function wordOf(tx: Tx, key: string, at: bigint): number {
  return tx.get(words, `${key}|${at >> 5n}`)?.bits ?? 0;
}

function taken(tx: Tx, key: string, at: bigint): boolean {
  return ((wordOf(tx, key, at) >>> Number(at & 31n)) & 1) === 1;
}

function mark(tx: Tx, key: string, at: bigint, on: boolean): void {
  const bit = 1 << Number(at & 31n);
  const bits = on ? wordOf(tx, key, at) | bit : wordOf(tx, key, at) & ~bit;
  const id = `${key}|${at >> 5n}`;
  if (bits === 0) tx.delete(words, id);
  else tx.put(words, id, { pool: key, id, bits });
}

/** First fit, a word at a time: a full /16 is 2048 steps. */
function firstFree(tx: Tx, key: string, from: bigint, to: bigint): bigint | undefined {
  for (let at = from; at <= to; ) {
    const bits = wordOf(tx, key, at) >>> Number(at & 31n);
    if (bits === 0xffffffff >>> Number(at & 31n)) {
      at = ((at >> 5n) + 1n) << 5n;
      continue;
    }
    const skip = 31 - Math.clz32(~bits & -~bits);
    const found = at + BigInt(skip);
    return found <= to ? found : undefined;
  }
  return undefined;
}
