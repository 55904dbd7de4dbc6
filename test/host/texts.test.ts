import { expect, it } from 'vitest';
import type { LessonInfo } from '../../src/app/index.ts';
import { NO_PROGRESS, stepDone } from '../../src/course/index.ts';
import { listText } from '../../src/host/texts.ts';

const lesson = (id: string, en: string, ko: string, needs: readonly string[] = []): LessonInfo => ({
  id,
  title: { en, ko },
  minutes: 30,
  needs,
  steps: [
    { id: 'one', title: { en: 'One', ko: '하나' } },
    { id: 'two', title: { en: 'Two', ko: '둘' } },
  ],
});
const lessons = [
  lesson('bridge', 'Bridges', '브리지'),
  lesson('names', 'Names', '이름', ['bridge']),
  lesson(
    'long',
    'When the telephone stays silent, or troubleshooting',
    '전화가 조용할 때, 그리고 문제를 해결하는 순서',
    ['bridge', 'names'],
  ),
];
const progress = ['one', 'two'].reduce(
  (p, step) => stepDone(p, 'bridge', step, 1),
  stepDone(NO_PROGRESS, 'names', 'one', 1),
);
const list = (lang: 'en' | 'ko', columns?: number) =>
  listText({ lessons, incidents: [] }, progress, lang, false, columns);

it('lists lessons with minutes, what they build on and what is done, folded at blanks where the terminal ends', () => {
  expect(list('en', 60)).toBe(`  1  Bridges (bridge, 30 min · done)
  2  Names (names, 30 min · after 1 · 1/2)
  3  When the telephone stays silent, or troubleshooting
     (long, 30 min · after 1, 2)
`);
  expect(list('ko', 50)).toBe(`  1  브리지 (bridge, 30분 · 완료)
  2  이름 (names, 30분 · 먼저 볼 레슨: 1 · 1/2)
  3  전화가 조용할 때, 그리고 문제를 해결하는 순서
     (long, 30분 · 먼저 볼 레슨: 1, 2)
`);
});

it('keeps one line a lesson where there is no terminal', () => {
  expect(list('en').split('\n').length).toBe(4);
});
