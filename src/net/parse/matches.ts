import { parseIp, parseMac } from '../../base/index.ts';
import type { AddrType, CtState } from '../rows/index.ts';
import { bpf } from './bpf.ts';
import type { Extension } from './extension.ts';
import { icmp } from './icmp.ts';
import { policy } from './policy.ts';
import { multi, tcp, transport } from './transport.ts';
import { neg, notSimulated, parseHost, parseNumber, parsePort, parsePortRange, refuse } from './values.ts';

const CT_STATES: readonly CtState[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];

function states(text: string, option: string): CtState[] {
  const wanted = text.toUpperCase().split(',');
  for (const state of wanted) if (!(CT_STATES as readonly string[]).includes(state)) refuse(`Bad ${option} "${text}"`);
  return CT_STATES.filter((state) => wanted.includes(state));
}

type Check = NonNullable<Extension['check']>;

function needsOne(name: string): Check {
  return (own) => {
    if (own.length === 0) refuse(`${name}: At least one option is required`);
  };
}

function demands(name: string, option: string): Check {
  return (own) => {
    if (own.length === 0) refuse(`${name}: option "--${option}" must be specified\n`);
  };
}

const ADDR_TYPES: readonly AddrType[] = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
];

function addrType(text: string): AddrType {
  return ADDR_TYPES.find((type) => type === text.toUpperCase()) ?? refuse(`addrtype: bad type "${text}"`);
}

function addressRange(text: string): readonly [string, string] {
  const [from = '', to = from] = text.split('-');
  const [low, high] = [parseIp(from), parseIp(to)];
  if (low === undefined || high === undefined)
    return refuse(`iprange match: Bad IP address \`${low === undefined ? from : to}'\n`);
  return [low, high];
}

const UNITS: Readonly<Record<string, string>> = { s: 'sec', m: 'min', h: 'hour', d: 'day' };

function rate(text: string): string {
  const [, count = '', unit = 's'] = /^(\d+)(?:\/(s|sec|second|m|min|minute|h|hour|d|day))?$/.exec(text) ?? [];
  return count === ''
    ? refuse(`limit: bad value for option "--limit", or out of range (${text}).\n`)
    : `${Number(count)}/${UNITS[unit[0] ?? 's']}`;
}

function mark(text: string): { readonly value: number; readonly mask?: number } {
  const [value = '', mask] = text.split('/');
  return { value: parseNumber(value, 'mark'), ...(mask === undefined ? {} : { mask: parseNumber(mask, 'mark') }) };
}

/** The extensions that the simulation has, iptables-extensions(8). */
export const EXTENSIONS: Readonly<Record<string, Extension>> = {
  tcp,
  udp: transport('udp'),
  sctp: transport('sctp'),
  icmp: { options: { 'icmp-type': icmp(false) } },
  icmp6: { options: { 'icmpv6-type': icmp(true) } },
  multiport: {
    options: {
      'source-ports': multi('sports'),
      sports: multi('sports'),
      'destination-ports': multi('dports'),
      dports: multi('dports'),
      ports: multi('ports'),
    },
    check: (own) => {
      if (own.length === 0) refuse('multiport expection an option');
    },
  },
  conntrack: {
    options: {
      ctstate: { args: 1, to: ([text = ''], not) => ({ m: 'ctstate', states: states(text, 'ctstate'), ...neg(not) }) },
      ctorigdst: {
        args: 1,
        to: ([text = ''], not, at) => ({ m: 'ctorigdst', cidr: parseHost(text, at.family), ...neg(not) }),
      },
      ctorigdstport: {
        args: 1,
        to: ([text = ''], not) => {
          const [from, to] = parsePortRange(text);
          return { m: 'ctorigdstport', from, to, ...neg(not) };
        },
      },
      ctdir: {
        args: 1,
        to: ([text = '']) => {
          const dir = text.toUpperCase();
          return dir === 'ORIGINAL' || dir === 'REPLY'
            ? { m: 'ctdir', dir }
            : refuse(`conntrack: Bad value for "--ctdir" option: "${text}"`);
        },
      },
    },
    check: needsOne('conntrack'),
  },
  state: {
    options: {
      state: {
        args: 1,
        to: ([text = ''], not) => ({ m: 'ctstate', as: 'state', states: states(text, 'state'), ...neg(not) }),
      },
    },
    check: demands('state', 'state'),
  },
  addrtype: {
    options: {
      'src-type': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'addrtype', src: addrType(text), ...(not ? { srcNot: true } : {}) }),
      },
      'dst-type': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'addrtype', dst: addrType(text), ...(not ? { dstNot: true } : {}) }),
      },
      'limit-iface-in': { args: 0, to: () => ({ m: 'addrtype', limit: 'in' }) },
      'limit-iface-out': { args: 0, to: () => ({ m: 'addrtype', limit: 'out' }) },
    },
    check: (own) => {
      if (!own.some((it) => it.m === 'addrtype' && (it.src ?? it.dst)))
        refuse('addrtype: you must specify --src-type or --dst-type');
    },
  },
  mark: {
    options: { mark: { args: 1, to: ([text = ''], not) => ({ m: 'mark', ...mark(text), ...neg(not) }) } },
    check: demands('mark', 'mark'),
  },
  comment: {
    options: { comment: { args: 1, to: ([text = '']) => ({ m: 'comment', text }) } },
    check: demands('comment', 'comment'),
  },
  limit: {
    options: {
      limit: { args: 1, to: ([text = '']) => ({ m: 'limit', rate: rate(text) }) },
      'limit-burst': { args: 1, to: ([text = '']) => ({ m: 'limit', rate: '', burst: parsePort(text) }) },
    },
  },
  iprange: {
    options: {
      'src-range': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'iprange', src: addressRange(text), ...(not ? { srcNot: true } : {}) }),
      },
      'dst-range': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'iprange', dst: addressRange(text), ...(not ? { dstNot: true } : {}) }),
      },
    },
    check: (own) => {
      if (own.length === 0) refuse("iprange match: You must specify `--src-range' or `--dst-range'\n");
    },
  },
  mac: {
    options: {
      'mac-source': {
        args: 1,
        to: ([text = ''], not) => ({
          m: 'mac',
          mac: parseMac(text) ?? refuse('mac: Bad value for "--mac-source" option'),
          ...neg(not),
        }),
      },
    },
    check: demands('mac', 'mac-source'),
  },
  ipvs: {
    options: { ipvs: { args: 0, to: (_, not) => ({ m: 'ipvs', ...neg(not) }) } },
    check: needsOne('IPVS'),
  },
  policy,
  bpf,
  physdev: {
    options: {
      'physdev-in': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'physdev', in: text, ...(not ? { inNot: true } : {}) }),
      },
      'physdev-out': {
        args: 1,
        to: ([text = ''], not) => ({ m: 'physdev', out: text, ...(not ? { outNot: true } : {}) }),
      },
      'physdev-is-bridged': { args: 0, to: () => ({ m: 'physdev', bridged: true }) },
    },
    check: needsOne('PHYSDEV'),
  },
};

const REAL = [
  'ah',
  'cgroup',
  'cluster',
  'connbytes',
  'connlabel',
  'connlimit',
  'connmark',
  'cpu',
  'dccp',
  'devgroup',
  'dscp',
  'ecn',
  'esp',
  'hashlimit',
  'helper',
  'hl',
  'length',
  'nfacct',
  'osf',
  'owner',
  'pkttype',
  'quota',
  'realm',
  'recent',
  'rpfilter',
  'set',
  'socket',
  'statistic',
  'string',
  'tcpmss',
  'time',
  'tos',
  'ttl',
  'u32',
];

/** The extension of that name. */
export function extension(name: string): Extension {
  const found = EXTENSIONS[name === 'icmpv6' || name === 'ipv6-icmp' ? 'icmp6' : name];
  if (found) return found;
  if (REAL.includes(name)) return notSimulated(`iptables -m ${name}`);
  return refuse(`Couldn't load match \`${name}':No such file or directory\n`);
}
