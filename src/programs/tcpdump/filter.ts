import { inCidr, parseIp } from '../../base/index.ts';
import { PROTOCOL_NUMBERS } from '../../net/index.ts';
import { servicePort } from '../lib/services.ts';
import type { Seen } from './capture.ts';

/** Whether a frame is wanted. */
export type Wanted = (s: Seen) => boolean;

const PROTOS = ['ip', 'ip6', 'arp', 'tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'esp'];

/** Reads a filter expression; pcap-filter(7), the parts in daily use. Undefined when it is none. */
export function parseFilter(words: readonly string[]): Wanted | undefined {
  const rest = words.flatMap((w) => w.split(/\s+|(?=[()!])|(?<=[()!])/)).filter(Boolean);
  if (rest.length === 0) return () => true;
  try {
    const wanted = either(rest);
    return rest.length > 0 ? undefined : wanted;
  } catch (e) {
    if (e instanceof SyntaxError) return undefined;
    throw e;
  }
}

function either(rest: string[]): Wanted {
  let left = both(rest);
  while (rest[0] === 'or' || rest[0] === '||') {
    rest.shift();
    const [a, b] = [left, both(rest)];
    left = (s) => a(s) || b(s);
  }
  return left;
}

function both(rest: string[]): Wanted {
  let left = single(rest);
  while (rest[0] === 'and' || rest[0] === '&&') {
    rest.shift();
    const [a, b] = [left, single(rest)];
    left = (s) => a(s) && b(s);
  }
  return left;
}

function single(rest: string[]): Wanted {
  const word = rest.shift();
  if (word === undefined) throw new SyntaxError();
  if (word === 'not' || word === '!') {
    const inner = single(rest);
    return (s) => !inner(s);
  }
  if (word === '(') {
    const inner = either(rest);
    if (rest.shift() !== ')') throw new SyntaxError();
    return inner;
  }
  return primitive([word, ...rest.splice(0, rest.length)], rest);
}

/** `[proto] [src|dst] [host|net|port|portrange] VALUE`, `[ip|ip6] proto NUMBER`. */
function primitive(words: string[], rest: string[]): Wanted {
  const proto = PROTOS.includes(words[0] ?? '') ? words.shift() : undefined;
  if (words[0] === 'proto') {
    const number = protoNumber(words[1]);
    rest.push(...words.slice(2));
    const family: Wanted = proto === undefined ? () => true : ofFamily(proto);
    return (s) => family(s) && s.what.kind === 'ip' && PROTOCOL_NUMBERS[s.what.packet.proto] === number;
  }
  const side = words[0] === 'src' || words[0] === 'dst' ? words.shift() : undefined;
  const kind = ['host', 'net', 'port', 'portrange'].includes(words[0] ?? '') ? words.shift() : undefined;
  const isProto: Wanted = proto === undefined ? () => true : ofProto(proto);
  const ends = words.length === 0 || ['and', 'or', ')', '&&', '||'].includes(words[0] ?? '');
  if (ends) {
    rest.push(...words);
    if (proto === undefined || side !== undefined || kind !== undefined) throw new SyntaxError();
    return isProto;
  }
  if (proto !== undefined && side === undefined && kind === undefined) throw new SyntaxError();
  const value = words.shift() ?? '';
  rest.push(...words);
  const test = ofValue(kind ?? 'host', side, value);
  return (s) => isProto(s) && test(s);
}

/** `ip proto 50`, `ip proto \\esp`: a name that is a keyword itself has to be escaped. */
function protoNumber(word = ''): number {
  const named = Object.entries(PROTOCOL_NUMBERS).find(([name]) => `\\${name}` === word)?.[1];
  const number = /^\d+$/.test(word) ? Number(word) : named;
  if (number === undefined || number > 255) throw new SyntaxError();
  return number;
}

function ofFamily(proto: string): Wanted {
  if (proto !== 'ip' && proto !== 'ip6') throw new SyntaxError();
  return ofProto(proto);
}

function ofProto(proto: string): Wanted {
  return (s) => {
    if (s.what.kind !== 'ip') return proto === 'arp';
    const p = s.what.packet;
    if (proto === 'ip' || proto === 'ip6') return p.src.includes(':') === (proto === 'ip6');
    return proto === 'icmp6' ? p.proto === 'icmpv6' : p.proto === proto;
  };
}

function ofValue(kind: string, side: string | undefined, value: string): Wanted {
  if (kind === 'host' || kind === 'net') {
    const ip = value.split('/')[0] ?? '';
    if (parseIp(ip) === undefined) throw new SyntaxError();
    const matches = (x: string) =>
      value.includes('/') ? x.includes(':') === ip.includes(':') && inCidr(x, value) : x === value;
    return (s) => {
      const [src, dst] = s.what.kind === 'ip' ? [s.what.packet.src, s.what.packet.dst] : [s.what.sender, s.what.target];
      return (side !== 'dst' && matches(src)) || (side !== 'src' && matches(dst));
    };
  }
  const [low, high] = kind === 'portrange' ? value.split('-').map(Number) : [portOf(value), portOf(value)];
  if (low === undefined || high === undefined || Number.isNaN(low)) throw new SyntaxError();
  const inside = (port: number | undefined) => port !== undefined && port >= low && port <= high;
  return (s) =>
    s.what.kind === 'ip' &&
    ((side !== 'dst' && inside(s.what.packet.sport)) || (side !== 'src' && inside(s.what.packet.dport)));
}

function portOf(value: string): number | undefined {
  return /^\d+$/.test(value) ? Number(value) : servicePort(value);
}
