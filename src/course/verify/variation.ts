import type { Lesson } from '../lesson.ts';
import type { Play } from '../play.ts';
import { linesBefore } from '../steps/index.ts';
import { checkStart, checkWrongs } from './check-step.ts';
import { newReport, type Report, test } from './problem.ts';
import { newRehearsal, notACommand, sceneOf, statusOf, unmet } from './rehearsal.ts';

/**
 * Proves of each step, or of some, what other words in it could break: what comes before it runs, it is unsolved at its start, each
 * solution solves it, each wrong answer is told. The rest of what `verifyLesson` proves is the same in every variation.
 */
export async function verifyVariation(
  lesson: Lesson,
  play: Play,
  steps: readonly string[] = lesson.steps.map((s) => s.id),
): Promise<Report> {
  const report = newReport();
  const rehearsal = newRehearsal();
  const fresh = await play(lesson.hosts);
  for (const step of lesson.steps.filter((s) => steps.includes(s.id))) {
    const spot = { ...step, step: step.id };
    const begun = await rehearsal.play(fresh, linesBefore(lesson, step.id));
    const odd = begun.played.map(notACommand).find((bad) => bad !== undefined);
    test(report, 'setup', spot, odd && `what comes before the step does not run: ${odd}`);
    const scene = await sceneOf(lesson, step, begun.stage);
    await checkStart(scene, report);
    for (const solution of step.solutions) {
      const lines = solution.commands.map((c) => c.text);
      const status = await statusOf(scene, (await rehearsal.play(scene.stage, lines)).stage);
      const failed = status.met ? undefined : `after this solution the step is not solved: ${unmet(status)}`;
      test(report, 'solution', { ...solution, step: step.id }, failed);
    }
    await checkWrongs(scene, rehearsal, report);
  }
  return report;
}
