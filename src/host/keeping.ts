import type { Model, Msg } from '../app/index.ts';
import type { Progress } from '../course/index.ts';
import { catalogues } from '../i18n/index.ts';
import { saveScreen } from './screen-file.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

/** Keeps what the learner has done. */
export interface Keeper {
  /** After something happened in a lesson: its events, its screen, its history. */
  keep(session: Session | undefined): Promise<void>;
  /** Progress that a message has changed. */
  save(progress: Progress, session: Session | undefined): Promise<void>;
  /** The same at once, before the program ends. */
  saveNow(session: Session | undefined): void;
  /** From now on the open lesson is this program's. */
  own(): void;
}

/** Makes the keeper; a problem is told once, until it is gone. */
export function createKeeper(store: Store, dataDir: string, model: () => Model, send: (msg: Msg) => void): Keeper {
  let ownsOpen = false;
  let told = '';
  const withOpen = (progress: Progress, session: Session | undefined): Progress => {
    const { open: before, ...rest } = progress;
    const saved = session?.saved();
    const { screen } = model();
    const chosen = screen.kind === 'lesson' && screen.chosen.length > 0 ? { chosen: screen.chosen } : {};
    const open = saved ? { ...saved, ...chosen } : before;
    return open ? { ...rest, open } : rest;
  };
  const persist = async (progress: Progress) => {
    const problem = await store.save(progress, ownsOpen);
    if (problem !== undefined && problem !== told)
      send({ kind: 'notice', tone: 'warn', text: catalogues[model().lang].host.notSaved(problem) });
    told = problem ?? '';
  };
  return {
    own: () => {
      ownsOpen = true;
    },
    keep: async (session) => {
      const open = session?.saved();
      if (!open) return;
      const progress = withOpen(model().progress, session);
      send({ kind: 'progress', progress });
      const { screen, editor } = model().shell;
      const rows = screen.rows.map((row) => row.map((s) => s.text).join(''));
      saveScreen(dataDir, { lesson: open.lesson, rows, history: editor.history });
      await persist(progress);
    },
    save: (progress, session) => persist(session?.lesson ? withOpen(progress, session) : progress),
    saveNow: (session) => {
      if (ownsOpen) store.saveNow(withOpen(model().progress, session), ownsOpen);
    },
  };
}
