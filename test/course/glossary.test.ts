import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { glossary, lookUp } from '../../src/course/index.ts';
import { listLessons, readLessons } from '../../src/host/lesson-files.ts';

const LESSONS = fileURLToPath(new URL('../../lessons/', import.meta.url));
const lessons = readLessons(LESSONS, listLessons(LESSONS));

describe('the glossary', () => {
  it('has a word with the sentence that explains it, where it is explained first', () => {
    expect(lookUp(glossary(lessons, 'en'), 'subnet')[0]).toEqual({
      word: 'subnet',
      kind: 'term',
      text: '172.17.0.0/16 is the subnet, the numbers of this exchange: 172.17.0.0 to 172.17.255.255.',
      lesson: 'bridge',
      step: 'exchange',
    });
    expect(lookUp(glossary(lessons, 'ko'), '서브넷')[0]).toEqual({
      word: '서브넷',
      kind: 'term',
      text: '172.17.0.0/16이 서브넷, 곧 이 교환국의 번호 범위입니다.',
      lesson: 'bridge',
      step: 'exchange',
    });
  });
  it('has a command with the line that used it first', () => {
    expect(lookUp(glossary(lessons, 'en'), 'docker network con')).toEqual([
      {
        word: 'docker network connect',
        kind: 'command',
        text: 'docker network connect second-bridge far',
        lesson: 'networks',
        step: 'range',
      },
    ]);
  });
  it('finds what stands inside a word or a sentence after what begins so, in any case', () => {
    const words = lookUp(glossary(lessons, 'en'), 'PORT').map((e) => e.word);
    expect(words[0]).toMatch(/^port/i);
    expect(words).toContain('docker port');
  });
  it('has each word once, by the alphabet, and a step for each', () => {
    const entries = glossary(lessons, 'en');
    const words = entries.map((e) => e.word.toLowerCase());
    expect(words).toEqual([...new Set(words)].sort());
    const steps = new Set(lessons.flatMap((l) => l.steps.map((s) => `${l.id}/${s.id}`)));
    expect(entries.filter((e) => !steps.has(`${e.lesson}/${e.step}`))).toEqual([]);
    for (const lesson of lessons) expect(entries.filter((e) => e.lesson === lesson.id).length).toBeGreaterThan(0);
  });
});
