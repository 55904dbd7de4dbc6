import { describe, expect, it } from 'vitest';
import { englishDigests, mergeTranslation, parseLesson, type Report, verifyLesson } from '../../src/course/index.ts';
import { toyPlay } from './fake.ts';

const FILE = 'lessons/toy/lesson.md';

/** A lesson that holds all its promises in the toy world. Each test breaks one promise. */
const GOOD = `---
title: A toy
minutes: 5
---

Why?

\`\`\`setup
$ docker run -d --name web nginx
$ docker run -d --name box alpine
\`\`\`

## Join {#join}

Look at \`docker network ls\`.

\`\`\`run
$ docker network ls
\`\`\`

\`\`\`goal
network ?net driver=bridge
reaches box web:80
still running web
\`\`\`

\`\`\`hint
See \`docker network connect\`.
\`\`\`

\`\`\`hint
Both have to be on it.
\`\`\`

\`\`\`solution
$ docker network create app-net
$? docker network ls
$ docker network connect app-net web
$ docker network connect app-net box
\`\`\`

\`\`\`solution anew
$ docker network create app-net
$ docker run -d --name web --network app-net nginx
$ docker run -d --name box --network app-net alpine
\`\`\`

\`\`\`wrong
$ docker network create app-net
$ docker network connect app-net box
when attached box ?net
when not attached web ?net
=> #half
\`\`\`

\`\`\`wrong
$ docker network create app-net
$ docker network connect app-net web
when attached web ?net
when not attached box ?net
=> #other-half
\`\`\`

> [!WRONG] {#half} Only \`box\` is on it.

> [!WRONG] {#other-half} Only \`web\` is on it.

\`\`\`debrief
Names.
\`\`\`

## Clear up {#clear}

Take it away.

\`\`\`setup
$ docker network create old
\`\`\`

\`\`\`goal
removed network old
\`\`\`

\`\`\`hint
Look.
\`\`\`

\`\`\`hint
Remove.
\`\`\`

\`\`\`solution
$ docker network rm old
\`\`\`

\`\`\`debrief
Gone.
\`\`\`
`;

const KO = `---
title: 장난감
---

왜?

## 잇기 {#join}

\`docker network ls\`를 보세요.

\`\`\`run
\`\`\`

\`\`\`hint
보세요.
\`\`\`

\`\`\`hint
둘 다.
\`\`\`

> [!WRONG] {#half} 절반.

> [!WRONG] {#other-half} 다른 절반.

\`\`\`debrief
이름.
\`\`\`

## 치우기 {#clear}

치우세요.

\`\`\`hint
1
\`\`\`

\`\`\`hint
2
\`\`\`

\`\`\`debrief
끝.
\`\`\`
`;

async function prove(text: string, ko: string | null = KO): Promise<Report> {
  const parsed = parseLesson(text, FILE);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  if (ko === null) return verifyLesson(parsed.lesson, toyPlay, ['en']);
  const merged = mergeTranslation(parsed.lesson, ko, 'lessons/toy/lesson.ko.md');
  if (!merged.ok) throw new Error(JSON.stringify(merged.errors));
  return verifyLesson(merged.lesson, toyPlay);
}

function broken(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the good lesson has no ${JSON.stringify(from)}`);
  return text.replace(from, to);
}

const said = (report: Report) => report.problems.map((p) => `${p.check}: ${p.message}`);

describe('the proof of a lesson', () => {
  it('finds nothing in a good one, and has tested everything', async () => {
    const report = await prove(GOOD);
    expect(said(report)).toEqual([]);
    expect(report.tested).toEqual({
      setup: 4, // both lessons' setups, and that of #clear again after the other solution of #join
      start: 6,
      solution: 3,
      equivalent: 11,
      mutant: 25,
      wrong: 4,
      chain: 2,
      prose: 3,
      hint: 8,
      width: 10,
      language: 6,
    });
  });

  it.each([
    [
      'a setup that fails',
      '$ docker run -d --name box alpine\n```\n\n## J',
      '$ docker run -d --name box --network nosuch alpine\n```\n\n## J',
      /^setup: the setup line `docker run -d --name box --network nosuch alpine` ends with status 125: network nosuch not found$/,
    ],
    [
      'a goal that holds at the start',
      'still running web',
      'running web',
      /^start: `running web` holds before the learner does anything: ask for something that is not so yet, or write `still running web`$/,
    ],
    [
      'a still goal that does not',
      'still running web',
      'still running nobody',
      /^start: `still running nobody` does not hold at the start: not\.container\.missing$/,
    ],
    [
      'a wrong answer that is recognised at the start',
      'when attached box ?net\nwhen not attached web ?net',
      'when running box',
      /^start: the wrong answer `#half` is recognised before the learner does anything: make its `when` lines narrower$/,
    ],
    [
      'a solution that does not solve',
      '$ docker network connect app-net box\n```\n\n```solution',
      '```\n\n```solution',
      /^solution: after this solution the step is not solved: reaches box web:80: `box` and `web` share only the default bridge, and it has no names$/,
    ],
    [
      'a solution with a word that is no command',
      '$ docker run -d --name web --network',
      '$ docekr run\n$ docker run -d --name web --network',
      /^solution: `docekr run` does not run: bash: docekr: command not found$/,
    ],
    [
      'a line that is not needed',
      '$ docker network create app-net\n$?',
      '$ docker network create app-net\n$ docker network create other-net\n$?',
      /^mutant: the step is solved without `docker network create other-net`: ask for it in a goal, mark a line that only looks `\$\?`, or add `free docker network create other-net: why` to the solution$/,
    ],
    [
      'a `free` line that frees nothing',
      '$ docker network create app-net\n$?',
      '$ docker network create app-net\nfree web: any will do\n$?',
      /^mutant: `free web` frees nothing: every change of it fails already, so remove the line$/,
    ],
    [
      'a goal that asks for a name',
      'network ?net driver=bridge\n',
      'network ?net driver=bridge\nnetwork app-net\n',
      /^equivalent: the same solution with its networks called differently is not accepted \(docker network create learner-net-1 · .*\): network app-net: there is no network `app-net`$/,
    ],
    [
      'a wrong answer that is right',
      '$ docker network connect app-net box\nwhen',
      '$ docker network connect app-net box\n$ docker network connect app-net web\nwhen',
      /^wrong: the wrong answer `#half` solves the step: a goal is missing$/,
    ],
    [
      'a wrong answer that nobody recognises',
      'when attached box ?net\nwhen not attached web ?net',
      'when attached box nowhere',
      /^wrong: after these lines no wrong answer is recognised, not `#half`: mend its `when` lines, or their order$/,
    ],
    [
      'a wrong answer that is taken for another',
      'when attached web ?net\nwhen not attached box ?net',
      'when attached box ?net\nwhen attached web nowhere',
      /^wrong: after these lines no wrong answer is recognised, not `#other-half`/,
    ],
    [
      'a solution that breaks the next step',
      '$ docker network create old',
      '$ docker network create old\n$ docker network connect old box',
      /nothing/,
    ],
    [
      'prose with a command that is none',
      'Look at `docker network ls`',
      'Look at `docker netwrok ls`',
      /^prose: the prose names `docker netwrok ls`, which does not run: bash: docker: command not found$/,
    ],
    [
      'a run block with a command that is none',
      '```run\n$ docker network ls',
      '```run\n$ dokcer network ls',
      /^prose: `dokcer network ls` does not run: bash: dokcer: command not found$/,
    ],
    [
      'a hint that tells all',
      'Both have to be on it.',
      'Type `docker  network connect app-net box`.',
      /^hint: hint 2 of `#join` holds a line of the solution, `docker {1,2}network connect app-net box`: leave something to find out$/,
    ],
    [
      'a third hint without blanks',
      '```solution\n$ docker network create app-net\n$?',
      '```hint\nall\n```\n\n```solution\n$ docker network create app-net\n$?',
      /translate each|the third hint/,
    ],
    [
      'a picture that is too wide',
      'Take it away.',
      `\`\`\`text\n${'가'.repeat(37)}\n\`\`\`\n\nTake it away.`,
      /^width: a picture in the prose of `#clear` \(en\) is 74 columns wide, 72 fit/,
    ],
    [
      'prose that is too long',
      'Take it away.',
      Array(14).fill('Take it away.').join('\n\n'),
      /^width: the prose of `#clear` \(en\) takes about 28 rows, a screen has 24: say less, or split the step$/,
    ],
  ])('finds %s', async (name, from, to, expected) => {
    if (expected.source === 'nothing') {
      // connecting `old` leaves it removable in the toy world: the chain still holds
      expect(said(await prove(broken(GOOD, from, to)))).toEqual([]);
      return;
    }
    if (name === 'a third hint without blanks') {
      const report = await prove(broken(GOOD, from, to), null);
      expect(said(report)).toContainEqual(
        expect.stringMatching(
          /^hint: the third hint of `#join` is the line with blanks: write `___` where the learner has to think$/,
        ),
      );
      return;
    }
    expect(said(await prove(broken(GOOD, from, to)))).toContainEqual(expect.stringMatching(expected));
  });

  it('finds a word that no goal asks for, and takes the reason for it', async () => {
    const loose = broken(GOOD, 'reaches box web:80\n', 'reaches box web\nattached box ?net\n').replace(
      '$ docker network create app-net\n$?',
      '$ docker network create --driver bridge app-net\n$?',
    );
    expect(said(await prove(loose))).toEqual([
      'mutant: the step is solved without `--driver bridge`: ask for it in a goal, mark a line that only looks `$?`, or add `free --driver: why` to the solution',
    ]);
    const free = loose.replace(
      '--driver bridge app-net\n',
      '--driver bridge app-net\nfree --driver: it is the default\n',
    );
    const report = await prove(free);
    expect(said(report)).toEqual([]);
    expect(report.mutants.survivors.map(({ how, why }) => [how, why])).toEqual([
      ['without `--driver bridge`', 'it is the default'],
    ]);
  });

  it('finds a translation that is older than the English text', async () => {
    const parsed = parseLesson(GOOD, FILE);
    if (!parsed.ok) throw new Error('the good lesson is bad');
    const merged = mergeTranslation(parsed.lesson, KO, 'lessons/toy/lesson.ko.md');
    if (!merged.ok) throw new Error('the good translation is bad');
    const then = { ko: englishDigests(merged.lesson) };
    expect(said(await verifyLesson(merged.lesson, toyPlay, ['en', 'ko'], then))).toEqual([]);
    const later = parseLesson(broken(GOOD, 'Take it away.', 'Take it away, please.'), FILE);
    if (!later.ok) throw new Error('the later lesson is bad');
    const both = mergeTranslation(later.lesson, KO, 'lessons/toy/lesson.ko.md');
    if (!both.ok) throw new Error('the good translation is bad');
    expect(said(await verifyLesson(both.lesson, toyPlay, ['en', 'ko'], then))).toEqual([
      'language: the English text of `#clear` is newer than its translation `ko`: read both, mend lesson.ko.md, then say so with `dockernet-course verify --translated toy`',
    ]);
  });

  it('finds a missing language', async () => {
    const parsed = parseLesson(GOOD, FILE);
    if (!parsed.ok) throw new Error('the good lesson is bad');
    const report = await verifyLesson(parsed.lesson, toyPlay, ['en', 'ko']);
    expect(said(report)).toEqual(['language: the lesson is not complete in `ko`: write lesson.ko.md']);
  });

  it('finds a solution after which the next step cannot be solved', async () => {
    // the other solution of #join leaves `old` behind already, so #clear is solved differently
    const text = broken(
      GOOD,
      '$ docker run -d --name box --network app-net alpine\n',
      '$ docker run -d --name box --network app-net alpine\n$ docker network create other\n',
    )
      .replace('still running web', 'still running web\nreaches box web')
      .replace('removed network old\n', 'removed network old\nremoved network other\n');
    const lines = said(await prove(text));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /chain: after the solution of line \d+ in the step before this solution does not work: removed network other: `other` still exists$/,
      ),
    );
  });
});
