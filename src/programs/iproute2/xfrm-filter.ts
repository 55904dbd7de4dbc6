import { inCidr, parseCidr } from '../../base/index.ts';
import { PROTOCOL_NUMBERS, type XfrmPolicy, type XfrmState } from '../../net/index.ts';
import { quit } from '../lib/answer.ts';
import { type IpOptions, nextWord } from './options.ts';

/** iproute2's invarg. */
const wrong = (what: string, word: string): never => quit(`Error: argument "${word}" is wrong: ${what}`, 255);

/** Words in pairs: a keyword and its value; those of `alone` have none. */
export function pairs<K extends string>(
  rest: string[],
  keywords: readonly K[],
  alone: readonly string[] = [],
): Readonly<Partial<Record<K, string>>> {
  const given: Partial<Record<K, string>> = {};
  while (rest.length > 0) {
    const word = nextWord(rest);
    const keyword = keywords.find((k) => k === word);
    if (keyword !== undefined) given[keyword] = nextWord(rest);
    else if (!alone.includes(word)) wrong('unknown', word);
  }
  return given;
}

/** A number in decimal or hexadecimal. */
export function numberOf(text: string, what: string): number {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : wrong(what, text);
}

const number = (text: string | undefined, what: string): number | undefined =>
  text === undefined ? undefined : numberOf(text, what);

/** A block that an address is to be in; one address alone is a block too. */
function blockOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const block = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (parseCidr(block) === undefined) quit(`Error: any valid prefix is expected rather than "${text}".`, 1);
  return block;
}

const within = (ip: string, block: string | undefined): boolean =>
  block === undefined || inCidr(ip.replace(/\/.*/, ''), block);

const XFRM_PROTOS = ['esp', 'ah', 'comp', 'route2', 'hao', 'ipsec-any'];

/** Which states `list` and `deleteall` mean: xfrm_state_filter_match. */
export function stateFilter(rest: string[], { family }: IpOptions): (s: XfrmState) => boolean {
  const given = pairs(rest, ['src', 'dst', 'proto', 'spi', 'mode', 'reqid']);
  const { proto, mode } = given;
  if (proto !== undefined && !XFRM_PROTOS.includes(proto)) wrong('XFRM-PROTO value is invalid', proto);
  const [src, dst] = [blockOf(given.src), blockOf(given.dst)];
  const [spi, reqid] = [number(given.spi, 'SPI value is invalid'), number(given.reqid, 'REQID value is invalid')];
  return (s) =>
    (family === undefined || s.dst.includes(':') === (family === 6)) &&
    within(s.src, src) &&
    within(s.dst, dst) &&
    (proto === undefined || s.proto === proto) &&
    (spi === undefined || s.spi === spi) &&
    (mode === undefined || s.mode === mode) &&
    (reqid === undefined || s.reqid === reqid);
}

/** Which policies: xfrm_policy_filter_match. */
export function policyFilter(rest: string[], { family }: IpOptions): (p: XfrmPolicy) => boolean {
  const given = pairs(
    rest,
    ['src', 'dst', 'proto', 'dport', 'dir', 'index', 'priority', 'ptype', 'action'],
    ['nosock'],
  );
  const { dir, ptype, action } = given;
  const [src, dst] = [blockOf(given.src), blockOf(given.dst)];
  if (dir !== undefined && !['in', 'out', 'fwd'].includes(dir)) wrong('DIR value is invalid', dir);
  const [dport, index, priority] = [
    number(given.dport, 'value after "dport" is invalid'),
    number(given.index, 'INDEX value is invalid'),
    number(given.priority, 'PRIORITY value is invalid'),
  ];
  const proto = given.proto === undefined ? undefined : protoNumber(given.proto);
  return (p) =>
    (family === undefined || p.dst.includes(':') === (family === 6)) &&
    within(p.src, src) &&
    within(p.dst, dst) &&
    (dir === undefined || p.dir === dir) &&
    (ptype === undefined || ptype === 'main') &&
    (action === undefined || action === 'allow') &&
    (proto === undefined || PROTOCOL_NUMBERS[p.proto] === proto) &&
    (dport === undefined || p.dport === dport) &&
    (index === undefined || p.index === index) &&
    (priority === undefined || p.priority === priority);
}

function protoNumber(text: string): number {
  const named = Object.entries(PROTOCOL_NUMBERS).find(([name]) => name === text)?.[1];
  return named ?? numberOf(text, 'PROTO value is invalid');
}
