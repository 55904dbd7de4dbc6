import { describe, expect, it } from 'vitest';
import { type Cmd, type Model, type Msg, type StepState, update } from '../../src/app/index.ts';
import { key } from '../../src/app/keys/parse.ts';
import { textOf } from '../../src/app/line-editor/index.ts';
import { menuItems } from '../../src/app/menu-items.ts';
import { drillOf, hintPulled, NO_PROGRESS, scheduleFirst, stepDone, stepProgress } from '../../src/course/index.ts';
import { LAB, model, sampleLesson, UNSOLVED } from './support.ts';

interface Played {
  readonly model: Model;
  readonly cmds: readonly Cmd[];
}

/** Passes messages one after another; the commands are those of the last. */
function play(start: Model, ...msgs: readonly Msg[]): Played {
  return msgs.reduce<Played>(
    ({ model: m }, msg) => {
      const [next, cmds] = update(m, msg);
      return { model: next, cmds };
    },
    { model: start, cmds: [] },
  );
}

const press = (name: string): Msg => ({ kind: 'press', press: key(name) });
const text = (t: string): Msg => ({ kind: 'press', press: { kind: 'text', text: t } });
const opened: Msg = { kind: 'opened', lesson: sampleLesson(), step: 0, lab: LAB, how: 'fresh' };
const goals = (state: StepState): Msg => ({ kind: 'goals', state, at: 1000 });
const SOLVED: StepState = {
  ...UNSOLVED,
  solved: true,
  goals: UNSOLVED.goals.map(({ sentence }) => ({ sentence, met: true })),
};
const HINTS: StepState = {
  ...UNSOLVED,
  hints: [
    { kind: 'blanks', lines: ['docker network create ___'] },
    { kind: 'line', line: 'docker network create app-net', more: 2 },
  ],
};
const inLesson = play(model(), opened, goals(UNSOLVED)).model;
const kinds = (cmds: readonly Cmd[]) => cmds.map((c) => c.kind);

describe('the menu', () => {
  it('opens what the cursor is on', () => {
    expect(play(model(), press('enter')).cmds).toEqual([{ kind: 'open', lesson: 'bridge', resume: false }]);
    expect(play(model(), press('down'), press('down'), press('enter')).cmds).toEqual([
      { kind: 'open', lesson: 'names', resume: false },
    ]);
    expect(play(model(), press('up'), press('enter')).cmds).toEqual([{ kind: 'quit' }]);
    expect(play(model(), text('q')).cmds).toEqual([{ kind: 'quit' }]);
  });

  it('goes on where the learner was', () => {
    const open = { lesson: 'names', step: 'look', seed: 1, events: [] };
    const start = model({}, { progress: { version: 1, lessons: {}, open } });
    expect(play(start, press('enter')).cmds).toEqual([{ kind: 'open', lesson: 'names', resume: true }]);
  });

  it('begins a lesson at its first step that is not done', () => {
    const done = { hints: 0, solutionSeen: false, predictions: {}, wrongs: [], done: 5 };
    const start = model(
      {},
      { progress: { version: 1, lessons: { bridge: { steps: { look: done } }, names: { steps: { join: done } } } } },
    );
    expect(play(start, press('enter')).cmds).toEqual([{ kind: 'open', lesson: 'names', step: 'look', resume: false }]);
  });
});

describe('a lesson', () => {
  it('asks for its first step when it was opened', () => {
    expect(play(model(), opened).cmds).toEqual([{ kind: 'step', step: 'join' }]);
  });

  it('hands lines to the lab', () => {
    const { model: m, cmds } = play(inLesson, text('docker ps'), press('enter'));
    expect(cmds).toEqual([{ kind: 'submit', line: 'docker ps' }]);
    expect([m.shell.busy, textOf(m.shell.editor), m.shell.editor.history]).toEqual([true, '', ['docker ps']]);
  });

  it('hands lines to a running program, and keeps them only when it shows a prompt', () => {
    const cat = play(inLesson, text('cat'), press('enter'), text('hello'), press('enter'));
    expect(cat.cmds).toEqual([{ kind: 'submit', line: 'hello' }]);
    expect(cat.model.shell.editor.history).toEqual(['cat']);
    const sh = play(
      inLesson,
      text('sh'),
      press('enter'),
      { kind: 'lab', lab: { ...LAB, busy: true, prompt: '/ # ' } },
      text('ip a'),
      press('enter'),
    );
    expect(sh.model.shell.editor.history).toEqual(['sh', 'ip a']);
  });

  it('does not go on before the goals hold', () => {
    expect(kinds(play(inLesson, press('enter')).cmds)).toEqual(['submit']);
    const { model: m, cmds } = play(inLesson, { kind: 'act', action: 'next' });
    expect(kinds(cmds)).toEqual(['bell']);
    expect(m.notice?.tone).toBe('warn');
  });

  it('notes a solved step, shows why it works, and goes on when asked', () => {
    const solved = play(inLesson, goals(SOLVED));
    expect(kinds(solved.cmds)).toEqual(['save']);
    expect(stepProgress(solved.model.progress, 'names', 'join').done).toBe(1000);
    expect(solved.model.screen).toMatchObject({ at: 'debrief', step: 0 });
    const next = play(solved.model, press('enter'));
    expect(next.cmds).toEqual([{ kind: 'step', step: 'look' }]);
    expect(next.model.screen).toMatchObject({ at: 'top', step: 1 });
    expect(play(next.model, press('M-p')).model.screen).toMatchObject({ step: 1, shown: 0 });
    expect(play(next.model, press('M-p'), press('enter')).model.screen).toMatchObject({ step: 1, shown: 1 });
  });

  it('ends after the last step', () => {
    const last: StepState = { ...SOLVED, step: 'look' };
    const end = play(
      inLesson,
      goals(SOLVED),
      press('enter'),
      goals({ ...last, solved: false }),
      goals(last),
      press('enter'),
    );
    expect(kinds(end.cmds)).toEqual(['leave', 'save']);
    expect(end.model.screen).toMatchObject({ kind: 'done', lesson: 'names' });
    expect(play(end.model, press('enter')).cmds).toEqual([{ kind: 'open', lesson: 'bridge', resume: false }]);
  });

  it('pulls hints one by one; the last puts the line into the prompt and does not run it', () => {
    const one = play(inLesson, goals(HINTS), press('f2'));
    expect(stepProgress(one.model.progress, 'names', 'join').hints).toBe(1);
    expect(textOf(one.model.shell.editor)).toBe('');
    const two = play(one.model, press('f2'));
    expect(textOf(two.model.shell.editor)).toBe('docker network create app-net');
    expect(kinds(two.cmds)).toEqual(['save']);
    const three = play(two.model, press('f2'));
    expect([three.model.screen, three.model.notice?.tone]).toMatchObject([{ hints: 2 }, 'warn']);
  });

  it('does not overwrite what stands at the prompt with a hint', () => {
    const two = play(inLesson, goals(HINTS), text('docker'), press('f2'), press('f2'));
    expect(textOf(two.model.shell.editor)).toBe('docker');
  });

  it('shows the answer after asking, and remembers that', () => {
    const asked = play(inLesson, press('f6'));
    expect([asked.model.confirm, asked.cmds]).toEqual(['answer', []]);
    const shown = play(asked.model, press('f6'));
    expect(stepProgress(shown.model.progress, 'names', 'join').solutionSeen).toBe(true);
    expect(shown.model.screen).toMatchObject({ answer: true, at: 'answer' });
    expect(play(asked.model, text('l'), press('f6')).model.confirm).toBe('answer');
  });

  it('takes a digit at an empty prompt as the prediction, elsewhere as text', () => {
    const chosen = play(inLesson, text('2'));
    expect(stepProgress(chosen.model.progress, 'names', 'join').predictions).toEqual({ 0: 1 });
    expect(textOf(chosen.model.shell.editor)).toBe('');
    expect(textOf(play(inLesson, text('sleep '), text('2')).model.shell.editor)).toBe('sleep 2');
    expect(textOf(play(chosen.model, text('2')).model.shell.editor)).toBe('2');
  });

  it('shows a recognised wrong way and remembers it', () => {
    const wrong = play(inLesson, goals({ ...UNSOLVED, wrong: 'half' }));
    expect(wrong.model.screen).toMatchObject({ at: 'wrong' });
    expect(stepProgress(wrong.model.progress, 'names', 'join').wrongs).toEqual(['half']);
  });

  it('takes commands back, asks before beginning again', () => {
    expect(play(inLesson, press('C-z')).cmds).toEqual([{ kind: 'undo' }]);
    expect(play(inLesson, press('f7')).cmds).toEqual([]);
    expect(play(inLesson, press('f7'), press('f7')).cmds).toEqual([{ kind: 'restart', whole: false }]);
    expect(play(inLesson, press('f7'), text('x'), press('f7')).cmds).toEqual([]);
    expect(play(inLesson, text(':restart lesson'), press('enter')).cmds).toEqual([{ kind: 'restart', whole: true }]);
  });

  it('knows words at the prompt and suggests the one that was meant', () => {
    expect(play(inLesson, text(':map'), press('enter')).model.overlay).toEqual({ kind: 'map', top: 0 });
    expect(play(inLesson, text(':lang ko'), press('enter')).model.lang).toBe('ko');
    const unknown = play(inLesson, text(':hnit'), press('enter'));
    expect(unknown.model.notice?.text).toBe('There is no ":hnit". Did you mean ":hint"?');
    expect(unknown.cmds).toEqual([]);
  });

  it('^C stops a program, at the prompt it drops the line', () => {
    const dropped = play(inLesson, text('docker'), press('C-c'));
    expect([textOf(dropped.model.shell.editor), kinds(dropped.cmds)]).toEqual(['', ['interrupt']]);
  });

  it('Esc closes what lies over the lesson, then leaves for the menu', () => {
    const help = play(inLesson, press('f1'));
    expect(help.model.overlay?.kind).toBe('help');
    const closed = play(help.model, press('esc'));
    expect([closed.model.overlay, closed.model.screen.kind]).toEqual([undefined, 'lesson']);
    const left = play(closed.model, press('esc'));
    expect([left.model.screen.kind, kinds(left.cmds)]).toEqual(['menu', ['leave']]);
  });

  it('changes the language at any moment and loses nothing', () => {
    const korean = play(inLesson, text('docker'), press('f8'));
    expect([korean.model.lang, textOf(korean.model.shell.editor)]).toEqual(['ko', 'docker']);
    expect(korean.cmds).toEqual([{ kind: 'language', lang: 'ko' }]);
  });

  it('ignores goals of a step that is not in play', () => {
    const late = play(inLesson, goals({ ...SOLVED, step: 'look' }));
    expect(late.model).toEqual(inLesson);
  });
});

describe('a drill', () => {
  const DAY = 86_400_000;
  const due = [
    { lesson: 'names', step: 'join', due: 0 },
    { lesson: 'ports', step: 'look', due: 5 },
  ];
  const lesson = drillOf({ ...sampleLesson(), id: 'names' }, 'join');
  const before = scheduleFirst(
    hintPulled(stepDone(NO_PROGRESS, 'names', 'join', 0), 'names', 'join', 2),
    lesson,
    'join',
    -30 * DAY,
  );
  const open = { lesson: 'ports', step: 'look', seed: 1, events: [] };
  const begun = play(
    { ...model(), reviews: due, progress: { ...before, open } },
    { ...opened, lesson },
    goals(UNSOLVED),
  );

  it('is offered in the menu while one is due', () => {
    expect(play({ ...model(), reviews: due }, press('down'), press('enter')).cmds).toEqual([
      { kind: 'open', lesson: 'names', step: 'join', resume: false, drill: true },
    ]);
    expect(menuItems(model()).some((item) => item.kind === 'review')).toBe(false);
  });

  it('sets when it comes back, leaves the open lesson open, and leads to the next that is due', () => {
    const solved = play(begun.model, goals(SOLVED), press('enter'));
    const days = stepProgress(solved.model.progress, 'names', 'join').review?.days ?? 0;
    expect(days).toBeGreaterThan(2);
    expect(solved.model.screen).toMatchObject({ kind: 'done', again: days });
    expect(solved.model.progress.open).toEqual(open);
    expect(solved.model.reviews).toEqual(due.slice(1));
    const next = play({ ...solved.model, reviews: due.slice(0, 1) }, press('enter'));
    expect(next.cmds).toMatchObject([{ kind: 'open', lesson: 'names', step: 'join', drill: true }]);
    expect(play({ ...solved.model, reviews: [] }, press('enter')).model.screen.kind).toBe('menu');
  });

  it('comes back sooner when it needed a hint, or a prediction was missed', () => {
    const days = (m: Model) => stepProgress(m.progress, 'names', 'join').review?.days ?? 0;
    const wrong = (lesson.steps[0]?.predicts[0]?.right ?? 0) === 0 ? '2' : '1';
    const alone = days(play(begun.model, goals(SOLVED)).model);
    expect(days(play(begun.model, text(wrong), goals(SOLVED)).model)).toBeLessThan(alone);
  });
});

describe('an incident', () => {
  const incident: Msg = { ...opened, lesson: { ...sampleLesson(), id: 'silent', kind: 'incident' } };
  const begun = play(model(), incident, goals(UNSOLVED));
  const done = (m: Model) => stepProgress(m.progress, 'silent', 'join').done;
  const right = sampleLesson().steps[0]?.predicts[0]?.right ?? 0;
  const [wrong, cause] = [text(String(2 - right)), text(String(right + 1))];

  it('is not solved by its repair alone: the cause may be named until it is the right one', () => {
    const repaired = play(begun.model, goals(SOLVED), wrong);
    expect(done(repaired.model)).toBeUndefined();
    expect(play(repaired.model, press('enter')).model.screen.kind).toBe('lesson');
    const named = play(repaired.model, cause);
    expect(kinds(named.cmds)).toEqual(['save', 'ask']);
    const closed = play(named.model, goals({ ...SOLVED, lines: 7 }));
    expect(done(closed.model)).toBe(1000);
  });

  it('is not solved by its cause alone', () => {
    const named = play(begun.model, cause);
    expect(kinds(named.cmds)).toEqual(['save']);
    expect(done(named.model)).toBeUndefined();
    expect(done(play(named.model, goals(SOLVED)).model)).toBe(1000);
  });

  it('says what it took', () => {
    const lesson = { ...sampleLesson(), id: 'silent', kind: 'incident' as const };
    const one: Msg = { ...opened, lesson: { ...lesson, steps: lesson.steps.slice(0, 1) } };
    const end = play(model(), one, goals(UNSOLVED), wrong, cause, goals({ ...SOLVED, lines: 7 }), press('enter'));
    expect(end.model.screen).toEqual({
      kind: 'done',
      lesson: 'silent',
      title: 'Names, not addresses',
      tally: { causes: 2, lines: 7 },
    });
  });

  it('taken up again knows the causes that were named', () => {
    const again: Msg = { ...incident, how: 'resumed', chosen: [{ predict: 0, option: 1 - right }] };
    const resumed = play(model(), again, goals(UNSOLVED), cause, goals({ ...SOLVED, lines: 7 }));
    expect(done(resumed.model)).toBe(1000);
    expect(resumed.model.screen).toMatchObject({
      chosen: [
        { predict: 0, option: 1 - right },
        { predict: 0, option: right },
      ],
    });
  });

  it('of the day is opened in the variation of the day', () => {
    const at = play(model(), press('down'), press('down'), press('down'), press('enter'));
    expect(at.cmds).toEqual([{ kind: 'open', lesson: 'silent', resume: true, vary: 4 }]);
  });
});
