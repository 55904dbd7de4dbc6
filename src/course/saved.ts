import {
  type Choice,
  type LessonProgress,
  NO_PROGRESS,
  type OpenLesson,
  type Progress,
  type Review,
  type SavedEvent,
  type StepProgress,
} from './progress.ts';

/** What a stored or imported text turned out to be. */
export type Loaded =
  | { readonly ok: true; readonly progress: Progress; readonly warnings: readonly string[] }
  /** It cannot be used: keep the file, and say so. */
  | { readonly ok: false; readonly reason: string };

/**
 * Reads progress from JSON that anybody may have written: checks every value, and brings older versions up to date.
 * What is damaged is left out with a warning; what is sound is kept.
 */
export function loadProgress(text: string): Loaded {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is not JSON' };
  }
  return readProgress(data);
}

/** As `loadProgress`, from parsed JSON. */
export function readProgress(data: unknown): Loaded {
  if (!isRecord(data)) return { ok: false, reason: 'it is not a record of progress' };
  const version = data.version;
  if (typeof version !== 'number' || !Number.isInteger(version)) return { ok: false, reason: 'it has no version' };
  if (version > NO_PROGRESS.version) {
    return {
      ok: false,
      reason: `it was written by a newer dockernet-course (version ${version} of the format; this one knows ${NO_PROGRESS.version})`,
    };
  }
  const warnings: string[] = [];
  const now = migrate(data);
  const lessons: Record<string, LessonProgress> = {};
  for (const [id, lesson] of entries(now.lessons, 'lessons', warnings)) {
    const steps: Record<string, StepProgress> = {};
    for (const [step, value] of entries(isRecord(lesson) ? lesson.steps : undefined, `lessons.${id}.steps`, warnings)) {
      const read = readStep(value);
      if (read === undefined) warnings.push(`lessons.${id}.steps.${step} is damaged and was left out`);
      else steps[step] = read;
    }
    lessons[id] = { steps };
  }
  const open = now.open === undefined ? undefined : readOpen(now.open);
  if (now.open !== undefined && open === undefined) warnings.push('the open lesson is damaged and was left out');
  return { ok: true, progress: { version: 1, lessons, ...(open === undefined ? {} : { open }) }, warnings };
}

/** Steps from each older version of the format to the next. Version 1 is the first. */
const MIGRATIONS: Readonly<Record<number, (data: Record<string, unknown>) => Record<string, unknown>>> = {};

function migrate(data: Record<string, unknown>): Record<string, unknown> {
  let now = data;
  for (let v = Number(data.version); v < NO_PROGRESS.version; v++) now = MIGRATIONS[v]?.(now) ?? now;
  return now;
}

/**
 * Both records together, so that nothing which either has finished is lost: for two courses that run at once, and for
 * imports. The open lesson is mine when I have one in play (`ownsOpen`), else the other stays.
 */
export function mergeProgress(disk: Progress, mine: Progress, ownsOpen: boolean): Progress {
  const lessons: Record<string, LessonProgress> = { ...disk.lessons };
  for (const [id, lesson] of Object.entries(mine.lessons)) {
    const steps: Record<string, StepProgress> = { ...lessons[id]?.steps };
    for (const [step, own] of Object.entries(lesson.steps)) {
      const other = steps[step];
      steps[step] = other === undefined ? own : mergeStep(own, other);
    }
    lessons[id] = { steps };
  }
  const open = ownsOpen ? mine.open : disk.open;
  return { version: 1, lessons, ...(open === undefined ? {} : { open }) };
}

function mergeStep(a: StepProgress, b: StepProgress): StepProgress {
  const done = Math.min(a.done ?? Number.POSITIVE_INFINITY, b.done ?? Number.POSITIVE_INFINITY);
  const review = (b.review?.due ?? 0) > (a.review?.due ?? 0) ? b.review : a.review;
  return {
    hints: Math.max(a.hints, b.hints),
    solutionSeen: a.solutionSeen || b.solutionSeen,
    // the first choice counts, and what is on disk was chosen before
    predictions: { ...a.predictions, ...b.predictions },
    wrongs: [...new Set([...a.wrongs, ...b.wrongs])],
    ...(Number.isFinite(done) ? { done } : {}),
    ...(review === undefined ? {} : { review }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries under ids that a lesson or a step can have; `__proto__` and its like are none. */
function entries(value: unknown, where: string, warnings: string[]): [string, unknown][] {
  if (value === undefined) return [];
  if (!isRecord(value)) {
    warnings.push(`${where} is damaged and was left out`);
    return [];
  }
  return Object.entries(value).filter(([id]) => {
    const good = /^[a-z0-9][a-z0-9-]{0,63}$/.test(id);
    if (!good) warnings.push(`${where} has an entry that no lesson can have; it was left out`);
    return good;
  });
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function readStep(value: unknown): StepProgress | undefined {
  if (!isRecord(value)) return undefined;
  const { done, hints = 0, solutionSeen = false, predictions = {}, wrongs = [], review } = value;
  if (!isCount(hints) || typeof solutionSeen !== 'boolean' || !isRecord(predictions) || !Array.isArray(wrongs))
    return undefined;
  if (done !== undefined && !isTime(done)) return undefined;
  const choices: Record<string, number> = {};
  for (const [index, choice] of Object.entries(predictions))
    if (/^\d{1,3}$/.test(index) && isCount(choice)) choices[index] = choice;
  const practice = readReview(review);
  return {
    hints,
    solutionSeen,
    predictions: choices,
    wrongs: wrongs.filter((w): w is string => typeof w === 'string'),
    ...(done === undefined ? {} : { done }),
    ...(practice === undefined ? {} : { review: practice }),
  };
}

const DAY = 24 * 60 * 60 * 1000;

/** A review; one that an older version wrote knew only its date and its pause. */
function readReview(value: unknown): Review | undefined {
  if (!isRecord(value) || !isTime(value.due) || !isTime(value.days)) return undefined;
  const { due, days, stability, difficulty, reps, lapses, last } = value;
  const kept = isTime(stability) && isTime(difficulty) && isCount(reps) && isCount(lapses) && isTime(last);
  return kept && stability > 0 && difficulty >= 1
    ? { due, days, stability, difficulty: Math.min(difficulty, 10), reps, lapses, last }
    : {
        due,
        days,
        stability: Math.max(days, 0.1),
        difficulty: 5,
        reps: 1,
        lapses: 0,
        last: Math.max(due - days * DAY, 0),
      };
}

function readOpen(value: unknown): OpenLesson | undefined {
  if (!isRecord(value)) return undefined;
  const { lesson, step, seed, vary, from, events, chosen } = value;
  if (typeof lesson !== 'string' || typeof step !== 'string' || typeof seed !== 'number' || !Array.isArray(events))
    return undefined;
  if (from !== undefined && typeof from !== 'string') return undefined;
  if (vary !== undefined && !isCount(vary)) return undefined;
  // half a story rebuilds another world: one damaged event ends what can be played again
  const good = events.map(readEvent);
  const cut = good.indexOf(undefined);
  const sound = good.slice(0, cut < 0 ? good.length : cut).filter((e) => e !== undefined);
  return {
    lesson,
    step,
    seed,
    events: sound,
    ...(vary === undefined ? {} : { vary }),
    ...(from === undefined ? {} : { from }),
    ...(Array.isArray(chosen) ? { chosen: chosen.filter(isChoice) } : {}),
  };
}

function isChoice(value: unknown): value is Choice {
  return isRecord(value) && isCount(value.predict) && isCount(value.option);
}

function readEvent(value: unknown): SavedEvent | undefined {
  if (!isRecord(value) || !isTime(value.at)) return undefined;
  const { kind, at, tty, line, key, path, text, step } = value;
  switch (kind) {
    case 'undo':
    case 'redo':
      return { kind, at };
    case 'step':
      return typeof step === 'string' ? { kind, at, step } : undefined;
  }
  if (!isCount(tty)) return undefined;
  switch (kind) {
    case 'line':
      return typeof line === 'string' ? { kind, at, tty, line } : undefined;
    case 'key':
      return typeof key === 'string' ? { kind, at, tty, key } : undefined;
    case 'interrupt':
    case 'end':
      return { kind, at, tty };
    case 'file':
      return typeof path === 'string' && typeof text === 'string' ? { kind, at, tty, path, text } : undefined;
    default:
      return undefined;
  }
}
