import type { RanFact } from '../facts.ts';
import { type GoalStatus, type GoalsStatus, variablesOf } from '../goals/index.ts';
import type { Localized, Prose, Solution, Step } from '../lesson.ts';
import { networksMadeBy, normal, renamed, withBlanks } from './shape.ts';

/** A rung of the hint ladder, from a nudge to the whole line. */
export type Rung =
  /** First where the author wrote no nudge: the goals that do not hold yet, with the reason of each. They stand in the to-do list anyway. */
  | { readonly kind: 'goals'; readonly goals: readonly GoalStatus[] }
  /** Where to look; the idea; when the author wrote it, the line with blanks. */
  | { readonly kind: 'prose'; readonly text: Localized<Prose> }
  /** The lines that are still to be typed, with blanks. */
  | { readonly kind: 'blanks'; readonly lines: readonly string[] }
  /** Last: the next line, to be put into the prompt; it is the learner who presses Enter. `more` lines come after it. */
  | { readonly kind: 'line'; readonly line: string; readonly more: number };

/** The ladder of a step as the world stands now. `ran` are the lines that ended since the step began. */
export function hintLadder(step: Step, status: GoalsStatus, ran: readonly RanFact[]): readonly Rung[] {
  const lines = nextLines(step, status, ran);
  const [look, idea, blanks] = step.hints;
  const prose = [look, idea].flatMap((text): Rung[] => (text === undefined ? [] : [{ kind: 'prose', text }]));
  const nudge: readonly Rung[] =
    prose.length > 0 ? prose : [{ kind: 'goals', goals: status.goals.filter((g) => !g.met) }];
  return [
    ...nudge,
    blanks === undefined ? { kind: 'blanks', lines: lines.map(withBlanks) } : { kind: 'prose', text: blanks },
    { kind: 'line', line: lines[0] ?? '', more: Math.max(lines.length - 1, 0) },
  ];
}

/**
 * The lines of a solution that are still to be typed, with the names the learner has chosen. It follows the solution of
 * which most has been typed. When all of it has been, and the goals do not hold, it begins again.
 */
export function nextLines(step: Step, status: GoalsStatus, ran: readonly RanFact[]): readonly string[] {
  // a line that fails has done its work only where the goal was to see how it fails
  const looks = status.goals.filter((g) => g.goal.name === 'looked');
  const seen = looks.length > 0 && looks.every((g) => g.met);
  const typed = new Set(ran.filter((r) => r.status === 0 || seen).map((r) => normal(r.line)));
  const ways = step.solutions.map((solution) => {
    const lines = linesFor(step, solution, status.bindings);
    return { lines, left: lines.filter((line) => !typed.has(normal(line))) };
  });
  const first = ways[0];
  if (first === undefined) return [];
  const done = (way: typeof first) => way.lines.length - way.left.length;
  const best = ways.reduce((a, b) => (done(b) > done(a) ? b : a), first);
  return best.left.length > 0 ? best.left : best.lines;
}

/** A solution's lines, the networks that the goals leave open called as the learner called them. */
function linesFor(step: Step, solution: Solution, bindings: Readonly<Record<string, string>>): string[] {
  const lines = solution.commands.filter((c) => !c.looks).map((c) => c.text);
  const made = networksMadeBy(lines);
  return variablesOf(step.goals).reduce((all, variable, i) => {
    const [from, to] = [made[i], bindings[variable]];
    return from === undefined || to === undefined ? all : all.map((line) => renamed(line, from, to));
  }, lines);
}
