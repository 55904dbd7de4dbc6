import { type Match, protocolNumber, type Target } from '../../net/index.ts';
import { serviceName } from '../lib/services.ts';

/** How the extensions of a rule read in `iptables -L`: each piece with a blank before it. */
export function extensionText(matches: readonly Match[], target: Target, numeric: boolean): string {
  return matchTexts(matches, numeric) + targetText(target, numeric);
}

function matchTexts(matches: readonly Match[], numeric: boolean): string {
  let text = '';
  let open: string | undefined;
  for (const m of matches) {
    const own = transport(m);
    if (own !== undefined && own !== open) text += ` ${own}`;
    open = own;
    text += matchText(m, numeric);
  }
  return text;
}

/** Ports and flags of one protocol stand behind its name, which is printed once. */
function transport(m: Match): string | undefined {
  if (m.m === 'sport' || m.m === 'dport') return m.proto;
  if (m.m === 'module') return m.name;
  return m.m === 'tcpflags' ? 'tcp' : undefined;
}

const bang = (not: boolean | undefined) => (not ? '!' : '');
const words = (not: boolean | undefined) => (not ? ' !' : '');

function matchText(m: Match, numeric: boolean): string {
  const port = (n: number, proto: string) => (numeric ? undefined : serviceName(n, proto)) ?? String(n);
  switch (m.m) {
    case 'src':
    case 'dst':
    case 'in':
    case 'out':
    case 'proto':
    case 'module':
      return '';
    case 'sport':
    case 'dport': {
      const name = m.m === 'sport' ? 'spt' : 'dpt';
      return m.from === m.to
        ? ` ${name}:${bang(m.not)}${port(m.from, m.proto)}`
        : ` ${name}s:${bang(m.not)}${port(m.from, m.proto)}:${port(m.to, m.proto)}`;
    }
    case 'tcpflags':
      return ` flags:${bang(m.not)}${numeric ? `${flagBits(m.mask)}/${flagBits(m.set)}` : `${m.mask}/${m.set}`}`;
    case 'multiport':
      return ` multiport ${m.which}${words(m.not)} ${m.ports.map(([a, b]) => (a === b ? port(a, 'tcp') : `${port(a, 'tcp')}:${port(b, 'tcp')}`)).join(',')}`;
    case 'ctstate':
      return `${words(m.not)} ${m.as === 'state' ? 'state' : 'ctstate'} ${m.states.join(',')}`;
    case 'ctorigdst':
      return `${words(m.not)} ctorigdst ${m.cidr.replace(/\/(32|128)$/, '')}`;
    case 'ctorigdstport':
      return `${words(m.not)} ctorigdstport ${m.from === m.to ? m.from : `${m.from}:${m.to}`}`;
    case 'ctdir':
      return ` ctdir ${m.dir}`;
    case 'addrtype':
      return ` ADDRTYPE match${m.src ? ` src-type ${bang(m.srcNot)}${m.src}` : ''}${m.dst ? ` dst-type ${bang(m.dstNot)}${m.dst}` : ''}${m.limit ? ` limit-${m.limit}` : ''}`;
    case 'icmp':
      return icmpText(m, numeric);
    case 'mark':
      return ` mark match${words(m.not)} 0x${m.value.toString(16)}${m.mask === undefined ? '' : `/0x${m.mask.toString(16)}`}`;
    case 'policy':
      return policyText(m, numeric);
    // libxt_bpf.c separates it from nothing, and ends it with the byte zero
    case 'bpf':
      return `match bpf ${m.code}\0`;
    case 'ipvs':
      return ` ${m.not ? '! ' : ''}ipvs`;
    case 'comment':
      return ` /* ${m.text} */`;
    case 'limit':
      return ` limit: avg ${m.rate} burst ${m.burst ?? 5}`;
    case 'iprange':
      return `${m.src ? ` source IP range${words(m.srcNot)} ${m.src.join('-')}` : ''}${m.dst ? ` destination IP range${words(m.dstNot)} ${m.dst.join('-')}` : ''}`;
    case 'mac':
      return ` MAC${words(m.not)} ${m.mac}`;
    case 'physdev':
      return ` PHYSDEV match${m.in ? `${words(m.inNot)} --physdev-in ${m.in}` : ''}${m.out ? `${words(m.outNot)} --physdev-out ${m.out}` : ''}${m.bridged ? ' --physdev-is-bridged' : ''}`;
  }
}

function policyText(m: Extract<Match, { readonly m: 'policy' }>, numeric: boolean): string {
  const proto = m.proto !== undefined && numeric ? protocolNumber(m.proto) : m.proto;
  const field = (name: string, value: string | number | undefined, not: boolean | undefined): string =>
    value === undefined ? '' : ` ${not ? '! ' : ''}${name} ${value}`;
  return [
    ` policy match dir ${m.dir} pol ${m.pol ?? 'ipsec'}`,
    field('reqid', m.reqid, m.reqidNot),
    field('spi', m.spi === undefined ? undefined : `0x${m.spi.toString(16)}`, m.spiNot),
    field('proto', proto, m.protoNot),
    field('mode', m.mode, m.modeNot),
  ].join('');
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

function flagBits(list: string): string {
  const bits =
    list === 'NONE' ? 0 : list === 'ALL' ? 0x3f : list.split(',').reduce((sum, f) => sum + (1 << FLAGS.indexOf(f)), 0);
  return `0x${bits.toString(16).padStart(2, '0').toUpperCase()}`;
}

/** Names of ICMP types that iptables knows; `3/3` is a type and its code. */
const ICMP: Readonly<Record<string, string>> = {
  any: 'any',
  '0': 'echo-reply',
  '3': 'destination-unreachable',
  '3/0': 'network-unreachable',
  '3/1': 'host-unreachable',
  '3/2': 'protocol-unreachable',
  '3/3': 'port-unreachable',
  '3/4': 'fragmentation-needed',
  '4': 'source-quench',
  '5': 'redirect',
  '8': 'echo-request',
  '9': 'router-advertisement',
  '10': 'router-solicitation',
  '11': 'time-exceeded',
  '11/0': 'ttl-zero-during-transit',
  '12': 'parameter-problem',
  '13': 'timestamp-request',
  '14': 'timestamp-reply',
};

const ICMP6: Readonly<Record<string, string>> = {
  '1': 'destination-unreachable',
  '2': 'packet-too-big',
  '3': 'time-exceeded',
  '4': 'parameter-problem',
  '128': 'echo-request',
  '129': 'echo-reply',
  '133': 'router-solicitation',
  '134': 'router-advertisement',
  '135': 'neighbour-solicitation',
  '136': 'neighbour-advertisement',
  '137': 'redirect',
};

function icmpText(m: Extract<Match, { readonly m: 'icmp' }>, numeric: boolean): string {
  const name = (m.v6 ? ICMP6 : ICMP)[m.type];
  if (!numeric && name !== undefined) return ` ${m.v6 ? 'ipv6-icmp' : 'icmp'} ${bang(m.not)}${name}`;
  const [type, code] = (m.type === 'any' ? '255' : m.type).split('/');
  return ` ${m.v6 ? 'ipv6-icmptype' : 'icmptype'} ${bang(m.not)}${type}${code === undefined ? '' : ` code ${code}`}`;
}

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];

function targetText(target: Target, numeric: boolean): string {
  switch (target.t) {
    case 'REJECT':
      return ` reject-with ${target.with}`;
    case 'LOG': {
      const level = target.level ?? 4;
      const head = numeric ? ` LOG flags 0 level ${level}` : ` LOG level ${LEVELS[level] ?? level}`;
      return `${head}${target.prefix === undefined ? '' : ` prefix "${target.prefix}"`}`;
    }
    case 'MASQUERADE':
      return `${target.toPorts === undefined ? '' : ` masq ports: ${target.toPorts}`}${target.random ? ' random' : ''}`;
    case 'SNAT':
    case 'DNAT':
      return ` to:${target.to}`;
    case 'REDIRECT':
      return target.toPorts === undefined ? '' : ` redir ports ${target.toPorts}`;
    case 'MARK':
      return target.mask === undefined || target.mask === 0xffffffff
        ? ` MARK set 0x${target.value.toString(16)}`
        : ` MARK xset 0x${target.value.toString(16)}/0x${target.mask.toString(16)}`;
    default:
      return '';
  }
}
