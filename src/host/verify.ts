import { type Lesson, provenSeeds, type Report, TRANSLATIONS, verifyLesson, verifyVariation } from '../course/index.ts';
import type { Command } from './argv.ts';
import { listLessons, readLesson, readTranslated, writeTranslated } from './lesson-files.ts';
import { freshStage } from './stage.ts';

const LANGUAGES = ['en', ...TRANSLATIONS] as const;

/** `verify`: proves lessons and incidents; prints every problem with its place. The status is 1 when there is one. */
export async function verify(
  command: Extract<Command, { command: 'verify' }>,
  dirs: { readonly lessons: string; readonly incidents: string },
): Promise<number> {
  const incidents = listLessons(dirs.incidents).map((i) => i.id);
  const all = [...listLessons(dirs.lessons).map((l) => l.id), ...incidents];
  let bad = 0;
  const reports = [];
  for (const { dir, id, seed } of (command.lessons.length > 0 ? command.lessons : all).flatMap((id) =>
    variations(incidents.includes(id) ? dirs.incidents : dirs.lessons, id),
  )) {
    const read = readLesson(dir, id, seed);
    const name = seed === 0 ? id : `${id}, variation ${seed}`;
    if (command.translated && read.ok && seed === 0) writeTranslated(dir, read.lesson);
    const report = read.ok
      ? await prove(read.lesson, dir)
      : { problems: read.errors, tested: {}, mutants: { total: 0, survivors: [] } };
    reports.push({ lesson: id, variation: seed, ...report });
    bad += report.problems.length;
    if (command.json) continue;
    for (const p of report.problems) process.stdout.write(`${p.file}:${p.line}: ${p.message}\n`);
    const tested = Object.values(report.tested).reduce((sum, n) => sum + n, 0);
    const { total, survivors } = report.mutants;
    for (const { file, line, how, why } of survivors)
      if (why !== undefined) process.stdout.write(`${file}:${line}: solved ${how}: ${why}\n`);
    const killed = total > 0 ? `; ${total - survivors.length} of ${total} wrong solutions fail` : '';
    process.stdout.write(`${name}: ${tested} checks, ${report.problems.length} problems${killed}\n`);
  }
  if (command.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  return bad > 0 ? 1 : 0;
}

/** A text as written, and in its variations. */
function variations(dir: string, id: string): readonly { dir: string; id: string; seed: number }[] {
  const read = readLesson(dir, id);
  return [0, ...provenSeeds(read.ok ? read.lesson.vary : [])].map((seed) => ({ dir, id, seed }));
}

/** Everything is proven of the text as it is written; of a variation what its words could break. */
function prove(lesson: Lesson, dir: string): Promise<Report> {
  return lesson.variation === 0
    ? verifyLesson(lesson, freshStage, LANGUAGES, readTranslated(dir, lesson.id))
    : verifyVariation(lesson, freshStage);
}
