import type { Goal, Spot } from '../lesson.ts';
import { GOAL_KINDS, goalKind } from './all.ts';
import type { GoalKind } from './kind.ts';

/**
 * Reads one goal line, or says what is wrong with it. `still` before it marks what holds from the start and must not
 * be lost; a ` # …` at its end is the author's note.
 */
export function parseGoal(line: string, spot: Spot): Goal | { readonly mistake: string } {
  const whole = line.replace(/\s+#\s.*$/, '').trim();
  const still = whole.startsWith('still ');
  const not = whole.startsWith('not ');
  const text = still ? whole.slice(6).trim() : not ? whole.slice(4).trim() : whole;
  const [name = '', ...words] = text.split(/\s+/);
  const kind = goalKind(name);
  if (kind === undefined) {
    return { mistake: `there is no goal \`${name}\`: use one of ${GOAL_KINDS.map((k) => k.name).join(', ')}` };
  }
  const [args, options] = kind.args[0] === 'words' ? [words, {}] : sort(words);
  const goal: Goal = { ...spot, text, name, args, options, still, not };
  const wrong = count(kind, args) ?? unknownOption(kind, options) ?? variable(kind, args) ?? kind.mistake?.(goal);
  return wrong === undefined ? goal : { mistake: `${wrong}. It is written: ${kind.use}` };
}

function sort(words: readonly string[]): [string[], Record<string, string>] {
  const args: string[] = [];
  const options: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at > 0) options[word.slice(0, at)] = word.slice(at + 1);
    else args.push(word);
  }
  return [args, options];
}

function count(kind: GoalKind, args: readonly string[]): string | undefined {
  if (kind.args[0] === 'words') return undefined;
  const [least, most] = [kind.atLeast ?? kind.args.length, kind.args.length];
  if (args.length >= least && args.length <= most) return undefined;
  return `\`${kind.name}\` takes ${least === most ? least : `${least} to ${most}`} words, not ${args.length}`;
}

function unknownOption(kind: GoalKind, options: Readonly<Record<string, string>>): string | undefined {
  const known = (key: string) => kind.options?.some((o) => (o.endsWith('.') ? key.startsWith(o) : key === o));
  const bad = Object.keys(options).find((key) => !known(key));
  return bad === undefined ? undefined : `\`${kind.name}\` has no option \`${bad}\``;
}

function variable(kind: GoalKind, args: readonly string[]): string | undefined {
  if (kind.args[0] === 'words') return undefined;
  const bad = args.findIndex((a, i) => a.startsWith('?') && kind.args[i] !== 'network');
  return bad < 0 ? undefined : `\`${args[bad]}\` cannot stand there: only the name of a network can be left open`;
}
