/**
 * What a learner has done, as data. Every function returns a new value; the host keeps it on disk.
 * It is keyed by the ids of lessons and steps, so lessons may be reordered and grow.
 */
export interface Progress {
  readonly version: 1;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** The lesson in play: enough to rebuild its world by playing the events again. */
  readonly open?: OpenLesson;
}

export interface LessonProgress {
  readonly steps: Readonly<Record<string, StepProgress>>;
}

export interface StepProgress {
  /** Real milliseconds since the epoch when it was first solved. */
  readonly done?: number;
  /** The most rungs of the hint ladder that were pulled. */
  readonly hints: number;
  readonly solutionSeen: boolean;
  /** Which option was chosen, by the prediction's position: the first choice counts. */
  readonly predictions: Readonly<Record<string, number>>;
  /** Ids of the wrong ways that were taken. */
  readonly wrongs: readonly string[];
  /** When to practise it again, and how far the next time is. */
  readonly review?: Review;
}

/** When a step is to be practised again, and what FSRS remembers of it (Free Spaced Repetition Scheduler 6). */
export interface Review {
  /** Real milliseconds since the epoch. */
  readonly due: number;
  /** The pause before `due`, in days. */
  readonly days: number;
  /** Days until it is remembered with a chance of 90 %. */
  readonly stability: number;
  /** From 1, easy, to 10. */
  readonly difficulty: number;
  readonly reps: number;
  readonly lapses: number;
  /** Real milliseconds since the epoch of the last practice. */
  readonly last: number;
}

/** The lesson in play. */
export interface OpenLesson {
  readonly lesson: string;
  readonly step: string;
  /** Seed of its world. */
  readonly seed: number;
  /** Which variation of its text it is (undefined: as written). */
  readonly vary?: number;
  /** The step at which the world began: its setup and each earlier step's first solution were played (undefined: at the start). */
  readonly from?: string;
  readonly events: readonly SavedEvent[];
  /** What was chosen in the predictions of the step in play, in order: of an incident, the causes that were named. */
  readonly chosen?: readonly Choice[];
}

/** An option of a prediction that was chosen, both by their positions. */
export interface Choice {
  readonly predict: number;
  readonly option: number;
}

/** Something that happened to the open lesson's world. `at` is virtual milliseconds, `tty` the terminal's number. */
export type SavedEvent =
  | { readonly kind: 'line'; readonly at: number; readonly tty: number; readonly line: string }
  | { readonly kind: 'key'; readonly at: number; readonly tty: number; readonly key: string }
  | { readonly kind: 'interrupt' | 'end'; readonly at: number; readonly tty: number }
  | { readonly kind: 'file'; readonly at: number; readonly tty: number; readonly path: string; readonly text: string }
  | { readonly kind: 'undo' | 'redo'; readonly at: number }
  /** The learner went on to this step: its own setup was played. */
  | { readonly kind: 'step'; readonly at: number; readonly step: string };

/** Nobody has done anything yet. */
export const NO_PROGRESS: Progress = { version: 1, lessons: {} };

const NO_STEP: StepProgress = { hints: 0, solutionSeen: false, predictions: {}, wrongs: [] };

/** What was done in a step; the blank record when nothing was. */
export function stepProgress(progress: Progress, lesson: string, step: string): StepProgress {
  return progress.lessons[lesson]?.steps[step] ?? NO_STEP;
}

/** The same progress with a step's record changed. */
export function updateStep(
  progress: Progress,
  lesson: string,
  step: string,
  change: (before: StepProgress) => StepProgress,
): Progress {
  const before = stepProgress(progress, lesson, step);
  const after = change(before);
  if (after === before) return progress;
  const steps = { ...progress.lessons[lesson]?.steps, [step]: after };
  return { ...progress, lessons: { ...progress.lessons, [lesson]: { steps } } };
}

/** The step is solved. The first time counts. */
export function stepDone(progress: Progress, lesson: string, step: string, now: number): Progress {
  return updateStep(progress, lesson, step, (s) => (s.done === undefined ? { ...s, done: now } : s));
}

/** A rung of the hint ladder was pulled (1 is the lowest). */
export function hintPulled(progress: Progress, lesson: string, step: string, rung: number): Progress {
  return updateStep(progress, lesson, step, (s) => (rung > s.hints ? { ...s, hints: rung } : s));
}

/** The full solution was shown. */
export function solutionShown(progress: Progress, lesson: string, step: string): Progress {
  return updateStep(progress, lesson, step, (s) => (s.solutionSeen ? s : { ...s, solutionSeen: true }));
}

/** An option of a prediction was chosen; only the first choice is kept. */
export function predicted(progress: Progress, lesson: string, step: string, index: number, choice: number): Progress {
  return updateStep(progress, lesson, step, (s) =>
    s.predictions[index] === undefined ? { ...s, predictions: { ...s.predictions, [index]: choice } } : s,
  );
}

/** A wrong way was recognised. */
export function wrongTaken(progress: Progress, lesson: string, step: string, wrong: string): Progress {
  return updateStep(progress, lesson, step, (s) =>
    s.wrongs.includes(wrong) ? s : { ...s, wrongs: [...s.wrongs, wrong] },
  );
}

/** A lesson is opened at a step, in a fresh world. */
export function opened(progress: Progress, open: OpenLesson): Progress {
  return { ...progress, open };
}

/** Something happened in the open lesson. */
export function happened(progress: Progress, event: SavedEvent): Progress {
  if (progress.open === undefined) return progress;
  const step = event.kind === 'step' ? event.step : progress.open.step;
  return { ...progress, open: { ...progress.open, step, events: [...progress.open.events, event] } };
}

/** Forgets one lesson, or everything. */
export function forget(progress: Progress, lesson?: string): Progress {
  if (lesson === undefined) return NO_PROGRESS;
  const { [lesson]: _, ...lessons } = progress.lessons;
  const { open, ...rest } = progress;
  return open === undefined || open.lesson === lesson ? { ...rest, lessons } : { ...progress, lessons };
}
