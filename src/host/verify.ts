import { TRANSLATIONS, verifyLesson } from '../course/index.ts';
import type { Command } from './argv.ts';
import { listLessons, readLesson, readTranslated, writeTranslated } from './lesson-files.ts';
import { freshStage } from './stage.ts';

const LANGUAGES = ['en', ...TRANSLATIONS] as const;

/** `verify`: proves lessons; prints every problem with its place. The status is 1 when there is one. */
export async function verify(command: Extract<Command, { command: 'verify' }>, lessonsDir: string): Promise<number> {
  const ids = command.lessons.length > 0 ? command.lessons : listLessons(lessonsDir).map((l) => l.id);
  let bad = 0;
  const reports = [];
  for (const id of ids) {
    const read = readLesson(lessonsDir, id);
    if (command.translated && read.ok) writeTranslated(lessonsDir, read.lesson);
    const report = read.ok
      ? await verifyLesson(read.lesson, freshStage, LANGUAGES, readTranslated(lessonsDir, id))
      : { problems: read.errors, tested: {}, mutants: { total: 0, survivors: [] } };
    reports.push({ lesson: id, ...report });
    bad += report.problems.length;
    if (command.json) continue;
    for (const p of report.problems) process.stdout.write(`${p.file}:${p.line}: ${p.message}\n`);
    const tested = Object.values(report.tested).reduce((sum, n) => sum + n, 0);
    const { total, survivors } = report.mutants;
    for (const { file, line, how, why } of survivors)
      if (why !== undefined) process.stdout.write(`${file}:${line}: solved ${how}: ${why}\n`);
    process.stdout.write(
      `${id}: ${tested} checks, ${report.problems.length} problems; ${total - survivors.length} of ${total} wrong solutions fail\n`,
    );
  }
  if (command.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  return bad > 0 ? 1 : 0;
}
