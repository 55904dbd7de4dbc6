import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from '../../src/app/app.tsx';
import { type Cmd, createStore, type Model, type Store } from '../../src/app/index.ts';
import { LAB, model, sampleLesson, UNSOLVED } from './support.ts';

afterEach(cleanup);

/** The app in Ink's test terminal, which is 100 columns wide. */
function start(from: Model = model({ columns: 100, rows: 24 })): {
  readonly store: Store;
  readonly cmds: Cmd[];
  readonly type: (raw: string) => Promise<void>;
  readonly frame: () => string;
} {
  const cmds: Cmd[] = [];
  const store = createStore(from, (cmd) => cmds.push(cmd));
  const app = render(<App store={store} />);
  return {
    store,
    cmds,
    frame: () => app.lastFrame() ?? '',
    // Ink waits 20 ms before it takes a lone escape for a key.
    type: async (raw) => {
      await new Promise((r) => setTimeout(r, 5));
      app.stdin.write(raw);
      await new Promise((r) => setTimeout(r, 35));
    },
  };
}

async function inLesson() {
  const app = start();
  app.store.send({ kind: 'opened', lesson: sampleLesson(), step: 0, lab: LAB, how: 'fresh' });
  app.store.send({ kind: 'goals', state: UNSOLVED, at: 1 });
  await app.type('');
  return app;
}

describe('the app', () => {
  it('draws the menu and moves in it', async () => {
    const app = start();
    await expect.poll(app.frame, { timeout: 5000 }).toContain('❯ Begin: The default bridge');
    await app.type('\u001b[B');
    await expect.poll(app.frame, { timeout: 5000 }).toMatch(/❯ +1 +The default bridge/);
    await app.type('\r');
    await expect.poll(() => app.cmds).toEqual([{ kind: 'open', lesson: 'bridge', resume: false }]);
  });

  it('types into the shell, Korean and fast typing included', async () => {
    const app = await inLesson();
    await app.type('docker ps');
    await app.type('\u0001\u001b[3~D');
    await app.type('\u0005 한글\u007f');
    await expect.poll(app.frame, { timeout: 5000 }).toContain('root@node1:~# Docker ps 한');
    await app.type(' -a\r');
    await expect.poll(() => app.cmds.at(-1)).toEqual({ kind: 'submit', line: 'Docker ps 한 -a' });
  });

  it('keeps a paste in one piece and does not run it', async () => {
    const app = await inLesson();
    const before = app.cmds.length;
    await app.type('\u001b[200~docker ps\ndocker network ls\n\u001b[201~');
    await expect.poll(app.frame, { timeout: 5000 }).toContain('root@node1:~# docker ps⏎docker network ls');
    expect(app.cmds.length).toBe(before);
  });

  it('tells function keys apart', async () => {
    const app = await inLesson();
    await app.type('\u001bOP');
    await expect.poll(app.frame, { timeout: 5000 }).toContain('─ Help ─');
    await app.type('\u001b');
    await expect.poll(app.frame, { timeout: 5000 }).toContain('─ Lesson ─');
    await app.type('\u001b[19~');
    await expect.poll(app.frame, { timeout: 5000 }).toContain('─ 레슨 ─');
  });
});
