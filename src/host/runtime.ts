import type { Cmd, LessonInfo, Model, Msg } from '../app/index.ts';
import type { Lesson, OpenLesson, Progress, Step } from '../course/index.ts';
import { catalogues } from '../i18n/index.ts';
import { readLesson } from './lesson-files.ts';
import { loadScreen, saveScreen } from './screen-file.ts';
import type { Session } from './session.ts';
import type { Store } from './store.ts';

/** What the runtime is given: where things are, and what the terminal does. */
export interface Surroundings {
  readonly store: Store;
  readonly dataDir: string;
  readonly lessonsDir: string;
  readonly lessons: readonly LessonInfo[];
  /** Real time paces what runs; else everything runs to its end at once. */
  readonly paced: boolean;
  readonly shellSize: () => { readonly columns: number; readonly rows: number };
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
/** How often containers get theirs while nothing runs in the shell, ms. */
const REST = 1000;
/** After this long without a key the lab's clock stands still, ms. */
const AWAKE = 60_000;
/** Without a pacing clock a line may take this much virtual time, ms, given in slices. */
const LIMIT = 2 * 3600_000;
const SLICE = 60_000;
/** And print this many pieces of output. */
const TALK = 100;

/** Makes the runtime; `model` gives the model of now. */
export function createRuntime(at: Surroundings, model: () => Model): Runtime {
  let session: Session | undefined;
  let ownsOpen = false;
  let timer: NodeJS.Timeout | undefined;
  let lastTick = 0;
  let lastKey = 0;
  let told = '';
  let queue: Promise<void> = Promise.resolve();
  let send: (msg: Msg) => void = () => undefined;
  let seedsOfSandbox: Session | undefined;

  const words = () => catalogues[model().lang];
  /** Lab calls come one after another. */
  const next = (job: () => Promise<void>) => {
    queue = queue.then(job).catch((error: unknown) => {
      send({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
      if (session) send({ kind: 'lab', lab: session.state() });
    });
  };
  const progressNow = (): Progress => {
    const open = session?.saved();
    const { open: before, ...rest } = model().progress;
    const kept = open ?? before;
    return kept ? { ...rest, open: kept } : rest;
  };
  const persist = async (progress: Progress) => {
    const problem = await at.store.save(progress, ownsOpen);
    if (problem !== undefined && problem !== told)
      send({ kind: 'notice', tone: 'warn', text: words().host.notSaved(problem) });
    told = problem ?? '';
  };
  const keep = async () => {
    if (!session?.lesson) return;
    const progress = progressNow();
    send({ kind: 'progress', progress });
    const { screen, editor } = model().shell;
    saveScreen(at.dataDir, {
      lesson: session.lesson.id,
      rows: screen.rows.map((row) => row.map((s) => s.text).join('')),
      history: editor.history,
    });
    await persist(progress);
  };
  const flush = () => {
    const chunks = session?.takeOutput() ?? [];
    if (chunks.length > 0) send({ kind: 'output', chunks });
    return chunks.length;
  };
  /** Lets a line run to its end, unless it never stops by itself: `sleep 3600` ends, `ping` talks for ever. */
  const runOut = async (running: Session): Promise<boolean> => {
    let said = flush();
    for (let passed = 0; running.busy(); passed += SLICE) {
      if (passed >= LIMIT || said > TALK) return false;
      await running.finish(SLICE);
      said += flush();
    }
    return true;
  };
  const show = () => {
    flush();
    if (session) send({ kind: 'lab', lab: session.state() });
  };
  const stepNow = (): Step | undefined => {
    const screen = model().screen;
    return screen.kind === 'lesson' ? screen.lesson.steps[screen.step] : undefined;
  };
  const checkGoals = async () => {
    const step = stepNow();
    if (session && step) send({ kind: 'goals', state: await session.check(step), at: Date.now() });
  };
  /** After something was done to the lab. */
  const settled = async (busyBefore: boolean) => {
    if (!session) return;
    if (!at.paced && !(await runOut(session))) {
      await session.interrupt();
      send({ kind: 'notice', tone: 'warn', text: words().lesson.stopped });
    }
    show();
    if (busyBefore && !session.busy()) {
      await checkGoals();
      await keep();
    }
    schedule();
  };
  const schedule = () => {
    if (!at.paced) return;
    clearTimeout(timer);
    if (!session) return;
    const busy = model().shell.busy;
    if (!busy && Date.now() - lastKey > AWAKE) return;
    lastTick = Date.now();
    timer = setTimeout(tick, busy ? TICK : REST);
    if (!busy) timer.unref();
  };
  const tick = () =>
    next(async () => {
      if (!session) return;
      const busy = model().shell.busy;
      const passed = Math.min(Date.now() - lastTick, 5 * REST);
      await session.advance(passed);
      if (busy) await settled(true);
      else {
        flush();
        schedule();
      }
    });

  const open = async (cmd: Extract<Cmd, { kind: 'open' }>) => {
    const read = readLesson(at.lessonsDir, cmd.lesson);
    if (!read.ok) throw new Error(read.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
    const { lesson } = read;
    const { openSession } = await import('./session.ts');
    const saved = cmd.resume && model().progress.open?.lesson === cmd.lesson ? model().progress.open : undefined;
    let how: 'fresh' | 'resumed' | 'changed' = 'fresh';
    let step = stepIndex(lesson, cmd.step);
    let opened: Session | undefined;
    if (saved && saved.events.length > 0) {
      step = stepIndex(lesson, saved.step);
      opened = await openSession({ lesson, resume: saved, size: at.shellSize() }).catch(() => undefined);
      how = opened ? 'resumed' : 'changed';
    }
    opened ??= await openSession({ lesson, step: lesson.steps[step]?.id ?? '', size: at.shellSize() });
    session = opened;
    ownsOpen = true;
    const screen = how === 'resumed' ? loadScreen(at.dataDir, lesson.id) : undefined;
    send({
      kind: 'opened',
      lesson,
      step,
      lab: session.state(),
      how,
      ...(screen
        ? { transcript: screen.rows.filter((r, i, all) => r !== '' || i < all.length - 1), history: screen.history }
        : {}),
    });
  };

  const restart = async (whole: boolean) => {
    const screen = model().screen;
    if (screen.kind !== 'lesson' || !session) return;
    const { openSession } = await import('./session.ts');
    const step = whole ? 0 : screen.step;
    const id = screen.lesson.steps[step]?.id ?? '';
    const before = whole ? undefined : untilStep(session.saved(), id);
    const broken = screen.state?.broken === true || !before;
    session = await openSession({
      lesson: screen.lesson,
      size: at.shellSize(),
      ...(broken ? { step: id } : { resume: before }),
    });
    send({ kind: 'restarted', step, lab: session.state() });
  };

  const begin = async (id: string) => {
    const step = model().screen.kind === 'lesson' ? stepNow() : undefined;
    if (!session || !step || step.id !== id) return;
    const opened = session;
    await opened.enter(step);
    show();
    const prints = async () => {
      if (session === opened) send({ kind: 'prints', step: id, prints: await opened.prints(step) });
    };
    // A reader of lines gets the step whole; on the screen the goals come first and the outputs when they are there.
    if (!model().plain) {
      await checkGoals();
      await keep();
      next(prints);
    } else {
      await prints();
      await checkGoals();
      await keep();
    }
    schedule();
  };

  const run = (cmd: Cmd) => {
    lastKey = Date.now();
    switch (cmd.kind) {
      case 'open':
        return next(() => open(cmd));
      case 'sandbox':
        return next(async () => {
          const { openSession } = await import('./session.ts');
          session = await openSession({ size: at.shellSize() });
          seedsOfSandbox = session;
          send({ kind: 'sandbox', lab: session.state() });
          schedule();
        });
      case 'leave':
        return next(async () => {
          clearTimeout(timer);
          if (session !== seedsOfSandbox && model().screen.kind !== 'done') await keep();
          session = undefined;
        });
      case 'step':
        return next(() => begin(cmd.step));
      case 'restart':
        return next(() => restart(cmd.whole));
      case 'submit':
        return next(async () => {
          await session?.submit(cmd.line);
          await settled(true);
        });
      case 'interrupt':
      case 'eof': {
        const { kind } = cmd;
        return next(async () => {
          const busy = model().shell.busy;
          await (kind === 'eof' ? session?.eof() : session?.interrupt());
          await settled(busy);
        });
      }
      case 'undo':
        return next(async () => {
          if (!session) return;
          const line = await session.undo();
          flush();
          send({ kind: 'undone', line, lab: session.state() });
          await checkGoals();
          await keep();
        });
      case 'edit':
        return next(async () => {
          if (!session) return;
          const opened = session.open(cmd.line, cmd.path);
          show();
          if (typeof opened === 'string') send({ kind: 'failed', text: opened });
          else send({ kind: 'editing', ...opened });
        });
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
          await checkGoals();
          await keep();
        });
      case 'complete':
        // At once, so that keys typed after Tab find the completed line.
        if (session) send({ kind: 'completed', line: cmd.line, completion: session.complete(cmd.line, cmd.cursor) });
        return;
      case 'why':
        return next(async () => {
          send({ kind: 'why', lines: session ? await session.why() : [] });
        });
      case 'save':
        return next(() => persist(session?.lesson ? { ...cmd.progress, ...openOf(progressNow()) } : cmd.progress));
      case 'language':
        return next(async () => void (await at.store.saveLang(cmd.lang)));
      case 'bell':
        return at.bell();
      case 'repaint':
        return at.repaint();
      case 'quit':
        return next(async () => {
          clearTimeout(timer);
          await keep();
          at.quit();
        });
    }
  };
  return {
    run: (cmd, reply) => {
      send = reply;
      run(cmd);
    },
    flush: () => void (ownsOpen && at.store.saveNow(progressNow(), ownsOpen)),
    idle: async () => {
      for (let seen: Promise<void> | undefined; seen !== queue; ) {
        seen = queue;
        await seen;
      }
    },
  };
}

function openOf(progress: Progress): { readonly open?: OpenLesson } {
  return progress.open ? { open: progress.open } : {};
}

function stepIndex(lesson: Lesson, id: string | undefined): number {
  return Math.max(
    0,
    lesson.steps.findIndex((s) => s.id === id),
  );
}

/** The events up to the beginning of a step, that beginning included. */
function untilStep(saved: OpenLesson | undefined, step: string): OpenLesson | undefined {
  const at = saved?.events.findIndex((e) => e.kind === 'step' && e.step === step) ?? -1;
  return saved && at >= 0 ? { ...saved, step, events: saved.events.slice(0, at + 1) } : undefined;
}
