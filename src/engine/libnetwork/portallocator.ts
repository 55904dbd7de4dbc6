import { isIpv6, type Reader, type Tx, table } from '../../base/index.ts';
import { sysctl } from '../../net/index.ts';
import { ApiError } from '../errors.ts';
import type { Proto } from './rows.ts';

/** The host addresses on which a port is given to some container. */
interface Allocated {
  readonly ips: readonly string[];
}

/** Where the search for a port of a range starts: behind the one found last. */
interface Cursor {
  readonly last: number;
}

const allocated = table<Allocated>('engine.ports');
const cursors = table<Cursor>('engine.portcursors');

/** Takes a port on all addresses at once: the one asked for, or the next free one of a range; moby libnetwork/portallocator. */
export function requestPort(
  tx: Tx,
  host: string,
  proto: Proto,
  ips: readonly string[],
  from: number,
  to: number,
): number {
  if (from !== 0 && from === to) {
    const ip = holder(tx, host, proto, ips, from);
    if (ip !== undefined) throw new ApiError(500, `Bind for ${ip}:${from} failed: port is already allocated`);
    return take(tx, host, proto, ips, from);
  }
  const [begin, end] = from === 0 ? ephemeral(tx, host) : [from, to];
  const size = end - begin + 1;
  const keys = ips.map((ip) => `${host}|${ip}|${proto}|${begin}-${end}`);
  const last = tx.get(cursors, keys[0] ?? '')?.last ?? end;
  for (let i = 1; i <= size; i++) {
    const port = begin + ((last - begin + i) % size);
    if (holder(tx, host, proto, ips, port) !== undefined) continue;
    for (const key of keys) tx.put(cursors, key, { last: port });
    return take(tx, host, proto, ips, port);
  }
  throw new ApiError(500, 'all ports are allocated');
}

/** Gives a port back on one address. */
export function releasePort(tx: Tx, host: string, proto: Proto, ip: string, port: number): void {
  const key = `${host}|${proto}|${port}`;
  const left = (tx.get(allocated, key)?.ips ?? []).filter((other) => other !== ip);
  if (left.length === 0) tx.delete(allocated, key);
  else tx.put(allocated, key, { ips: left });
}

function take(tx: Tx, host: string, proto: Proto, ips: readonly string[], port: number): number {
  const key = `${host}|${proto}|${port}`;
  tx.put(allocated, key, { ips: [...(tx.get(allocated, key)?.ips ?? []), ...ips] });
  return port;
}

/** The address on which the port is taken already. A wildcard stands for every address of its family. */
function holder(r: Reader, host: string, proto: Proto, ips: readonly string[], port: number): string | undefined {
  const taken = r.get(allocated, `${host}|${proto}|${port}`)?.ips ?? [];
  const clash = (a: string, b: string): boolean =>
    a === b || (isIpv6(a) === isIpv6(b) && [a, b].some((ip) => ip === '0.0.0.0' || ip === '::'));
  // Docker finds the families in no order; 0.0.0.0 first is one of its answers.
  return [...taken].sort((a, b) => Number(isIpv6(a)) - Number(isIpv6(b))).find((t) => ips.some((ip) => clash(ip, t)));
}

function ephemeral(r: Reader, host: string): [number, number] {
  const [begin = 32768, end = 60999] = sysctl(r, host, 'net.ipv4.ip_local_port_range').split(/\s+/).map(Number);
  return [begin, end];
}
