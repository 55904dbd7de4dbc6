import type { Cmd, Msg } from '../app/index.ts';
import { createStore, type Model, NO_SHELL, nextLesson, type Screen, shellSize } from '../app/index.ts';
import { dueReviews, type Incident, incidentOfTheDay, nextReview } from '../course/index.ts';
import { catalogues } from '../i18n/index.ts';
import type { Place } from './main.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import type { DrawnScreen } from './screen.tsx';

/** Where playing starts. */
export type Start =
  | { readonly kind: 'menu' | 'go-on' | 'sandbox' | 'review' | 'daily' }
  | { readonly kind: 'lesson'; readonly lesson: string; readonly step?: string };

/** Signals that end the program, with the status a shell expects of it: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Plays the course on the screen, or as lines where there is no screen to draw on. */
export async function play(place: Place, start: Start): Promise<number> {
  const { env, stdin, stdout } = process;
  const drawable =
    stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb' && env.INK_SCREEN_READER !== 'true';
  const plain = place.common.plain || !drawable;
  // chalk knows FORCE_COLOR only; see no-color.org for the other.
  if (!place.common.colour || (env.NO_COLOR ?? '') !== '') env.FORCE_COLOR = '0';
  if (place.lessons.length === 0 && start.kind !== 'sandbox') {
    process.stderr.write(`dockernet-course: ${place.words.host.noLessons}\n`);
    return 1;
  }
  const { screen, cmds } = beginning(place, start, plain);
  if (start.kind === 'review' && cmds.length === 0) {
    stdout.write(nothingDue(place));
    return 0;
  }
  const initial: Model = {
    size: { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 },
    lang: place.lang,
    plain,
    ascii: place.common.ascii,
    lessons: place.lessons,
    incidents: place.incidents,
    daily: today(place),
    reviews: dueReviews(place.loaded.saved.progress, place.lessons, Date.now()),
    progress: place.loaded.saved.progress,
    keptAt: place.store.path,
    screen,
    overlay: undefined,
    shell: NO_SHELL,
    file: undefined,
    notice: undefined,
    confirm: undefined,
    zoom: false,
    reading: false,
  };
  let drawn: DrawnScreen | undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let runtime: Runtime | undefined;
  const store = createStore(initial, (cmd: Cmd, send: (msg: Msg) => void) => runtime?.run(cmd, send));
  runtime = createRuntime(
    {
      store: place.store,
      dataDir: place.dataDir,
      lessonsDir: place.lessonsDir,
      incidentsDir: place.incidentsDir,
      lessons: place.lessons,
      paced: !plain || stdin.isTTY === true,
      shellSize: () => (plain ? store.model().size : { ...shellSize(store.model()), screen: true }),
      bell: () => drawn?.bell(),
      repaint: () => drawn?.repaint(),
      quit: end,
    },
    store.model,
  );
  const working = runtime;
  let status = 0;
  const signalled = (signal: keyof typeof SIGNALS) => {
    status = SIGNALS[signal];
    working.flush();
    end();
  };
  for (const signal of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(signal, signalled);
  const crashed = (error: unknown) => {
    working.flush();
    drawn?.close();
    process.stderr.write(
      `${catalogues[store.model().lang].host.crashed}\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(70);
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  for (const cmd of cmds) working.run(cmd, store.send);
  if (plain) {
    const { runPlain } = await import('./plain.ts');
    await runPlain(store, working, ended);
  } else {
    const { openScreen } = await import('./screen.tsx');
    drawn = await openScreen(store);
    drawn.closed.catch(crashed);
    // The lab is fetched while the learner reads the menu.
    setImmediate(() => void import('./session.ts'));
    await ended;
    drawn.close();
    await drawn.closed.catch(() => undefined);
  }
  const words = catalogues[store.model().lang].host;
  if (stdout.writable) stdout.write(`${words.bye} ${words.keptIn(place.store.path)}\n`);
  return status;
}

/** That nothing is due, and what will be next, when. */
function nothingDue({ words, lessons, lang, loaded }: Place): string {
  const now = Date.now();
  const next = nextReview(loaded.saved.progress, lessons, now);
  const title = lessons.find((l) => l.id === next?.lesson)?.title[lang];
  const days = Math.ceil(((next?.due ?? now) - now) / 86_400_000);
  return `${words.review.nothing}${title === undefined ? '' : ` ${words.review.next(title, days)}`}\n`;
}

/** The incident of the day where the learner is. */
function today({ incidents }: Place): Incident | undefined {
  const now = new Date();
  const day = Math.floor(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86_400_000);
  return incidentOfTheDay(
    day,
    incidents.map((i) => i.id),
  );
}

function beginning(
  place: Place,
  start: Start,
  plain: boolean,
): { readonly screen: Screen; readonly cmds: readonly Cmd[] } {
  const { progress } = place.loaded.saved;
  const { lessons, lang } = place;
  const all = [...lessons, ...place.incidents];
  const open = (lesson: string, step: string | undefined, resume: boolean, vary?: number) => ({
    screen: { kind: 'loading', title: all.find((l) => l.id === lesson)?.title[lang] ?? lesson } as const,
    cmds: [
      {
        kind: 'open',
        lesson,
        resume,
        ...(step === undefined ? {} : { step }),
        ...(vary === undefined ? {} : { vary }),
      } as const,
    ],
  });
  switch (start.kind) {
    case 'lesson':
      return open(start.lesson, start.step, start.step === undefined);
    case 'go-on': {
      const lesson = progress.open?.lesson ?? nextLesson({ progress, lessons })?.id ?? lessons[0]?.id;
      return lesson === undefined ? { screen: { kind: 'menu', at: 0 }, cmds: [] } : open(lesson, undefined, true);
    }
    case 'daily': {
      const daily = today(place);
      return daily ? open(daily.id, undefined, true, daily.seed) : { screen: { kind: 'menu', at: 0 }, cmds: [] };
    }
    case 'sandbox':
      return { screen: { kind: 'loading', title: place.words.sandbox.heading }, cmds: [{ kind: 'sandbox' }] };
    case 'review': {
      const [due] = dueReviews(progress, lessons, Date.now());
      if (!due) return { screen: { kind: 'menu', at: 0 }, cmds: [] };
      const { screen, cmds } = open(due.lesson, due.step, false);
      return { screen, cmds: cmds.map((cmd) => ({ ...cmd, drill: true })) };
    }
    default: {
      const fresh = !plain && Object.keys(progress.lessons).length === 0 && !progress.open;
      return { screen: fresh ? { kind: 'welcome', page: 0 } : { kind: 'menu', at: 0 }, cmds: [] };
    }
  }
}
