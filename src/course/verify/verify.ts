import type { Lang, Lesson, Solution, Step } from '../lesson.ts';
import type { Play, Stage } from '../play.ts';
import { checkInlineCommands, checkRun, proseOf, stepProse } from './check-prose.ts';
import { checkSolution, checkStart, checkWrongs } from './check-step.ts';
import { checkText } from './check-text.ts';
import { newReport, type Report, test } from './problem.ts';
import { newRehearsal, notACommand, type Rehearsal, type Scene, sceneOf, statusOf, unmet } from './rehearsal.ts';
import { checkTranslated, type Translated } from './translated.ts';

/**
 * Proves a lesson: its setup runs; no goal holds before the learner acts; each solution solves its step, and fails with
 * any line left out or a name, port, network or option changed; other spellings pass; each wrong answer fails and is told; each solution of a step works after each
 * solution of the one before; every command in prose runs; hints keep the secret; all languages are there and fit.
 */
export async function verifyLesson(
  lesson: Lesson,
  play: Play,
  languages: readonly Lang[] = ['en', 'ko'],
  translated?: Translated,
): Promise<Report> {
  const report = newReport();
  const rehearsal = newRehearsal();
  checkText(lesson, languages, report);
  if (translated) checkTranslated(lesson, translated, report);
  const fresh = await play(lesson.hosts);
  const begun = await setUp(fresh, lesson.setup, rehearsal, report);
  for (const run of lesson.runs) await checkRun(begun, run, undefined, rehearsal, report);
  let stage = begun;
  /** The stages after each solution of the step before, but the first. */
  let others: readonly { readonly stage: Stage; readonly solution: Solution }[] = [];
  for (const step of lesson.steps) {
    const scene = await sceneOf(lesson, step, await setUp(stage, step.setup, rehearsal, report, step));
    await checkStep(scene, rehearsal, report);
    await checkChain(scene, others, rehearsal, report);
    const ends: { stage: Stage; solution: Solution }[] = [];
    for (const solution of step.solutions) {
      ends.push({
        solution,
        stage: (
          await rehearsal.play(
            scene.stage,
            solution.commands.map((c) => c.text),
          )
        ).stage,
      });
    }
    stage = ends[0]?.stage ?? scene.stage;
    others = ends.slice(1);
  }
  const opening = [lesson.opening.en, lesson.opening.ko].flatMap(proseOf);
  await checkInlineCommands(opening, { file: lesson.file, line: 1 }, [begun, stage], rehearsal, report);
  checkScore(lesson, report);
  return report;
}

/** The least share of wrong solutions that has to fail, explained survivors included. */
const LEAST_KILLED = 0.95;

function checkScore(lesson: Lesson, report: Report): void {
  const { total, survivors } = report.mutants;
  const killed = total - survivors.length;
  const enough = killed >= total * LEAST_KILLED;
  const message = `${killed} of ${total} wrong solutions fail, ${Math.ceil(total * LEAST_KILLED)} have to: let goals ask for what \`free\` lines leave open`;
  test(report, 'mutant', { file: lesson.file, line: 1 }, enough ? undefined : message);
}

async function setUp(
  stage: Stage,
  commands: Lesson['setup'],
  rehearsal: Rehearsal,
  report: Report,
  step?: Step,
): Promise<Stage> {
  const end = await rehearsal.play(
    stage,
    commands.map((c) => c.text),
  );
  for (const [i, one] of end.played.entries()) {
    const spot = {
      file: commands[i]?.file ?? '',
      line: commands[i]?.line ?? 1,
      ...(step === undefined ? {} : { step: step.id }),
    };
    test(
      report,
      'setup',
      spot,
      one.status === 0
        ? undefined
        : `the setup line \`${one.line}\` ends with status ${one.status}: ${one.output.trim()}`,
    );
  }
  return end.stage;
}

async function checkStep(scene: Scene, rehearsal: Rehearsal, report: Report): Promise<void> {
  const { step } = scene;
  await checkStart(scene, report);
  for (const run of step.runs) await checkRun(scene.stage, run, step.id, rehearsal, report);
  for (const solution of step.solutions) await checkSolution(scene, solution, rehearsal, report);
  await checkWrongs(scene, rehearsal, report);
  const solved = (
    await rehearsal.play(
      scene.stage,
      (step.solutions[0]?.commands ?? []).map((c) => c.text),
    )
  ).stage;
  for (const run of step.debriefRuns) await checkRun(solved, run, step.id, rehearsal, report);
  const { before, after } = stepProse(step);
  await checkInlineCommands(
    [...before, ...after],
    { ...step, step: step.id },
    [scene.stage, solved],
    rehearsal,
    report,
  );
}

/** After another solution of the step before, this step's setup runs, it begins unsolved, and every solution solves it. */
async function checkChain(
  scene: Scene,
  others: readonly { readonly stage: Stage; readonly solution: Solution }[],
  rehearsal: Rehearsal,
  report: Report,
): Promise<void> {
  const { step, lesson } = scene;
  for (const other of others) {
    const start = await sceneOf(lesson, step, await setUp(other.stage, step.setup, rehearsal, report, step));
    const before = await statusOf(start, start.stage);
    const after = `after the solution of line ${other.solution.line} in the step before`;
    test(
      report,
      'chain',
      { ...step, step: step.id },
      before.met ? `${after} this step is solved before it begins` : undefined,
    );
    for (const solution of step.solutions) {
      const end = await rehearsal.play(
        start.stage,
        solution.commands.map((c) => c.text),
      );
      const odd = end.played.map(notACommand).find((m) => m !== undefined);
      const status = await statusOf(start, end.stage);
      const failed = status.met ? odd : `${after} this solution does not work: ${unmet(status)}`;
      test(report, 'chain', { ...solution, step: step.id }, failed);
    }
  }
}
