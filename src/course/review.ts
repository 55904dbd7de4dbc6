import type { Lesson } from './lesson.ts';
import { type Progress, type StepProgress, stepProgress, updateStep } from './progress.ts';

/** A step to be done again. */
export interface Due {
  readonly lesson: string;
  readonly step: string;
  /** Real milliseconds since the epoch. */
  readonly due: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** The longest pause between two reviews. */
const LONGEST = 120;

/** A step went hard: the line with blanks was needed, or the solution, or a prediction was wrong. */
function wentHard(lesson: Lesson, step: string, done: StepProgress): boolean {
  const predicts = lesson.steps.find((s) => s.id === step)?.predicts ?? [];
  const mistaken = predicts.some((p, i) => done.predictions[i] !== undefined && done.predictions[i] !== p.right);
  return done.solutionSeen || done.hints >= 4 || mistaken;
}

/** Sets when a solved step comes back: tomorrow when it went hard, in a week when it did not. */
export function scheduleFirst(progress: Progress, lesson: Lesson, step: string, now: number): Progress {
  return updateStep(progress, lesson.id, step, (s) => {
    if (s.review !== undefined) return s;
    const days = wentHard(lesson, step, s) ? 1 : 7;
    return { ...s, review: { due: now + days * DAY, days } };
  });
}

/** A review was done: alone, and the pause grows two and a half times; with help, and it comes back tomorrow. */
export function reviewed(progress: Progress, lesson: string, step: string, alone: boolean, now: number): Progress {
  return updateStep(progress, lesson, step, (s) => {
    const days = alone ? Math.min(Math.ceil((s.review?.days ?? 1) * 2.5), LONGEST) : 1;
    return { ...s, review: { due: now + days * DAY, days } };
  });
}

/** The steps that are due, the longest overdue first. Steps that no lesson has any more are passed over. */
export function dueReviews(
  progress: Progress,
  lessons: readonly { readonly id: string; readonly steps: readonly { readonly id: string }[] }[],
  now: number,
): readonly Due[] {
  const due: Due[] = [];
  for (const lesson of lessons) {
    for (const { id } of lesson.steps) {
      const review = stepProgress(progress, lesson.id, id).review;
      if (review !== undefined && review.due <= now) due.push({ lesson: lesson.id, step: id, due: review.due });
    }
  }
  return due.sort((a, b) => a.due - b.due || (a.lesson < b.lesson ? -1 : 1));
}

/** How much of a lesson is done. */
export function lessonDone(progress: Progress, lesson: Lesson): { readonly done: number; readonly of: number } {
  const done = lesson.steps.filter((s) => stepProgress(progress, lesson.id, s.id).done !== undefined).length;
  return { done, of: lesson.steps.length };
}
