import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Lesson, provenSeeds, verifyLesson, verifyVariation } from '../../src/course/index.ts';
import { listLessons, readLesson, readTranslated } from '../../src/host/lesson-files.ts';
import { freshStage } from '../../src/host/stage.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const INCIDENTS = folder('incidents');
const ids = listLessons(INCIDENTS).map((i) => i.id);

function read(id: string, seed = 0): Lesson {
  const found = readLesson(INCIDENTS, id, seed);
  if (!found.ok) throw new Error(found.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  return found.lesson;
}

/** Every incident as it is written, on the engine, in both languages. */
it.each(ids)('the incident %s holds what lessons promise', { timeout: 600_000 }, async (id) => {
  const report = await verifyLesson(read(id), freshStage, ['en', 'ko'], readTranslated(INCIDENTS, id));
  expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
  expect([report.tested.solution, report.tested.wrong].every((times) => times >= 2)).toBe(true);
});

const variations = ids.flatMap((id) => [...provenSeeds(read(id).vary), 5].map((seed) => [id, seed] as const));

it.each(variations)(
  'the incident %s holds in other words too (variation %i)',
  { timeout: 600_000 },
  async (id, seed) => {
    const report = await verifyVariation(read(id, seed), freshStage);
    expect(report.problems.map((p) => `${p.file}:${p.line}: ${p.message}`)).toEqual([]);
    expect([report.tested.solution, report.tested.wrong].every((times) => times >= 2)).toBe(true);
  },
);

it.each(ids)('%s is an incident with two ways out and two wrong ones', (id) => {
  const { kind, vary, steps } = read(id);
  expect(kind).toBe('incident');
  expect(vary.length).toBeGreaterThan(0);
  expect(steps.map((s) => [s.solutions.length >= 2, s.wrongs.length >= 2])).toEqual([[true, true]]);
});

it('no incident is called as a lesson is: progress knows them by their names', () => {
  const lessons = listLessons(folder('lessons')).map((l) => l.id);
  expect(ids.filter((id) => lessons.includes(id))).toEqual([]);
});
