import { expect, it } from 'vitest';
import { createStore, type Msg, narrate, tellScreen } from '../../src/app/index.ts';
import { AFTER, LAB, model, sampleLesson, UNSOLVED } from './support.ts';

/** Plays messages as plain mode does and returns everything that it prints. */
function told(lang: 'en' | 'ko', ...msgs: readonly Msg[]): string {
  const store = createStore(model({}, { lang, plain: true }), () => undefined);
  const rows: string[] = [];
  tellScreen(store.model(), rows);
  let text = rows.map((r) => `${r}\n`).join('');
  store.subscribe((before, msg, after) => {
    text += narrate(before, msg, after, true);
  });
  for (const msg of msgs) store.send(msg);
  return text;
}

const line = (text: string): Msg => ({ kind: 'line', line: text });
const SCRIPT: readonly Msg[] = [
  line('names'),
  { kind: 'opened', lesson: sampleLesson(), step: 0, lab: LAB, how: 'fresh' },
  {
    kind: 'prints',
    step: 'join',
    prints: { body: [[{ command: 'docker network ls -q', output: '3f0a91b2c4d5\n' }]], debrief: [] },
  },
  {
    kind: 'goals',
    state: {
      ...UNSOLVED,
      hints: [
        { kind: 'blanks', lines: ['docker network create ___'] },
        { kind: 'line', line: 'docker network create app-net', more: 1 },
      ],
    },
    at: 1,
  },
  line('1'),
  line(':hint'),
  line(':hint'),
  line('docker network create app-net'),
  {
    kind: 'output',
    chunks: [
      { fd: 'prompt', data: 'root@node1:~# ' },
      { fd: 'echo', data: 'docker network create app-net\n' },
      { fd: 1, data: '0123456789abcdef\n' },
    ],
  },
  { kind: 'lab', lab: { ...LAB, map: AFTER, changes: [{ sign: '+', text: 'network app-net 172.18.0.0/16' }] } },
  {
    kind: 'goals',
    state: {
      ...UNSOLVED,
      goals: UNSOLVED.goals.map((g, i) => (i === 0 ? { sentence: g.sentence, met: true } : g)),
      wrong: 'half',
    },
    at: 2,
  },
  line(':map'),
  line(':nonsense'),
  {
    kind: 'goals',
    state: { ...UNSOLVED, solved: true, goals: UNSOLVED.goals.map((g) => ({ sentence: g.sentence, met: true })) },
    at: 3,
  },
  line(''),
  { kind: 'prints', step: 'look', prints: { body: [], debrief: [] } },
  line(':menu'),
];

it.each(['en', 'ko'] as const)('tells the course as lines: %s', async (lang) => {
  await expect(told(lang, ...SCRIPT)).toMatchFileSnapshot(`golden/plain-${lang}.txt`);
});
