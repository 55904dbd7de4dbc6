import { firstNames } from '../aliases.ts';
import type { RanFact } from '../facts.ts';
import type { Goal } from '../lesson.ts';
import { type Message, message } from '../message.ts';
import type { GoalKind } from './kind.ts';
import { patternsOf, shownMistake, whatOf } from './shown.ts';

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
    if (shown === '') return shownMistake(shown);
    if (from !== undefined && (command !== '' || shown === undefined)) return '`from PLACE` goes with `=> TEXT` alone';
    return shown === undefined ? undefined : shownMistake(shown);
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
