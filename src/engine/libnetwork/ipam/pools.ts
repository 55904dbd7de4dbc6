import { cidrOverlap, firstOf, ipAdd, ipCompare, parseCidr, type Reader, type Tx } from '../../../base/index.ts';
import { routeTables } from '../../../net/index.ts';
import { FsError, readFile } from '../../../os/index.ts';
import { ApiError } from '../../errors.ts';
import { controllers } from '../rows.ts';
import { type AddressSpace, dropAddresses, pools, reserveEnds } from './addresses.ts';

/** A block that subnets of one size are cut from. */
interface Predefined {
  readonly base: string;
  readonly size: number;
}

/** moby libnetwork/ipamutils/utils.go */
const LOCAL: readonly Predefined[] = [
  { base: '172.17.0.0/16', size: 16 },
  { base: '172.18.0.0/16', size: 16 },
  { base: '172.19.0.0/16', size: 16 },
  { base: '172.20.0.0/14', size: 16 },
  { base: '172.24.0.0/14', size: 16 },
  { base: '172.28.0.0/14', size: 16 },
  { base: '192.168.0.0/16', size: 20 },
];
const GLOBAL: readonly Predefined[] = [{ base: '10.0.0.0/8', size: 24 }];

/** What a network asks for: a subnet, a part of it for its addresses, or any subnet of a family. */
export interface PoolRequest {
  readonly host: string;
  readonly space: AddressSpace;
  readonly family: 4 | 6;
  readonly subnet?: string | undefined;
  readonly range?: string | undefined;
}

/** Takes a subnet; moby libnetwork/ipams/defaultipam/address_space.go. Throws ApiError. */
export function requestPool(tx: Tx, request: PoolRequest): { readonly pool: string; readonly subnet: string } {
  const subnet = request.subnet ?? predefined(tx, request);
  const key = `${request.host}|${request.space}|${subnet}`;
  const mine = tx.get(pools, key);
  if (request.range !== undefined && mine) {
    tx.patch(pools, key, { users: mine.users + 1 });
    return { pool: key, subnet };
  }
  // A subnet with a range is not compared with the others: the driver finds the overlap, in other words.
  if (request.range === undefined && taken(tx, request).some((other) => cidrOverlap(other, subnet)))
    throw new ApiError(403, 'invalid pool request: Pool overlaps with other one on this address space');
  tx.put(pools, key, { host: request.host, space: request.space, subnet, users: 1, lowest: {} });
  reserveEnds(tx, key);
  return { pool: key, subnet };
}

/** Gives a subnet back. */
export function releasePool(tx: Tx, key: string): void {
  const pool = tx.get(pools, key);
  if (!pool) return;
  if (pool.users > 1) {
    tx.patch(pools, key, { users: pool.users - 1 });
    return;
  }
  dropAddresses(tx, key);
  tx.delete(pools, key);
}

function taken(r: Reader, request: PoolRequest): string[] {
  return r.by(pools, 'space', `${request.host}|${request.space}`).map((p) => p.subnet);
}

/** The lowest predefined subnet that neither a network, nor a route of the host, nor a name server is in. */
function predefined(r: Reader, request: PoolRequest): string {
  const used = taken(r, request);
  const avoid =
    request.space === 'global' ? used : [...used, ...onLink(r, request.host), ...nameservers(r, request.host)];
  const family = avoid.filter((c) => parseCidr(c)?.family === request.family);
  for (const { base, size } of bases(r, request)) {
    const bits = request.family === 4 ? 32 : 128;
    const step = 1n << BigInt(bits - size);
    const count = 1n << BigInt(size - (parseCidr(base)?.prefix ?? size));
    for (let i = 0n; i < count; i++) {
      const subnet = `${ipAdd(firstOf(base), i * step)}/${size}`;
      if (!family.some((other) => cidrOverlap(other, subnet))) return subnet;
    }
  }
  throw new ApiError(404, 'all predefined address pools have been fully subnetted');
}

function bases(r: Reader, request: PoolRequest): readonly Predefined[] {
  if (request.family === 6) return [{ base: r.get(controllers, request.host)?.ulaBase ?? 'fd00::/48', size: 64 }];
  const list = request.space === 'local' ? LOCAL : GLOBAL;
  return [...list].sort((a, b) => ipCompare(firstOf(a.base), firstOf(b.base)));
}

/** moby libnetwork/internal/netiputil, netutils#InferReservedNetworks: routes of scope link. */
function onLink(r: Reader, host: string): string[] {
  const routes = r.get(routeTables, host)?.routes ?? [];
  return routes.filter((route) => route.scope === 'link' && route.dst !== 'default').map((route) => full(route.dst));
}

function full(dst: string): string {
  return dst.includes('/') ? dst : `${dst}/${dst.includes(':') ? 128 : 32}`;
}

function nameservers(r: Reader, host: string): string[] {
  const fs = r.get(controllers, host)?.fs ?? host;
  try {
    const lines = readFile(r, fs, '/etc/resolv.conf').split('\n');
    return lines.flatMap((line) => {
      const ip = /^nameserver\s+(\S+)/.exec(line)?.[1];
      return ip !== undefined && parseCidr(full(ip)) ? [full(ip)] : [];
    });
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
}
