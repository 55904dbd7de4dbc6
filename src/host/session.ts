import type { ChangeNote, Chunk, LabState, Prints, StepState } from '../app/index.ts';
import {
  checkGoals,
  hintLadder,
  type Lang,
  type Lesson,
  linesBefore,
  type OpenLesson,
  ownedNames,
  playAll,
  recogniseWrong,
  type SavedEvent,
  type Stage,
  type Step,
} from '../course/index.ts';
import { type Completion, Lab, type LabEvent } from '../lab/index.ts';
import { freshStage } from './stage.ts';

/** A lab in play, with the lesson that it belongs to (none: the sandbox). */
export interface Session {
  readonly lesson: Lesson | undefined;
  /** What was printed since the last call. */
  takeOutput(): readonly Chunk[];
  state(): LabState;
  busy(): boolean;
  /** What runs waits for a line. */
  waits(): boolean;
  /** How many lines have ended, at the prompt or in a shell inside a container. */
  lines(): Promise<number>;
  submit(line: string): Promise<void>;
  interrupt(): Promise<void>;
  eof(): Promise<void>;
  /** Lets virtual time pass. */
  advance(ms: number): Promise<void>;
  /** The shell's pane has another size now. */
  resize(size: { readonly columns: number; readonly rows: number }): void;
  /** Runs to the end of the line, up to a limit of virtual time, ms. */
  finish(limit: number): Promise<void>;
  /** Saves the file that is being edited; the reason when that is not possible. */
  save(path: string, text: string): string | undefined;
  /** The line that was taken back. */
  undo(): Promise<string | undefined>;
  /** The line that was done again. */
  redo(): Promise<string | undefined>;
  complete(line: string, cursor: number): Completion;
  /** What became of the last packets, told in a language and in so many columns. */
  why(lang: Lang, columns: number): Promise<readonly string[]>;
  /** A step begins: its own setup is played if that was not done yet. */
  enter(step: Step): Promise<void>;
  check(step: Step): Promise<StepState>;
  prints(step: Step): Promise<Prints>;
  /** Enough to rebuild this world; a drill of a minute is not kept. */
  saved(): OpenLesson | undefined;
}

/** Where a session begins. */
export interface Beginning {
  readonly lesson?: Lesson;
  readonly step?: string;
  readonly resume?: OpenLesson;
  readonly size: { readonly columns: number; readonly rows: number; readonly screen?: boolean };
}

interface Marker {
  readonly event: Extract<SavedEvent, { kind: 'step' }>;
  /** How many events of the lab came before it. */
  readonly after: number;
}

/** Opens a lab: fresh at a step, or as it was left. */
export async function openSession(begin: Beginning): Promise<Session> {
  const { lesson } = begin;
  const seed = begin.resume?.seed ?? 1 + Math.floor(Math.random() * 0x7fffffff);
  let heard: Chunk[] = [];
  let muted = true;
  const lab = Lab.create({
    images: 'real',
    seed,
    ...(lesson ? { hosts: lesson.hosts } : {}),
    size: begin.size,
    onOutput: (chunk) => {
      if (!muted) heard.push(chunk);
    },
  });
  const markers: Marker[] = [];
  let since = 0;
  /** What was taken back and what was done again, to be named. */
  const undone: string[] = [];
  const redone: string[] = [];
  const mark = async (step: string) => {
    markers.push({ event: { kind: 'step', at: lab.now, step }, after: lab.events().length });
    since = (await lab.facts().ran()).length;
    lab.seal();
  };
  const play = async (lines: readonly string[]) => {
    muted = true;
    for (const line of lines) await lab.run(line);
    muted = false;
  };
  if (begin.resume) await replay(lab, begin.resume.events, mark);
  else if (lesson && begin.step !== undefined) {
    await play(linesBefore(lesson, begin.step));
    await mark(begin.step);
  }
  muted = false;

  return {
    lesson,
    takeOutput: () => {
      const chunks = heard;
      heard = [];
      return chunks;
    },
    state: () => ({
      prompt: lab.prompt(),
      busy: lab.busy(),
      map: lab.map(),
      changes: lab.busy() ? [] : changesOf(lab),
      canUndo: lab.canUndo,
      ...(lab.editing ? { editing: { path: lab.editing.path, text: lab.editing.text } } : {}),
    }),
    busy: () => lab.busy(),
    waits: () => lab.waits(),
    lines: async () => (await lab.facts().ran()).length,
    submit: async (line) => {
      lab.submit(line);
      await lab.glide();
    },
    interrupt: async () => {
      lab.interrupt();
      await lab.glide();
    },
    eof: async () => {
      lab.eof();
      await lab.glide();
    },
    advance: (ms) => lab.advance(ms),
    resize: (size) => lab.resize(size),
    finish: (limit) => lab.finish(limit),
    save: (path, text) => {
      try {
        lab.saveFile(path, text);
        return undefined;
      } catch (error) {
        return `${path}: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    undo: async () => {
      const what = lab.undoable;
      if (!(await lab.undo())) return undefined;
      const text = what?.kind === 'line' ? what.line : what?.kind === 'file' ? what.path : (redone.pop() ?? '');
      undone.push(text);
      return text;
    },
    redo: async () => {
      if (!(await lab.redo())) return undefined;
      const text = undone.pop() ?? '';
      redone.push(text);
      return text;
    },
    complete: (line, cursor) => lab.complete(line, cursor),
    why: (lang, columns) => whyOf(lab, lang, columns),
    enter: async (step) => {
      if (markers.some((m) => m.event.step === step.id)) return;
      await play(step.setup.map((c) => c.text));
      await mark(step.id);
    },
    check: (step) => check(lab, lesson, step, since),
    prints: (step) => printsOf(lesson, step),
    saved: () =>
      lesson?.kind === 'drill'
        ? undefined
        : lesson && {
            lesson: lesson.id,
            step: markers.at(-1)?.event.step ?? begin.step ?? '',
            seed,
            ...(lesson.variation === 0 ? {} : { vary: lesson.variation }),
            events: interleaved(lab.events(), markers),
          },
  };
}

/** The way of the last packets, told by the `why` of the lab itself, on a copy: asking leaves no trace. */
async function whyOf(lab: Lab, lang: Lang, columns: number): Promise<readonly string[]> {
  const told = await lab.ask(`COLUMNS=${columns} why${lang === 'ko' ? ' --ko' : ''}`);
  return told.status === 0 ? told.output.trimEnd().split('\n') : [];
}

function changesOf(lab: Lab): readonly ChangeNote[] {
  return lab.changes();
}

/** Plays what was saved, stopping where a step began. */
async function replay(lab: Lab, events: readonly SavedEvent[], mark: (step: string) => Promise<void>): Promise<void> {
  let part: LabEvent[] = [];
  for (const event of events) {
    if (event.kind !== 'step') {
      part.push(event);
      continue;
    }
    await lab.replay(part);
    await lab.advance(event.at - lab.now); // the last line of a setup may have taken time
    part = [];
    await mark(event.step);
  }
  await lab.replay(part);
}

function interleaved(events: readonly LabEvent[], markers: readonly Marker[]): readonly SavedEvent[] {
  const all: SavedEvent[] = [];
  let from = 0;
  for (const m of markers) {
    all.push(...events.slice(from, m.after), m.event);
    from = m.after;
  }
  return [...all, ...events.slice(from)];
}

async function check(lab: Lab, lesson: Lesson | undefined, step: Step, since: number): Promise<StepState> {
  const facts = lab.facts();
  const context = { since, owned: lesson ? ownedNames(lesson, step.id) : new Set<string>() };
  const status = await checkGoals(step.goals, facts, context);
  const wrong = status.met ? undefined : await recogniseWrong(step, facts, context);
  const ran = (await facts.ran()).slice(since);
  return {
    step: step.id,
    goals: status.goals,
    solved: status.met,
    lines: ran.length,
    broken: status.broken,
    ...(wrong ? { wrong: wrong.id } : {}),
    hints: status.met ? [] : hintLadder(step, status, ran),
  };
}

/** What the `run` blocks of a step print: each on a copy of the world in which the step begins, those of the debrief after its first solution. */
async function printsOf(lesson: Lesson | undefined, step: Step): Promise<Prints> {
  if (!lesson || step.runs.length + step.debriefRuns.length === 0) return { body: [], debrief: [] };
  const before = (await playAll(freshStage(lesson.hosts), linesBefore(lesson, step.id))).stage;
  const print = async (blocks: Step['runs'], stage: Stage) => {
    const printed = [];
    for (const block of blocks) {
      const { played } = await playAll(
        stage,
        block.commands.map((c) => c.text),
      );
      printed.push(played.map((p) => ({ command: p.line, output: p.output })));
    }
    return printed;
  };
  const body = await print(step.runs, before);
  if (step.debriefRuns.length === 0) return { body, debrief: [] };
  const solution = (step.solutions[0]?.commands ?? []).map((c) => c.text);
  return { body, debrief: await print(step.debriefRuns, (await playAll(before, solution)).stage) };
}
