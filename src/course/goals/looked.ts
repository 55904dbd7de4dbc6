import type { RanFact } from '../facts.ts';
import type { Goal } from '../lesson.ts';
import { type Message, message } from '../message.ts';
import type { Asked, GoalKind } from './kind.ts';

/**
 * Something was looked at in this step. It asks what an output showed, so that any command that shows it will do;
 * what the learner typed in the line itself does not count as shown.
 */
export const looked: GoalKind = {
  name: 'looked',
  use: 'looked [COMMAND WORDS] [=> TEXT | /REGEX/ | @CONTAINER[/NETWORK]]',
  args: ['words'],
  mistake(goal) {
    const { shown, command } = halves(goal);
    if (shown === undefined && command === '')
      return 'say what to look at: `looked => 172.17.0.1` or `looked docker network ls`';
    if (shown === '') return 'nothing stands after `=>`: write the text that the output must show';
    return shown !== undefined && regexOf(shown) === 'broken' ? `\`${shown}\` is no regular expression` : undefined;
  },
  say({ goal }) {
    const { command, shown } = halves(goal);
    if (shown === undefined) return message('goal.looked.command', { command });
    const what = whatOf(shown);
    return command === '' ? message('goal.looked', { what }) : message('goal.looked.both', { command, what });
  },
  async check({ goal }, asked) {
    const { command, shown } = halves(goal);
    const lines = (await asked.ran()).filter((r) => hasWords(r.line, command));
    if (shown === undefined) {
      if (lines.some((r) => r.status === 0)) return undefined;
      return message(lines.length === 0 ? 'not.looked.command' : 'not.looked.failed', { command });
    }
    const patterns = await patternsOf(shown, asked);
    if (lines.some((r) => patterns.some((p) => p.test(r.output) && !p.test(r.line)))) return undefined;
    return notShown(lines, patterns, command, whatOf(shown));
  },
};

function notShown(
  lines: readonly RanFact[],
  patterns: readonly RegExp[],
  command: string,
  what: string | Message,
): Message {
  if (lines.some((r) => patterns.some((p) => p.test(r.line)))) return message('not.looked.typed', { what });
  if (command === '') return message('not.looked', { what });
  return lines.length === 0
    ? message('not.looked.command', { command })
    : message('not.looked.both', { command, what });
}

function halves(goal: Goal): { readonly command: string; readonly shown: string | undefined } {
  const text = goal.text.replace(/^looked\s*/, '');
  const at = /(?:^|\s)=>(?:\s|$)/.exec(text);
  if (at === null) return { command: text.trim(), shown: undefined };
  return { command: text.slice(0, at.index).trim(), shown: text.slice(at.index + at[0].length).trim() };
}

/** The words stand in the line in this order, with anything between them: flags may be anywhere. */
function hasWords(line: string, words: string): boolean {
  const typed = line.split(/[\s|;&()]+/);
  let from = 0;
  for (const word of words.split(/\s+/).filter((w) => w !== '')) {
    const at = typed.indexOf(word, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

function regexOf(shown: string): RegExp | 'broken' | undefined {
  const body = /^\/(.+)\/$/.exec(shown)?.[1];
  if (body === undefined) return undefined;
  try {
    return new RegExp(body, 'm');
  } catch {
    return 'broken';
  }
}

async function patternsOf(shown: string, asked: Asked): Promise<RegExp[]> {
  const regex = regexOf(shown);
  if (regex !== undefined && regex !== 'broken') return [regex];
  const at = /^@([^/\s]+)(?:\/(\S+))?$/.exec(shown);
  if (at === null) return [literally(shown)];
  const ends = await asked.endpointsOf(at[1] ?? '');
  return ends.flatMap((e) => (e.ip && (at[2] === undefined || e.network === at[2]) ? [literally(e.ip)] : []));
}

/** The text itself, not as a part of a longer word or address: 172.17.0.2 is not shown by 172.17.0.20. */
function literally(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}.])${escaped}(?![\\p{L}\\p{N}]|\\.\\d)`, 'u');
}

function whatOf(shown: string): string | Message {
  const name = /^@([^/\s]+)/.exec(shown)?.[1];
  if (name !== undefined) return message('say.address-of', { name });
  return message('say.text', { text: shown.replace(/^\/(.+)\/$/, '$1') });
}
