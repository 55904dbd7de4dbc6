import { assert, json, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drillOf,
  dueReviews,
  forget,
  happened,
  hintPulled,
  type Lesson,
  lessonDone,
  loadProgress,
  mergeProgress,
  NO_PROGRESS,
  nextReview,
  opened,
  type Progress,
  parseLesson,
  predicted,
  readProgress,
  reviewed,
  scheduleFirst,
  solutionShown,
  stepDone,
  wrongTaken,
} from '../../src/course/index.ts';

const DAY = 86_400_000;

/** One learner's evening: every function once. */
function evening(): Progress {
  let p = NO_PROGRESS;
  p = opened(p, { lesson: 'bridge', step: 'exchange', seed: 7, events: [] });
  p = happened(p, { kind: 'line', at: 1, tty: 0, line: 'docker network ls' });
  p = predicted(p, 'bridge', 'exchange', 0, 1);
  p = predicted(p, 'bridge', 'exchange', 0, 0);
  p = hintPulled(p, 'bridge', 'exchange', 3);
  p = hintPulled(p, 'bridge', 'exchange', 2);
  p = wrongTaken(p, 'bridge', 'exchange', 'own-line');
  p = wrongTaken(p, 'bridge', 'exchange', 'own-line');
  p = stepDone(p, 'bridge', 'exchange', 1000);
  p = stepDone(p, 'bridge', 'exchange', 2000);
  p = happened(p, { kind: 'step', at: 2, step: 'first-line' });
  return solutionShown(p, 'bridge', 'first-line');
}

const EVENING: Progress = {
  version: 1,
  lessons: {
    bridge: {
      steps: {
        exchange: { done: 1000, hints: 3, solutionSeen: false, predictions: { 0: 1 }, wrongs: ['own-line'] },
        'first-line': { hints: 0, solutionSeen: true, predictions: {}, wrongs: [] },
      },
    },
  },
  open: {
    lesson: 'bridge',
    step: 'first-line',
    seed: 7,
    events: [
      { kind: 'line', at: 1, tty: 0, line: 'docker network ls' },
      { kind: 'step', at: 2, step: 'first-line' },
    ],
  },
};

describe('progress', () => {
  it('keeps the first choice, the first time and the most hints', () => {
    expect(evening()).toEqual(EVENING);
  });
  it('changes nothing where nothing new happened', () => {
    const p = evening();
    expect(stepDone(p, 'bridge', 'exchange', 5)).toBe(p);
    expect(hintPulled(p, 'bridge', 'exchange', 1)).toBe(p);
    expect(solutionShown(p, 'bridge', 'first-line')).toBe(p);
  });
  it('forgets one lesson, or all', () => {
    expect(forget(EVENING, 'bridge')).toEqual({ version: 1, lessons: {} });
    expect(forget(EVENING, 'dns')).toEqual(EVENING);
    expect(forget(EVENING)).toEqual(NO_PROGRESS);
  });
});

describe('stored progress', () => {
  it('survives the way through JSON', () => {
    expect(loadProgress(JSON.stringify(EVENING))).toEqual({ ok: true, progress: EVENING, warnings: [] });
  });
  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is not a record of progress'],
    ['null', 'it is not a record of progress'],
    ['{}', 'it has no version'],
    ['{"version": 9}', 'it was written by a newer dockernet-course (version 9 of the format; this one knows 1)'],
  ])('%s', (text, reason) => {
    expect(loadProgress(text)).toEqual({ ok: false, reason });
  });
  it('keeps what is sound and says what was left out', () => {
    const text = `{"version":1,"lessons":{
      "bridge":{"steps":{"exchange":{"done":1000,"hints":1,"solutionSeen":false,"predictions":{"0":1,"x":2},"wrongs":["a",3]},"wall":{"hints":"many"}}},
      "__proto__":{"steps":{}}, "dns":{"steps":[]}},
      "open":{"lesson":"bridge","step":"wall","seed":1,"events":[{"kind":"line","at":1,"tty":0,"line":"ls"},{"kind":"line","at":2},{"kind":"undo","at":3}]}}`;
    expect(loadProgress(text)).toEqual({
      ok: true,
      progress: {
        version: 1,
        lessons: {
          bridge: {
            steps: { exchange: { done: 1000, hints: 1, solutionSeen: false, predictions: { 0: 1 }, wrongs: ['a'] } },
          },
          dns: { steps: {} },
        },
        // what comes after a damaged event would happen in another world
        open: { lesson: 'bridge', step: 'wall', seed: 1, events: [{ kind: 'line', at: 1, tty: 0, line: 'ls' }] },
      },
      warnings: [
        'lessons has an entry that no lesson can have; it was left out',
        'lessons.bridge.steps.wall is damaged and was left out',
        'lessons.dns.steps is damaged and was left out',
      ],
    });
  });
  it('keeps what was chosen in the open step, and of that what can be one', () => {
    const open = (chosen: unknown) =>
      readProgress({ version: 1, lessons: {}, open: { lesson: 'a', step: 'b', seed: 1, events: [], chosen } });
    const kept = (chosen: unknown) => {
      const read = open(chosen);
      return read.ok ? read.progress.open?.chosen : read.reason;
    };
    expect(kept([{ predict: 0, option: 3 }, { predict: -1, option: 0 }, 7, { predict: 0 }])).toEqual([
      { predict: 0, option: 3 },
    ]);
    expect(kept('all')).toBeUndefined();
  });
  it('never throws, whatever the file holds', () => {
    assert(property(string(), (text) => typeof loadProgress(text).ok === 'boolean'));
    assert(
      property(
        json(),
        (text) => typeof loadProgress(`{"version":1,"lessons":${text},"open":${text}}`).ok === 'boolean',
      ),
    );
  });
});

describe('two records', () => {
  const other: Progress = {
    version: 1,
    lessons: {
      bridge: {
        steps: { exchange: { done: 500, hints: 1, solutionSeen: true, predictions: { 0: 0, 1: 2 }, wrongs: ['b'] } },
      },
      dns: { steps: { names: { done: 9, hints: 0, solutionSeen: false, predictions: {}, wrongs: [] } } },
    },
  };
  it('are put together without losing anything', () => {
    const both = mergeProgress(EVENING, other, false);
    expect(both.lessons.bridge?.steps.exchange).toEqual({
      done: 500,
      hints: 3,
      solutionSeen: true,
      predictions: { 0: 1, 1: 2 },
      wrongs: ['b', 'own-line'],
    });
    expect(both.lessons.dns).toEqual(other.lessons.dns);
    expect(both.open).toEqual(EVENING.open);
    expect(mergeProgress(EVENING, other, true).open).toBeUndefined();
  });
  it('are the same when merged twice', () => {
    const both = mergeProgress(EVENING, other, false);
    expect(mergeProgress(both, other, false)).toEqual(both);
  });
});

describe('review', () => {
  const text = [
    '---',
    'title: T',
    'minutes: 1',
    'drills: [b]',
    '---',
    '',
    'Why?',
    '',
    ...['a', 'b'].flatMap((id) => [
      `## ${id} {#${id}}`,
      '',
      'Prose.',
      '',
      '```predict',
      'Q? [x] yes [ ] no',
      '```',
      '',
      '```goal',
      'running web',
      '```',
      '',
      '```hint',
      '1',
      '```',
      '',
      '```hint',
      '2',
      '```',
      '',
      '```solution',
      '$ docker start web',
      '```',
      '',
      '```debrief',
      'D',
      '```',
      '',
    ]),
  ].join('\n');
  const parsed = parseLesson(text, 'lessons/toy/lesson.md');
  const lesson = (parsed.ok ? parsed.lesson : undefined) as Lesson;
  it('comes back the sooner the harder it went', () => {
    let p = ['a', 'b'].reduce((all, step) => stepDone(all, 'toy', step, 0), NO_PROGRESS);
    p = predicted(p, 'toy', 'a', 0, 1);
    p = scheduleFirst(scheduleFirst(p, lesson, 'a', 0), lesson, 'b', 0);
    expect(dueReviews(p, [lesson], DAY)).toEqual([]);
    expect(dueReviews(p, [lesson], 2 * DAY)).toEqual([{ lesson: 'toy', step: 'a', due: 2 * DAY }]);
    expect(dueReviews(p, [lesson], 3 * DAY).map((d) => d.step)).toEqual(['a', 'b']);
    const shown = scheduleFirst(solutionShown(NO_PROGRESS, 'toy', 'a'), lesson, 'a', 0);
    expect(shown.lessons.toy?.steps.a?.review?.days).toBe(1);
    expect(lessonDone(p, lesson)).toEqual({ done: 2, of: 2 });
  });
  it('does not come back when it went well and is no drill', () => {
    const p = scheduleFirst(stepDone(NO_PROGRESS, 'toy', 'a', 0), lesson, 'a', 0);
    expect(p.lessons.toy?.steps.a?.review).toBeUndefined();
    expect(nextReview(p, [lesson], 0)).toBeUndefined();
  });
  it('tells what comes next when nothing is due', () => {
    const p = scheduleFirst(hintPulled(stepDone(NO_PROGRESS, 'toy', 'a', 0), 'toy', 'a', 1), lesson, 'a', 0);
    const q = scheduleFirst(p, lesson, 'b', 0);
    expect([dueReviews(q, [lesson], 0), nextReview(q, [lesson], 0)]).toEqual([
      [],
      { lesson: 'toy', step: 'a', due: 2 * DAY },
    ]);
    expect(nextReview(q, [lesson], 2 * DAY)).toEqual({ lesson: 'toy', step: 'b', due: 3 * DAY });
  });
  it('pauses longer each time it was done alone, and begins again when it was not', () => {
    let now = 1000 * DAY;
    let p = scheduleFirst(stepDone(NO_PROGRESS, 'toy', 'b', now), lesson, 'b', now);
    const pauses = (['good', 'good', 'hard', 'good', 'again', 'good'] as const).map((went) => {
      now = p.lessons.toy?.steps.b?.review?.due ?? 0;
      p = reviewed(p, 'toy', 'b', went, now);
      return p.lessons.toy?.steps.b?.review?.days;
    });
    expect(pauses).toEqual([14, 57, 141, 181, 5, 11]);
    expect(readProgress(JSON.parse(JSON.stringify(p)))).toEqual({ ok: true, progress: p, warnings: [] });
  });
  it('of a step is that step alone, in the world that the lesson has built until then', () => {
    const drill = drillOf(lesson, 'b');
    expect(drill.steps.map((s) => s.id)).toEqual(['b']);
    expect(drill.setup.map((c) => c.text)).toEqual(['docker start web']);
    expect([drill.kind, drill.id, drill.opening.en]).toEqual(['drill', 'toy', []]);
    expect(drillOf(lesson, 'gone')).toBe(lesson);
  });
  it('goes on with what an older version wrote', () => {
    const old = { version: 1, lessons: { toy: { steps: { a: { done: 0, review: { due: 1007 * DAY, days: 7 } } } } } };
    const read = readProgress(old);
    if (!read.ok) throw new Error(read.reason);
    expect(reviewed(read.progress, 'toy', 'a', 'good', 1007 * DAY).lessons.toy?.steps.a?.review?.days).toBe(23);
  });
});
