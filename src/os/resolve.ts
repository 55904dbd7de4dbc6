import { inCidr, isIpv6, parseIp, type Reader } from '../base/index.ts';
import { datagrams, datagramTake, type Ip, listen, routeGet, sourceFor, udpSend, unlisten } from '../net/index.ts';
import { type DnsReply, type DnsType, decodeReply, encodeQuery, fqdn, reverseName } from './dns.ts';
import { FsError } from './errno.ts';
import { readFile } from './files.ts';
import { stat } from './path-resolution.ts';
import { type Process, type Run, sleep, until } from './program.ts';
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

/** A line of hosts(5). */
export interface HostsLine {
  readonly ip: Ip;
  readonly names: readonly string[];
}

/** resolv.conf(5). */
export interface ResolvConf {
  readonly servers: readonly Ip[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly attempts: number;
}

function text(r: Reader, fs: string, path: string): string {
  try {
    return readFile(r, fs, path);
  } catch (e) {
    if (e instanceof FsError) return '';
    throw e;
  }
}

/** /etc/hosts of a file system. */
export function hostsOf(r: Reader, fs: string): HostsLine[] {
  return text(r, fs, '/etc/hosts')
    .split('\n')
    .flatMap((line) => {
      const [ip = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      const parsed = parseIp(ip);
      return parsed === undefined || names.length === 0 ? [] : [{ ip: parsed, names }];
    });
}

/** /etc/resolv.conf of a file system, with the defaults of resolv.conf(5): without a search list, the host name's own domain. */
export function resolvConf(r: Reader, fs: string, host = ''): ResolvConf {
  const lines = text(r, fs, '/etc/resolv.conf')
    .split('\n')
    .map((line) =>
      line
        .replace(/[#;].*/, '')
        .trim()
        .split(/\s+/),
    );
  const servers = lines
    .filter(([k, v]) => k === 'nameserver' && v && parseIp(v))
    .map(([, v]) => v ?? '')
    .slice(0, 3);
  const domain = host.includes('.') ? [host.slice(host.indexOf('.') + 1)] : [];
  const search = lines.findLast(([k]) => k === 'search' || k === 'domain')?.slice(1) ?? domain;
  const options = lines.filter(([k]) => k === 'options').flatMap(([, ...rest]) => rest);
  const number = (name: string, otherwise: number, most: number) => {
    const found = options.findLast((o) => o.startsWith(`${name}:`));
    const value = Number(found?.slice(name.length + 1));
    return found === undefined || Number.isNaN(value) ? otherwise : Math.min(value, most);
  };
  return {
    servers: servers.length > 0 ? servers : ['127.0.0.1'],
    search: search.filter((s) => s !== '.'),
    ndots: number('ndots', 1, 15),
    timeout: number('timeout', 5, 30) * 1000,
    attempts: number('attempts', 2, 5),
  };
}

/** The names that are asked for, in order: search domains first where the name has few dots; resolv.conf(5), ndots. */
export function candidates(name: string, conf: Pick<ResolvConf, 'search' | 'ndots'>): string[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const searched = conf.search.map((domain) => fqdn(`${name}.${domain}`));
  return dots >= conf.ndots ? [fqdn(name), ...searched] : [...searched, fqdn(name)];
}

/** What became of one datagram to a name server. */
export type Asked =
  | { readonly kind: 'reply'; readonly reply: DnsReply; readonly ms: number }
  | { readonly kind: 'timeout' | 'refused' | 'unreachable' | 'host-unreachable' | 'net-unreachable' };

export interface Question {
  readonly server: Ip;
  readonly port?: number;
  readonly name: string;
  readonly type: DnsType;
  readonly rd?: boolean;
  readonly edns?: number;
  readonly id?: number;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Sends one question to a name server as a UDP datagram and waits for the answer. */
export function* ask(proc: Process, question: Question): Run<Asked> {
  const id = question.id ?? proc.random(65536);
  const payload = encodeQuery({
    id,
    name: fqdn(question.name),
    type: question.type,
    rd: question.rd ?? true,
    ...(question.edns === undefined ? {} : { edns: question.edns }),
  });
  const any = isIpv6(question.server) ? '::' : '0.0.0.0';
  const socket = proc.transact((tx) =>
    listen(tx, { netns: proc.netns, proto: 'udp', ip: any, port: 0, pid: proc.pid, comm: commOf(proc) }),
  );
  const began = proc.now;
  try {
    const sent = proc.transact((tx) =>
      udpSend(tx, proc.netns, {
        dst: question.server,
        dport: question.port ?? 53,
        sport: socket.port,
        data: payload,
        pid: proc.pid,
      }),
    );
    if (sent.kind !== 'sent') {
      // an ICMP error or failed ARP comes back after its time; a missing route is known at once
      yield* sleep(Math.min(sent.ms, question.timeout));
      const { kind } = sent;
      if (kind === 'refused' || kind === 'host-unreachable' || kind === 'net-unreachable') return { kind };
      return { kind: 'unreachable' };
    }
    const waiting = () => proc.world.by(datagrams, 'waiting', socket.id).length > 0;
    for (let left = question.timeout; left > 0; left = began + question.timeout - proc.now) {
      if (!(yield* until(waiting, left))) break;
      const datagram = proc.transact((tx) => datagramTake(tx, socket.id));
      const reply = datagram && decodeReply(datagram.data);
      if (reply?.id === id) return { kind: 'reply', reply, ms: proc.now - began };
    }
    return { kind: 'timeout' };
  } finally {
    proc.transact((tx) => unlisten(tx, socket.id));
  }
}

function commOf(proc: Process): string {
  const path = proc.argv[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Asks the servers of resolv.conf in turn, as res_send(3) does; undefined when none gave a usable answer. */
export function* resQuery(proc: Process, conf: ResolvConf, name: string, type: DnsType): Run<DnsReply | undefined> {
  let failure: DnsReply | undefined;
  for (let round = 0; round < conf.attempts; round++) {
    for (const server of conf.servers) {
      const asked = yield* ask(proc, { server, name, type, timeout: conf.timeout });
      if (asked.kind !== 'reply') continue;
      const { rcode } = asked.reply;
      if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') return asked.reply;
      failure = asked.reply;
    }
    if (failure) return failure;
  }
  return undefined;
}

type Looked = 'noname' | 'again' | 'nodata' | readonly Ip[];

function* viaDns(proc: Process, name: string, types: readonly ('A' | 'AAAA')[]): Run<Looked> {
  const conf = resolvConf(proc.world, proc.fs, hostname(proc.world, proc));
  let best: 'noname' | 'again' | 'nodata' = 'noname';
  for (const candidate of candidates(name, conf)) {
    const found: Ip[] = [];
    for (const type of types) {
      const reply = yield* resQuery(proc, conf, candidate, type);
      // glibc asks A and AAAA at once: one wait for both
      if (reply === undefined) return 'again';
      if (reply.rcode === 'NOERROR') {
        found.push(...reply.answers.filter((a) => a.type === type).map((a) => a.data));
        if (best === 'noname') best = 'nodata';
      } else if (reply.rcode !== 'NXDOMAIN' && found.length === 0 && types.length === 1) best = 'again';
      else if (reply.rcode !== 'NXDOMAIN' && found.length === 0 && type === types.at(-1)) best = 'again';
    }
    if (found.length > 0) return found;
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
  const reply = yield* resQuery(
    proc,
    resolvConf(proc.world, proc.fs, hostname(proc.world, proc)),
    reverseName(ip),
    'PTR',
  );
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
