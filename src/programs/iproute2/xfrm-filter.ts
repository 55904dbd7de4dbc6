import { inCidr, parseCidr } from '../../base/index.ts';
import { PROTOCOL_NUMBERS, type XfrmPolicy, type XfrmState } from '../../net/index.ts';
import { quit } from '../lib/answer.ts';
import { type IpOptions, nextWord } from './options.ts';

/** iproute2's invarg. */
const wrong = (what: string, word: string): never => quit(`Error: argument "${word}" is wrong: ${what}`, 255);

type Given = Readonly<Record<string, string>>;

/** Words in pairs: a keyword and its value. */
export function pairs(rest: string[], keywords: readonly string[], alone: readonly string[] = []): Given {
  const given: Record<string, string> = {};
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (alone.includes(word)) given[word] = '';
    else if (keywords.includes(word)) given[word] = nextWord(rest);
    else wrong('unknown', word);
  }
  return given;
}

/** A number in decimal or hexadecimal. */
export function numberOf(text: string, what: string): number {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : wrong(what, text);
}

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
export function stateFilter(
  rest: string[],
  { family }: IpOptions,
): { readonly nokeys: boolean; readonly test: (s: XfrmState) => boolean } {
  const given = pairs(rest, ['src', 'dst', 'proto', 'spi', 'mode', 'reqid'], ['nokeys']);
  const { proto, mode } = given;
  const [src, dst] = [blockOf(given['src']), blockOf(given['dst'])];
  if (proto !== undefined && !XFRM_PROTOS.includes(proto)) wrong('XFRM-PROTO value is invalid', proto);
  const spi = given['spi'] === undefined ? undefined : numberOf(given['spi'], 'SPI value is invalid');
  const reqid = given['reqid'] === undefined ? undefined : numberOf(given['reqid'], 'REQID value is invalid');
  return {
    nokeys: given['nokeys'] !== undefined,
    test: (s) =>
      (family === undefined || s.dst.includes(':') === (family === 6)) &&
      within(s.src, src) &&
      within(s.dst, dst) &&
      (proto === undefined || s.proto === proto) &&
      (spi === undefined || s.spi === spi) &&
      (mode === undefined || s.mode === mode) &&
      (reqid === undefined || s.reqid === reqid),
  };
}

/** Which policies: xfrm_policy_filter_match. */
export function policyFilter(rest: string[], { family }: IpOptions): (p: XfrmPolicy) => boolean {
  const given = pairs(
    rest,
    ['src', 'dst', 'proto', 'dport', 'dir', 'index', 'priority', 'ptype', 'action'],
    ['nosock'],
  );
  const { dir, ptype, action } = given;
  const [src, dst] = [blockOf(given['src']), blockOf(given['dst'])];
  if (dir !== undefined && !['in', 'out', 'fwd'].includes(dir)) wrong('DIR value is invalid', dir);
  const number = (name: string, what: string): number | undefined =>
    given[name] === undefined ? undefined : numberOf(given[name], what);
  const [dport, index, priority] = [
    number('dport', 'value after "dport" is invalid'),
    number('index', 'INDEX value is invalid'),
    number('priority', 'PRIORITY value is invalid'),
  ];
  const proto = given['proto'] === undefined ? undefined : protoNumber(given['proto']);
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
