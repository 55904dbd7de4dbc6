import {
  hintPulled,
  inLang,
  type Lesson,
  type Progress,
  predicted,
  reviewed,
  scheduleFirst,
  solutionShown,
  stepDone,
  stepProgress,
  wrongTaken,
} from '../../course/index.ts';
import { catalogues } from '../../i18n/index.ts';
import { newEditor, textOf, withText } from '../line-editor/index.ts';
import {
  choiceIn,
  currentStep,
  isSolved,
  type LessonScreenState,
  type Model,
  NO_SHELL,
  shownStep,
  withLab,
} from '../model.ts';
import type { Cmd, Msg } from '../msg.ts';
import type { LabState, StepState } from '../ports.ts';
import { write } from '../text/terminal.ts';
import { fileOf } from './editing.ts';

type Step = readonly [Model, readonly Cmd[]];

/** A model whose lab has just begun: an empty shell. */
export function begun(model: Model, lab: LabState, history: readonly string[] = []): Model {
  const shell = withLab({ ...NO_SHELL, editor: newEditor(history) }, lab);
  return {
    ...model,
    overlay: undefined,
    confirm: undefined,
    file: fileOf(lab, undefined),
    shell: { ...shell, before: lab.map, changes: [] },
  };
}

function lessonScreen(lesson: Lesson, step: number): LessonScreenState {
  return {
    kind: 'lesson',
    lesson,
    step,
    shown: step,
    state: undefined,
    prints: {},
    hints: 0,
    answer: false,
    chosen: [],
    at: 'top',
  };
}

/** The host has opened a lesson. */
export function opened(model: Model, msg: Extract<Msg, { kind: 'opened' }>): Step {
  const words = catalogues[model.lang].lesson;
  const step = msg.lesson.steps[msg.step];
  const fresh = { ...lessonScreen(msg.lesson, msg.step), chosen: msg.chosen ?? [] };
  const begin = begun({ ...model, screen: fresh }, msg.lab, msg.history);
  const screen = (msg.transcript ?? []).reduce((s, row) => write(s, `${row}\n`, 'dim'), begin.shell.screen);
  const notice =
    msg.how === 'resumed'
      ? ({ text: words.resumed, tone: 'good' } as const)
      : msg.how === 'changed'
        ? ({ text: words.resumeFailed, tone: 'warn' } as const)
        : msg.how === 'moved'
          ? ({ text: words.stepGone, tone: 'warn' } as const)
          : undefined;
  return [
    { ...begin, reading: msg.how !== 'resumed', notice, shell: { ...begin.shell, screen } },
    step ? [{ kind: 'step', step: step.id }] : [],
  ];
}

/** The goals of the step in play were asked. */
export function goals(model: Model, state: StepState, at: number): Step {
  const screen = model.screen;
  if (screen.kind !== 'lesson' || currentStep(screen)?.id !== state.step) return [model, []];
  const was = screen.state;
  let progress = model.progress;
  let next: LessonScreenState = { ...screen, state };
  let { overlay } = model;
  if (state.solved) {
    progress = noteSolved(model, next, was, at);
    if (was && !was.solved && state.goals.length > 0) {
      next = { ...next, shown: next.step, at: isSolved(next) ? 'debrief' : 'predict' };
      overlay = undefined;
    }
  } else if (state.wrong !== undefined) {
    progress = wrongTaken(progress, screen.lesson.id, state.step, state.wrong);
    if (was?.wrong !== state.wrong) {
      next = { ...next, shown: next.step, at: 'wrong' };
      overlay = undefined;
    }
  }
  const save: Cmd[] = progress === model.progress ? [] : [{ kind: 'save', progress }];
  return [{ ...model, screen: next, overlay, progress }, save];
}

/** The step is solved: for the first time, as a review that was due, or once more. An incident has no reviews: it comes in variations. */
function noteSolved(model: Model, screen: LessonScreenState, was: StepState | undefined, at: number): Progress {
  const { lesson } = screen;
  const step = screen.state?.step ?? '';
  if (lesson.kind === 'incident')
    return isSolved(screen) ? stepDone(model.progress, lesson.id, step, at) : model.progress;
  if (was?.solved === true) return model.progress;
  const before = stepProgress(model.progress, lesson.id, step);
  if (before.done === undefined) return scheduleFirst(stepDone(model.progress, lesson.id, step, at), lesson, step, at);
  const due = before.review !== undefined && before.review.due <= at;
  const ladder = was?.hints.length ?? 0;
  const mistaken = currentStep(screen)?.predicts.some((p, i) => ![undefined, p.right].includes(choiceIn(screen, i)));
  const told = screen.answer || (ladder > 0 && screen.hints >= ladder);
  const went = told ? 'again' : screen.hints > 0 || mistaken ? 'hard' : 'good';
  return due ? reviewed(model.progress, lesson.id, step, went, at) : model.progress;
}

/** Pulls the next rung of the hint ladder. The last one puts the line into the prompt; it is the learner who presses Enter. */
export function hint(model: Model): Step {
  const screen = model.screen;
  const step = screen.kind === 'lesson' ? currentStep(screen) : undefined;
  if (screen.kind !== 'lesson' || !step) return [model, []];
  const words = catalogues[model.lang].lesson;
  const ladder = screen.state?.hints ?? [];
  const shown: LessonScreenState = { ...screen, shown: screen.step, at: 'hint' };
  if (step.goals.length === 0 || isSolved(screen) || ladder.length === 0)
    return [{ ...model, notice: { text: words.noHints, tone: 'plain' } }, []];
  if (screen.hints >= ladder.length)
    return [{ ...model, notice: { text: words.noMoreHints, tone: 'warn' }, overlay: undefined, screen: shown }, []];
  const hints = screen.hints + 1;
  const progress = hintPulled(model.progress, screen.lesson.id, step.id, hints);
  const rung = ladder[hints - 1];
  const editor =
    rung?.kind === 'line' && !model.shell.busy && textOf(model.shell.editor) === ''
      ? withText(model.shell.editor, rung.line)
      : model.shell.editor;
  const next: Model = {
    ...model,
    screen: { ...shown, hints },
    progress,
    overlay: undefined,
    zoom: false,
    reading: true,
  };
  return [{ ...next, shell: { ...model.shell, editor } }, [{ kind: 'save', progress }]];
}

/** Shows the answer: asks first, and it is remembered. */
export function answer(model: Model): Step {
  const screen = model.screen;
  const step = screen.kind === 'lesson' ? currentStep(screen) : undefined;
  if (screen.kind !== 'lesson' || !step) return [model, []];
  const words = catalogues[model.lang].lesson;
  if (step.solutions.length === 0) return [{ ...model, notice: { text: words.noAnswer, tone: 'warn' } }, []];
  const sure = model.confirm === 'answer' || screen.answer || isSolved(screen);
  if (!sure) return [{ ...model, confirm: 'answer', notice: { text: words.answerConfirm, tone: 'warn' } }, []];
  const seen = isSolved(screen) ? model.progress : solutionShown(model.progress, screen.lesson.id, step.id);
  const next: LessonScreenState = { ...screen, answer: true, shown: screen.step, at: 'answer' };
  const save: Cmd[] = seen === model.progress ? [] : [{ kind: 'save', progress: seen }];
  return [
    { ...model, confirm: undefined, screen: next, progress: seen, overlay: undefined, zoom: false, reading: true },
    save,
  ];
}

/** Position of the prediction that waits for an answer; the cause of an incident until it is the right one. */
function waitingPrediction(screen: LessonScreenState): number | undefined {
  const step = shownStep(screen);
  if (!step || screen.shown !== screen.step) return undefined;
  const again = screen.lesson.kind === 'incident';
  const at = step.predicts.findIndex((p, i) => {
    const choice = choiceIn(screen, i);
    return choice === undefined || (again && choice !== p.right);
  });
  return at < 0 ? undefined : at;
}

/** Chooses an option of the prediction that waits; undefined when the text is no such choice. */
export function predict(model: Model, text: string): Step | undefined {
  const screen = model.screen;
  if (screen.kind !== 'lesson' || !/^[1-9]$/.test(text)) return undefined;
  const index = waitingPrediction(screen);
  const step = currentStep(screen);
  const option = Number(text) - 1;
  if (index === undefined || !step || step.predicts[index]?.options[option] === undefined) return undefined;
  const progress = predicted(model.progress, screen.lesson.id, step.id, index, option);
  const chosen = { ...screen, chosen: [...screen.chosen, { predict: index, option }] };
  const solvedNow = !isSolved(screen) && isSolved(chosen);
  const next: LessonScreenState = { ...chosen, at: solvedNow ? 'debrief' : 'predict' };
  return [
    { ...model, screen: next, progress },
    [{ kind: 'save', progress }, ...(solvedNow ? ([{ kind: 'ask' }] as const) : [])],
  ];
}

/** Enter on an empty line, or `:next`: the next step, or the end of the lesson. */
export function goOn(model: Model, force: boolean): Step {
  const screen = model.screen;
  if (screen.kind !== 'lesson') return [model, []];
  if (screen.shown < screen.step) return [{ ...model, screen: { ...screen, shown: screen.shown + 1, at: 'top' } }, []];
  if (!force && !isSolved(screen))
    return [{ ...model, notice: { text: catalogues[model.lang].lesson.notSolved, tone: 'warn' } }, [{ kind: 'bell' }]];
  const step = screen.lesson.steps[screen.step + 1];
  if (!step) return finish(model, screen);
  const next: LessonScreenState = { ...lessonScreen(screen.lesson, screen.step + 1), prints: screen.prints };
  return [
    { ...model, screen: next, overlay: undefined, confirm: undefined, reading: true },
    [{ kind: 'step', step: step.id }],
  ];
}

function finish(model: Model, screen: LessonScreenState): Step {
  if (screen.lesson.kind === 'drill') return finishDrill(model, screen.lesson);
  const { open: _, ...progress } = model.progress;
  const title = screen.lesson.title[model.lang] ?? screen.lesson.title.en;
  const tally = screen.lesson.kind === 'incident' && { causes: screen.chosen.length, lines: screen.state?.lines ?? 0 };
  const done = { kind: 'done', lesson: screen.lesson.id, title, ...(tally ? { tally } : {}) } as const;
  return [{ ...model, progress, screen: done, overlay: undefined }, [{ kind: 'leave' }, { kind: 'save', progress }]];
}

/** A drill leaves the lesson that is open as it is. */
function finishDrill(model: Model, { id: lesson, title, steps }: Lesson): Step {
  const step = steps[0]?.id ?? '';
  const reviews = model.reviews.filter((due) => due.lesson !== lesson || due.step !== step);
  const again = stepProgress(model.progress, lesson, step).review?.days ?? 0;
  const done = { kind: 'done', lesson, title: inLang(title, model.lang), again } as const;
  return [{ ...model, reviews, screen: done, overlay: undefined }, [{ kind: 'leave' }]];
}

/** Reads the step before once more; the step in play stays what it is. */
export function goBack(model: Model): Step {
  const screen = model.screen;
  if (screen.kind === 'welcome') return [{ ...model, screen: { ...screen, page: Math.max(0, screen.page - 1) } }, []];
  if (screen.kind !== 'lesson' || screen.shown === 0) return [model, [{ kind: 'bell' }]];
  return [{ ...model, reading: true, screen: { ...screen, shown: screen.shown - 1, at: 'top' } }, []];
}

/** The step or the lesson begins again. */
export function restart(model: Model, step: number, lab: LabState): Step {
  if (model.screen.kind !== 'lesson') return [model, []];
  const fresh = begun(
    { ...model, screen: { ...lessonScreen(model.screen.lesson, step), prints: model.screen.prints } },
    lab,
    model.shell.editor.history,
  );
  const at = model.screen.lesson.steps[step];
  const notice = { text: catalogues[model.lang].lesson.restarted, tone: 'good' } as const;
  return [{ ...fresh, notice, reading: true }, at ? [{ kind: 'step', step: at.id }] : []];
}

/** What was used in a lesson: for its end. */
export function used(model: Model, lesson: string): { readonly hints: number; readonly answers: number } {
  const steps = Object.keys(model.progress.lessons[lesson]?.steps ?? {});
  const records = steps.map((s) => stepProgress(model.progress, lesson, s));
  return { hints: records.reduce((n, r) => n + r.hints, 0), answers: records.filter((r) => r.solutionSeen).length };
}
