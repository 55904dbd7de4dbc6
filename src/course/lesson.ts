import type { Token } from 'markdown-it';

/** The languages of the course. English is the source; a translation repeats only what a reader reads. */
export type Lang = 'en' | 'ko';

/** The languages that English is translated into. */
export const TRANSLATIONS = ['ko'] as const;

/** A text in every language that has it. English is always there. */
export interface Localized<T> {
  readonly en: T;
  readonly ko?: T;
}

/** Picks the reader's language, English when a translation is missing. */
export function inLang<T>(text: Localized<T>, lang: Lang): T {
  return lang === 'ko' && text.ko !== undefined ? text.ko : text.en;
}

export type { Token } from 'markdown-it';

/** markdown-it tokens, kept to be drawn. */
export type Prose = readonly Token[];

/** Where something stands in a lesson file: for messages to its author. */
export interface Spot {
  readonly file: string;
  readonly line: number;
}

/** A command line of a lesson; continuation lines are joined by newlines. */
export interface CommandLine extends Spot {
  readonly text: string;
  /** Written `$?`: it only looks, so the solution works without it. */
  readonly looks: boolean;
}

/** One goal line: `reaches box web:80`. */
export interface Goal extends Spot {
  readonly text: string;
  /** Name of the predicate. */
  readonly name: string;
  /** Its words, `?net` included. */
  readonly args: readonly string[];
  /** Its `key=value` words. */
  readonly options: Readonly<Record<string, string>>;
  /** Written `still …`: it may hold from the start and must not be lost on the way. */
  readonly still: boolean;
  /** Written `not …`, in the `when` lines of a wrong answer only. */
  readonly not: boolean;
}

/** What a step shows, in order. */
export type Part =
  | { readonly kind: 'prose'; readonly prose: Prose }
  /** The `index`-th `run` block of its step (or of its step's debrief): shows the commands and what the engine prints. */
  | { readonly kind: 'run'; readonly index: number }
  /** The `index`-th prediction of its step. */
  | { readonly kind: 'predict'; readonly index: number };

/** Commands whose output is shown; played on a throw-away copy of the canonical world. */
export interface RunBlock extends Spot {
  readonly commands: readonly CommandLine[];
}

export interface Predict extends Spot {
  readonly question: Localized<string>;
  readonly options: readonly PredictOption[];
  /** Position of the right option. */
  readonly right: number;
}

export interface PredictOption {
  readonly text: Localized<string>;
  /** What is said about it once the learner has chosen. */
  readonly because?: Localized<string>;
}

export interface Solution extends Spot {
  /** '' for the first; `by recreating` for another way. */
  readonly title: string;
  readonly commands: readonly CommandLine[];
  /** What in its lines may as well be otherwise, with the author's reason: `free --gateway: …`. */
  readonly free: readonly Free[];
}

/** A word of a solution that no goal asks for. */
export interface Free extends Spot {
  readonly word: string;
  readonly why: string;
}

/** A way that looks right and is not. It is recognised by what is true of the world, not by what was typed. */
export interface Wrong extends Spot {
  readonly id: string;
  readonly commands: readonly CommandLine[];
  /** It has been taken when all of these hold (those written `not` do not), and the step is not solved. */
  readonly when: readonly Goal[];
  readonly text: Localized<Prose>;
}

export interface Step extends Spot {
  readonly id: string;
  readonly title: Localized<string>;
  readonly body: Localized<readonly Part[]>;
  readonly setup: readonly CommandLine[];
  readonly runs: readonly RunBlock[];
  readonly predicts: readonly Predict[];
  readonly goals: readonly Goal[];
  /** From where to look, over the idea, to a line with blanks (the last is made from the solution where the author gives two). */
  readonly hints: readonly Localized<Prose>[];
  readonly solutions: readonly Solution[];
  readonly wrongs: readonly Wrong[];
  /** Said when the step is done. Its `run` blocks are played after the first solution. */
  readonly debrief: Localized<readonly Part[]>;
  readonly debriefRuns: readonly RunBlock[];
}

export interface Lesson {
  readonly id: string;
  readonly file: string;
  readonly title: Localized<string>;
  readonly minutes: number;
  /** The Docker hosts that are up; the learner sits at the first. */
  readonly hosts: readonly string[];
  /** An incident is solved when its goals hold and its cause has been named; a drill is one step of a lesson, see `drillOf`. */
  readonly kind: 'lesson' | 'incident' | 'drill';
  /** Words of the text with what else may stand for them. */
  readonly vary: readonly string[];
  /** The seed by which those were chosen; 0: as it is written. */
  readonly variation: number;
  /** Ids of the steps that are practised again even when they went well. */
  readonly drills: readonly string[];
  /** The words that it explains, as they stand in bold: the glossary has them. Other bold words are emphasis. */
  readonly terms: Localized<readonly string[]>;
  /** Ids of the facts that it teaches. */
  readonly facts: readonly string[];
  readonly opening: Localized<readonly Part[]>;
  /** `run` blocks of the opening: played after the setup. */
  readonly runs: readonly RunBlock[];
  readonly setup: readonly CommandLine[];
  readonly steps: readonly Step[];
  /** Languages that are complete. */
  readonly languages: readonly Lang[];
}

/** A mistake in a lesson, for its author: where it is, and what to do about it. */
export interface Mistake extends Spot {
  readonly message: string;
}
