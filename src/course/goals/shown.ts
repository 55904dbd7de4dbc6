import { type Message, message } from '../message.ts';
import type { Asked } from './kind.ts';

/** What is looked for is said by what it is, so that the goal does not give it away. */
const OF_NETWORK = /^(gateway|subnet):(\S+)$/;

const REGEX = /^\/(.+)\/ as (.+)$/;

function regexOf(shown: string): RegExp | 'broken' | undefined {
  const body = REGEX.exec(shown)?.[1];
  if (body === undefined) return undefined;
  try {
    return new RegExp(body, 'm');
  } catch {
    return 'broken';
  }
}

/** What must match for it to be shown, any one of them. */
export async function patternsOf(shown: string, asked: Asked): Promise<RegExp[]> {
  const body = REGEX.exec(shown)?.[1];
  if (body !== undefined) {
    const filled = await replaceAsync(body, /@\{([\w-]+)\}/g, async (name) => {
      const ips = await addressesOf(name, undefined, asked);
      return ips.length === 0 ? '(?!)' : `(?:${ips.map(asPattern).join('|')})`;
    });
    return [new RegExp(filled, 'm')];
  }
  const network = OF_NETWORK.exec(shown);
  if (network !== null) {
    const it = await asked.network(network[2] ?? '');
    return ((network[1] === 'gateway' ? it?.gateways : it?.subnets) ?? []).map(literally);
  }
  const at = /^@([^/\s]+)(?:\/(\S+))?$/.exec(shown);
  if (at === null) return [literally(shown)];
  return (await addressesOf(at[1] ?? '', at[2], asked)).map(literally);
}

async function addressesOf(container: string, network: string | undefined, asked: Asked): Promise<string[]> {
  const ends = await asked.endpointsOf(container);
  return ends.flatMap((e) => (e.ip && (network === undefined || e.network === network) ? [e.ip] : []));
}

async function replaceAsync(text: string, what: RegExp, by: (name: string) => Promise<string>): Promise<string> {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(what)) {
    result += text.slice(from, match.index) + (await by(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  return result + text.slice(from);
}

function asPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The text itself, not as a part of a longer word or address: 172.17.0.2 is not shown by 172.17.0.20. */
function literally(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}.])${asPattern(text)}(?![\\p{L}\\p{N}]|\\.\\d)`, 'u');
}

/** What is shown, as sentences name it. */
export function whatOf(shown: string): string | Message {
  const name = /^@([^/\s]+)/.exec(shown)?.[1];
  if (name !== undefined) return message('say.address-of', { name });
  const network = OF_NETWORK.exec(shown);
  if (network !== null) {
    return message(network[1] === 'gateway' ? 'say.gateway-of' : 'say.subnet-of', { net: network[2] ?? '' });
  }
  return message('say.text', { text: REGEX.exec(shown)?.[2] ?? shown });
}

/** What is wrong with what stands after `=>`. */
export function shownMistake(shown: string): string | undefined {
  if (shown === '') return 'nothing stands after `=>`: write the text that the output must show';
  if (shown.startsWith('/') && !REGEX.test(shown))
    return 'a regular expression needs a label for the reader: `=> /eth0@if\\d+/ as eth0@if…`';
  return regexOf(shown) === 'broken' ? `\`${shown}\` is no regular expression` : undefined;
}
