import { stepProgress } from '../course/index.ts';
import type { Model } from './model.ts';
import type { LessonInfo } from './ports.ts';

/** One row of the menu that can be chosen. */
export type MenuItem =
  | { readonly kind: 'go-on'; readonly lesson: LessonInfo; readonly step: string }
  | { readonly kind: 'begin'; readonly lesson: LessonInfo }
  | { readonly kind: 'lesson'; readonly lesson: LessonInfo; readonly number: number }
  | { readonly kind: 'daily'; readonly lesson: LessonInfo; readonly seed: number }
  | { readonly kind: 'incident'; readonly lesson: LessonInfo }
  | { readonly kind: 'review'; readonly count: number }
  | { readonly kind: 'sandbox' | 'progress' | 'welcome' | 'quit' };

/** How many steps of a lesson are done. */
export function stepsDone(model: Pick<Model, 'progress'>, lesson: LessonInfo): number {
  return lesson.steps.filter((s) => stepProgress(model.progress, lesson.id, s.id).done !== undefined).length;
}

/** Whether all steps of a lesson are done. */
export function isDone(model: Pick<Model, 'progress'>, lesson: LessonInfo): boolean {
  return lesson.steps.length > 0 && stepsDone(model, lesson) === lesson.steps.length;
}

/** The first step of a lesson that is not done, the first of all when every one is. */
export function firstOpenStep(
  model: Pick<Model, 'progress'>,
  lesson: { readonly id: string; readonly steps: readonly { readonly id: string }[] },
): string | undefined {
  const open = lesson.steps.find((s) => stepProgress(model.progress, lesson.id, s.id).done === undefined);
  return (open ?? lesson.steps[0])?.id;
}

/** The lesson after this one that is not done. */
export function nextLesson(model: Pick<Model, 'progress' | 'lessons'>, after?: string): LessonInfo | undefined {
  const at = model.lessons.findIndex((l) => l.id === after);
  return [...model.lessons.slice(at + 1), ...model.lessons.slice(0, at + 1)].find(
    (l) => !isDone(model, l) && l.id !== after,
  );
}

/** The rows of the menu. */
export function menuItems(
  model: Pick<Model, 'progress' | 'lessons' | 'incidents' | 'daily' | 'reviews'>,
): readonly MenuItem[] {
  const open = model.progress.open;
  const opened = [...model.lessons, ...model.incidents].find((l) => l.id === open?.lesson);
  const { daily } = model;
  const today = model.incidents.find((l) => l.id === daily?.id);
  const next = nextLesson(model);
  const first: MenuItem[] =
    open && opened?.steps.some((s) => s.id === open.step)
      ? [{ kind: 'go-on', lesson: opened, step: open.step }]
      : next
        ? [{ kind: 'begin', lesson: next }]
        : [];
  return [
    ...first,
    ...(model.reviews.length > 0 ? [{ kind: 'review', count: model.reviews.length } as const] : []),
    ...model.lessons.map((lesson, i): MenuItem => ({ kind: 'lesson', lesson, number: i + 1 })),
    ...(today && daily ? [{ kind: 'daily', lesson: today, seed: daily.seed } as const] : []),
    ...model.incidents.map((lesson): MenuItem => ({ kind: 'incident', lesson })),
    { kind: 'sandbox' },
    { kind: 'progress' },
    { kind: 'welcome' },
    { kind: 'quit' },
  ];
}
