import type { Lesson } from '../lesson.ts';
import type { Play } from '../play.ts';
import { linesBefore } from '../steps/index.ts';
import { checkStart, checkWrongs } from './check-step.ts';
import { newReport, type Report, test } from './problem.ts';
import { newRehearsal, notACommand, sceneOf, statusOf, unmet } from './rehearsal.ts';

/**
 * Proves of one step what other words in it could break: what comes before it runs, it is unsolved at its start, each
 * solution solves it, each wrong answer is told. The rest of what `verifyLesson` proves is the same in every variation.
 */
export async function verifyVariation(lesson: Lesson, stepId: string, play: Play): Promise<Report> {
  const report = newReport();
  const rehearsal = newRehearsal();
  const step = lesson.steps.find((s) => s.id === stepId);
  if (step === undefined) throw new Error(`${lesson.file}: no step ${stepId}`);
  const begun = await rehearsal.play(await play(lesson.hosts), linesBefore(lesson, stepId));
  const odd = begun.played.map(notACommand).find((bad) => bad !== undefined);
  test(report, 'setup', { ...step, step: stepId }, odd && `what comes before the step does not run: ${odd}`);
  const scene = await sceneOf(lesson, step, begun.stage);
  await checkStart(scene, report);
  for (const solution of step.solutions) {
    const lines = solution.commands.map((c) => c.text);
    const status = await statusOf(scene, (await rehearsal.play(scene.stage, lines)).stage);
    const failed = status.met ? undefined : `after this solution the step is not solved: ${unmet(status)}`;
    test(report, 'solution', { ...solution, step: stepId }, failed);
  }
  await checkWrongs(scene, rehearsal, report);
  return report;
}
