import type { Lesson, Mistake, Step } from '../lesson.ts';
import { readBlocks } from './blocks.ts';
import { readFront } from './front-matter.ts';
import { readMiniYaml } from './mini-yaml.ts';
import { readSections, type Section } from './section.ts';

/** A lesson, or all that is wrong with its file. */
export type Parsed =
  | { readonly ok: true; readonly lesson: Lesson }
  | { readonly ok: false; readonly errors: readonly Mistake[] };

/** Front matter and sections of a lesson file, with its mistakes so far. */
export interface LessonFile {
  readonly front: ReturnType<typeof readMiniYaml>;
  readonly sections: readonly Section[];
  readonly mistakes: Mistake[];
}

/** Reads lessons/ID/lesson.md. The id is the name of its folder. */
export function parseLesson(text: string, file: string): Parsed {
  const { front, sections, mistakes } = readFile(text, file, false);
  if (sections.length === 0) return { ok: false, errors: mistakes };
  const [opening, ...steps] = sections;
  const complain = (message: string, line = 1) => mistakes.push({ file, line, message });
  const about = readFront(front, file, mistakes);
  if (steps.length === 0) complain('the lesson has no steps: write `## Title {#id}`');
  for (const section of steps) checkStep(section, file, mistakes);
  if (opening !== undefined) checkOpening(opening, file, mistakes);
  for (const id of about.drills.filter((drill) => !steps.some((s) => s.id === drill)))
    complain(`\`drills\` names \`${id}\`, and the lesson has no such step`);
  if (about.kind === 'incident') checkIncident(steps, file, mistakes);
  if (mistakes.length > 0 || opening === undefined) return { ok: false, errors: inOrder(mistakes) };
  const lesson: Lesson = {
    id: file.split('/').at(-2) ?? file,
    file,
    ...about,
    title: { en: about.title },
    terms: { en: about.terms },
    variation: 0,
    opening: { en: opening.parts },
    runs: opening.runs,
    setup: opening.setup,
    steps: steps.map((s) => stepOf(s, file)),
    languages: ['en'],
  };
  return { ok: true, lesson };
}

/** Cuts a lesson file into front matter and sections. */
export function readFile(text: string, file: string, translation: boolean): LessonFile {
  const mistakes: Mistake[] = [];
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end < 0) {
    const message = 'a lesson begins with front matter: `---`, `title: …`, `---`';
    return { front: readMiniYaml('', file), sections: [], mistakes: [{ file, line: 1, message }] };
  }
  const front = readMiniYaml(lines.slice(1, end).join('\n'), file, 2);
  mistakes.push(...front.mistakes);
  const body = lines.slice(end + 1).join('\n');
  const blocks = readBlocks(body, file, end + 2, mistakes);
  return { front, sections: readSections(blocks, file, translation, mistakes), mistakes };
}

/** By line. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  return [...mistakes].sort((a, b) => a.line - b.line);
}

function checkOpening(opening: Section, file: string, mistakes: Mistake[]): void {
  const stray = [...opening.goals, ...opening.solutions, ...opening.wrongs][0];
  if (stray !== undefined || opening.hints.length > 0 || opening.debrief.length > 0) {
    mistakes.push({
      file,
      line: stray?.line ?? opening.line,
      message:
        'goals, hints, solutions, wrong answers and debriefs belong to a step: move them below a `## Title {#id}`',
    });
  }
  if (opening.parts.length === 0)
    mistakes.push({ file, line: 1, message: 'the lesson has no opening: begin with the question that it answers' });
}

function checkStep(section: Section, file: string, mistakes: Mistake[]): void {
  const here = `the step \`#${section.id}\``;
  const complain = (message: string, line = section.line) => mistakes.push({ file, line, message });
  if (section.parts.every((p) => p.kind !== 'prose')) complain(`${here} has no prose: say what it is about`);
  if (section.goals.length === 0) complain(`${here} has no goal: add a \`goal\` block`);
  if (section.solutions.length === 0) complain(`${here} has no solution: add a \`solution\` block`);
  if (section.hints.length < 2)
    complain(
      `${here} has ${section.hints.length} hints: write two, where to look and then the idea (a third may give the line with blanks)`,
    );
  if (section.hints.length > 3)
    complain(
      `${here} has ${section.hints.length} hints: three at most, the goal and the full line are added by themselves`,
    );
  if (section.debrief.length === 0)
    complain(`${here} has no debrief: say why it works, and which command is worth remembering`);
  for (const wrong of section.wrongs) {
    if (!section.wrongTexts.has(wrong.id))
      complain(`the wrong answer \`#${wrong.id}\` has no text: write \`> [!WRONG] {#${wrong.id}} …\``, wrong.line);
  }
  for (const [id, { line }] of section.wrongTexts) {
    if (id !== '' && !section.wrongs.some((w) => w.id === id))
      complain(`no \`wrong\` block of this step leads to \`#${id}\`: add \`=> #${id}\` to one`, line);
  }
}

/** An incident has one step, which asks for its one cause and refutes what is not the cause. */
function checkIncident(steps: readonly Section[], file: string, mistakes: Mistake[]): void {
  const [step] = steps;
  const complain = (message: string, line = step?.line ?? 1) => mistakes.push({ file, line, message });
  if (steps.length !== 1) complain('an incident has one step');
  const [cause] = step?.predicts ?? [];
  if (cause === undefined || step?.predicts.length !== 1)
    complain('an incident has one `predict` block, which asks for the cause');
  else if (cause.options.some((o) => o.because === undefined))
    complain('every cause of an incident is explained after `: `: what refutes it, or what shows it', cause.line);
}

function stepOf(section: Section, file: string): Step {
  return {
    file,
    line: section.line,
    id: section.id,
    title: { en: section.title },
    body: { en: section.parts },
    setup: section.setup,
    runs: section.runs,
    predicts: section.predicts.map((p) => ({
      file,
      line: p.line,
      question: { en: p.question },
      options: p.options.map((o) => ({
        text: { en: o.text },
        ...(o.because === undefined ? {} : { because: { en: o.because } }),
      })),
      right: p.options.findIndex((o) => o.right),
    })),
    goals: section.goals,
    hints: section.hints.map((h) => ({ en: h })),
    solutions: section.solutions,
    wrongs: section.wrongs.map((w) => ({ ...w, file, text: { en: section.wrongTexts.get(w.id)?.prose ?? [] } })),
    debrief: { en: section.debrief },
    debriefRuns: section.debriefRuns,
  };
}
