import type { CommandLine, Solution } from '../lesson.ts';
import { linesBefore, recogniseWrong } from '../steps/index.ts';
import { equivalents } from './equivalents.ts';
import { mutants } from './mutants.ts';
import { type Report, test } from './problem.ts';
import { notACommand, type Rehearsal, type Scene, statusOf, unmet } from './rehearsal.ts';

const textsOf = (commands: readonly CommandLine[]) => commands.map((c) => c.text);

/** Before the learner acts no goal holds (but `still` ones), and no wrong answer is recognised. */
export async function checkStart(scene: Scene, report: Report): Promise<void> {
  const { step } = scene;
  for (const { goal, met, because } of (await statusOf(scene, scene.stage)).goals) {
    const spot = { ...goal, step: step.id };
    if (goal.still)
      test(
        report,
        'start',
        spot,
        met ? undefined : `\`still ${goal.text}\` does not hold at the start: ${because?.id}`,
      );
    else
      test(
        report,
        'start',
        spot,
        met
          ? `\`${goal.text}\` holds before the learner does anything: ask for something that is not so yet, or write \`still ${goal.text}\``
          : undefined,
      );
  }
  const wrong = await recogniseWrong(step, scene.stage.facts(), scene);
  test(
    report,
    'start',
    { ...step, step: step.id },
    wrong === undefined
      ? undefined
      : `the wrong answer \`#${wrong.id}\` is recognised before the learner does anything: make its \`when\` lines narrower`,
  );
}

/** The solution meets every goal, and each of its lines is needed; other spellings of it meet them too. */
export async function checkSolution(
  scene: Scene,
  solution: Solution,
  rehearsal: Rehearsal,
  report: Report,
): Promise<void> {
  const spot = { ...solution, step: scene.step.id };
  const lines = textsOf(solution.commands);
  const { stage, played } = await rehearsal.play(scene.stage, lines);
  for (const [i, one] of played.entries()) {
    const bad = notACommand(one);
    const at = { ...spot, line: solution.commands[i]?.line ?? spot.line };
    if (bad !== undefined) test(report, 'solution', at, `\`${one.line}\` does not run: ${bad}`);
  }
  const status = await statusOf(scene, stage);
  test(
    report,
    'solution',
    spot,
    status.met ? undefined : `after this solution the step is not solved: ${unmet(status)}`,
  );
  if (!status.met) return;
  await checkMutants(scene, solution, rehearsal, report);
  for (const way of equivalents(scene.step, lines)) {
    const end = await rehearsal.play(scene.stage, way.lines);
    const same = await statusOf(scene, end.stage);
    test(
      report,
      'equivalent',
      spot,
      same.met ? undefined : `the same solution ${way.how} is not accepted (${way.lines.join(' · ')}): ${unmet(same)}`,
    );
  }
}

/** The solution with one thing wrong in it does not solve the step, unless the author says why it may. */
async function checkMutants(scene: Scene, solution: Solution, rehearsal: Rehearsal, report: Report): Promise<void> {
  const { lesson, step, stage } = scene;
  const used = new Set<string>();
  for (const mutant of mutants(step, solution.commands, linesBefore(lesson, step.id))) {
    const spot = { file: mutant.at.file, line: mutant.at.line, step: step.id };
    const played = await rehearsal.play(stage, mutant.lines);
    report.mutants.total++;
    const survived = (await statusOf(scene, played.stage)).met;
    const why = solution.free.find((free) => free.word === mutant.word)?.why;
    if (survived) {
      used.add(mutant.word);
      report.mutants.survivors.push({ ...spot, how: mutant.how, ...(why === undefined ? {} : { why }) });
    }
    test(
      report,
      'mutant',
      spot,
      survived && why === undefined
        ? `the step is solved ${mutant.how}: ask for it in a goal, mark a line that only looks \`$?\`, or add \`free ${mutant.word}: why\` to the solution`
        : undefined,
    );
  }
  for (const free of solution.free)
    test(
      report,
      'mutant',
      { ...free, step: step.id },
      used.has(free.word)
        ? undefined
        : `\`free ${free.word}\` frees nothing: every change of it fails already, so remove the line`,
    );
}

/** Each wrong answer leaves the step unsolved, and is told with its own text. */
export async function checkWrongs(scene: Scene, rehearsal: Rehearsal, report: Report): Promise<void> {
  for (const wrong of scene.step.wrongs) {
    const spot = { ...wrong, step: scene.step.id };
    const { stage, played } = await rehearsal.play(scene.stage, textsOf(wrong.commands));
    const odd = played
      .map((p) => (p.status === 99 ? `\`${p.line}\` is not simulated` : undefined))
      .find((m) => m !== undefined);
    if (odd !== undefined) test(report, 'wrong', spot, odd);
    const status = await statusOf(scene, stage);
    test(
      report,
      'wrong',
      spot,
      status.met ? `the wrong answer \`#${wrong.id}\` solves the step: a goal is missing` : undefined,
    );
    const told = await recogniseWrong(scene.step, stage.facts(), scene);
    test(
      report,
      'wrong',
      spot,
      told?.id === wrong.id
        ? undefined
        : `after these lines ${told === undefined ? 'no wrong answer' : `\`#${told.id}\``} is recognised, not \`#${wrong.id}\`: mend its \`when\` lines, or their order`,
    );
  }
}
