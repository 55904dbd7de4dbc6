import type { Facts } from '../facts.ts';
import { type CheckContext, checkGoals } from '../goals/index.ts';
import type { Step, Wrong } from '../lesson.ts';

/**
 * The wrong way that the learner has taken, by what is true of the world now; undefined when it is none that the
 * lesson knows. To be asked when the step is not solved. The first in the author's order is told.
 */
export async function recogniseWrong(step: Step, facts: Facts, context: CheckContext = {}): Promise<Wrong | undefined> {
  for (const wrong of step.wrongs) {
    if (await holds(wrong, facts, context)) return wrong;
  }
  return undefined;
}

async function holds(wrong: Wrong, facts: Facts, context: CheckContext): Promise<boolean> {
  const positive = wrong.when.filter((g) => !g.not);
  if (!(await checkGoals(positive, facts, context)).met) return false;
  for (const goal of wrong.when.filter((g) => g.not)) {
    if ((await checkGoals([goal], facts, context)).met) return false;
  }
  return true;
}
