import { verifyLesson } from '../course/index.ts';
import type { Command } from './argv.ts';
import { listLessons, readLesson } from './lesson-files.ts';
import { freshStage } from './stage.ts';

/** `verify`: proves lessons; prints every problem with its place. The status is 1 when there is one. */
export async function verify(command: Extract<Command, { command: 'verify' }>, lessonsDir: string): Promise<number> {
  const ids = command.lessons.length > 0 ? command.lessons : listLessons(lessonsDir).map((l) => l.id);
  let bad = 0;
  const reports = [];
  for (const id of ids) {
    const read = readLesson(lessonsDir, id);
    const report = read.ok ? await verifyLesson(read.lesson, freshStage) : { problems: read.errors, tested: {} };
    reports.push({ lesson: id, ...report });
    bad += report.problems.length;
    if (command.json) continue;
    for (const p of report.problems) process.stdout.write(`${p.file}:${p.line}: ${p.message}\n`);
    const tested = Object.values(report.tested).reduce((sum, n) => sum + n, 0);
    process.stdout.write(`${id}: ${tested} checks, ${report.problems.length} problems\n`);
  }
  if (command.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  return bad > 0 ? 1 : 0;
}
