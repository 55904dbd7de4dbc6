import { bytesOf } from '../../base/index.ts';
import { crc32 } from '../crc32.ts';
import type { Peer, Upstream } from './model.ts';

/** After so many backends that cannot be asked they take turns. */
const TRIES = 20;

/** Backends that a hash leads to, one group after the other; the first that can be asked is. */
type Ways = Generator<readonly number[]>;

const primaries = ({ peers }: Upstream): readonly number[] => [...peers.keys()].filter((i) => !peers[i]?.backup);

/** The backend on which a number falls among the weights. */
function weighed({ peers }: Upstream, among: readonly number[], hash: number): readonly number[] {
  const weight = (i: number) => peers[i]?.weight ?? 1;
  let left =
    hash %
    Math.max(
      1,
      among.reduce((sum, i) => sum + weight(i), 0),
    );
  for (const i of among) {
    if (left < weight(i)) return [i];
    left -= weight(i);
  }
  return [];
}

/** `ip_hash`: the first three octets decide; ngx_http_upstream_get_ip_hash_peer. */
export function* ipWays(upstream: Upstream, client: string): Ways {
  const among = primaries(upstream);
  const octets = client.split('.').slice(0, 3).map(Number);
  let hash = 89;
  for (let tries = 0; tries <= TRIES; tries++) {
    hash = octets.reduce((h, octet) => (h * 113 + octet) % 6271, hash);
    yield weighed(upstream, among, hash);
  }
}

/** `hash KEY`: compatible with Cache::Memcached; ngx_http_upstream_get_hash_peer. */
export function* hashWays(upstream: Upstream, key: string): Ways {
  const among = primaries(upstream);
  let hash = 0;
  for (let tries = 0; tries <= TRIES; tries++) {
    hash += (crc32(bytesOf(`${tries === 0 ? '' : tries}${key}`)) >>> 16) & 0x7fff;
    yield weighed(upstream, among, hash);
  }
}

/** `hash KEY consistent`: a ring, compatible with Cache::Memcached::Fast; ngx_http_upstream_get_chash_peer. */
export function* ringWays(upstream: Upstream, key: string): Ways {
  const among = primaries(upstream);
  const ring = ringOf(upstream.peers.filter((p) => !p.backup));
  const hash = crc32(bytesOf(key));
  const first = ring.findIndex((p) => p.hash >= hash);
  for (let tries = 0; tries <= TRIES; tries++) {
    const name = ring[(Math.max(0, first) + tries) % Math.max(1, ring.length)]?.name;
    yield among.filter((i) => upstream.peers[i]?.name === name);
  }
}

interface Point {
  readonly hash: number;
  readonly name: string;
}

/** 160 points for each of a server's weight: crc32(HOST \0 PORT PREVIOUS). Addresses of one name are one server. */
function ringOf(peers: readonly Peer[]): readonly Point[] {
  const points = [...new Map(peers.map((p) => [p.name, p])).values()].flatMap(({ name, weight }) => {
    const [, host = name, port = ''] = /^(.*):(\d*)$/.exec(name) ?? [];
    const base = crc32(bytesOf(`${host}\0${port}`));
    let previous = 0;
    return Array.from({ length: weight * 160 }, (): Point => {
      const bytes = Uint8Array.from([0, 8, 16, 24], (by) => (previous >>> by) & 0xff);
      previous = crc32(bytes, base);
      return { hash: previous, name };
    });
  });
  const sorted = points.sort((a, b) => a.hash - b.hash);
  return sorted.filter((p, i) => p.hash !== sorted[i - 1]?.hash);
}
