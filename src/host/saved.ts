import type { Lang, Progress } from '../course/index.ts';

/** What the progress file holds. */
export interface Saved {
  readonly progress: Progress;
  readonly lang?: Lang;
}

/** A progress file, read: or why it cannot be used. */
export type ReadSaved = { readonly kind: 'ok'; readonly saved: Saved } | { readonly kind: 'broken' | 'newer' };

/** Reads the text of a progress file. Steps and lessons that make no sense are left out, the rest is kept. */
export function readSaved(text: string): ReadSaved {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'broken' };
  }
  if (!isRecord(value)) return { kind: 'broken' };
  if (typeof value.version === 'number' && value.version > 1) return { kind: 'newer' };
  const progress = readProgress(value.progress);
  if (!progress)
    return Object.keys(value).length === 0 ? { kind: 'ok', saved: { progress: EMPTY } } : { kind: 'broken' };
  const lang = value.lang === 'en' || value.lang === 'ko' ? value.lang : undefined;
  return { kind: 'ok', saved: { progress, ...(lang ? { lang } : {}) } };
}

const EMPTY: Progress = { version: 1, lessons: {} };

/** Reads progress as JSON has it; undefined when it is none. */
export function readProgress(value: unknown): Progress | undefined {
  if (!isRecord(value) || !isRecord(value.lessons)) return undefined;
  const lessons: Record<string, { steps: Record<string, ReturnType<typeof readStep>> }> = {};
  for (const [id, lesson] of Object.entries(value.lessons)) {
    if (!isRecord(lesson) || !isRecord(lesson.steps)) continue;
    const steps = Object.entries(lesson.steps).filter(([, s]) => isRecord(s));
    lessons[id] = { steps: Object.fromEntries(steps.map(([k, s]) => [k, readStep(isRecord(s) ? s : {})])) };
  }
  const open = readOpen(value.open);
  return { version: 1, lessons, ...(open ? { open } : {}) };
}

function readStep(s: Readonly<Record<string, unknown>>) {
  const review =
    isRecord(s.review) && isNumber(s.review.due) && isNumber(s.review.days)
      ? { due: s.review.due, days: s.review.days }
      : undefined;
  const predictions = isRecord(s.predictions)
    ? Object.entries(s.predictions).flatMap(([k, v]) => (isNumber(v) ? [[k, v] as const] : []))
    : [];
  return {
    ...(isNumber(s.done) ? { done: s.done } : {}),
    hints: isNumber(s.hints) ? s.hints : 0,
    solutionSeen: s.solutionSeen === true,
    predictions: Object.fromEntries(predictions),
    wrongs: Array.isArray(s.wrongs) ? s.wrongs.filter((w) => typeof w === 'string') : [],
    ...(review ? { review } : {}),
  };
}

function readOpen(value: unknown): Progress['open'] | undefined {
  if (
    !isRecord(value) ||
    typeof value.lesson !== 'string' ||
    typeof value.step !== 'string' ||
    !Array.isArray(value.events)
  )
    return undefined;
  const events = value.events.filter((e) => isRecord(e) && typeof e.kind === 'string' && isNumber(e.at));
  return {
    lesson: value.lesson,
    step: value.step,
    seed: isNumber(value.seed) ? value.seed : 1,
    ...(typeof value.from === 'string' ? { from: value.from } : {}),
    events,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
