import { type CardInput, createEmptyCard, fsrs, type Grade, Rating, State } from 'ts-fsrs';
import type { Lesson } from './lesson.ts';
import { type Progress, type Review, type StepProgress, stepProgress, updateStep } from './progress.ts';

/** A step to be done again. */
export interface Due {
  readonly lesson: string;
  readonly step: string;
  /** Real milliseconds since the epoch. */
  readonly due: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** The longest pause between two reviews, in days. */
const LONGEST = 180;

/** The FSRS scheduler: when somebody is about to forget. In days, without chance. */
const scheduler = fsrs({ enable_short_term: false, enable_fuzz: false, maximum_interval: LONGEST });

/** How a step went: with the full solution; with hints, wrong turns or a mistaken prediction; or alone. */
export type Went = 'again' | 'hard' | 'good';

const GRADES: Readonly<Record<Went, Grade>> = { again: Rating.Again, hard: Rating.Hard, good: Rating.Good };

/** How the first solving of a step went, by what was kept of it. */
function wentAtFirst(lesson: Lesson, step: string, done: StepProgress): Went {
  if (done.solutionSeen || done.hints >= LAST_RUNG) return 'again';
  const predicts = lesson.steps.find((s) => s.id === step)?.predicts ?? [];
  const mistaken = predicts.some((p, i) => done.predictions[i] !== undefined && done.predictions[i] !== p.right);
  return mistaken || done.hints > 0 || done.wrongs.length > 0 ? 'hard' : 'good';
}

/** The rung of the hint ladder that gives the line itself. */
const LAST_RUNG = 4;

/** Sets when a solved step comes back for the first time: when it needed help, or is one of its lesson's drills. */
export function scheduleFirst(progress: Progress, lesson: Lesson, step: string, now: number): Progress {
  return updateStep(progress, lesson.id, step, (s) => {
    const went = wentAtFirst(lesson, step, s);
    if (s.review !== undefined || (went === 'good' && !lesson.drills.includes(step))) return s;
    return { ...s, review: next(undefined, went, now) };
  });
}

/** A review was done: sets when the step comes back. */
export function reviewed(progress: Progress, lesson: string, step: string, went: Went, now: number): Progress {
  return updateStep(progress, lesson, step, (s) => ({ ...s, review: next(s.review, went, now) }));
}

function next(before: Review | undefined, went: Went, now: number): Review {
  const { card } = scheduler.next(before ? cardOf(before) : createEmptyCard(now), now, GRADES[went]);
  const { scheduled_days: days, stability, difficulty, reps, lapses } = card;
  return { due: now + days * DAY, days, stability, difficulty, reps, lapses, last: now };
}

function cardOf({ due, days, stability, difficulty, reps, lapses, last }: Review): CardInput {
  const state = State.Review;
  return {
    due,
    stability,
    difficulty,
    elapsed_days: 0,
    scheduled_days: days,
    learning_steps: 0,
    reps,
    lapses,
    state,
    last_review: last,
  };
}

/** What there is to know of a lesson to find its reviews. */
type Steps = { readonly id: string; readonly steps: readonly { readonly id: string }[] };

/** The steps that are due, the longest overdue first. Steps that no lesson has any more are passed over. */
export function dueReviews(progress: Progress, lessons: readonly Steps[], now: number): readonly Due[] {
  return allReviews(progress, lessons).filter((review) => review.due <= now);
}

/** The step that comes back first of those that are not due yet. */
export function nextReview(progress: Progress, lessons: readonly Steps[], now: number): Due | undefined {
  return allReviews(progress, lessons).find((review) => review.due > now);
}

function allReviews(progress: Progress, lessons: readonly Steps[]): readonly Due[] {
  const all = lessons.flatMap((lesson) =>
    lesson.steps.flatMap(({ id }): Due[] => {
      const review = stepProgress(progress, lesson.id, id).review;
      return review === undefined ? [] : [{ lesson: lesson.id, step: id, due: review.due }];
    }),
  );
  return all.sort((a, b) => a.due - b.due || (a.lesson < b.lesson ? -1 : 1));
}

/** How much of a lesson is done. */
export function lessonDone(progress: Progress, lesson: Lesson): { readonly done: number; readonly of: number } {
  const done = lesson.steps.filter((s) => stepProgress(progress, lesson.id, s.id).done !== undefined).length;
  return { done, of: lesson.steps.length };
}
