import type { Lesson } from './lesson.ts';
import { linesBefore } from './steps/index.ts';

/**
 * One step of a lesson, to be practised alone: the world begins where the lesson has led when the step begins.
 * Its words are those of the lesson's variation, so that it is not solved by a line that the hand remembers.
 */
export function drillOf(lesson: Lesson, stepId: string): Lesson {
  const step = lesson.steps.find((s) => s.id === stepId);
  if (step === undefined) return lesson;
  const { file, line } = step;
  const setup = linesBefore(lesson, stepId).map((text) => ({ file, line, text, looks: false }));
  return {
    ...lesson,
    kind: 'drill',
    opening: { en: [], ko: [] },
    runs: [],
    setup,
    steps: [{ ...step, setup: [] }],
  };
}
