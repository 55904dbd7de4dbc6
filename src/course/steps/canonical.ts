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

function hasSwarm(lines: readonly string[]): boolean {
  const verbs = lines.flatMap((line) => /\bdocker swarm (init|leave)\b/.exec(line)?.[1] ?? []);
  return verbs.at(-1) === 'init';
}

/** Stands for the swarm among the names that a step needs: no container or network can be called so. */
export const SWARM = 'docker swarm';

/**
 * Names that the lesson itself has made up to a step, and not removed, and the swarm, whoever has made that: when one is
 * missing, the lesson can be restored.
 */
export function ownedNames(lesson: Lesson, stepId: string): ReadonlySet<string> {
  const lines = lesson.setup.map((c) => c.text);
  for (const step of lesson.steps) {
    lines.push(...step.setup.map((c) => c.text));
    if (step.id === stepId) break;
  }
  const names = namesOf(lines, true);
  return hasSwarm(linesBefore(lesson, stepId)) ? names.add(SWARM) : names;
}
