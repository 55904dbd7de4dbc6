import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { verifyLesson } from '../../src/course/index.ts';
import { listLessons, readLesson, readTranslated } from '../../src/host/lesson-files.ts';
import { freshStage } from '../../src/host/stage.ts';

const LESSONS = fileURLToPath(new URL('../../lessons/', import.meta.url));
const ids = listLessons(LESSONS).map((lesson) => lesson.id);

/** Every lesson, on the engine, in both languages: everything that docs/writing-lessons.md promises of it. */
it.each(ids)('the lesson %s holds what lessons promise', { timeout: 600_000 }, async (id) => {
  const read = readLesson(LESSONS, id);
  if (!read.ok) throw new Error(read.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  const report = await verifyLesson(read.lesson, freshStage, ['en', 'ko'], readTranslated(LESSONS, id));
  expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  // a proof that put nothing to the test proves nothing
  expect(Object.entries(report.tested).filter(([, times]) => times === 0)).toEqual([]);
  expect(report.mutants.total).toBeGreaterThan(20);
});
