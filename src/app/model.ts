import type { Choice, Due, Entry, Incident, Lang, Lesson, Progress, Step } from '../course/index.ts';
import type { Buffer } from './file-editor/index.ts';
import { type Editor, newEditor } from './line-editor/index.ts';
import type { ChangeNote, LabState, LessonInfo, MapModel, Prints, StepState } from './ports.ts';
import { EMPTY_SCREEN, type Scrollback } from './text/terminal.ts';

/** Columns and rows of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Everything that the screen shows is derived from this value. */
export interface Model {
  readonly size: Size;
  readonly lang: Lang;
  /** Linear text instead of a drawn screen. */
  readonly plain: boolean;
  /** Marks of the screen in ASCII. */
  readonly ascii: boolean;
  readonly lessons: readonly LessonInfo[];
  readonly incidents: readonly LessonInfo[];
  /** The incident of the day. */
  readonly daily: Incident | undefined;
  /** The steps that are due to be practised again, the longest overdue first. */
  readonly reviews: readonly Due[];
  readonly progress: Progress;
  /** Where progress is kept. */
  readonly keptAt: string;
  readonly screen: Screen;
  readonly overlay: Overlay | undefined;
  readonly shell: Shell;
  /** The file being edited, in the shell's place. */
  readonly file: Buffer | undefined;
  /** A sentence for the learner, until the next key. */
  readonly notice: Notice | undefined;
  /** A key that must be pressed again to do what it says. */
  readonly confirm: 'answer' | 'restart' | undefined;
  /** The shell takes the whole width. */
  readonly zoom: boolean;
  /** The learner reads: a small screen gives the lesson more room, until a key is meant for the shell. */
  readonly reading: boolean;
}

/** A sentence in the status row. */
interface Notice {
  readonly text: string;
  readonly tone: 'good' | 'warn' | 'plain';
}

export type Screen =
  | { readonly kind: 'welcome'; readonly page: number }
  | { readonly kind: 'menu'; readonly at: number }
  | { readonly kind: 'loading'; readonly title: string }
  | LessonScreenState
  | {
      readonly kind: 'done';
      readonly lesson: string;
      readonly title: string;
      /** Of an incident. */
      readonly tally?: Tally;
      /** Of a drill: in how many days it comes back. */
      readonly again?: number;
    }
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'progress'; readonly top: number };

/** What an incident took. */
export interface Tally {
  /** Causes that were named, the right one included. */
  readonly causes: number;
  readonly lines: number;
}

/** A lesson in play. */
export interface LessonScreenState {
  readonly kind: 'lesson';
  readonly lesson: Lesson;
  /** Position of the step in play; the one shown may be an earlier one. */
  readonly step: number;
  readonly shown: number;
  /** What is true of the step in play; undefined until it has been asked. */
  readonly state: StepState | undefined;
  /** By step id. */
  readonly prints: Readonly<Record<string, Prints>>;
  readonly hints: number;
  readonly answer: boolean;
  /** Options that were chosen in the predictions of the step in play, in order. */
  readonly chosen: readonly Choice[];
  /** Where the text is scrolled to: a row, or the beginning of a part. */
  readonly at: number | Anchor;
}

/** Parts of a lesson's text that can be scrolled to. */
export type Anchor = 'top' | 'predict' | 'wrong' | 'hint' | 'answer' | 'debrief';

/** What lies over the lesson's pane. */
export type Overlay =
  | { readonly kind: 'help'; readonly top: number }
  | { readonly kind: 'map'; readonly top: number }
  | { readonly kind: 'changes'; readonly top: number }
  | { readonly kind: 'goals'; readonly top: number }
  | { readonly kind: 'why'; readonly top: number; readonly lines: readonly string[] }
  /** What the glossary says of a word. */
  | { readonly kind: 'glossary'; readonly top: number; readonly entries: readonly Entry[] };

/** The shell's pane. */
export interface Shell {
  readonly screen: Scrollback;
  readonly editor: Editor;
  readonly prompt: string;
  readonly busy: boolean;
  readonly map: MapModel;
  /** The map before the last command, to mark what is new. */
  readonly before: MapModel;
  readonly changes: readonly ChangeNote[];
  readonly canUndo: boolean;
  /** Rows scrolled back from the end. */
  readonly back: number;
  /** The line that runs or ran last. */
  readonly line: string;
}

/** A map without anything. */
const NO_MAP: MapModel = { hosts: [] };

/** A shell that has not begun. */
export const NO_SHELL: Shell = {
  screen: EMPTY_SCREEN,
  editor: newEditor(),
  prompt: '',
  busy: false,
  map: NO_MAP,
  before: NO_MAP,
  changes: [],
  canUndo: false,
  back: 0,
  line: '',
};

/** The shell with what the lab says of itself. */
export function withLab(shell: Shell, lab: LabState): Shell {
  return { ...shell, prompt: lab.prompt, busy: lab.busy, map: lab.map, changes: lab.changes, canUndo: lab.canUndo };
}

/** The step in play. */
export function currentStep(screen: LessonScreenState): Step | undefined {
  return screen.lesson.steps[screen.step];
}

/** The step whose text is shown. */
export function shownStep(screen: LessonScreenState): Step | undefined {
  return screen.lesson.steps[screen.shown];
}

/** A step without goals is done when it has been read; the others when their goals hold, an incident when its cause was named too. */
export function isSolved(screen: LessonScreenState): boolean {
  const step = currentStep(screen);
  if (!step) return false;
  const met = step.goals.length === 0 || (screen.state?.step === step.id && screen.state.solved);
  return met && (screen.lesson.kind !== 'incident' || causeNamed(screen));
}

/** The option that was chosen last in a prediction of the step in play; undefined when none was. */
export function choiceIn(screen: LessonScreenState, predict: number): number | undefined {
  return screen.chosen.findLast((c) => c.predict === predict)?.option;
}

/** Whether the last choice in every prediction of the step in play is the right one. */
export function causeNamed(screen: LessonScreenState): boolean {
  return currentStep(screen)?.predicts.every((p, i) => choiceIn(screen, i) === p.right) ?? false;
}

/** Whether the keyboard belongs to the shell. */
export function hasShell(model: Model): boolean {
  return model.screen.kind === 'lesson' || model.screen.kind === 'sandbox';
}
