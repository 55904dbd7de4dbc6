import type { LessonInfo } from '../app/index.ts';
import { type Progress, stepProgress } from '../course/index.ts';

const DAY = 24 * 3600_000;

/** The step that most needs practice: due for review, or done with the answer seen or with several hints a day ago or longer. */
export function reviewStep(
  lessons: readonly LessonInfo[],
  progress: Progress,
  now: number,
): { readonly lesson: string; readonly step: string } | undefined {
  const due = lessons.flatMap((lesson) =>
    lesson.steps.flatMap(({ id }) => {
      const record = stepProgress(progress, lesson.id, id);
      if (record.done === undefined) return [];
      const helped = record.solutionSeen || record.hints >= 2 || record.wrongs.length > 0;
      const at = record.review?.due ?? (helped ? record.done + DAY : undefined);
      return at === undefined || at > now ? [] : [{ lesson: lesson.id, step: id, at }];
    }),
  );
  return due.sort((a, b) => a.at - b.at)[0];
}
