import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Cmd, createStore, type Model, type Msg, tellScreen } from '../../src/app/index.ts';
import { listLessons } from '../../src/host/lesson-files.ts';
import { createRuntime, type Runtime } from '../../src/host/runtime.ts';
import { openStore } from '../../src/host/store.ts';
import { model } from '../app/support.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** One sitting at an incident: it is opened, lines are typed, the program ends. What the last screen says. */
async function sitting(dataDir: string, ...lines: readonly string[]): Promise<{ last: Model; told: string }> {
  const store = openStore(dataDir);
  const incidents = listLessons(folder('incidents'));
  let runtime: Runtime | undefined;
  const app = createStore(
    { ...model(), plain: true, incidents, progress: store.load().saved.progress },
    (cmd: Cmd, send: (msg: Msg) => void) => runtime?.run(cmd, send),
  );
  runtime = createRuntime(
    {
      store,
      dataDir,
      lessonsDir: folder('lessons'),
      incidentsDir: folder('incidents'),
      lessons: [],
      paced: false,
      shellSize: () => ({ columns: 80, rows: 24 }),
      bell: () => undefined,
      repaint: () => undefined,
      quit: () => undefined,
    },
    app.model,
  );
  runtime.run({ kind: 'open', lesson: 'sealed-room', resume: true }, app.send);
  await runtime.idle();
  for (const line of lines) {
    app.send({ kind: 'line', line });
    await runtime.idle();
  }
  const told: string[] = [];
  tellScreen(app.model(), told);
  const last = app.model();
  app.send({ kind: 'act', action: 'quit' });
  await runtime.idle();
  return { last, told: told.join('\n') };
}

it('an incident that is taken up again remembers its words, its lines and its causes', {
  timeout: 600_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dockernet-resume-'));
  const first = await sitting(dataDir, 'docker network ls', '1', '4');
  if (first.last.screen.kind !== 'lesson') throw new Error('the incident is not open');
  expect(first.last.screen.state).toMatchObject({ solved: false, lines: 1 });
  const { variation, setup } = first.last.screen.lesson;
  const fetcher = setup.at(-1)?.text.split(' ')[4] ?? '';

  const second = await sitting(dataDir, 'docker network create day-net', `docker network connect day-net ${fetcher}`);
  if (second.last.screen.kind !== 'lesson') throw new Error('the incident is not open');
  expect(second.last.screen.lesson.variation).toBe(variation);
  expect(second.last.screen.chosen.map((c) => c.option)).toEqual([0, 3]);
  expect(second.last.screen.state).toMatchObject({ solved: true, lines: 3 });

  const third = await sitting(dataDir, ':next');
  expect(third.last.screen).toMatchObject({ kind: 'done', tally: { causes: 2, lines: 3 } });
  expect(third.told).toContain('2 causes named, 3 commands typed');
});
