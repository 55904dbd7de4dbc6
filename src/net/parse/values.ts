import { firstOf, inCidr, ipToBigInt, networkOf, parseIp } from '../../base/index.ts';

/** Why an iptables command line cannot be a rule, in iptables' words. */
export interface RuleError {
  /** What follows `iptables v1.8.13 (nf_tables): `. */
  readonly error: string;
  readonly status: 2 | 4;
  /** Printed without the program's name and version. */
  readonly bare?: true;
  /** The kernel's answer (EINVAL), which the program words by its command: `RULE_APPEND failed (Invalid argument): rule in chain X`. */
  readonly kernel?: true;
  /** Real iptables knows it, the simulation does not. */
  readonly notSimulated?: string;
}

/** Carries a RuleError out of the parser; never leaves it. */
export class Refused extends Error {
  constructor(readonly why: RuleError) {
    super(why.error);
  }
}

/** Ends the parse with what iptables says. */
export function refuse(error: string, more: Partial<RuleError> = {}): never {
  throw new Refused({ error, status: 2, ...more });
}

/** Ends the parse: iptables has it, the simulation has not. */
export function notSimulated(what: string): never {
  return refuse(`not simulated: ${what}`, { notSimulated: what });
}

/** The `!` before a match, as a field of its record. */
export const neg = (not: boolean): { readonly not?: true } => (not ? { not: true } : {});

// protocols(5), the few that iptables prints by name.
const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  ospf: 89,
  ipip: 4,
  sctp: 132,
  udplite: 136,
};

/** The number behind the name that `parseProtocol` gave. */
export function protocolNumber(name: string): number {
  return PROTOCOLS[name] ?? Number(name);
}

/** The protocol as iptables prints it; undefined for all of them. */
export function parseProtocol(text: string): string | undefined {
  const name = text.toLowerCase();
  if (name === 'all' || name === '0') return undefined;
  if (name === 'icmpv6') return 'ipv6-icmp';
  if (name in PROTOCOLS) return name;
  if (!/^\d+$/.test(name) || Number(name) > 255) return refuse(`unknown protocol "${text}" specified`);
  return Object.keys(PROTOCOLS).find((key) => PROTOCOLS[key] === Number(name)) ?? String(Number(name));
}

// services(5), as far as lessons go.
const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  www: 80,
  pop3: 110,
  ntp: 123,
  imap2: 143,
  snmp: 161,
  https: 443,
  submission: 587,
  imaps: 993,
  pop3s: 995,
  'ms-sql-s': 1433,
  mysql: 3306,
  postgresql: 5432,
  redis: 6379,
  'http-alt': 8080,
};

/** A port by number or by its name in services(5). */
export function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : SERVICES[text];
  return port !== undefined && port <= 65535 ? port : refuse(`invalid port/service \`${text}' specified`);
}

/** `80`, `80:90`, `1024:`, `:1023`. */
export function parsePortRange(text: string): readonly [number, number] {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const port = parsePort(text);
    return [port, port];
  }
  const [low, high] = [text.slice(0, colon), text.slice(colon + 1)];
  const [from, to] = [low === '' ? 0 : parsePort(low), high === '' ? 65535 : parsePort(high)];
  if (from > to) return refuse(`invalid portrange (min > max)`);
  return [from, to];
}

/** An address as `-s` takes it, as a block; IPv4 may leave out octets at the end (`10/8`). */
export function parseHost(text: string, family: 4 | 6): string {
  const slash = text.indexOf('/');
  const [address, mask] = slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
  const full =
    family === 4 && /^\d+(\.\d+){0,2}$/.test(address)
      ? [...address.split('.'), '0', '0', '0'].slice(0, 4).join('.')
      : address;
  const ip = parseIp(full);
  if (ip === undefined || ip.includes(':') !== (family === 6)) return refuse(`host/network \`${address}' not found`);
  return networkOf(`${ip}/${mask === undefined ? width(family) : parseMask(mask, family)}`);
}

const width = (family: 4 | 6): number => (family === 4 ? 32 : 128);

function parseMask(text: string, family: 4 | 6): number {
  if (/^\d+$/.test(text) && Number(text) <= width(family)) return Number(text);
  const ip = parseIp(text);
  if (ip === undefined || ip.includes(':') !== (family === 6)) return refuse(`invalid mask \`${text}' specified`);
  const ones = ipToBigInt(ip).toString(2).padStart(width(family), '0');
  return /^1*0*$/.test(ones) ? ones.lastIndexOf('1') + 1 : notSimulated(`mask ${text} with holes`);
}

/** Whether the block is every address: then iptables keeps no match at all. */
export function isEverything(cidr: string): boolean {
  return cidr.endsWith('/0') && inCidr(firstOf(cidr), cidr);
}

/** A 32-bit number in decimal, octal or hexadecimal (strtoul with base 0). */
export function parseNumber(text: string, what: string): number {
  const value = /^0[xX][0-9a-fA-F]+$/.test(text)
    ? Number.parseInt(text, 16)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^\d+$/.test(text)
        ? Number(text)
        : Number.NaN;
  return value <= 0xffffffff ? value : refuse(`${what}: Bad value for "--${what}" option: "${text}"`);
}
