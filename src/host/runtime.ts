import { type Cmd, type LessonInfo, lessonColumns, type Model, type Msg } from '../app/index.ts';
import { glossary, lookUp, type Step } from '../course/index.ts';
import { catalogues } from '../i18n/index.ts';
import { createKeeper } from './keeping.ts';
import { readLessons } from './lesson-files.ts';
import { type Opened, openLesson, restartStep, type Whereabouts } from './opening.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

/** What the runtime is given: where things are, and what the terminal does. */
export interface Surroundings extends Whereabouts {
  readonly store: Store;
  readonly lessons: readonly LessonInfo[];
  /** Real time paces what runs; else everything runs to its end at once. */
  readonly paced: boolean;
  readonly bell: () => void;
  readonly repaint: () => void;
  readonly quit: () => void;
}

/** Carries out commands. */
export interface Runtime {
  run(cmd: Cmd, send: (msg: Msg) => void): void;
  /** Writes what must not be lost, at once. */
  flush(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** How often a running program is given its time, ms. */
const TICK = 50;
/** By then a change of the model has been drawn, ms. */
const FRAME = 25;
/** How often containers get theirs while nothing runs in the shell, ms. */
const REST = 1000;
/** After this long without a key the lab's clock stands still, ms. */
const AWAKE = 60_000;
/** Goals may come true by themselves: they are asked again after so many rests or silent ticks. */
const AGAIN = { rests: 3, ticks: 10 } as const;
/** Without a pacing clock a line may take this much virtual time, ms, given in slices. */
const LIMIT = 2 * 3600_000;
const SLICE = 60_000;
/** And print this many pieces of output. */
const TALK = 100;

/** Makes the runtime; `model` gives the model of now. */
export function createRuntime(at: Surroundings, model: () => Model): Runtime {
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastTick = 0;
  let lastKey = 0;
  let ticks = 0;
  let linesSeen = 0;
  let queue: Promise<void> = Promise.resolve();
  let reply: (msg: Msg) => void = () => undefined;
  const send = (msg: Msg) => reply(msg);
  const keeper = createKeeper(at.store, at.dataDir, model, send);

  /** Building a world takes a moment in which nothing is drawn: a screen first shows that it is being done. */
  const drawn = () => (at.paced ? new Promise((resolve) => setTimeout(resolve, FRAME)) : undefined);

  /** Lab calls come one after another. */
  const next = (job: () => Promise<void>) => {
    queue = queue.then(job).catch((error: unknown) => {
      send({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      if (session) send({ kind: 'lab', lab: session.state() });
    });
  };
  const flush = () => {
    const chunks = session?.takeOutput() ?? [];
    if (chunks.length > 0) send({ kind: 'output', chunks });
    return chunks.length;
  };
  const show = () => {
    flush();
    if (session) send({ kind: 'lab', lab: session.state() });
  };
  const stepNow = (): Step | undefined => {
    const screen = model().screen;
    return screen.kind === 'lesson' ? screen.lesson.steps[screen.step] : undefined;
  };
  const askGoals = async () => {
    const step = stepNow();
    if (!session || !step) return;
    linesSeen = await session.lines();
    send({ kind: 'goals', state: await session.check(step), at: Date.now() });
  };
  /** Lets a line run to its end, unless it never stops by itself: `sleep 3600` ends, `ping` talks for ever. */
  const runOut = async (running: Session): Promise<boolean> => {
    let said = flush();
    for (let passed = 0; running.busy() && !running.waits(); passed += SLICE) {
      if (passed >= LIMIT || said > TALK) return false;
      await running.finish(SLICE);
      said += flush();
    }
    return true;
  };
  /** After something was done to the lab. */
  const settled = async () => {
    if (!session) return;
    if (!at.paced && !(await runOut(session))) {
      await session.interrupt();
      send({ kind: 'notice', tone: 'warn', text: catalogues[model().lang].lesson.stopped });
    }
    show();
    // a line has ended: at the prompt, or in a shell inside a container
    if (linesSeen !== (await session.lines())) {
      await askGoals();
      await keeper.keep(session);
    }
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    if (!at.paced || !session) return;
    const busy = session.busy();
    if (!busy && Date.now() - lastKey > AWAKE) return;
    lastTick = Date.now();
    timer = setTimeout(() => next(tick), busy ? TICK : REST);
    if (!busy) timer.unref();
  };
  const tick = async () => {
    if (!session) return;
    const busy = session.busy();
    await session.advance(Math.min(Date.now() - lastTick, 5 * REST));
    const said = flush();
    const again = ++ticks % (busy ? AGAIN.ticks : AGAIN.rests) === 0;
    if (busy ? said > 0 || again || !session.busy() : again) await settled();
    if (!busy && again && stepNow() && !solved()) await askGoals();
    schedule();
  };
  const solved = () => {
    const screen = model().screen;
    return screen.kind === 'lesson' && screen.state?.solved === true;
  };
  const enter = ({ session: opened, msg }: Opened) => {
    session = opened;
    if (opened.saved()) keeper.own();
    send(msg);
    schedule();
  };

  const begin = async (id: string) => {
    const step = stepNow();
    if (!session || step?.id !== id) return;
    const opened = session;
    await opened.enter(step);
    show();
    const prints = async () => {
      if (session === opened) send({ kind: 'prints', step: id, prints: await opened.prints(step) });
    };
    // A reader of lines gets the step whole; on the screen the goals come first and the outputs when they are there.
    if (model().plain) await prints();
    else next(prints);
    await askGoals();
    await keeper.keep(session);
    schedule();
  };

  const run = (cmd: Cmd) => {
    lastKey = Date.now();
    switch (cmd.kind) {
      case 'open':
        return next(async () => {
          await drawn();
          enter(await openLesson(at, model(), cmd));
        });
      case 'sandbox':
        return next(async () => {
          await drawn();
          const { openSession } = await import('./session.ts');
          const sandbox = await openSession({ size: at.shellSize() });
          enter({ session: sandbox, msg: { kind: 'sandbox', lab: sandbox.state() } });
        });
      case 'leave':
        return next(async () => {
          clearTimeout(timer);
          if (model().screen.kind !== 'done') await keeper.keep(session);
          session = undefined;
        });
      case 'step':
        return next(() => begin(cmd.step));
      case 'restart':
        return next(async () => {
          const again = session && (await restartStep(at, model(), session, cmd.whole));
          if (again) enter(again);
        });
      case 'submit':
        return next(async () => {
          session?.resize(at.shellSize());
          await session?.submit(cmd.line);
          await settled();
        });
      case 'interrupt':
      case 'eof': {
        const { kind } = cmd;
        return next(async () => {
          await (kind === 'eof' ? session?.eof() : session?.interrupt());
          await settled();
        });
      }
      case 'undo':
      case 'redo': {
        const { kind } = cmd;
        return next(async () => {
          if (!session) return;
          const line = await session[kind]();
          flush();
          send({ kind: kind === 'undo' ? 'undone' : 'redone', line, lab: session.state() });
          await askGoals();
          await keeper.keep(session);
        });
      }
      case 'write':
        return next(async () => {
          if (!session) return;
          const problem = session.save(cmd.path, cmd.text);
          send({
            kind: 'written',
            text: cmd.text,
            lab: session.state(),
            ...(problem === undefined ? {} : { problem }),
          });
          await askGoals();
          await keeper.keep(session);
        });
      case 'complete':
        // At once, so that keys typed after Tab find the completed line.
        if (session) send({ kind: 'completed', line: cmd.line, completion: session.complete(cmd.line, cmd.cursor) });
        return;
      case 'why':
        return next(async () => {
          send({ kind: 'why', lines: session ? await session.why(model().lang, lessonColumns(model())) : [] });
        });
      case 'glossary':
        return next(async () => {
          const entries = glossary(readLessons(at.lessonsDir, at.lessons), model().lang);
          send({ kind: 'glossary', entries: lookUp(entries, cmd.word) });
        });
      case 'ask':
        return next(askGoals);
      case 'save':
        return next(() => keeper.save(cmd.progress, session));
      case 'language':
        return next(async () => void (await at.store.saveLang(cmd.lang)));
      case 'bell':
        return at.bell();
      case 'repaint':
        return at.repaint();
      case 'quit':
        return next(async () => {
          clearTimeout(timer);
          await keeper.keep(session);
          at.quit();
        });
    }
  };
  return {
    run: (cmd, to) => {
      reply = to;
      run(cmd);
    },
    flush: () => keeper.saveNow(session),
    idle: async () => {
      for (let seen: Promise<void> | undefined; seen !== queue; ) {
        seen = queue;
        await seen;
      }
    },
  };
}
