import type { Lesson } from '../lesson.ts';
import { namesOf } from './shape.ts';

/** The lines that build the world in which a step begins: the setups, and the first solution of each step before it. */
export function linesBefore(lesson: Lesson, stepId: string): readonly string[] {
  const lines = lesson.setup.map((c) => c.text);
  for (const step of lesson.steps) {
    lines.push(...step.setup.map((c) => c.text));
    if (step.id === stepId) return lines;
    lines.push(...(step.solutions[0]?.commands ?? []).map((c) => c.text));
  }
  return lines;
}

/** Names that the lesson itself has made up to a step, and not removed: when one is missing, the lesson can be restored. */
export function ownedNames(lesson: Lesson, stepId: string): ReadonlySet<string> {
  const lines = lesson.setup.map((c) => c.text);
  for (const step of lesson.steps) {
    lines.push(...step.setup.map((c) => c.text));
    if (step.id === stepId) break;
  }
  return namesOf(lines, true);
}
