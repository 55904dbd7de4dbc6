import { describe, expect, it } from 'vitest';
import { type Model, type Msg, type Size, update } from '../../src/app/index.ts';
import { key } from '../../src/app/keys/parse.ts';
import { widthOf } from '../../src/app/text/width.ts';
import { AFTER, frameOf, LAB, model, sampleLesson, UNSOLVED } from './support.ts';

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];

const play = (start: Model, ...msgs: readonly Msg[]) => msgs.reduce((m, msg) => update(m, msg)[0], start);
const press = (name: string): Msg => ({ kind: 'press', press: key(name) });
const text = (t: string): Msg => ({ kind: 'press', press: { kind: 'text', text: t } });

const BEGIN: readonly Msg[] = [
  { kind: 'opened', lesson: sampleLesson(), step: 0, lab: LAB, how: 'fresh' },
  {
    kind: 'prints',
    step: 'join',
    prints: { body: [[{ command: 'docker network ls -q', output: '3f0a91b2c4d5\n9c1e5e6f7a8b\n' }]], debrief: [] },
  },
  { kind: 'goals', state: UNSOLVED, at: 1 },
];

/** A prediction made, a network created, a further command half typed in Korean. */
const WORK: readonly Msg[] = [
  text('1'),
  text('docker network create app-net'),
  press('enter'),
  {
    kind: 'output',
    chunks: [
      { fd: 'prompt', data: 'root@node1:~# ' },
      { fd: 'echo', data: 'docker network create app-net\n' },
      { fd: 1, data: `${'0123456789abcdef'.repeat(4)}\n` },
    ],
  },
  {
    kind: 'lab',
    lab: {
      ...LAB,
      map: AFTER,
      changes: [
        { sign: '+', text: 'network app-net 172.18.0.0/16' },
        { sign: '+', text: 'link br-3f0a91b2c4d5 (bridge)' },
        { sign: '+', text: 'iptables -t nat POSTROUTING -s 172.18.0.0/16 ! -o br-3f0a91b2c4d5 -j MASQUERADE' },
      ],
    },
  },
  { kind: 'goals', state: { ...UNSOLVED, wrong: 'half' }, at: 2 },
  text('ping 데이터베이스'),
];

const STATES: Readonly<Record<string, (m: Model) => Model>> = {
  menu: (m) => m,
  welcome: (m) => ({ ...m, screen: { kind: 'welcome', page: 1 } }),
  lesson: (m) => play(m, ...BEGIN),
  work: (m) => play(m, ...BEGIN, ...WORK),
  help: (m) => play(m, ...BEGIN, press('f1')),
  map: (m) => play(m, ...BEGIN, ...WORK, press('f4')),
  answer: (m) => play(m, ...BEGIN, press('f6'), press('f6')),
  zoom: (m) => play(m, ...BEGIN, ...WORK, press('f9')),
};

/** Two hundred frames take a while on a busy machine. */
const SLOW = { timeout: 60_000 };

describe.each(['en', 'ko'] as const)('%s', SLOW, (lang) => {
  describe.each(SIZES)('$columns x $rows', (size) => {
    it.each(Object.keys(STATES))('%s', async (name) => {
      const drawn = STATES[name]?.(model(size, { lang })) ?? model();
      const frame = frameOf(drawn);
      const rows = frame.split('\n');
      expect(rows.length).toBeLessThanOrEqual(size.rows);
      expect(rows.filter((r) => widthOf(r) > size.columns)).toEqual([]);
      await expect(`${frame}\n`).toMatchFileSnapshot(`golden/${name}-${size.columns}-${lang}.txt`);
    });
  });
});

describe('frames', SLOW, () => {
  it('have straight borders whatever is in them', () => {
    const frame = frameOf(STATES.work?.(model({ columns: 120, rows: 40 }, { lang: 'ko' })) ?? model());
    const rows = frame.split('\n').slice(1, -1);
    expect(rows.map(widthOf)).toEqual(rows.map(() => 120));
  });

  it('have only ASCII marks when asked, in the same places', () => {
    const drawn = (ascii: boolean) => frameOf(STATES.map?.(model({ columns: 120, rows: 40 }, { ascii })) ?? model());
    expect(drawn(true).replace(/\p{Script=Hangul}/gu, '')).toMatch(/^[\n -~]*$/);
    expect(drawn(true).split('\n').map(widthOf)).toEqual(drawn(false).split('\n').map(widthOf));
  });

  it('say what to do when the terminal is too small', () => {
    expect(frameOf(model({ columns: 40, rows: 5 }))).toBe(
      'This terminal has 40 columns and 5 rows.\nMake it at least 60 by 16, or start with\n--plain.\n\n',
    );
  });

  it.each(['menu', 'work', 'help', 'zoom'])('fit at every size: %s', (name) => {
    for (const columns of [20, 60, 79, 110, 163, 164, 250])
      for (const rows of [5, 16, 29, 30, 60]) {
        const frame = frameOf(STATES[name]?.(model({ columns, rows }, { lang: 'ko' })) ?? model()).split('\n');
        expect([frame.length <= rows, frame.every((r) => widthOf(r) <= columns)], `${columns}x${rows}`).toEqual([
          true,
          true,
        ]);
      }
  });
});

it.each([
  ['incident', 'en', ' dockernet-course   Incident · Names, not addresses', 'Press Enter to close the incident.'],
  ['drill', 'en', ' dockernet-course   Drill · Names, not addresses', 'Press Enter to finish the drill.'],
  ['drill', 'ko', ' dockernet-course   복습 · 주소가 아니라 이름으로', 'Enter를 눌러 복습을 마치세요.'],
] as const)('an %s says in %s that it is one, at its head and at its end', (kind, lang, head, end) => {
  const lesson = { ...sampleLesson(), kind, steps: sampleLesson().steps.slice(0, 1) };
  const right = lesson.steps[0]?.predicts[0]?.right ?? 0;
  const opened: Msg = { kind: 'opened', lesson, step: 0, lab: LAB, how: 'fresh' };
  const solved: Msg = { kind: 'goals', state: { ...UNSOLVED, solved: true, goals: [] }, at: 2 };
  const frame = frameOf(play({ ...model(), lang }, opened, text(String(right + 1)), solved));
  expect(frame.split('\n')[0]).toMatch(new RegExp(`^${head} +${lang}$`));
  // the pane of the tasks may be narrower than the sentence
  expect(frame.replace(/[│\s]+/g, '')).toContain(end.replace(/\s+/g, '').slice(0, 12));
});
