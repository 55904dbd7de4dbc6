import type { Reader } from '../../base/index.ts';
import {
  type Chain,
  type Counter,
  chainKey,
  counterOf,
  type Match,
  type Rule,
  referencesOf,
  type Target,
} from '../../net/index.ts';
import { extensionText } from './matches.ts';

/** How `iptables -L` is asked to print. */
export interface Layout {
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  /** Names for addresses, where -n does not forbid them. */
  readonly nameOf: (ip: string) => string | undefined;
}

/** One chain with its heading; with `number`, that rule alone. */
export function listChain(r: Reader, chain: Chain, layout: Layout, number?: number): string {
  const rows = chain.rules.map((rule, i) => row(r, chain, rule, i + 1, layout));
  if (number !== undefined) return rows[number - 1] ?? '';
  return `${heading(r, chain, layout)}${columns(layout)}${rows.join('')}`;
}

function heading(r: Reader, chain: Chain, layout: Layout): string {
  if (chain.policy === undefined) return `Chain ${chain.name} (${referencesOf(r, chain)} references)\n`;
  const { packets, bytes } = counterOf(r, chainKey(chain.netns, chain.family, chain.table, chain.name));
  const counted = layout.verbose ? ` ${scaled(packets, layout)} packets, ${scaled(bytes, layout)} bytes` : '';
  return `Chain ${chain.name} (policy ${chain.policy}${counted})\n`;
}

function columns(layout: Layout): string {
  const num = layout.lineNumbers ? 'num  ' : '';
  const counts = !layout.verbose ? '' : layout.exact ? '    pkts      bytes ' : ' pkts bytes ';
  const devices = layout.verbose ? 'in     out     ' : '';
  return `${num}${counts}target     prot opt ${devices}source               destination         \n`;
}

type Address = Extract<Match, { readonly m: 'src' | 'dst' }>;
type Device = Extract<Match, { readonly m: 'in' | 'out' }>;

function row(r: Reader, chain: Chain, rule: Rule, number: number, layout: Layout): string {
  const address = (m: Address['m']) => rule.matches.find((x): x is Address => x.m === m);
  const device = (m: Device['m']) => rule.matches.find((x): x is Device => x.m === m);
  const proto = rule.matches.find((x) => x.m === 'proto');
  const counter = counterOf(r, rule.id);
  return [
    layout.lineNumbers ? `${String(number).padEnd(4)} ` : '',
    layout.verbose ? counts(counter, layout) : '',
    `${targetName(rule.target).padEnd(9)} `,
    `${proto?.m === 'proto' && proto.not ? '!' : ' '}${protoName(proto, layout).padEnd(4)} -- `,
    layout.verbose ? ` ${deviceText(device('in')).padEnd(6)} ${deviceText(device('out')).padEnd(6)} ` : '',
    addressText(address('src'), chain.family, layout),
    addressText(address('dst'), chain.family, layout),
    rule.target.t === 'goto' ? '[goto] ' : '',
    extensionText(rule.matches, rule.target, layout.numeric),
    '\n',
  ].join('');
}

function targetName(target: Target): string {
  if (target.t === 'none') return '';
  return target.t === 'jump' || target.t === 'goto' ? target.chain : target.t;
}

function protoName(m: Match | undefined, _layout: Layout): string {
  return m?.m === 'proto' ? m.proto : 'all';
}

function deviceText(m: Device | undefined): string {
  return m === undefined ? '*' : `${m.not ? '!' : ''}${m.dev}`;
}

function addressText(m: Address | undefined, family: 4 | 6, layout: Layout): string {
  const text = m === undefined ? everywhere(family, layout.numeric) : cidrText(m.cidr, layout);
  return `${m?.not ? '!' : ' '}${text.padEnd(19)} `;
}

function everywhere(family: 4 | 6, numeric: boolean): string {
  if (!numeric) return 'anywhere';
  return family === 4 ? '0.0.0.0/0' : '::/0';
}

/** networks(5) of Debian. */
const NETWORKS: Readonly<Record<string, string>> = {
  '127.0.0.0': 'loopback',
  '169.254.0.0': 'link-local',
  '0.0.0.0': 'default',
};

function cidrText(cidr: string, layout: Layout): string {
  const [ip = '', prefix] = cidr.split('/');
  const whole = prefix === undefined || prefix === (ip.includes(':') ? '128' : '32');
  if (layout.numeric) return whole ? ip : cidr;
  const name = whole ? (layout.nameOf(ip) ?? NETWORKS[ip]) : NETWORKS[ip];
  return `${name ?? ip}${whole ? '' : `/${prefix}`}`;
}

function counts(counter: Counter, layout: Layout): string {
  if (layout.exact) return `${String(counter.packets).padStart(8)} ${String(counter.bytes).padStart(8)} `;
  return `${scaled(counter.packets, layout).padStart(5)} ${scaled(counter.bytes, layout).padStart(5)} `;
}

/** xtables_print_num: thousands and more as K, M, G, T unless -x. */
function scaled(n: number, layout: Layout): string {
  if (layout.exact || n <= 99999) return String(n);
  let value = n;
  for (const unit of ['K', 'M', 'G']) {
    value = Math.floor((value + 500) / 1000);
    if (value <= 9999) return `${value}${unit}`;
  }
  return `${Math.floor((value + 500) / 1000)}T`;
}
