import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mergeTranslation, parseLesson, verifyLesson } from '../../src/course/index.ts';
import { freshStage } from '../../src/host/stage.ts';

const ROOT = new URL('../../lessons/', import.meta.url);
const ids = readdirSync(ROOT, { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name)
  .sort();

/** Every lesson, on the engine, in both languages: everything that docs/writing-lessons.md promises of it. */
it.each(ids)('the lesson %s holds what lessons promise', { timeout: 120_000 }, async (id) => {
  const read = (file: string) => readFileSync(new URL(`${id}/${file}`, ROOT), 'utf8');
  const parsed = parseLesson(read('lesson.md'), `lessons/${id}/lesson.md`);
  const merged = parsed.ok
    ? mergeTranslation(parsed.lesson, read('lesson.ko.md'), `lessons/${id}/lesson.ko.md`)
    : parsed;
  if (!merged.ok) throw new Error(merged.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  const report = await verifyLesson(merged.lesson, freshStage);
  expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  // a proof that put nothing to the test proves nothing
  expect(Object.entries(report.tested).filter(([, times]) => times === 0)).toEqual([]);
});
