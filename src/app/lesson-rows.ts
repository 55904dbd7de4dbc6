import { inLang, isLost, type Lang, type Part, type Rung, type Step } from '../course/index.ts';
import { type Catalogue, catalogues, sayMessage } from '../i18n/index.ts';
import {
  type Anchor,
  causeNamed,
  choiceIn,
  currentStep,
  isSolved,
  type LessonScreenState,
  type Model,
  shownStep,
} from './model.ts';
import type { Printed } from './ports.ts';
import { inlineText } from './text/inline.ts';
import { renderMarkdown } from './text/markdown.ts';
import { BLANK, type Line, line, type Style, span } from './text/span.ts';
import { clean } from './text/width.ts';
import { wrap, wrapCode } from './text/wrap.ts';

/** A part of a lesson's text that can be scrolled to. */
export interface Section {
  readonly anchor: Anchor;
  readonly rows: readonly Line[];
}

interface Made {
  readonly key: string;
  readonly sections: readonly Section[];
}

/** Text is laid out once, not for every key that is typed beside it. */
const made = new WeakMap<LessonScreenState, Made>();

/** The text of the step that is shown, part by part. */
export function lessonSections(model: Model, screen: LessonScreenState, width: number): readonly Section[] {
  const key = `${model.lang} ${width} ${model.plain}`;
  const before = made.get(screen);
  if (before?.key === key) return before.sections;
  const sections = layOut(model, screen, width);
  made.set(screen, { key, sections });
  return sections;
}

function layOut(model: Model, screen: LessonScreenState, width: number): readonly Section[] {
  const step = shownStep(screen);
  if (!step) return [];
  const words = catalogues[model.lang];
  const played = screen.shown === screen.step;
  const prints = screen.prints[step.id];
  const sections: Section[] = [{ anchor: 'top', rows: opening(model, screen, step, width) }];
  if (played) for (const rows of predictions(model, screen, step, width)) sections.push({ anchor: 'predict', rows });
  if (played && screen.state?.wrong !== undefined && !isSolved(screen)) {
    const wrong = step.wrongs.find((w) => w.id === screen.state?.wrong);
    if (wrong)
      sections.push({
        anchor: 'wrong',
        rows: boxed(words.lesson.wrong, 'warn', renderMarkdown(inLang(wrong.text, model.lang), width)),
      });
  }
  if (played && screen.hints > 0) sections.push({ anchor: 'hint', rows: hints(model, screen, width) });
  if (played && screen.answer) sections.push({ anchor: 'answer', rows: answers(step, words, width) });
  const debrief = inLang(step.debrief, model.lang);
  if (debrief.length > 0 && step.goals.length > 0 && (!played || isSolved(screen)))
    sections.push({
      anchor: 'debrief',
      rows: boxed(words.lesson.debrief, 'good', parts(debrief, prints?.debrief ?? [], width)),
    });
  return sections;
}

function opening(model: Model, screen: LessonScreenState, step: Step, width: number): Line[] {
  const prints = screen.prints[step.id]?.body ?? [];
  const first =
    screen.shown === 0 ? parts(inLang(screen.lesson.opening, model.lang), screen.prints['']?.body ?? [], width) : [];
  return [
    ...first,
    line(span('title', clean(inLang(step.title, model.lang)))),
    BLANK,
    ...parts(inLang(step.body, model.lang), prints, width),
  ];
}

/** The rows of some parts; predictions stand in a section of their own. */
function parts(list: readonly Part[], prints: readonly Printed[], width: number): Line[] {
  return list.flatMap((part): Line[] => {
    if (part.kind === 'prose') return [...renderMarkdown(part.prose, width), BLANK];
    if (part.kind === 'run') return [...printed(prints[part.index] ?? [], width), BLANK];
    return [];
  });
}

function printed(runs: Printed, width: number): Line[] {
  return runs.flatMap(({ command, output }) => [
    ...wrap(line(span('dim', '$ '), span('command', clean(command))), width, line('    '), line('  ')),
    ...output
      .replace(/\n$/, '')
      .split('\n')
      .filter((text, i, all) => text !== '' || all.length > 1 || i > 0)
      .flatMap((text) => wrapCode(line(span('code', clean(text))), width, line('    '), line('  '))),
  ]);
}

/** Rows under a heading of their own. */
function boxed(heading: string, style: Style, rows: readonly Line[]): Line[] {
  return [line(span(style, `▌ ${heading}`)), ...rows, BLANK];
}

function predictions(model: Model, screen: LessonScreenState, step: Step, width: number): Line[][] {
  const words = catalogues[model.lang].lesson;
  return step.predicts.map((p, i) => {
    const choice = choiceIn(screen, i);
    // a cause is looked for until it is found: a wrong one does not give the right one away
    const told = choice === p.right || screen.lesson.kind !== 'incident';
    const rows: Line[] = [...wrap(inlineText(inLang(p.question, model.lang), 'strong'), width)];
    p.options.forEach((o, n) => {
      const mark = choice === undefined ? '' : told && n === p.right ? ' ✔' : n === choice ? ' ✘' : '';
      const rest: Style = told ? 'dim' : 'plain';
      const style = choice === undefined ? 'plain' : told && n === p.right ? 'good' : n === choice ? 'bad' : rest;
      const first = line(span('key', ` ${n + 1} `), ' ');
      rows.push(
        ...wrap([...inlineText(inLang(o.text, model.lang), style), span(style, mark)], width, line('    '), first),
      );
    });
    const waits = step.predicts.findIndex((_, n) => choiceIn(screen, n) === undefined) === i;
    const how = waits ? wrap(line(span('dim', words.predictHow)), width) : [];
    if (choice === undefined) return [...rows, ...how, BLANK];
    const right = p.options[p.right];
    const mistaken = told ? words.predictWrong(right ? inLang(right.text, model.lang) : '') : words.causeWrong;
    const said = choice === p.right ? words.predictRight : mistaken;
    rows.push(...wrap(inlineText(said, choice === p.right ? 'good' : 'warn'), width));
    for (const because of reasons(p.options, choice, told ? p.right : choice).map((b) => inLang(b, model.lang)))
      rows.push(...wrap(inlineText(because), width));
    return [...rows, BLANK];
  });
}

/** The rungs of the ladder pulled so far, as the world stands now. */
function hints(model: Model, screen: LessonScreenState, width: number): Line[] {
  const words = catalogues[model.lang].lesson;
  const ladder = screen.state?.hints ?? [];
  return ladder
    .slice(0, screen.hints)
    .flatMap((rung, i) => boxed(words.hint(i + 1, ladder.length), 'accent', rungRows(model, rung, width)));
}

function rungRows(model: Model, rung: Rung, width: number): readonly Line[] {
  const words = catalogues[model.lang].lesson;
  const command = (text: string) =>
    wrap(line(span('command', clean(text))), width, line('      '), line(span('dim', '  $ ')));
  switch (rung.kind) {
    case 'goals':
      return rung.goals.flatMap((g) => [
        ...wrap(inlineText(sayMessage(model.lang, g.sentence)), width, line('  '), line(span('accent', '▸ '))),
        ...(g.because
          ? wrap(inlineText(words.notYet(sayMessage(model.lang, g.because)), 'warn'), width, line('  '))
          : []),
      ]);
    case 'prose':
      return renderMarkdown(inLang(rung.text, model.lang), width);
    case 'blanks':
      return rung.lines.flatMap(command);
    case 'line':
      return [...command(rung.line), ...wrap(line(span('dim', words.hintLine(rung.more, model.plain))), width)];
  }
}

type Options = Step['predicts'][number]['options'];

/** Why the chosen option is wrong, and why the right one is right. */
function reasons(options: Options, choice: number, right: number) {
  return [...new Set([choice, right])].flatMap((i) => options[i]?.because ?? []);
}

function answers(step: Step, words: Catalogue, width: number): Line[] {
  return step.solutions.flatMap((s, i) =>
    boxed(
      i === 0 ? words.lesson.answer : words.lesson.answerOther(s.title),
      'accent',
      s.commands.flatMap((c) =>
        c.text
          .split('\n')
          .flatMap((text) =>
            wrap(line(span('command', clean(text))), width, line('      '), line(span('dim', '  $ '))),
          ),
      ),
    ),
  );
}

/** Something that must become true, in the reader's language. */
interface ToDo {
  readonly met: boolean;
  readonly sentence: string;
  readonly because?: string;
  /** Something of the lesson's own is gone. */
  readonly lost: boolean;
}

/** The goals of the step in play, and the cause of an incident. */
export function todo(lang: Lang, screen: LessonScreenState): readonly ToDo[] {
  const words = catalogues[lang].lesson;
  const goals = (screen.state?.goals ?? []).map(
    (g): ToDo => ({
      met: g.met,
      sentence: sayMessage(lang, g.sentence),
      lost: isLost(g.because),
      ...(g.because ? { because: sayMessage(lang, g.because) } : {}),
    }),
  );
  if (screen.lesson.kind === 'lesson' || goals.length === 0) return goals;
  const met = causeNamed(screen);
  const because = screen.chosen.length > 0 ? words.causeOther : words.causeHow;
  const cause = { met, sentence: words.cause, lost: false };
  return [...goals, met ? cause : { ...cause, because }];
}

/**
 * The to-do list: what holds, what does not, and why not. Where there is little room: only what is open; or only one
 * reason too, and what the learner has lost before all else.
 */
export function goalRows(
  model: Model,
  screen: LessonScreenState,
  width: number,
  show: 'all' | 'open' | 'brief' = 'all',
): readonly Line[] {
  const step = currentStep(screen);
  const words = catalogues[model.lang].lesson;
  if (!step || screen.shown !== screen.step) return [line(span('good', words.goOn))];
  const last = screen.step === screen.lesson.steps.length - 1;
  const onward = line(span('good', last ? words.finish[screen.lesson.kind] : words.goOn));
  if (step.goals.length === 0) return [last ? onward : line(span('good', words.readOn))];
  const all = todo(model.lang, screen);
  const goals = show === 'brief' ? [...all.filter((g) => g.lost), ...all.filter((g) => !g.lost)] : all;
  const first = goals.findIndex((g) => !g.met);
  const rows = goals.flatMap((g, i): readonly Line[] => {
    if (g.met)
      return show === 'all' ? wrap(inlineText(g.sentence, 'dim'), width, line('  '), line(span('good', '✔ '))) : [];
    const sentence = wrap(inlineText(g.sentence), width, line('  '), line(span('accent', '▸ ')));
    if (!g.because || (show === 'brief' && i !== first)) return sentence;
    return [...sentence, ...wrap(inlineText(words.notYet(g.because), 'warn'), width, line('  '))];
  });
  return isSolved(screen) ? [...rows, ...wrap(line(span('good', words.met), ' ', ...onward), width)] : rows;
}

/** Met goals and all goals of the step in play. */
export function goalCount(screen: LessonScreenState): readonly [number, number] {
  const step = currentStep(screen);
  const cause = screen.lesson.kind === 'incident' ? 1 : 0;
  const met = (screen.state?.goals ?? []).filter((g) => g.met).length;
  return [met + (causeNamed(screen) ? cause : 0), (step?.goals.length ?? 0) + cause];
}
