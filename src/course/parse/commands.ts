import { parseGoal } from '../goals/index.ts';
import type { CommandLine, Free, Goal, Mistake } from '../lesson.ts';

/** With what else than `$ ` a line of a kind of block may begin. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  wrong: ', `when ` or `=> #id`',
  solution: ' or `free `',
};

/** The lines of a block of commands, with what else its kind allows. */
export interface CommandBlock {
  readonly commands: readonly CommandLine[];
  /** `when GOAL` lines. */
  readonly when: readonly Goal[];
  /** `free WORD: why` lines. */
  readonly free: readonly Free[];
  /** `=> #id`. */
  readonly leadsTo?: string;
}

/**
 * Reads `$ command` lines: `$? ` marks one that only looks, `> ` continues the line before, `# ` is the author's note.
 * A `wrong` block also has `when GOAL` lines and `=> #id`, a `solution` block `free WORD: why` lines.
 */
export function readCommands(
  content: string,
  spot: { readonly file: string; readonly line: number; readonly kind: string },
  mistakes: Mistake[],
): CommandBlock {
  const { file, kind } = spot;
  const commands: CommandLine[] = [];
  const when: Goal[] = [];
  const free: Free[] = [];
  let leadsTo: string | undefined;
  content.split('\n').forEach((text, i) => {
    const line = spot.line + i;
    const complain = (message: string) => mistakes.push({ file, line, message });
    const command = /^\$(\??) (.*)$/.exec(text);
    const last = commands.at(-1);
    if (text.trim() === '' || text.startsWith('# ')) return;
    if (command !== null) {
      if (command[2]?.trim() === '') complain('the command is empty: write it after `$ `');
      else commands.push({ file, line, text: command[2] ?? '', looks: command[1] === '?' });
    } else if (/^>( |$)/.test(text) && last !== undefined) {
      commands[commands.length - 1] = { ...last, text: `${last.text}\n${text.slice(2)}` };
    } else if (kind === 'wrong' && text.startsWith('when ')) {
      const goal = parseGoal(text.slice(5), { file, line });
      if ('mistake' in goal) complain(goal.mistake);
      else when.push(goal);
    } else if (kind === 'solution' && text.startsWith('free ')) {
      const [, word = '', why = ''] = /^free (\S.*?): +(\S.*)$/.exec(text) ?? [];
      if (why === '') complain('write `free WORD: why it may be otherwise`');
      else free.push({ file, line, word, why });
    } else if (kind === 'wrong' && /^=> #[\w-]+$/.test(text.trim())) {
      leadsTo = text.trim().slice(4);
    } else {
      complain(
        `\`${text.trim()}\` is no command line: in a \`${kind}\` block a line begins with \`$ \`${BEGINNINGS[kind] ?? ''}`,
      );
    }
  });
  return leadsTo === undefined ? { commands, when, free } : { commands, when, free, leadsTo };
}
