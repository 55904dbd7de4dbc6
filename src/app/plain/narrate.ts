import { catalogues } from '../../i18n/index.ts';
import { goalRows, lessonSections, todo } from '../lesson-rows.ts';
import { sayMap } from '../map/index.ts';
import { isDone, menuItems, stepsDone } from '../menu-items.ts';
import { type Anchor, isSolved, type LessonScreenState, type Model } from '../model.ts';
import type { Msg } from '../msg.ts';
import type { LessonInfo } from '../ports.ts';
import { doneRows } from '../screens/done.ts';
import { welcomeRows } from '../screens/menu.ts';
import { inlineText } from '../text/inline.ts';
import { type Line, line, textOf } from '../text/span.ts';
import { wrap } from '../text/wrap.ts';
import { foldedChanges, headerRow, overlayRows, progressRows } from '../view/index.ts';

/** Columns of told text. */
const WIDTH = 78;

/**
 * What plain mode prints when a message has changed the model: the same course as the screens, as lines that are never
 * redrawn. `echo`: print prompts and typed lines too, because no terminal has echoed them.
 */
export function narrate(before: Model, msg: Msg, after: Model, echo: boolean): string {
  const told: string[] = [];
  const tell = (rows: readonly Line[]) => told.push(...rows.map((r) => textOf(r).trimEnd()));
  if (msg.kind === 'output')
    return msg.chunks
      .filter((c) => echo || c.fd === 1 || c.fd === 2 || c.data === '^C\n')
      .map((c) => c.data)
      .join('');
  if (screenChanged(before, after) || (before.lang !== after.lang && after.screen.kind !== 'lesson'))
    tellScreen(after, told);
  if (after.screen.kind === 'lesson') tellLesson(before, msg, after, after.screen, told);
  if (after.overlay && after.overlay.kind !== before.overlay?.kind) {
    if (after.overlay.kind === 'map') told.push(...sayMap(after.shell.map, catalogues[after.lang]));
    else tell(overlayRows(after));
  }
  if (msg.kind === 'lab' && before.shell.busy && !after.shell.busy && after.shell.changes.length > 0)
    told.push(
      `[${catalogues[after.lang].lesson.changes}] ${foldedChanges(after.shell.changes, after.lang)
        .map((c) => `${c.sign} ${c.text}`)
        .join('; ')}`,
    );
  if (after.notice && after.notice !== before.notice) told.push(`[${after.notice.text.replaceAll('`', '')}]`);
  return told.map((row) => `${row}\n`).join('');
}

function screenChanged(before: Model, after: Model): boolean {
  const [a, b] = [before.screen, after.screen];
  return a.kind !== b.kind || (a.kind === 'welcome' && b.kind === 'welcome' && a.page !== b.page);
}

/** A screen without a shell, as lines. */
export function tellScreen(model: Model, told: string[]): void {
  const words = catalogues[model.lang];
  const tell = (rows: readonly Line[]) => told.push(...rows.map((r) => textOf(r).trimEnd()));
  switch (model.screen.kind) {
    case 'menu':
      told.push(words.title, words.tagline, '');
      for (const item of menuItems(model)) {
        if (item.kind === 'go-on') {
          const step = item.lesson.steps.find((s) => s.id === item.step)?.title[model.lang] ?? '';
          told.push(`Enter: ${words.menu.goOn(item.lesson.title[model.lang], step)}`);
        } else if (item.kind === 'review') told.push(`:review  ${words.menu.review(item.count)}`);
        else if (item.kind === 'daily')
          told.push('', words.menu.incidents, `:daily  ${words.menu.daily(item.lesson.title[model.lang])}`);
        else if (item.kind === 'incident') told.push(incidentLine(model, item.lesson));
        else if (item.kind === 'begin') told.push(`Enter: ${words.menu.begin(item.lesson.title[model.lang])}`);
        else if (item.kind === 'lesson') told.push(lessonLine(model, item.number));
      }
      told.push(
        '',
        `:sandbox  ${words.menu.sandbox}`,
        `:progress ${words.menu.progress}`,
        `:welcome  ${words.menu.welcome}`,
        `:quit     ${words.menu.quit}`,
        words.menu.choose,
      );
      return;
    case 'welcome':
      tell(welcomeRows(model));
      told.push(`[Enter: ${words.keys.next}; :menu]`);
      return;
    case 'done':
      tell(doneRows(model));
      return;
    case 'progress':
      tell(progressRows({ ...model, size: { ...model.size, columns: WIDTH } }));
      return;
    case 'loading':
      told.push(`${words.loading} ${model.screen.title}`);
      return;
    case 'sandbox':
      // the last of the sandbox's sentences names keys
      for (const text of [words.sandbox.heading, ...words.sandbox.text.slice(0, -1), words.sandbox.words])
        told.push(...wrap(inlineText(text), WIDTH).map(textOf));
      return;
    default:
      return;
  }
}

/** One incident of a list: its id, title, minutes, whether it is done. */
export function incidentLine(model: Pick<Model, 'progress' | 'lang'>, incident: LessonInfo): string {
  const words = catalogues[model.lang];
  const state = isDone(model, incident) ? ` · ${words.menu.done}` : '';
  return `     ${incident.title[model.lang]} (${incident.id}, ${words.minutes(incident.minutes)}${state})`;
}

/** A line of a list, folded at blanks where a terminal has fewer columns. */
export function foldedLine(text: string, columns: number): string {
  const lead = text.length - text.trimStart().length;
  const rows = wrap(line(text.trimStart()), columns, line(' '.repeat(lead + 3)), line(' '.repeat(lead)));
  return rows.map((row) => textOf(row)).join('\n');
}

/** One lesson of a list: number, title, minutes, what it builds on, what is done. */
export function lessonLine(model: Pick<Model, 'lessons' | 'progress' | 'lang'>, number: number): string {
  const lesson = model.lessons[number - 1];
  if (!lesson) return '';
  const words = catalogues[model.lang];
  const done = stepsDone(model, lesson);
  const state = isDone(model, lesson)
    ? ` · ${words.menu.done}`
    : done > 0
      ? ` · ${words.menu.steps(done, lesson.steps.length)}`
      : '';
  const numbers = lesson.needs.map((id) => model.lessons.findIndex((l) => l.id === id) + 1);
  const needs = numbers.length > 0 ? ` · ${words.menu.needs(numbers.join(', '))}` : '';
  return `${String(number).padStart(3)}  ${lesson.title[model.lang]} (${lesson.id}, ${words.minutes(lesson.minutes)}${needs}${state})`;
}

function tellLesson(before: Model, msg: Msg, after: Model, screen: LessonScreenState, told: string[]): void {
  const old = before.screen.kind === 'lesson' ? before.screen : undefined;
  const sections = lessonSections(after, screen, WIDTH);
  const tell = (anchor: Anchor) =>
    told.push(...sections.flatMap((s) => (s.anchor === anchor ? s.rows : [])).map((r) => textOf(r).trimEnd()));
  const stepId = screen.lesson.steps[screen.step]?.id;
  // The text of a step waits for what its `run` blocks print, so that it is told once and whole.
  const begins = msg.kind === 'prints' && msg.step === stepId && screen.prints[msg.step] !== undefined && !screen.state;
  if (begins || before.lang !== after.lang || (old && old.shown !== screen.shown && old.step === screen.step)) {
    told.push('', textOf(headerRow({ ...after, size: { ...after.size, columns: WIDTH } })).trim(), '');
    tell('top');
    tell('predict');
  }
  if (!old) return;
  if (old.chosen !== screen.chosen && old.step === screen.step) tell('predict');
  if (screen.hints > old.hints) told.push(...lastHint(sections.find((s) => s.anchor === 'hint')?.rows ?? []));
  if (screen.answer && !old.answer) tell('answer');
  if (msg.kind === 'goals') tellGoals(old, after, screen, told, tell);
  if (screen.state && old.state && old.step === screen.step && isSolved(screen) && !isSolved(old)) {
    tell('debrief');
    told.push(goalLines(after, screen).at(-1) ?? '');
  }
}

/** The section has all hints so far; the last begins at the last heading. */
function lastHint(rows: readonly Line[]): string[] {
  const texts = rows.map((r) => textOf(r).trimEnd());
  const at = texts.findLastIndex((t) => t.startsWith('▌'));
  return texts.slice(Math.max(0, at));
}

function goalLines(model: Model, screen: LessonScreenState): string[] {
  return goalRows(model, screen, WIDTH).map((r) => textOf(r).trimEnd());
}

function tellGoals(
  old: LessonScreenState,
  after: Model,
  screen: LessonScreenState,
  told: string[],
  tell: (a: Anchor) => void,
): void {
  const words = catalogues[after.lang].lesson;
  if (!old.state || !screen.state) {
    if (screen.state && screen.state.goals.length > 0) told.push(`${words.todo}:`);
    told.push(...goalLines(after, screen));
    return;
  }
  if (screen.state.wrong !== undefined && screen.state.wrong !== old.state.wrong) tell('wrong');
  const was = todo(after.lang, old);
  const now = todo(after.lang, screen);
  const repaired = screen.state.solved && !old.state.solved;
  now.forEach((g, i) => {
    const sentence = g.sentence.replaceAll('`', '');
    // that the cause is still to be named is worth saying when all the rest is done
    const last = repaired && i === now.length - 1;
    if (g.met && !was[i]?.met) told.push(`✔ ${sentence}`);
    else if (!g.met && (last || was[i]?.met || g.because !== was[i]?.because))
      told.push(`▸ ${sentence}`, `  ${words.notYet(g.because ?? '').replaceAll('`', '')}`);
  });
}
