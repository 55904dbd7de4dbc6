import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Lesson, provenSeeds, verifyLesson, verifyVariation } from '../../src/course/index.ts';
import { listLessons, readLesson, readTranslated } from '../../src/host/lesson-files.ts';
import { freshStage } from '../../src/host/stage.ts';

const LESSONS = fileURLToPath(new URL('../../lessons/', import.meta.url));
const ids = listLessons(LESSONS).map((lesson) => lesson.id);

function read(id: string, seed = 0): Lesson {
  const found = readLesson(LESSONS, id, seed);
  if (!found.ok) throw new Error(found.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  return found.lesson;
}

/** Every lesson, on the engine, in both languages: everything that docs/writing-lessons.md promises of it. */
it.each(ids)('the lesson %s holds what lessons promise', { timeout: 600_000 }, async (id) => {
  const report = await verifyLesson(read(id), freshStage, ['en', 'ko'], readTranslated(LESSONS, id));
  expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  // a proof that put nothing to the test proves nothing
  expect(Object.entries(report.tested).filter(([, times]) => times === 0)).toEqual([]);
  expect(report.mutants.total).toBeGreaterThan(20);
});

const variations = ids.flatMap((id) => provenSeeds(read(id).vary).map((seed) => [id, seed] as const));

it.each(variations)('the drills of %s hold in other words (variation %i)', { timeout: 600_000 }, async (id, seed) => {
  const lesson = read(id, seed);
  const report = await verifyVariation(lesson, freshStage, lesson.drills);
  expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  expect(report.tested.solution).toBeGreaterThan(0);
});

it('every lesson has a drill, and each in three variations', () => {
  expect(ids.filter((id) => read(id).drills.length === 0)).toEqual([]);
  expect(ids.filter((id) => provenSeeds(read(id).vary).length < 3)).toEqual([]);
});
