import { inCidr, isIpv6, parseIp, type Reader } from '../base/index.ts';
import { type Ip, routeGet, sourceFor } from '../net/index.ts';
import { reverseName } from './dns.ts';
import { stat } from './path-resolution.ts';
import type { Process, Run } from './program.ts';
import { resQuery } from './res-send.ts';
import { candidates, type HostsLine, hostsOf, resolvConf, text } from './resolv-conf.ts';
import { hostname } from './rows.ts';

/** What getaddrinfo(3) answers: addresses in the order in which they should be tried, or its error. */
export type Resolved =
  /** `canonical`: ai_canonname, where it is another than the name that was asked for. */
  | { readonly kind: 'ok'; readonly addresses: readonly Ip[]; readonly canonical?: string }
  | { readonly kind: 'noname' | 'again' | 'nodata' | 'addrfamily' };

/** gai_strerror(3) of glibc. */
export const GAI_TEXT: Readonly<Record<Exclude<Resolved['kind'], 'ok'>, string>> = {
  noname: 'Name or service not known',
  again: 'Temporary failure in name resolution',
  nodata: 'No address associated with hostname',
  addrfamily: 'Address family for hostname not supported',
};

type Looked = 'noname' | 'again' | 'nodata' | readonly Ip[];

function* viaDns(proc: Process, name: string, types: readonly ('A' | 'AAAA')[]): Run<Looked> {
  const conf = resolvConf(proc.world, proc.fs, hostname(proc.world, proc));
  let best: 'noname' | 'again' | 'nodata' = 'noname';
  for (const candidate of candidates(name, conf)) {
    const replies = yield* resQuery(proc, conf, candidate, types);
    if (replies === undefined) return 'again';
    const found: Ip[] = replies.flatMap((reply, i) =>
      reply.rcode === 'NOERROR' ? reply.answers.filter((a) => a.type === types[i]).map((a) => a.data) : [],
    );
    if (found.length > 0) return found;
    const last = replies.at(-1)?.rcode;
    if (last !== 'NOERROR' && last !== 'NXDOMAIN') best = 'again';
    else if (best === 'noname' && replies.some((reply) => reply.rcode === 'NOERROR')) best = 'nodata';
  }
  return best;
}

/** getaddrinfo(3): numbers, then /etc/hosts, then DNS with real packets. */
export function* getaddrinfo(proc: Process, name: string, options: { readonly family?: 4 | 6 } = {}): Run<Resolved> {
  const { family } = options;
  const numeric = parseIp(name) ?? shortIpv4(name);
  if (numeric !== undefined) {
    const other = family !== undefined && isIpv6(numeric) !== (family === 6);
    return other ? { kind: 'addrfamily' } : { kind: 'ok', addresses: [numeric] };
  }
  if (name === '' || /[\s/]/.test(name)) return { kind: 'noname' };
  const ordered = (list: readonly Ip[]) => sortAddresses(proc.world, proc.netns, list);
  const wanted = (ip: Ip) => family === undefined || isIpv6(ip) === (family === 6);
  const lines = linesNaming(proc, name).filter((line) => wanted(line.ip));
  const [first] = lines;
  if (first) {
    const [canonical = name] = first.names;
    return { kind: 'ok', addresses: ordered(lines.map((line) => line.ip)), canonical };
  }
  const types = family === 4 ? (['A'] as const) : family === 6 ? (['AAAA'] as const) : (['A', 'AAAA'] as const);
  const looked = yield* viaDns(proc, name, types);
  if (typeof looked !== 'string') return { kind: 'ok', addresses: ordered(looked) };
  return { kind: looked === 'nodata' && family !== undefined ? 'addrfamily' : looked };
}

/** Addresses that /etc/hosts gives a name, in the order of the file. */
export function namedInHosts(proc: Process, name: string): Ip[] {
  return linesNaming(proc, name).map((line) => line.ip);
}

function linesNaming(proc: Process, name: string): HostsLine[] {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return hostsOf(proc.world, proc.fs).filter((line) => line.names.some((n) => n.toLowerCase() === lower));
}

/**
 * The addresses that gethostbyname(3) finds in /etc/hosts: glibc takes the first line alone unless host.conf(5) says `multi on`;
 * musl, which has no such file, takes them all.
 */
export function hostByName(proc: Process, name: string): Ip[] {
  const known = namedInHosts(proc, name).filter((ip) => !isIpv6(ip));
  const musl = stat(proc.world, proc.fs, MUSL) !== undefined;
  return musl || /^\s*multi\s+on/m.test(text(proc.world, proc.fs, '/etc/host.conf')) ? known : known.slice(0, 1);
}

const MUSL = '/lib/ld-musl-x86_64.so.1';

/** getnameinfo(3): the name of an address, from /etc/hosts or a PTR record; undefined when it has none. */
export function* getnameinfo(proc: Process, ip: Ip): Run<string | undefined> {
  const line = hostsOf(proc.world, proc.fs).find((l) => l.ip === ip);
  if (line) return line.names[0];
  const conf = resolvConf(proc.world, proc.fs, hostname(proc.world, proc));
  const [reply] = (yield* resQuery(proc, conf, reverseName(ip), ['PTR'])) ?? [];
  const found = reply?.rcode === 'NOERROR' ? reply.answers.find((a) => a.type === 'PTR')?.data : undefined;
  return found?.replace(/\.$/, '');
}

/** `127.1`, `1.2.3`: inet_aton(3) fills the middle with zeros. */
function shortIpv4(name: string): Ip | undefined {
  const parts = name.split('.');
  if (parts.length > 3 || !parts.every((p) => /^\d+$/.test(p))) return undefined;
  const last = Number(parts.at(-1));
  const head = parts.slice(0, -1).map(Number);
  const room = 4 - head.length;
  if (head.some((n) => n > 255) || last >= 256 ** room) return undefined;
  const tail = Array.from({ length: room }, (_, i) => Math.floor(last / 256 ** (room - 1 - i)) % 256);
  return [...head, ...tail].join('.');
}

/** RFC 6724, shortened: what has a route and a source first; then IPv6, the loopback before all; then as they came. */
export function sortAddresses(r: Reader, netns: string, addresses: readonly Ip[]): Ip[] {
  const rank = (ip: Ip) => {
    const route = routeGet(r, netns, ip);
    const source = route && (route.scope === 'host' ? ip : sourceFor(r, netns, ip, route));
    if (source === undefined) return 3;
    if (ip === '::1') return 0;
    return isIpv6(ip) && !inCidr(ip, 'fe80::/10') ? 1 : 2;
  };
  return [...new Set(addresses)]
    .map((ip, i) => ({ ip, i, rank: rank(ip) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map((x) => x.ip);
}
