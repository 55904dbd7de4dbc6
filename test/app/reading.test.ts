import { describe, expect, it } from 'vitest';
import { type ChangeNote, type LabState, type Model, type Msg, type StepState, update } from '../../src/app/index.ts';
import { key } from '../../src/app/keys/parse.ts';
import { textOf } from '../../src/app/text/span.ts';
import { changesLine, foldedChanges, layout, lessonTop, paneHeight } from '../../src/app/view/index.ts';
import { LAB, model, sampleLesson, UNSOLVED } from './support.ts';

const SMALL = { columns: 80, rows: 24 };
const play = (start: Model, ...msgs: readonly Msg[]) => msgs.reduce((m, msg) => update(m, msg)[0], start);
const press = (name: string): Msg => ({ kind: 'press', press: key(name) });
const text = (t: string): Msg => ({ kind: 'press', press: { kind: 'text', text: t } });
const opened = (how: 'fresh' | 'resumed'): Extract<Msg, { kind: 'opened' }> => ({
  kind: 'opened',
  lesson: sampleLesson(),
  step: 0,
  lab: LAB,
  how,
});
const HINTED: StepState = { ...UNSOLVED, hints: [{ kind: 'blanks', lines: ['docker network create ___'] }] };
const inLesson = play(model(SMALL), opened('fresh'), { kind: 'goals', state: HINTED, at: 1 });
const output = (rows: number): Msg => ({ kind: 'output', chunks: [{ fd: 1, data: 'x\n'.repeat(rows) }] });
/** Rows of the lesson's and of the shell's pane. */
const heights = (m: Model) => [layout(m).lesson.height, layout(m).shell.height];

describe('a small screen', () => {
  it.each<[string, readonly Msg[], readonly number[]]>([
    ['begins a step with room to read', [], [17, 5]],
    ['leaves the shell what its last command needs', [text('d')], [17, 5]],
    ['gives it as much as was printed', [text('ls'), press('enter'), output(6)], [14, 8]],
    ['but no more than half', [text('ls'), press('enter'), output(60)], [11, 11]],
    [
      'and takes it back with the next command',
      [text('ls'), press('enter'), output(60), { kind: 'lab', lab: LAB }, text('ls'), press('enter'), output(1)],
      [17, 5],
    ],
    ['keeps it for a prediction', [text('1')], [17, 5]],
    ['gives it back for paging', [text('d'), press('pgdn')], [17, 5]],
    ['and for a hint', [text('d'), press('f2')], [17, 5]],
    ['and for the answer', [text('d'), press('f6'), press('f6')], [17, 5]],
    ['and for the map', [text('d'), press('f4')], [17, 5]],
  ])('%s', (_, msgs, expected) => expect(heights(play(inLesson, ...msgs))).toEqual(expected));

  it('leaves a lesson that was resumed at work', () =>
    expect(heights(play(model(SMALL), { ...opened('resumed'), transcript: Array<string>(30).fill('x') }))).toEqual([
      11, 11,
    ]));

  it('keeps what was read to its end at its end', () => {
    const atEnd = (m: Model) => {
      if (m.screen.kind !== 'lesson') return undefined;
      const { top, rows } = lessonTop(m, m.screen);
      return top > 0 && top + paneHeight(m, 'lesson') === rows;
    };
    const read = play(inLesson, press('pgdn'), press('pgdn'), press('pgdn'));
    const working = play(read, text('d'));
    expect([inLesson, read, working, play(working, press('pgup')), play(inLesson, text('d'))].map(atEnd)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what lies over the lesson', () => {
  const why: Msg = { kind: 'why', lines: ['ping 172.17.0.2 from node1: it went through'] };
  it('gives way to the next command, a map does not', () => {
    expect(play(inLesson, why, text('ls'), press('enter')).overlay).toBeUndefined();
    expect(play(inLesson, press('f4'), text('ls'), press('enter')).overlay?.kind).toBe('map');
  });
  it('gives way when the step is solved', () => {
    const solved = { ...UNSOLVED, solved: true, goals: UNSOLVED.goals.map((g) => ({ ...g, met: true })) };
    expect(play(inLesson, press('f4'), { kind: 'goals', state: solved, at: 2 }).overlay).toBeUndefined();
  });
  it('is told anew in another language', () => {
    expect(update(play(inLesson, why), press('f8'))[1]).toEqual([{ kind: 'language', lang: 'ko' }, { kind: 'why' }]);
  });
});

describe('leaving the shell', () => {
  it.each([[[text('exit'), press('enter')]], [[press('C-d')]]])('says how to leave the course', (msgs) =>
    expect(play(inLesson, ...msgs).notice?.text).toBe(
      'To leave the course press `^Q`, for the menu `Esc`. Your place is kept.',
    ),
  );
});

describe('a line typed ahead', () => {
  it('is history when the shell has read it', () => {
    const typed = play(inLesson, text('sleep 2'), press('enter'), text('ls'), press('enter'));
    expect(typed.shell.editor.history).toEqual(['sleep 2']);
    const chunks = [
      { fd: 'prompt', data: 'root@node1:~# ' },
      { fd: 'echo', data: 'ls\n' },
    ] as const;
    expect(play(typed, { kind: 'output', chunks }).shell.editor.history).toEqual(['sleep 2', 'ls']);
  });
});

describe('what changed', () => {
  const rule = (n: number): ChangeNote => ({ sign: '+', text: `iptables -t filter DOCKER rule ${n}`, of: 'rule' });
  const changes: readonly ChangeNote[] = [
    { sign: '+', text: 'network app-net 172.18.0.0/16' },
    { sign: '+', text: 'link br-4d797a1c356c (bridge)' },
    { sign: '+', text: 'route 172.18.0.0/16 dev br-4d797a1c356c', of: 'route' },
    rule(1),
    rule(2),
    { ...rule(3), sign: '-' },
  ];
  it('is told in short: of rules their number', () => {
    expect(foldedChanges(changes, 'en').map((c) => `${c.sign} ${c.text}`)).toEqual([
      '+ network app-net 172.18.0.0/16',
      '+ link br-4d797a1c356c (bridge)',
      '+ route 172.18.0.0/16 dev br-4d797a1c356c',
      '+ 2 firewall rules',
      '- iptables -t filter DOCKER rule 3',
    ]);
  });
  it('fits into a row at any width', () => {
    const lab: LabState = { ...LAB, changes };
    const m = play(inLesson, { kind: 'lab', lab });
    expect([50, 80, 170].map((width) => textOf(changesLine(m, width)))).toEqual([
      '● + network app-net 172.…  and 4 more changes (F5)',
      '● + network app-net 172.18.0.0/16  and 4 more changes (F5)',
      '● + network app-net 172.18.0.0/16 · + link br-4d797a1c356c (bridge) · + route 172.18.0.0/16 dev br-4d797a1c356c · + 2 firewall rules  and 1 more change (F5)',
    ]);
  });
});
