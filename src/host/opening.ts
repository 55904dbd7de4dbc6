import { type Cmd, firstOpenStep, type Model, type Msg } from '../app/index.ts';
import { drillOf, type Lesson, type OpenLesson } from '../course/index.ts';
import { readLesson } from './lesson-files.ts';
import { loadScreen } from './screen-file.ts';
import type { Session } from './session.ts';

/** What opening needs to know. */
export interface Whereabouts {
  readonly dataDir: string;
  readonly lessonsDir: string;
  readonly incidentsDir: string;
  readonly shellSize: () => { readonly columns: number; readonly rows: number; readonly screen?: boolean };
}

/** A lab that was opened, and what is said of it. */
export interface Opened {
  readonly session: Session;
  readonly msg: Msg;
}

/** Variations from which one is chosen when an incident or a drill is opened; there are fewer of any. */
const MOST = 0x10000;

/** Opens a lesson: as it was left when that is asked for and possible, else fresh at a step. Throws what is wrong with its file. */
export async function openLesson(at: Whereabouts, model: Model, cmd: Extract<Cmd, { kind: 'open' }>): Promise<Opened> {
  if (cmd.drill) return openDrill(at, cmd.lesson, cmd.step ?? '');
  const open = model.progress.open;
  const same = open?.lesson === cmd.lesson && (cmd.vary === undefined || cmd.vary === (open.vary ?? 0));
  const saved = cmd.resume && same && open.events.length > 0 ? open : undefined;
  const incident = model.incidents.some((i) => i.id === cmd.lesson);
  const lesson = incident
    ? lessonIn(at.incidentsDir, cmd.lesson, saved ? saved.vary : (cmd.vary ?? Math.floor(Math.random() * MOST)))
    : lessonIn(at.lessonsDir, cmd.lesson, undefined);
  const { openSession } = await import('./session.ts');
  const moved = saved !== undefined && lesson.steps.every((s) => s.id !== saved.step);
  const step = stepIndex(lesson, moved ? firstOpenStep(model, lesson) : (saved?.step ?? cmd.step));
  // a newer version of the lab may not be able to play what an older one has saved
  const resumed =
    saved && !moved
      ? await openSession({ lesson, resume: saved, size: at.shellSize() }).catch(() => undefined)
      : undefined;
  const session = resumed ?? (await openSession({ lesson, step: lesson.steps[step]?.id ?? '', size: at.shellSize() }));
  const how = resumed ? 'resumed' : moved ? 'moved' : saved ? 'changed' : 'fresh';
  const screen = resumed ? loadScreen(at.dataDir, lesson.id) : undefined;
  const transcript = screen?.rows.filter((row, i, all) => row !== '' || i < all.length - 1);
  const left = screen && transcript ? { transcript, history: screen.history } : {};
  const chosen = resumed && saved?.chosen ? { chosen: saved.chosen } : {};
  return { session, msg: { kind: 'opened', lesson, step, lab: session.state(), how, ...chosen, ...left } };
}

/** Opens one step of a lesson in words that nobody knows beforehand. */
async function openDrill(at: Whereabouts, id: string, step: string): Promise<Opened> {
  const lesson = drillOf(lessonIn(at.lessonsDir, id, Math.floor(Math.random() * MOST)), step);
  const { openSession } = await import('./session.ts');
  const session = await openSession({ lesson, step, size: at.shellSize() });
  return { session, msg: { kind: 'opened', lesson, step: 0, lab: session.state(), how: 'fresh' } };
}

/** Reads a lesson; throws what is wrong with its file. */
function lessonIn(dir: string, id: string, seed: number | undefined): Lesson {
  const read = readLesson(dir, id, seed);
  if (!read.ok) throw new Error(read.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  return read.lesson;
}

/** Begins the step in play again, in the world in which it began; or the whole lesson. When the lesson's own things are gone, in the world as the lesson makes it. */
export async function restartStep(
  at: Whereabouts,
  model: Model,
  session: Session,
  whole: boolean,
): Promise<Opened | undefined> {
  const { screen } = model;
  if (screen.kind !== 'lesson') return undefined;
  const { openSession } = await import('./session.ts');
  const step = whole ? 0 : screen.step;
  const id = screen.lesson.steps[step]?.id ?? '';
  const before = whole || screen.state?.broken ? undefined : untilStep(session.saved(), id);
  const begin = before ? { resume: before } : { step: id };
  const fresh = await openSession({ lesson: screen.lesson, size: at.shellSize(), ...begin });
  return { session: fresh, msg: { kind: 'restarted', step, lab: fresh.state() } };
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
