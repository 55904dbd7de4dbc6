import { networkOf } from '../base/index.ts';
import type { Match, Rule, Target } from './rows/index.ts';

type Spec = Pick<Rule, 'matches' | 'target'>;
type Base = Extract<Match, { readonly m: 'src' | 'dst' | 'in' | 'out' | 'proto' }>;

const printed = new WeakMap<Spec, string>();

/** The rule as `iptables -S` prints it, without `-A CHAIN`. The same in the nft and the legacy backend. */
export function printRule(rule: Spec): string {
  const known = printed.get(rule);
  if (known !== undefined) return known;
  const text = [...printMatches(rule.matches), ...printTarget(rule.target)].join(' ');
  printed.set(rule, text);
  return text;
}

/** Order in which the matches of ip(7) headers come, whatever order they were typed in (save_ipv4_addr and friends). */
const BASE_ORDER = ['src', 'dst', 'in', 'out', 'proto'];

/** Whether a match is one of iptables itself, not of an extension. */
export function isBase(match: Match): match is Base {
  return BASE_ORDER.includes(match.m);
}

/** Matches in the one order and form in which they are kept and printed: headers first, blocks without host bits. */
export function canonical(matches: readonly Match[]): Match[] {
  const base = matches
    .filter(isBase)
    .map((it) => (it.m === 'src' || it.m === 'dst' ? { ...it, cidr: networkOf(it.cidr) } : it))
    .sort((a, b) => BASE_ORDER.indexOf(a.m) - BASE_ORDER.indexOf(b.m));
  return [...base, ...matches.filter((match) => !isBase(match))];
}

function printMatches(matches: readonly Match[]): string[] {
  const words: string[] = [];
  let module: string | undefined;
  for (const match of canonical(matches)) {
    if (isBase(match)) {
      words.push(printBase(match));
      continue;
    }
    const own = moduleOf(match);
    if (own !== module) words.push(`-m ${own}`);
    module = own;
    const options = printOptions(match);
    if (options) words.push(options);
  }
  return words;
}

const not = (negated: boolean | undefined): string => (negated ? '! ' : '');

function printBase(match: Base): string {
  switch (match.m) {
    case 'src':
      return `${not(match.not)}-s ${match.cidr}`;
    case 'dst':
      return `${not(match.not)}-d ${match.cidr}`;
    case 'in':
      return `${not(match.not)}-i ${match.dev}`;
    case 'out':
      return `${not(match.not)}-o ${match.dev}`;
    case 'proto':
      return `${not(match.not)}-p ${match.proto}`;
  }
}

/** The extension that a match belongs to: the word after `-m`. */
export function moduleOf(match: Exclude<Match, Base>): string {
  switch (match.m) {
    case 'sport':
    case 'dport':
      return match.proto;
    case 'module':
      return match.name;
    case 'tcpflags':
      return 'tcp';
    case 'ctstate':
      return match.as ?? 'conntrack';
    case 'ctorigdst':
    case 'ctorigdstport':
    case 'ctdir':
      return 'conntrack';
    case 'icmp':
      return match.v6 ? 'icmp6' : 'icmp';
    case 'multiport':
    case 'addrtype':
    case 'mark':
    case 'comment':
    case 'limit':
    case 'iprange':
    case 'mac':
    case 'physdev':
    case 'ipvs':
    case 'policy':
    case 'bpf':
      return match.m;
  }
}

const range = (from: number, to: number): string => (from === to ? `${from}` : `${from}:${to}`);

function printOptions(match: Exclude<Match, Base>): string {
  switch (match.m) {
    case 'sport':
    case 'dport':
      return `${not(match.not)}--${match.m} ${range(match.from, match.to)}`;
    case 'module':
      return '';
    case 'tcpflags':
      return `${not(match.not)}--tcp-flags ${match.mask} ${match.set}`;
    case 'multiport':
      return `${not(match.not)}--${match.which} ${match.ports.map(([from, to]) => range(from, to)).join(',')}`;
    case 'ctstate':
      return `${not(match.not)}--${match.as === 'state' ? 'state' : 'ctstate'} ${match.states.join(',')}`;
    case 'ctorigdst':
      return `${not(match.not)}--ctorigdst ${match.cidr.replace(/\/(32|128)$/, '')}`;
    case 'ctorigdstport':
      return `${not(match.not)}--ctorigdstport ${range(match.from, match.to)}`;
    case 'ctdir':
      return `--ctdir ${match.dir}`;
    case 'addrtype':
      return [
        match.src === undefined ? '' : `${not(match.srcNot)}--src-type ${match.src}`,
        match.dst === undefined ? '' : `${not(match.dstNot)}--dst-type ${match.dst}`,
        match.limit === undefined ? '' : `--limit-iface-${match.limit}`,
      ]
        .filter(Boolean)
        .join(' ');
    case 'icmp':
      return `${not(match.not)}--${match.v6 ? 'icmpv6' : 'icmp'}-type ${match.type}`;
    case 'mark':
      return `${not(match.not)}--mark ${hex(match.value, match.mask)}`;
    case 'comment':
      return `--comment ${quote(match.text)}`;
    case 'limit':
      return `--limit ${match.rate}${match.burst === undefined ? '' : ` --limit-burst ${match.burst}`}`;
    case 'iprange':
      return [
        match.src ? `${not(match.srcNot)}--src-range ${match.src.join('-')}` : '',
        match.dst ? `${not(match.dstNot)}--dst-range ${match.dst.join('-')}` : '',
      ]
        .filter(Boolean)
        .join(' ');
    case 'ipvs':
      return `${not(match.not)}--ipvs`;
    case 'policy':
      return [
        `--dir ${match.dir} --pol ${match.pol ?? 'ipsec'}`,
        match.reqid === undefined ? '' : `${not(match.reqidNot)}--reqid ${match.reqid}`,
        match.spi === undefined ? '' : `${not(match.spiNot)}--spi ${hex(match.spi)}`,
        match.proto === undefined ? '' : `${not(match.protoNot)}--proto ${match.proto}`,
        match.mode === undefined ? '' : `${not(match.modeNot)}--mode ${match.mode}`,
      ]
        .filter(Boolean)
        .join(' ');
    case 'bpf':
      return `--bytecode "${match.code.split(',').length},${match.code}"`;
    case 'mac':
      return `${not(match.not)}--mac-source ${match.mac}`;
    case 'physdev':
      return [
        match.in === undefined ? '' : `${not(match.inNot)}--physdev-in ${match.in}`,
        match.out === undefined ? '' : `${not(match.outNot)}--physdev-out ${match.out}`,
        match.bridged ? '--physdev-is-bridged' : '',
      ]
        .filter(Boolean)
        .join(' ');
  }
}

const hex = (value: number, mask?: number): string =>
  `0x${value.toString(16)}${mask === undefined ? '' : `/0x${mask.toString(16)}`}`;

// xtables_save_string quotes what is more than letters, digits, - and _, and escapes quotes, backslashes and apostrophes.
function quote(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}

function printTarget(target: Target): string[] {
  switch (target.t) {
    case 'none':
      return [];
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return [`-j ${target.t}`];
    case 'REJECT':
      return [`-j REJECT --reject-with ${target.with}`];
    case 'LOG':
      return [
        '-j LOG',
        ...(target.prefix === undefined ? [] : [`--log-prefix ${quote(target.prefix)}`]),
        ...(target.level === undefined || target.level === 4 ? [] : [`--log-level ${target.level}`]),
      ];
    case 'MASQUERADE':
      return [
        '-j MASQUERADE',
        ...(target.toPorts === undefined ? [] : [`--to-ports ${target.toPorts}`]),
        ...(target.random ? ['--random'] : []),
      ];
    case 'SNAT':
      return [`-j SNAT --to-source ${target.to}`];
    case 'DNAT':
      return [`-j DNAT --to-destination ${target.to}`];
    case 'REDIRECT':
      return ['-j REDIRECT', ...(target.toPorts === undefined ? [] : [`--to-ports ${target.toPorts}`])];
    case 'MARK':
      return [`-j MARK --set-xmark ${hex(target.value, target.mask ?? 0xffffffff)}`];
    case 'jump':
      return [`-j ${target.chain}`];
    case 'goto':
      return [`-g ${target.chain}`];
  }
}
