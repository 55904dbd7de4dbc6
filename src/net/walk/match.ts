import { inCidr, ipCompare, isIpv6, type Reader } from '../../base/index.ts';
import { isBroadcast, isLocal, isMulticast, routeGet } from '../read.ts';
import type { AddrType, Match, Packet, Rule, XfrmState } from '../rows/index.ts';
import { xfrmPolicyFor, xfrmStateFor } from '../xfrm.ts';
import { bpfRun } from './bpf.ts';
import { nattedOf } from './conntrack.ts';
import type { Tracking } from './walk.ts';

/** What a rule can look at. */
export interface Seen {
  readonly netns: string;
  readonly packet: Packet;
  readonly ct: Tracking | undefined;
  readonly in: string | undefined;
  readonly out: string | undefined;
  readonly physIn: string | undefined;
  readonly physOut: string | undefined;
  readonly srcMac: string | undefined;
  readonly ipvs: boolean;
  readonly secpath: XfrmState | undefined;
}

/** Whether all matches of the rule hold. */
export function ruleMatches(r: Reader, rule: Rule, it: Seen): boolean {
  return rule.matches.every((match) => holds(r, match, it));
}

function holds(r: Reader, match: Match, it: Seen): boolean {
  const { packet } = it;
  switch (match.m) {
    case 'src':
      return inCidr(packet.src, match.cidr) !== !!match.not;
    case 'dst':
      return inCidr(packet.dst, match.cidr) !== !!match.not;
    case 'in':
      return device(match.dev, it.in) !== !!match.not;
    case 'out':
      return device(match.dev, it.out) !== !!match.not;
    case 'proto':
      return protocol(match.proto, packet) !== !!match.not;
    case 'module':
      return packet.proto === match.name;
    case 'sport':
    case 'dport': {
      const port = packet[match.m];
      return packet.proto === match.proto && port !== undefined && within(port, match.from, match.to) !== !!match.not;
    }
    case 'multiport': {
      const ports =
        match.which === 'sports'
          ? [packet.sport]
          : match.which === 'dports'
            ? [packet.dport]
            : [packet.sport, packet.dport];
      const known = ports.filter((port) => port !== undefined);
      return (
        known.length > 0 &&
        known.some((port) => match.ports.some(([from, to]) => within(port, from, to))) !== !!match.not
      );
    }
    case 'ctstate':
      return match.states.some((state) => inState(state, it.ct)) !== !!match.not;
    case 'ctorigdst':
      return it.ct !== undefined && inCidr(it.ct.orig.dst, match.cidr) !== !!match.not;
    case 'ctorigdstport':
      return it.ct !== undefined && within(it.ct.orig.dport, match.from, match.to) !== !!match.not;
    case 'ctdir':
      return it.ct !== undefined && (it.ct.dir === 'orig') === (match.dir === 'ORIGINAL');
    case 'addrtype': {
      const src = match.src === undefined || (addrType(r, it.netns, packet.src) === match.src) !== !!match.srcNot;
      const dst = match.dst === undefined || (addrType(r, it.netns, packet.dst) === match.dst) !== !!match.dstNot;
      return src && dst;
    }
    case 'icmp':
      return icmpType(match.type, packet) !== !!match.not;
    case 'tcpflags':
      return packet.proto === 'tcp' && tcpFlags(packet, match.mask, match.set) !== !!match.not;
    case 'mark':
      return (((packet.mark ?? 0) & (match.mask ?? 0xffffffff)) >>> 0 === match.value) !== !!match.not;
    case 'iprange': {
      const inside = (ip: string, range: readonly [string, string] | undefined, not: boolean | undefined): boolean =>
        range === undefined ||
        (isIpv6(ip) === isIpv6(range[0]) && ipCompare(ip, range[0]) >= 0 && ipCompare(ip, range[1]) <= 0) !== !!not;
      return inside(packet.src, match.src, match.srcNot) && inside(packet.dst, match.dst, match.dstNot);
    }
    case 'mac':
      return it.srcMac !== undefined && (it.srcMac === match.mac) !== !!match.not;
    case 'physdev': {
      const through = match.in === undefined || device(match.in, it.physIn) !== !!match.inNot;
      const to = match.out === undefined || device(match.out, it.physOut) !== !!match.outNot;
      return through && to && (!match.bridged || (it.physIn !== undefined && it.physOut !== undefined));
    }
    case 'ipvs':
      return it.ipvs !== !!match.not;
    case 'policy':
      return xfrmed(r, match, it);
    case 'bpf':
      return bpfRun(match.code, packet) !== 0;
    // A rate cannot be exceeded by the few packets of a lesson; the rule counts as under its limit.
    case 'limit':
    case 'comment':
      return true;
  }
}

// policy_mt: the state that decrypted the packet, or the one that will encrypt it.
function xfrmed(r: Reader, match: Extract<Match, { readonly m: 'policy' }>, it: Seen): boolean {
  const policy = match.dir === 'out' ? xfrmPolicyFor(r, it.netns, it.packet) : undefined;
  const state = match.dir === 'in' ? it.secpath : policy && xfrmStateFor(r, it.netns, policy.tmpl);
  if (match.pol === 'none') return state === undefined;
  if (state === undefined) return false;
  return (['reqid', 'spi', 'proto', 'mode'] as const).every(
    (field) => match[field] === undefined || (match[field] === state[field]) !== !!match[`${field}Not`],
  );
}

function device(pattern: string, dev: string | undefined): boolean {
  if (dev === undefined) return pattern === '+';
  return pattern.endsWith('+') ? dev.startsWith(pattern.slice(0, -1)) : dev === pattern;
}

const within = (n: number, from: number, to: number): boolean => n >= from && n <= to;

function protocol(wanted: string, packet: Packet): boolean {
  return wanted === 'all' || wanted === (packet.proto === 'icmpv6' ? 'ipv6-icmp' : packet.proto);
}

function inState(state: string, ct: Tracking | undefined): boolean {
  if (!ct) return state === 'UNTRACKED';
  if (state === 'DNAT' || state === 'SNAT') {
    const natted = nattedOf(ct);
    return natted === 'both' || natted === (state === 'DNAT' ? 'dst' : 'src');
  }
  return ct.state === state;
}

/** inet_addr_type: what the address is to this namespace. */
function addrType(r: Reader, netns: string, ip: string): AddrType {
  if (isBroadcast(r, netns, ip)) return 'BROADCAST';
  if (isMulticast(ip)) return 'MULTICAST';
  if (isLocal(r, netns, ip)) return 'LOCAL';
  const kind = routeGet(r, netns, ip)?.kind;
  return kind === undefined || kind === 'unicast' ? 'UNICAST' : (kind.toUpperCase() as AddrType);
}

function icmpType(wanted: string, packet: Packet): boolean {
  if (!packet.icmp) return false;
  if (wanted === 'any') return true;
  const [type, code] = wanted.split('/').map(Number);
  return packet.icmp.type === type && (code === undefined || packet.icmp.code === code);
}

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  S: ['SYN'],
  SA: ['SYN', 'ACK'],
  A: ['ACK'],
  PA: ['PSH', 'ACK'],
  FA: ['FIN', 'ACK'],
  R: ['RST'],
  RA: ['RST', 'ACK'],
};

function tcpFlags(packet: Packet, mask: string, set: string): boolean {
  const on = FLAGS[packet.flags ?? ''] ?? [];
  const wanted = set === 'NONE' ? [] : set.split(',');
  return mask.split(',').every((flag) => on.includes(flag) === wanted.includes(flag));
}

/** The key under which a chain's index files a rule: the one destination or the one port that it is about, if it is so narrow. */
export function ruleKey(rule: Rule): string | undefined {
  for (const match of rule.matches) {
    if (match.m === 'dst' && !match.not && /\/(32|128)$/.test(match.cidr)) return match.cidr.replace(/\/\d+$/, '');
    if (match.m === 'dport' && !match.not && match.from === match.to) return `${match.proto} ${match.from}`;
  }
  return undefined;
}

/** The keys of rules that can match a packet. */
export function packetKeys(packet: Packet): readonly string[] {
  return packet.dport === undefined ? [packet.dst] : [packet.dst, `${packet.proto} ${packet.dport}`];
}
