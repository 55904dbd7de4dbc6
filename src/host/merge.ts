import type { Progress, StepProgress } from '../course/index.ts';

/** What two processes have learned of one step: nothing that either has done is lost. */
function mergeStep(disk: StepProgress, mine: StepProgress): StepProgress {
  const done = [disk.done, mine.done].filter((d) => d !== undefined);
  const review = mine.review ?? disk.review;
  return {
    ...(done.length > 0 ? { done: Math.min(...done) } : {}),
    hints: Math.max(disk.hints, mine.hints),
    solutionSeen: disk.solutionSeen || mine.solutionSeen,
    predictions: { ...mine.predictions, ...disk.predictions },
    wrongs: [...new Set([...disk.wrongs, ...mine.wrongs])],
    ...(review ? { review } : {}),
  };
}

/** The union of two records of progress. `open` is mine when I have opened a lesson, else what is on disk stays. */
export function mergeProgress(disk: Progress, mine: Progress, ownsOpen: boolean): Progress {
  const lessons: Record<string, { readonly steps: Record<string, StepProgress> }> = {};
  for (const id of new Set([...Object.keys(disk.lessons), ...Object.keys(mine.lessons)])) {
    const steps: Record<string, StepProgress> = { ...disk.lessons[id]?.steps };
    for (const [step, record] of Object.entries(mine.lessons[id]?.steps ?? {})) {
      const before = steps[step];
      steps[step] = before ? mergeStep(before, record) : record;
    }
    lessons[id] = { steps };
  }
  const open = ownsOpen ? mine.open : disk.open;
  return { version: 1, lessons, ...(open ? { open } : {}) };
}
