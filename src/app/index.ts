/**
 * What the learner sees: a model, the messages that change it, one pure `update`, and screens drawn with Ink or told as lines.
 * Knows nothing of files, clocks and processes: what is to be done leaves as commands, which the host carries out.
 */
export { firstOpenStep, isDone, nextLesson, stepsDone } from './menu-items.ts';
export { type Model, NO_SHELL, type Screen, type Size } from './model.ts';
export type { Cmd, Msg } from './msg.ts';
export { foldedLine, incidentLine, lessonLine, narrate, tellScreen } from './plain/narrate.ts';
export type {
  ChangeNote,
  Chunk,
  LabState,
  LessonInfo,
  MapModel,
  Prints,
  StepState,
} from './ports.ts';
export { createStore, type Store } from './store.ts';
export { nearest } from './text/nearest.ts';
export { update } from './update/index.ts';
export { lessonColumns, shellSize } from './view/index.ts';

/** Loads the drawn root component: only where there is a screen to draw on is Ink worth its loading time. */
export const loadApp = () => import('./app.tsx');
