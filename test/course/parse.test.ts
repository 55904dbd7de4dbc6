import { readFileSync } from 'node:fs';
import { array, assert, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lesson, mergeTranslation, parseCourse, parseLesson } from '../../src/course/index.ts';

const FILE = 'lessons/toy/lesson.md';
const KO = 'lessons/toy/lesson.ko.md';

/** A small lesson that is right; each test breaks one thing. */
const GOOD = `---
title: A toy
minutes: 5
facts: [S0-F01, S0-F02]
---

Why?

\`\`\`text
picture
\`\`\`

\`\`\`setup
$ docker run -d --name web nginx
\`\`\`

## Join {#join}

Prose with \`docker network ls\`.

\`\`\`run
$ docker network ls
\`\`\`

\`\`\`predict
Will it?  [ ] yes: it will not
[x] no
\`\`\`

\`\`\`goal
network ?net driver=bridge
attached web ?net
\`\`\`

\`\`\`hint
Look.
\`\`\`

\`\`\`hint
The idea.
\`\`\`

\`\`\`solution
$ docker network create app-net
$? docker network ls
$ docker network connect \\
>   app-net web
\`\`\`

\`\`\`wrong
$ docker network create app-net
when network ?net
when not attached web ?net
=> #half
\`\`\`

> [!WRONG] {#half} Only half
> of it.

\`\`\`\`debrief
Done.

\`\`\`run
$ docker network inspect app-net
\`\`\`
\`\`\`\`
`;

const GOOD_KO = `---
title: 장난감
---

왜?

## 잇기 {#join}

설명입니다.

\`\`\`run
\`\`\`

\`\`\`predict
될까요?  [ ] 네: 안 됩니다 [ ] 아니요
\`\`\`

\`\`\`hint
보세요.
\`\`\`

\`\`\`hint
생각입니다.
\`\`\`

> [!WRONG] {#half} 절반입니다.

\`\`\`\`debrief
끝.

\`\`\`run
\`\`\`
\`\`\`\`
`;

function good(): Lesson {
  const parsed = parseLesson(GOOD, FILE);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.lesson;
}

const mistakes = (text: string) => {
  const parsed = parseLesson(text, FILE);
  return parsed.ok ? [] : parsed.errors.map((e) => `${e.file}:${e.line}: ${e.message}`);
};

const mistakesKo = (text: string) => {
  const parsed = mergeTranslation(good(), text, KO);
  return parsed.ok ? [] : parsed.errors.map((e) => `${e.file}:${e.line}: ${e.message}`);
};

/** Replaces exactly one place; a test whose place is gone must not pass. */
function broken(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the good lesson has no ${JSON.stringify(from)}`);
  return text.replace(from, to);
}

describe('a lesson', () => {
  it('becomes data', () => {
    const lesson = good();
    const [step] = lesson.steps;
    expect({ ...lesson, steps: [], opening: lesson.opening.en.map((p) => p.kind) }).toEqual({
      id: 'toy',
      file: FILE,
      kind: 'lesson',
      vary: [],
      drills: [],
      terms: { en: [] },
      variation: 0,
      title: { en: 'A toy' },
      minutes: 5,
      hosts: ['node1'],
      facts: ['S0-F01', 'S0-F02'],
      opening: ['prose'],
      runs: [],
      setup: [{ file: FILE, line: 14, text: 'docker run -d --name web nginx', looks: false }],
      steps: [],
      languages: ['en'],
    });
    expect(step?.body.en.map((p) => p.kind)).toEqual(['prose', 'run', 'predict']);
    expect(step?.goals.map((g) => [g.line, g.text])).toEqual([
      [31, 'network ?net driver=bridge'],
      [32, 'attached web ?net'],
    ]);
    expect(step?.solutions[0]?.commands.map((c) => [c.line, c.looks, c.text])).toEqual([
      [44, false, 'docker network create app-net'],
      [45, true, 'docker network ls'],
      [46, false, 'docker network connect \\\n  app-net web'],
    ]);
    expect(step?.wrongs.map((w) => [w.id, w.when.map((g) => `${g.not ? 'not ' : ''}${g.text}`)])).toEqual([
      ['half', ['network ?net', 'not attached web ?net']],
    ]);
    expect(step?.predicts).toEqual([
      {
        file: FILE,
        line: 26,
        question: { en: 'Will it?' },
        options: [{ text: { en: 'yes' }, because: { en: 'it will not' } }, { text: { en: 'no' } }],
        right: 1,
      },
    ]);
    expect(step?.debrief.en.map((p) => p.kind)).toEqual(['prose', 'run']);
    expect(step?.debriefRuns.map((r) => r.commands.map((c) => [c.line, c.text]))).toEqual([
      [[64, 'docker network inspect app-net']],
    ]);
  });

  it('reads the same with Windows line ends', () => {
    expect(parseLesson(GOOD.replace(/\n/g, '\r\n'), FILE)).toEqual(parseLesson(GOOD, FILE));
  });

  it.each([
    [
      'no front matter',
      '---\ntitle',
      'title',
      [`1: a lesson begins with front matter: \`---\`, \`title: …\`, \`---\``],
    ],
    ['no title', 'title: A toy\n', '', ['1: the lesson has no title: write `title: …` in the front matter']],
    [
      'no minutes',
      'minutes: 5',
      'minutes: soon',
      ['3: write `minutes: 20` in the front matter: how long a beginner takes'],
    ],
    ['a fact id', 'S0-F01', 'F01', ['4: `F01` is no fact id: they look like S1-F12']],
    [
      'a strange key',
      'minutes: 5',
      'minutes: 5\nauthor: me',
      [
        '4: `author` means nothing here: the front matter has title, minutes, kind, hosts, facts, terms, drills and vary',
      ],
    ],
    [
      'an unreadable line',
      'minutes: 5',
      'minutes: 5\n??',
      ['4: cannot read `??`: write `key: value` or `key: [a, b]`'],
    ],
    [
      'no opening',
      'Why?\n\n```text\npicture\n```\n',
      '',
      ['1: the lesson has no opening: begin with the question that it answers'],
    ],
    [
      'a step without an id',
      ' {#join}',
      '',
      ['17: the step `Join` has no id: end its heading with `{#short-name}`, in small letters'],
    ],
    [
      'an unknown block',
      '```goal',
      '```gaol',
      [
        '17: the step `#join` has no goal: add a `goal` block',
        '30: unknown block `gaol`: use one of setup, run, predict, goal, hint, solution, wrong, debrief, or leave the fence without a name to show it as it is',
      ],
    ],
    [
      'a title where none belongs',
      '```goal',
      '```goal one',
      ['30: `one` stands after `goal` for nothing: only a `solution` has a title'],
    ],
    [
      'a goal that does not parse',
      'attached web ?net',
      'attached web',
      ['32: `attached` takes 2 words, not 1. It is written: attached CONTAINER NETWORK|?net'],
    ],
    [
      'a goal that belongs to `when`',
      'attached web ?net',
      'not attached web ?net',
      ['32: `not` belongs to the `when` lines of a wrong answer: here use the goal that says so, as `not-reaches`'],
    ],
    [
      'no goal',
      '```goal\nnetwork ?net driver=bridge\nattached web ?net\n```\n',
      '',
      ['17: the step `#join` has no goal: add a `goal` block'],
    ],
    [
      'one hint',
      '```hint\nLook.\n```\n',
      '',
      [
        '17: the step `#join` has 1 hints: write two, where to look and then the idea (a third may give the line with blanks)',
      ],
    ],
    ['an empty hint', 'Look.', '', ['36: the hint is empty: write it, or remove the block']],
    ['no solution', '```solution', '```sh', ['17: the step `#join` has no solution: add a `solution` block']],
    [
      'a line that is no command',
      '$ docker network create app-net\n$?',
      'docker network create app-net\n$?',
      [
        '44: `docker network create app-net` is no command line: in a `solution` block a line begins with `$ ` or `free `',
      ],
    ],
    [
      'a wrong answer without when',
      'when network ?net\nwhen not attached web ?net\n',
      '',
      ['50: a wrong answer needs a `when GOAL` line: what is true of the world once this way was taken'],
    ],
    [
      'a `when` that does not parse',
      'when network ?net',
      'when netwerk ?net',
      [
        '52: there is no goal `netwerk`: use one of network, subnet, gateway, address, exists, running, stopped, exited, attached, not-attached, resolves, not-resolves, reaches, not-reaches, fetches, published, not-published, node, service, no-service, removed, looked',
      ],
    ],
    [
      'a wrong answer that leads nowhere',
      '=> #half\n',
      '',
      [
        '50: a wrong answer ends with `=> #id`, the id of its text',
        '56: no `wrong` block of this step leads to `#half`: add `=> #half` to one',
      ],
    ],
    [
      'a wrong answer without text',
      '> [!WRONG] {#half} Only half\n> of it.',
      '',
      ['51: the wrong answer `#half` has no text: write `> [!WRONG] {#half} …`'],
    ],
    [
      'an empty wrong text',
      ' Only half\n> of it.',
      '',
      ['57: a `[!WRONG]` text is empty: say what is mistaken, and what is true instead'],
    ],
    [
      'a wrong text without id',
      '{#half} Only',
      'Only',
      [
        '51: the wrong answer `#half` has no text: write `> [!WRONG] {#half} …`',
        '57: a `[!WRONG]` text has no id: write `> [!WRONG] {#id} …`',
      ],
    ],
    [
      'no right option',
      '[x] no',
      '[ ] no',
      ['26: exactly one option of a `predict` block is right, and 0 are marked `[x]`'],
    ],
    [
      'two right options',
      '[ ] yes',
      '[x] yes',
      ['26: exactly one option of a `predict` block is right, and 2 are marked `[x]`'],
    ],
    [
      'one option',
      '[ ] yes: it will not\n',
      '',
      ['26: a `predict` block needs at least two options: `[ ] one` and `[x] the right one`'],
    ],
    ['no question', 'Will it?  ', '', ['26: a `predict` block begins with its question']],
    [
      'an empty run',
      '$ docker network ls\n```\n\n```predict',
      '```\n\n```predict',
      ['21: the `run` block is empty: write the commands whose output is shown'],
    ],
    [
      'no debrief',
      '````debrief',
      '````text',
      ['17: the step `#join` has no debrief: say why it works, and which command is worth remembering'],
    ],
    [
      'a goal in a debrief',
      '```run\n$ docker network inspect app-net',
      '```goal\nnetwork x',
      ['64: a debrief holds only prose and `run` blocks'],
    ],
    [
      'two steps of one id',
      '> [!WRONG]',
      '## Again {#join}\n\n> [!WRONG]',
      [
        '17: the step `#join` has no debrief: say why it works, and which command is worth remembering',
        '51: the wrong answer `#half` has no text: write `> [!WRONG] {#half} …`',
        '57: there are two steps `#join`: give each its own id',
        '57: the step `#join` has no prose: say what it is about',
        '57: the step `#join` has no goal: add a `goal` block',
        '57: the step `#join` has no solution: add a `solution` block',
        '57: the step `#join` has 0 hints: write two, where to look and then the idea (a third may give the line with blanks)',
        '59: no `wrong` block of this step leads to `#half`: add `=> #half` to one',
      ],
    ],
    [
      'a goal before the first step',
      '```setup',
      '```goal\nnetwork x\n```\n\n```setup',
      ['14: goals, hints, solutions, wrong answers and debriefs belong to a step: move them below a `## Title {#id}`'],
    ],
  ])('says what to do about %s', (_, from, to, expected) => {
    expect(mistakes(broken(GOOD, from, to))).toEqual(expected.map((e) => `${FILE}:${e}`));
  });
});

describe('a translation', () => {
  it('is put in by step id', () => {
    const merged = mergeTranslation(good(), GOOD_KO, KO);
    if (!merged.ok) throw new Error(JSON.stringify(merged.errors));
    const [step] = merged.lesson.steps;
    expect(merged.lesson.title).toEqual({ en: 'A toy', ko: '장난감' });
    expect(merged.lesson.languages).toEqual(['en', 'ko']);
    expect(step?.title).toEqual({ en: 'Join', ko: '잇기' });
    expect(step?.body.ko?.map((p) => p.kind)).toEqual(['prose', 'run', 'predict']);
    expect(step?.predicts[0]?.options).toEqual([
      { text: { en: 'yes', ko: '네' }, because: { en: 'it will not', ko: '안 됩니다' } },
      { text: { en: 'no', ko: '아니요' } },
    ]);
    expect(step?.goals).toEqual(good().steps[0]?.goals);
    expect(step?.wrongs[0]?.text.ko?.[1]?.content).toBe('절반입니다.');
  });

  it.each([
    [
      'a missing step',
      '{#join}',
      '{#joyn}',
      [
        '1: the step `#join` is not translated: add `## … {#join}`',
        '7: lesson.md has no step `#joyn`: remove it, or use the same id',
      ],
    ],
    ['no title', 'title: 장난감\n', '', ['1: the translation has no title: write `title: …` in the front matter']],
    ['facts', 'title: 장난감', 'title: 장난감\nminutes: 5', ['3: `minutes` stands once, in lesson.md: remove it here']],
    ['no opening', '왜?\n', '', ['1: the opening is not translated']],
    [
      'a goal',
      '```hint\n보',
      '```goal\nnetwork x\n```\n\n```hint\n보',
      ['18: `goal` stands once, in lesson.md: remove it from the translation'],
    ],
    [
      'commands in a run block',
      '```run\n```\n\n```predict',
      '```run\n$ docker ps\n```\n\n```predict',
      ['11: the commands of a `run` block stand once, in lesson.md: leave the block empty here, it marks the place'],
    ],
    [
      'a missing run place',
      '```run\n```\n\n```predict',
      '```predict',
      ['7: there are 1 `run` blocks in lesson.md and 0 places for them here: mark each by an empty `run` block'],
    ],
    [
      'a missing run place in the debrief',
      '끝.\n\n```run\n```\n',
      '끝.\n',
      [
        '7: there are 1 `run` blocks of the debrief in lesson.md and 0 places for them here: mark each by an empty `run` block',
      ],
    ],
    [
      'an answer',
      '[ ] 네',
      '[x] 네',
      [
        '7: the step `#join` has 0 `predict` blocks here and 1 in lesson.md: translate each',
        '15: the answer stands once, in lesson.md: write every option here as `[ ] …`',
      ],
    ],
    [
      'a missing option',
      ' [ ] 아니요',
      ' [ ] 아니요 [ ] 글쎄요',
      ['15: this prediction has 3 options here and 2 in lesson.md: the same options, in the same order'],
    ],
    [
      'a missing explanation',
      '네: 안 됩니다',
      '네',
      ['15: option 1 has an explanation after `: ` in one language only'],
    ],
    [
      'a missing hint',
      '```hint\n생각입니다.\n```\n',
      '',
      ['7: the step `#join` has 1 hints here and 2 in lesson.md: translate each'],
    ],
    [
      'a missing wrong text',
      '> [!WRONG] {#half} 절반입니다.',
      '',
      ['7: the text of the wrong answer `#half` is not translated'],
    ],
    [
      'a strange wrong text',
      '{#half}',
      '{#whole}',
      [
        '7: the text of the wrong answer `#half` is not translated',
        '26: lesson.md has no wrong answer `#whole` in this step',
      ],
    ],
    [
      'no debrief',
      '````debrief',
      '````text',
      [
        '7: there are 1 `run` blocks of the debrief in lesson.md and 0 places for them here: mark each by an empty `run` block',
        '7: the debrief of the step `#join` is not translated',
      ],
    ],
  ])('says what to do about %s', (_, from, to, expected) => {
    expect(mistakesKo(broken(GOOD_KO, from, to))).toEqual(expected.map((e) => `${KO}:${e}`));
  });
});

describe('any text', () => {
  const lines = readFileSync(new URL('../../lessons/bridge/lesson.md', import.meta.url), 'utf8').split('\n');
  it('is read without throwing, and each mistake has a place in the file', () => {
    const moves = array(tuple(nat(lines.length - 1), nat(lines.length - 1)), { minLength: 1, maxLength: 6 });
    assert(
      property(moves, (pairs) => {
        const mixed = [...lines];
        for (const [from, to] of pairs) mixed.splice(to, 0, ...mixed.splice(from, 1));
        const parsed = parseLesson(mixed.join('\n'), FILE);
        const translated = parsed.ok ? mergeTranslation(parsed.lesson, mixed.join('\n'), KO) : parsed;
        const errors = translated.ok ? [] : translated.errors;
        return errors.every((e) => e.line >= 1 && e.line <= mixed.length && e.message.length > 10);
      }),
      { numRuns: 60 },
    );
  });
});

describe('course.yaml', () => {
  const read = (text: string) => parseCourse(text, 'course.yaml', ['bridge', 'dns']);
  it('gives order and needs', () => {
    expect(read('# notes\norder: [bridge, dns]\nneeds:\n  dns: [bridge]\n')).toEqual({
      ok: true,
      plan: { order: ['bridge', 'dns'], needs: { dns: ['bridge'] } },
    });
  });
  it('may list in lines', () => {
    expect(read('order:\n  - bridge\n  - dns\nneeds:\n')).toEqual({
      ok: true,
      plan: { order: ['bridge', 'dns'], needs: {} },
    });
  });
  it('has each lesson once', () => {
    expect(read('order: [bridge, dns, bridge]\n')).toEqual({
      ok: false,
      errors: [
        { file: 'course.yaml', line: 1, message: 'the lesson `bridge` stands twice in `order`: once is enough' },
      ],
    });
  });
  it('says what to do', () => {
    expect(read('order: [dns, overlay]\nneeds:\n  dns: [bridge]\nwants: x\n')).toEqual({
      ok: false,
      errors: [
        {
          file: 'course.yaml',
          line: 1,
          message: 'there is no lesson `overlay`: make lessons/overlay/lesson.md, or take it out of `order`',
        },
        { file: 'course.yaml', line: 1, message: 'the lesson `bridge` has no place: add it to `order`' },
        { file: 'course.yaml', line: 3, message: '`dns` needs `bridge`, which does not come before it in `order`' },
        { file: 'course.yaml', line: 4, message: '`wants` means nothing here: course.yaml has `order` and `needs`' },
      ],
    });
  });
});
