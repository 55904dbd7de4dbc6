import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { inLang, type Lang } from '../../src/course/index.ts';
import { listLessons, readLesson } from '../../src/host/lesson-files.ts';
import { catalogues } from '../../src/i18n/index.ts';
import { KEYS, launch, type TerminalUnderTest } from './terminal.ts';

const LESSONS = fileURLToPath(new URL('../../lessons', import.meta.url));

let terminal: TerminalUnderTest | undefined;
afterEach(() => terminal?.kill('SIGKILL'));

/** Types the first solution of every step, as a learner would, until the lesson is done. */
async function playThrough(id: string, lang: Lang): Promise<string> {
  const read = readLesson(LESSONS, id);
  if (!read.ok) throw new Error(read.errors.map((e) => e.message).join('\n'));
  const { lesson } = read;
  const words = catalogues[lang];
  terminal = launch(['start', id, '--lang', lang], { columns: 120, rows: 40 });
  const t = terminal;
  for (const [i, step] of lesson.steps.entries()) {
    await t.see(words.lesson.step(i + 1, lesson.steps.length));
    await t.see(/root@node1:[^\s]*# /);
    for (const command of step.solutions[0]?.commands ?? []) {
      await t.quiet(60);
      // a line of its own for each: what is still running must have the line before it
      t.type(command.text.includes('\n') ? KEYS.paste(command.text) : command.text);
      t.type(KEYS.enter);
      await t.see(/root@node1:[^\s]*# ?[│\s]*$|root@node1:[^\s]*# +│\n(?:│ +│\n)*└/, 30_000);
    }
    await t.see(words.lesson.met).catch((error: unknown) => {
      throw new Error(`step ${step.id}: ${inLang(step.title, lang)}\n${error instanceof Error ? error.message : ''}`);
    });
    t.type(KEYS.enter);
  }
  return t.see(words.done.heading);
}

/** Every lesson once, the first in both languages: the terminal paces what runs, so a lesson takes a quarter of a minute. */
const PLAYED = listLessons(LESSONS).flatMap((l, i): (readonly [string, Lang])[] =>
  i === 0
    ? [
        [l.id, 'en'],
        [l.id, 'ko'],
      ]
    : [[l.id, i % 2 === 0 ? 'en' : 'ko']],
);

describe('lessons in a terminal', { timeout: 180_000 }, () => {
  it.each(PLAYED)('%s can be played to its end: %s', async (id, lang) => {
    expect(await playThrough(id, lang)).toContain(catalogues[lang].done.clean);
  });
});
