import { parseIp } from '../../base/index.ts';
import type { Target } from '../rows/index.ts';
import { notSimulated, parseNumber, refuse } from './values.ts';

/** What is known when a target is finished. */
export interface TargetContext {
  readonly family: 4 | 6;
  readonly proto: string | undefined;
}

/** A target with options: which they are (and how many words each takes), and the Target they make. */
export interface TargetSpec {
  readonly options: Readonly<Record<string, 0 | 1>>;
  readonly make: (given: Readonly<Record<string, string>>, at: TargetContext) => Target;
}

// xt_REJECT: names and the short forms that it takes too.
const REJECT4: Readonly<Record<string, string>> = {
  'icmp-net-unreachable': 'net-unreach',
  'icmp-host-unreachable': 'host-unreach',
  'icmp-proto-unreachable': 'proto-unreach',
  'icmp-port-unreachable': 'port-unreach',
  'icmp-net-prohibited': 'net-prohib',
  'icmp-host-prohibited': 'host-prohib',
  'tcp-reset': 'tcp-rst',
  'icmp-admin-prohibited': 'admin-prohib',
};
const REJECT6: Readonly<Record<string, string>> = {
  'icmp6-no-route': 'no-route',
  'icmp6-adm-prohibited': 'adm-prohibited',
  'icmp6-addr-unreachable': 'addr-unreach',
  'icmp6-port-unreachable': 'port-unreach',
  'tcp-reset': 'tcp-reset',
};

function rejectType(text: string, family: 4 | 6): string {
  const table = family === 4 ? REJECT4 : REJECT6;
  const found = Object.keys(table).find((name) => name.startsWith(text) || table[name]?.startsWith(text));
  return found ?? refuse(`unknown reject type "${text}"`);
}

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];

function level(text: string): number {
  const named = LEVELS.findIndex((name) => name.startsWith(text === 'warn' ? 'warning' : text));
  const value = /^[0-7]$/.test(text) ? Number(text) : text === 'panic' ? 0 : text === 'err' ? 3 : named;
  return value >= 0 ? value : refuse(`log-level "${text}" unknown`);
}

function needed(name: string, given: Readonly<Record<string, string>>, option: string): string {
  return given[option] ?? refuse(`${name}: option "--${option}" must be specified\n`);
}

const PORTED = ['tcp', 'udp', 'sctp', 'dccp'];

function natTo(text: string, at: TargetContext): string {
  const [, bracketed, plain = '', ports] = /^(?:\[([^\]]*)\]|([^:]*|.*:.*:.*))(?::([\d-]+))?$/.exec(text) ?? [
    undefined,
    undefined,
    text,
  ];
  const address = bracketed ?? plain;
  if (ports !== undefined && !PORTED.includes(at.proto ?? ''))
    refuse('Need TCP, UDP, SCTP or DCCP with port specification');
  if (ports?.split('-').some((port) => Number(port) > 65535 || Number(port) < 1))
    refuse(`Port \`${ports}' not valid\n`);
  if (address !== '') {
    for (const ip of address.split('-')) {
      const known = parseIp(ip);
      if (known === undefined || known.includes(':') !== (at.family === 6))
        refuse(`Bad IP address "${ip}"\n`.trimEnd());
    }
  }
  return text;
}

function toPorts(text: string, at: TargetContext): string {
  if (!PORTED.includes(at.proto ?? '')) refuse('Need TCP, UDP, SCTP or DCCP with port specification');
  if (!/^\d+(-\d+)?$/.test(text) || text.split('-').some((port) => Number(port) > 65535))
    refuse(`Port \`${text}' not valid\n`);
  return text;
}

function marked(text: string): { readonly value: number; readonly mask?: number } {
  const [value = '', mask] = text.split('/');
  return {
    value: parseNumber(value, 'set-mark'),
    ...(mask === undefined ? {} : { mask: parseNumber(mask, 'set-mark') }),
  };
}

function bare(t: 'ACCEPT' | 'DROP' | 'RETURN'): TargetSpec {
  return { options: {}, make: () => ({ t }) };
}

/** The targets that the simulation has, iptables-extensions(8). */
export const TARGETS: Readonly<Record<string, TargetSpec>> = {
  ACCEPT: bare('ACCEPT'),
  DROP: bare('DROP'),
  RETURN: bare('RETURN'),
  REJECT: {
    options: { 'reject-with': 1 },
    make: (given, at) => ({
      t: 'REJECT',
      with: rejectType(
        given['reject-with'] ?? (at.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable'),
        at.family,
      ),
    }),
  },
  LOG: {
    options: {
      'log-prefix': 1,
      'log-level': 1,
      'log-tcp-sequence': 0,
      'log-tcp-options': 0,
      'log-ip-options': 0,
      'log-uid': 0,
    },
    make: (given) => {
      const extra = Object.keys(given).find((option) => option !== 'log-prefix' && option !== 'log-level');
      if (extra !== undefined) return notSimulated(`iptables -j LOG --${extra}`);
      const prefix = given['log-prefix'];
      const at = given['log-level'] === undefined ? 4 : level(given['log-level']);
      return { t: 'LOG', ...(prefix === undefined ? {} : { prefix }), ...(at === 4 ? {} : { level: at }) };
    },
  },
  MASQUERADE: {
    options: { 'to-ports': 1, random: 0, 'random-fully': 0 },
    make: (given, at) => ({
      t: 'MASQUERADE',
      ...(given['to-ports'] === undefined ? {} : { toPorts: toPorts(given['to-ports'], at) }),
      ...(given.random === undefined && given['random-fully'] === undefined ? {} : { random: true }),
    }),
  },
  SNAT: {
    options: { 'to-source': 1 },
    make: (given, at) => ({ t: 'SNAT', to: natTo(needed('SNAT', given, 'to-source'), at) }),
  },
  DNAT: {
    options: { 'to-destination': 1 },
    make: (given, at) => ({ t: 'DNAT', to: natTo(needed('DNAT', given, 'to-destination'), at) }),
  },
  REDIRECT: {
    options: { 'to-ports': 1 },
    make: (given, at) => ({
      t: 'REDIRECT',
      ...(given['to-ports'] === undefined ? {} : { toPorts: toPorts(given['to-ports'], at) }),
    }),
  },
  MARK: {
    options: { 'set-mark': 1, 'set-xmark': 1 },
    make: (given) => {
      const text = given['set-mark'] ?? given['set-xmark'];
      if (text === undefined) return refuse('MARK: option "--set-xmark" must be specified\n');
      const { value, mask } = marked(text);
      return { t: 'MARK', value, ...(mask === undefined || mask === 0xffffffff ? {} : { mask }) };
    },
  },
};

const REAL = [
  'AUDIT',
  'CHECKSUM',
  'CLASSIFY',
  'CLUSTERIP',
  'CONNMARK',
  'CONNSECMARK',
  'CT',
  'DNPT',
  'DSCP',
  'ECN',
  'HL',
  'HMARK',
  'IDLETIMER',
  'LED',
  'NETMAP',
  'NFLOG',
  'NFQUEUE',
  'NOTRACK',
  'RATEEST',
  'SECMARK',
  'SET',
  'SNPT',
  'SYNPROXY',
  'TCPMSS',
  'TCPOPTSTRIP',
  'TEE',
  'TOS',
  'TPROXY',
  'TRACE',
  'TTL',
  'ULOG',
];

/** The target of that name, or undefined: then it is a chain. */
export function targetSpec(name: string): TargetSpec | undefined {
  if (REAL.includes(name)) return notSimulated(`iptables -j ${name}`);
  return TARGETS[name];
}
