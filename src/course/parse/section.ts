import { parseGoal } from '../goals/index.ts';
import type { CommandLine, Goal, Mistake, Part, Prose, RunBlock, Solution } from '../lesson.ts';
import { type Block, type Kind, parseProse, readBlocks } from './blocks.ts';
import { readCommands } from './commands.ts';
import { type PredictText, readPredict } from './predict.ts';

/** What stands under one heading of one file (or above the first), before languages are put together. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  parts: Part[];
  setup: CommandLine[];
  runs: RunBlock[];
  /** Places for `run` blocks in a translation. */
  runPlaces: number;
  predicts: PredictText[];
  goals: Goal[];
  hints: Prose[];
  solutions: Solution[];
  wrongs: { id: string; commands: readonly CommandLine[]; when: readonly Goal[]; line: number }[];
  wrongTexts: Map<string, { prose: Prose; line: number }>;
  debrief: Part[];
  debriefRuns: RunBlock[];
  debriefPlaces: number;
}

/** Blocks that stand once, in lesson.md. */
const ONCE: readonly Kind[] = ['setup', 'goal', 'solution', 'wrong'];

/** Sorts the blocks of a file into its opening and its steps. */
export function readSections(
  blocks: readonly Block[],
  file: string,
  translation: boolean,
  mistakes: Mistake[],
): Section[] {
  const sections: Section[] = [blank('', '', 1)];
  for (const block of blocks) {
    if (block.kind === 'step') {
      if (sections.some((s) => s.id === block.id)) {
        mistakes.push({
          file,
          line: block.line,
          message: `there are two steps \`#${block.id}\`: give each its own id`,
        });
      }
      sections.push(blank(block.id, block.title, block.line));
    } else {
      const section = sections.at(-1);
      if (section !== undefined) add(section, block, { file, translation, mistakes });
    }
  }
  return sections;
}

function blank(id: string, title: string, line: number): Section {
  return {
    id,
    title,
    line,
    parts: [],
    setup: [],
    runs: [],
    runPlaces: 0,
    predicts: [],
    goals: [],
    hints: [],
    solutions: [],
    wrongs: [],
    wrongTexts: new Map(),
    debrief: [],
    debriefRuns: [],
    debriefPlaces: 0,
  };
}

interface Context {
  readonly file: string;
  readonly translation: boolean;
  readonly mistakes: Mistake[];
}

function add(section: Section, block: Block, context: Context): void {
  const { file, translation, mistakes } = context;
  if (block.kind === 'prose') section.parts.push({ kind: 'prose', prose: block.prose });
  else if (block.kind === 'wrong-text') {
    if (section.wrongTexts.has(block.id)) {
      mistakes.push({ file, line: block.line, message: `the text of \`#${block.id}\` stands twice: keep one` });
    }
    section.wrongTexts.set(block.id, { prose: block.prose, line: block.line });
  } else if (block.kind === 'fence') {
    if (translation && ONCE.includes(block.word)) {
      const message = `\`${block.word}\` stands once, in lesson.md: remove it from the translation`;
      mistakes.push({ file, line: block.line - 1, message });
    } else addFence(section, block, context);
  }
}

function addFence(section: Section, block: Extract<Block, { kind: 'fence' }>, context: Context): void {
  const { file, mistakes } = context;
  const spot = { file, line: block.line, kind: block.word };
  switch (block.word) {
    case 'setup':
      section.setup.push(...readCommands(block.content, spot, mistakes).commands);
      return;
    case 'run': {
      section.parts.push({ kind: 'run', index: section.runPlaces++ });
      const run = readRun(block.content, block.line, context);
      if (run !== undefined) section.runs.push(run);
      return;
    }
    case 'predict': {
      const predict = readPredict(block.content, { ...spot, translation: context.translation }, mistakes);
      section.parts.push({ kind: 'predict', index: section.predicts.length });
      if (predict !== undefined) section.predicts.push(predict);
      return;
    }
    case 'goal':
      addGoals(section, block.content, spot, mistakes);
      return;
    case 'hint':
      if (block.content.trim() === '')
        mistakes.push({ ...spot, message: 'the hint is empty: write it, or remove the block' });
      section.hints.push(parseProse(block.content));
      return;
    case 'solution': {
      const { commands, free } = readCommands(block.content, spot, mistakes);
      if (commands.length === 0) mistakes.push({ ...spot, message: 'the solution is empty: write its `$ ` lines' });
      section.solutions.push({ file, line: block.line, title: block.rest, commands, free });
      return;
    }
    case 'wrong':
      addWrong(section, block, context);
      return;
    case 'debrief':
      addDebrief(section, block, context);
  }
}

function addGoals(section: Section, content: string, spot: { file: string; line: number }, mistakes: Mistake[]): void {
  content.split('\n').forEach((text, i) => {
    if (text.trim() === '' || text.trim().startsWith('#')) return;
    const at = { file: spot.file, line: spot.line + i };
    const goal = parseGoal(text, at);
    if ('mistake' in goal) mistakes.push({ ...at, message: goal.mistake });
    else if (goal.not)
      mistakes.push({
        ...at,
        message:
          '`not` belongs to the `when` lines of a wrong answer: here use the goal that says so, as `not-reaches`',
      });
    else section.goals.push(goal);
  });
}

function addWrong(section: Section, block: Extract<Block, { kind: 'fence' }>, { file, mistakes }: Context): void {
  const { commands, when, leadsTo } = readCommands(block.content, { file, line: block.line, kind: 'wrong' }, mistakes);
  const complain = (message: string) => mistakes.push({ file, line: block.line - 1, message });
  if (commands.length === 0) complain('a wrong answer needs the lines that somebody types: `$ …`');
  if (when.length === 0)
    complain('a wrong answer needs a `when GOAL` line: what is true of the world once this way was taken');
  if (leadsTo === undefined) complain('a wrong answer ends with `=> #id`, the id of its text');
  else if (section.wrongs.some((w) => w.id === leadsTo))
    complain(`\`#${leadsTo}\` is used twice in this step: give each wrong answer its own text`);
  else section.wrongs.push({ id: leadsTo, commands, when, line: block.line });
}

function addDebrief(section: Section, block: Extract<Block, { kind: 'fence' }>, context: Context): void {
  const { file, mistakes } = context;
  if (section.debrief.length > 0)
    mistakes.push({ file, line: block.line, message: 'a step has one `debrief`: put both into one' });
  for (const inner of readBlocks(block.content, file, block.line, mistakes)) {
    if (inner.kind === 'prose') section.debrief.push({ kind: 'prose', prose: inner.prose });
    else if (inner.kind === 'fence' && inner.word === 'run') {
      section.debrief.push({ kind: 'run', index: section.debriefPlaces++ });
      const run = readRun(inner.content, inner.line, context);
      if (run !== undefined) section.debriefRuns.push(run);
    } else mistakes.push({ file, line: inner.line, message: 'a debrief holds only prose and `run` blocks' });
  }
}

/** In lesson.md the commands; in a translation the block is empty and marks the place. */
function readRun(content: string, line: number, { file, translation, mistakes }: Context): RunBlock | undefined {
  const complain = (message: string) => mistakes.push({ file, line: line - 1, message });
  if (translation) {
    if (content.trim() !== '')
      complain(
        'the commands of a `run` block stand once, in lesson.md: leave the block empty here, it marks the place',
      );
    return undefined;
  }
  const { commands } = readCommands(content, { file, line, kind: 'run' }, mistakes);
  if (commands.length === 0) complain('the `run` block is empty: write the commands whose output is shown');
  return { file, line, commands };
}
