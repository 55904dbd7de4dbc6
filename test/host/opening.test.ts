import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Model, Msg } from '../../src/app/index.ts';
import { type OpenLesson, type Progress, stepDone } from '../../src/course/index.ts';
import { type Opened, openLesson, restartStep, type Whereabouts } from '../../src/host/opening.ts';
import { model } from '../app/support.ts';
import '../../src/host/session.ts'; // loaded before the clock of a test runs

/** A step that asks for a network of this name. */
const step = (id: string, goal = `network ${id}-net`, setup = '') => `## ${id} {#${id}}

Prose.
${setup === '' ? '' : `\n\`\`\`setup\n$ ${setup}\n\`\`\`\n`}
\`\`\`goal
${goal}
\`\`\`

\`\`\`hint
Look.
\`\`\`

\`\`\`hint
Think.
\`\`\`

\`\`\`solution
$ docker network create ${id}-net
\`\`\`

\`\`\`debrief
So.
\`\`\`
`;
const lesson = (...steps: readonly string[]) => `---\ntitle: T\nminutes: 1\n---\n\nWhy?\n\n${steps.join('\n')}`;
const OLD = lesson(step('one'), step('two'), step('three'));

function place(text: string): Whereabouts {
  const dir = mkdtempSync(join(tmpdir(), 'dockernet-'));
  mkdirSync(join(dir, 'lessons', 't'), { recursive: true });
  writeFileSync(join(dir, 'lessons', 't', 'lesson.md'), text);
  return {
    dataDir: dir,
    lessonsDir: join(dir, 'lessons'),
    incidentsDir: join(dir, 'incidents'),
    shellSize: () => ({ columns: 80, rows: 24 }),
  };
}

const doneSteps = (progress: Progress, ...ids: readonly string[]) =>
  ids.reduce((p, id) => stepDone(p, 't', id, 1), progress);

/** Step `one` is done, step `two` is in play and solved: then the learner leaves. */
async function left(): Promise<{ readonly saved: OpenLesson; readonly left: Model }> {
  const at = place(OLD);
  const { session, msg } = await openLesson(at, model(), { kind: 'open', lesson: 't', resume: false });
  if (msg.kind !== 'opened') throw new Error(msg.kind);
  const [one, two] = msg.lesson.steps;
  if (!one || !two) throw new Error('no steps');
  await session.enter(one);
  await session.submit('docker network create one-net');
  await session.enter(two);
  await session.submit('docker network create two-net');
  const saved = session.saved();
  if (!saved) throw new Error('nothing saved');
  return { saved, left: { ...model(), progress: { ...doneSteps(model().progress, 'one'), open: saved } } };
}

/** What the learner finds who comes back to another version of the lesson. */
async function back(text: string, learner: Model) {
  const at = place(text);
  const { session, msg } = await openLesson(at, learner, { kind: 'open', lesson: 't', resume: true });
  if (msg.kind !== 'opened') throw new Error(msg.kind);
  const here = msg.lesson.steps[msg.step];
  if (!here) throw new Error('no step');
  await session.enter(here);
  const state = await session.check(here);
  const shown = await networksOf(session);
  return {
    how: msg.how,
    step: here.id,
    solved: state.solved,
    because: state.goals[0]?.because?.id,
    shown,
    at,
    session,
    msg,
    state,
  };
}

async function networksOf(session: Opened['session']): Promise<string> {
  session.takeOutput();
  await session.submit("docker network ls --filter type=custom --format '{{.Name}}'");
  return session
    .takeOutput()
    .flatMap((c) => (c.fd === 1 ? [c.data.trim()] : []))
    .join('')
    .replaceAll('\n', ' ');
}

describe('a lesson taken up again after an update of the course', () => {
  it.each<[string, string, object]>([
    ['as it was', OLD, { how: 'resumed', step: 'two', solved: true, shown: 'one-net two-net' }],
    [
      'with a step put in before, in the step and the world that were left',
      lesson(step('one'), step('new', 'network new-net', 'docker network create given'), step('two'), step('three')),
      { how: 'resumed', step: 'two', solved: true, shown: 'one-net two-net' },
    ],
    [
      'with another goal, which is asked of the world that was left',
      lesson(step('one'), step('two', 'network two-net internal=true'), step('three')),
      { how: 'resumed', step: 'two', solved: false, because: 'not.network.option', shown: 'one-net two-net' },
    ],
    [
      'with the step renamed: at the first step that is open, as it begins',
      lesson(step('one'), step('second'), step('three')),
      { how: 'moved', step: 'second', solved: false, shown: 'one-net' },
    ],
    [
      'with the step gone: at the first step that is open',
      lesson(step('one'), step('three')),
      { how: 'moved', step: 'three', solved: false, shown: 'one-net' },
    ],
  ])('%s', async (_, text, expected) => {
    expect(await back(text, (await left()).left)).toMatchObject(expected);
  });

  it('with another setup: what is missing is said, and beginning again gives it', async () => {
    const text = lesson(step('one'), step('two', 'running box', 'docker run -d --name box alpine sleep infinity'));
    const came = await back(text, (await left()).left);
    expect(came).toMatchObject({ how: 'resumed', step: 'two', because: 'not.container.gone' });
    expect(came.state.broken).toBe(true);
    const opened: Msg = came.msg;
    const screen = {
      kind: 'lesson',
      lesson: opened.lesson,
      step: 1,
      shown: 1,
      state: came.state,
    } as unknown as Model['screen'];
    const again = await restartStep(came.at, { ...model(), screen }, came.session, false);
    const two = opened.lesson.steps[1];
    expect(two && (await again?.session.check(two))?.goals[0]?.met).toBe(true);
  });

  it('when a line that was saved means nothing any more', async () => {
    const { saved, left: learner } = await left();
    const strange = { kind: 'line', at: saved.events.at(-1)?.at ?? 0, tty: 0, line: 'docker frobnicate ((' } as const;
    const open = { ...saved, events: [...saved.events, strange] };
    expect(await back(OLD, { ...learner, progress: { ...learner.progress, open } })).toMatchObject({
      how: 'resumed',
      step: 'two',
      shown: 'one-net two-net',
    });
  });

  it('when the lesson is gone: a plain error, and the record stays', async () => {
    const { left: learner } = await left();
    const empty = { ...place(OLD), lessonsDir: mkdtempSync(join(tmpdir(), 'dockernet-')) };
    await expect(openLesson(empty, learner, { kind: 'open', lesson: 't', resume: true })).rejects.toThrow(/lesson\.md/);
    expect(learner.progress.lessons.t?.steps.one?.done).toBe(1);
  });
});
