import type { Choice, Entry, Lang, Lesson, Progress } from '../course/index.ts';
import type { Action } from './keys/actions.ts';
import type { Press } from './keys/parse.ts';
import type { Completion } from './line-editor/index.ts';
import type { Size } from './model.ts';
import type { Chunk, LabState, Prints, StepState } from './ports.ts';

/** Everything that can happen. */
export type Msg =
  | { readonly kind: 'press'; readonly press: Press }
  | { readonly kind: 'act'; readonly action: Action }
  /** A whole line was given, as plain mode reads them. */
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'resized'; readonly size: Size }
  | {
      readonly kind: 'opened';
      readonly lesson: Lesson;
      readonly step: number;
      readonly lab: LabState;
      /** `changed`: what was saved cannot be played any more; `moved`: the step in which the learner was is gone. */
      readonly how: 'fresh' | 'resumed' | 'changed' | 'moved';
      /** What had been chosen in its predictions when it was left. */
      readonly chosen?: readonly Choice[];
      readonly transcript?: readonly string[];
      readonly history?: readonly string[];
    }
  | { readonly kind: 'sandbox'; readonly lab: LabState }
  | { readonly kind: 'output'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'lab'; readonly lab: LabState }
  /** The step's goals were asked; `at` is the real time in ms. */
  | { readonly kind: 'goals'; readonly state: StepState; readonly at: number }
  | { readonly kind: 'prints'; readonly step: string; readonly prints: Prints }
  | { readonly kind: 'completed'; readonly line: string; readonly completion: Completion }
  /** A command was taken back, or done again (undefined: there was none). */
  | { readonly kind: 'undone' | 'redone'; readonly line: string | undefined; readonly lab: LabState }
  | { readonly kind: 'restarted'; readonly step: number; readonly lab: LabState }
  | { readonly kind: 'why'; readonly lines: readonly string[] }
  | { readonly kind: 'glossary'; readonly entries: readonly Entry[] }
  /** What was asked for could not be opened. */
  | { readonly kind: 'failed'; readonly text: string }
  /** The edited file was saved, or why not. */
  | { readonly kind: 'written'; readonly text: string; readonly problem?: string; readonly lab: LabState }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'notice'; readonly text: string; readonly tone: 'good' | 'warn' | 'plain' };

/** What the machine is asked to do; the host does it and answers with messages. */
export type Cmd =
  | {
      readonly kind: 'open';
      readonly lesson: string;
      readonly step?: string;
      readonly resume: boolean;
      /** Which variation of an incident; without it any, or the one that is open. */
      readonly vary?: number;
      /** The step alone, in other words: see `drillOf`. */
      readonly drill?: true;
    }
  | { readonly kind: 'sandbox' }
  /** The learner left the lab. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'submit'; readonly line: string }
  /** Looks a word up in all lessons; '' for all words. */
  | { readonly kind: 'glossary'; readonly word: string }
  | { readonly kind: 'interrupt' | 'eof' | 'undo' | 'redo' | 'why' | 'ask' | 'repaint' | 'bell' | 'quit' }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'complete'; readonly line: string; readonly cursor: number }
  | { readonly kind: 'restart'; readonly whole: boolean }
  /** A step begins: its setup is played, its goals are asked, its `run` blocks printed. */
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'save'; readonly progress: Progress }
  | { readonly kind: 'language'; readonly lang: Lang };
