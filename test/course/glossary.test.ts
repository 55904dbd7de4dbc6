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
      text: '172.17.0.0/16이 서브넷, 곧 이 교환국의 번호 범위입니다. 172.17.0.0부터 172.17.255.255까지입니다.',
      lesson: 'bridge',
      step: 'exchange',
    });
  });
  it('says a short sentence with the one that it leans on', () => {
    expect(lookUp(glossary(lessons, 'ko'), '게이트웨이')[0]?.text).toBe(
      '이 가운데 셋은 나누어 주지 않습니다. 첫 번호와 마지막 번호, 그리고 docker0 자신인 게이트웨이 172.17.0.1입니다.',
    );
  });
  it('has the terms of the lessons and none of the words that are only stressed', () => {
    const terms = glossary(lessons, 'en').filter((e) => e.kind === 'term');
    const listed = new Set(lessons.flatMap((l) => l.terms.en));
    expect(terms.length).toBe(listed.size);
    expect(terms.filter((e) => !listed.has(e.word) || ['not', 'all', 'Do', 'node1'].includes(e.word))).toEqual([]);
  });
  it('has a command that runs in a container, behind a pipe, on another host, or stands in running text only', () => {
    const words = glossary(lessons, 'en').map((e) => e.word);
    for (const word of ['nslookup', 'tcpdump', 'docker swarm join', 'docker info', 'docker top'])
      expect(words).toContain(word);
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
