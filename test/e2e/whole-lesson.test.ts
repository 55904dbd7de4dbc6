import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lang, Lesson, Step } from '../../src/course/index.ts';
import { readLesson } from '../../src/host/lesson-files.ts';
import { catalogues } from '../../src/i18n/index.ts';
import { KEYS, launch, type TerminalUnderTest } from './terminal.ts';

const LESSONS = fileURLToPath(new URL('../../lessons', import.meta.url));

function lesson(id: string): Lesson {
  const read = readLesson(LESSONS, id);
  if (!read.ok) throw new Error(read.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  return read.lesson;
}

/** Types a step's first solution, as a learner would who knows it, and sees the step become done. */
async function solve(t: TerminalUnderTest, step: Step, lang: Lang): Promise<void> {
  for (const { text } of step.solutions[0]?.commands ?? []) {
    await t.quiet(150);
    t.type(`${text.replaceAll('\n', '\r')}\r`);
    await t.quiet(250);
  }
  await t.see(catalogues[lang].lesson.met, 20_000);
}

const open: TerminalUnderTest[] = [];
const start = (...given: Parameters<typeof launch>) => {
  const t = launch(...given);
  open.push(t);
  return t;
};
afterEach(() => {
  for (const t of open.splice(0)) t.kill('SIGKILL');
});

describe('a whole lesson, by keys, killed in the middle', { timeout: 180_000 }, () => {
  it.each([
    ['en', 120, 40],
    ['en', 80, 24],
    ['ko', 120, 40],
  ] as const)('bridge in %s at %ix%i', async (lang, columns, rows) => {
    const { steps } = lesson('bridge');
    const words = catalogues[lang].lesson;
    const middle = Math.floor(steps.length / 2);
    const options = { columns, rows };
    let t = start(['start', 'bridge', '--lang', lang], options);
    for (const [i, step] of steps.entries()) {
      await t.see(words.step(i + 1, steps.length));
      if (i === middle) {
        await t.quiet(300);
        t.kill('SIGKILL');
        await t.exit;
        t = start(['--lang', lang, 'start'], { ...options, dataDir: t.dataDir });
        await t.see(words.step(i + 1, steps.length));
      }
      await solve(t, step, lang);
      t.type(KEYS.enter);
    }
    expect(await t.see(catalogues[lang].done.heading)).toContain(catalogues[lang].done.heading);
    t.type(KEYS.ctrl('q'));
    expect(await t.exit).toEqual({ status: 0, signal: 0 });
  });
});
