import { firstNames } from '../aliases.ts';
import type { RanFact } from '../facts.ts';
import type { Goal } from '../lesson.ts';
import { type Message, message } from '../message.ts';
import type { Asked, GoalKind } from './kind.ts';

/**
 * Something was looked at in this step. It asks what an output showed, so that any command that shows it will do;
 * what the learner typed in the line itself does not count as shown. `@{web}` inside a regular expression stands for any
 * of that container's addresses.
 */
export const looked: GoalKind = {
  name: 'looked',
  about: 'since the step began, an output has shown it; what was typed in the line does not count',
  use: 'looked [from PLACE] [COMMAND WORDS] [=> TEXT | /REGEX/ as LABEL | @CONTAINER[/NETWORK] | gateway:NETWORK | subnet:NETWORK]',
  args: ['words'],
  mistake(goal) {
    const { shown, command, from } = halves(goal);
    if (shown === undefined && command === '')
      return 'say what to look at: `looked => 172.17.0.1` or `looked docker network ls`';
    if (shown === '') return 'nothing stands after `=>`: write the text that the output must show';
    if (from !== undefined && (command !== '' || shown === undefined)) return '`from PLACE` goes with `=> TEXT` alone';
    if (shown === undefined) return undefined;
    if (shown.startsWith('/') && !REGEX.test(shown))
      return 'a regular expression needs a label for the reader: `=> /eth0@if\\d+/ as eth0@if…`';
    return regexOf(shown) === 'broken' ? `\`${shown}\` is no regular expression` : undefined;
  },
  say({ goal }) {
    const { command, shown, from } = halves(goal);
    if (shown === undefined) return message('goal.looked.command', { command });
    const what = whatOf(shown);
    if (from !== undefined) return message('goal.looked.from', { from, what });
    return command === '' ? message('goal.looked', { what }) : message('goal.looked.both', { command, what });
  },
  async check({ goal }, asked) {
    const { command, shown, from } = halves(goal);
    const lines = (await asked.ran()).filter((r) => hasWords(r.line, command) && isFrom(r, from));
    if (shown === undefined) {
      if (lines.some((r) => r.status === 0)) return undefined;
      return message(lines.length === 0 ? 'not.looked.command' : 'not.looked.failed', { command });
    }
    const patterns = await patternsOf(shown, asked);
    if (lines.some((r) => patterns.some((p) => p.test(r.output) && !p.test(r.line)))) return undefined;
    return notShown(lines, patterns, { command, from, what: whatOf(shown) });
  },
};

function notShown(
  lines: readonly RanFact[],
  patterns: readonly RegExp[],
  {
    command,
    from,
    what,
  }: { readonly command: string; readonly from: string | undefined; readonly what: string | Message },
): Message {
  if (lines.some((r) => patterns.some((p) => p.test(r.line)))) return message('not.looked.typed', { what });
  if (from !== undefined) return message('not.looked.from', { from, what });
  if (command === '') return message('not.looked', { what });
  return lines.length === 0
    ? message('not.looked.command', { command })
    : message('not.looked.both', { command, what });
}

interface Halves {
  readonly from: string | undefined;
  readonly command: string;
  readonly shown: string | undefined;
}

function halves(goal: Goal): Halves {
  const text = goal.text.replace(/^looked\s*/, '');
  const from = /^from\s+(\S+)\s*/.exec(text);
  const rest = text.slice(from?.[0].length ?? 0);
  const at = /(?:^|\s)=>(?:\s|$)/.exec(rest);
  if (at === null) return { from: from?.[1], command: rest.trim(), shown: undefined };
  return {
    from: from?.[1],
    command: rest.slice(0, at.index).trim(),
    shown: rest.slice(at.index + at[0].length).trim(),
  };
}

/** The line ran there: it was typed in a shell there, or handed over by `docker exec` or ssh. */
function isFrom(ran: RanFact, from: string | undefined): boolean {
  if (from === undefined) return true;
  const handed = HANDED.test(ran.line);
  return ran.where === from
    ? !handed
    : handed && (hasWords(ran.line, `exec ${from}`) || hasWords(ran.line, `ssh ${from}`));
}

const HANDED = /\bdocker (container )?exec\b|^\s*(sudo\s+)?ssh\s/;

/** The words stand in the line in this order, with anything between them: flags may be anywhere. */
function hasWords(line: string, words: string): boolean {
  const typed = firstNames(line.split(/[\s|;&()]+/));
  let from = 0;
  for (const word of firstNames(words.split(/\s+/).filter((w) => w !== ''))) {
    const at = typed.indexOf(word, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

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

async function patternsOf(shown: string, asked: Asked): Promise<RegExp[]> {
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

function whatOf(shown: string): string | Message {
  const name = /^@([^/\s]+)/.exec(shown)?.[1];
  if (name !== undefined) return message('say.address-of', { name });
  const network = OF_NETWORK.exec(shown);
  if (network !== null) {
    return message(network[1] === 'gateway' ? 'say.gateway-of' : 'say.subnet-of', { net: network[2] ?? '' });
  }
  return message('say.text', { text: REGEX.exec(shown)?.[2] ?? shown });
}
