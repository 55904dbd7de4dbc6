import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type Lesson,
  mergeTranslation,
  type Prose,
  parseCourse,
  parseLesson,
  type Step,
} from '../../src/course/index.ts';

const ROOT = new URL('../../lessons/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const ids = readdirSync(ROOT, { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name)
  .sort();

function load(id: string): Lesson {
  const parsed = parseLesson(read(`${id}/lesson.md`), `lessons/${id}/lesson.md`);
  if (!parsed.ok) throw new Error(parsed.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  const merged = mergeTranslation(parsed.lesson, read(`${id}/lesson.ko.md`), `lessons/${id}/lesson.ko.md`);
  if (!merged.ok) throw new Error(merged.errors.map((e) => `${e.file}:${e.line}: ${e.message}`).join('\n'));
  return merged.lesson;
}

const lessons = new Map(ids.map((id) => [id, load(id)]));

interface Fact {
  readonly step: string;
  readonly says: string;
  readonly refuted?: string;
}
interface Coverage {
  readonly facts: Readonly<Record<string, Fact>>;
  readonly commands: Readonly<Record<string, { readonly step: string; readonly as: string }>>;
}
const CURRICULUM = new URL('./curriculum/', import.meta.url);
/** Each fact of the curriculum, with the verdict on what its source says. */
const FACTS = JSON.parse(readFileSync(new URL('facts.json', CURRICULUM), 'utf8')) as Readonly<Record<string, string>>;
/** Verdicts on sources that say nothing wrong; after any other the lesson has to refute it. */
const SOUND = ['correct', 'correct (analogy)', 'correct (scenario)', 'correct (advice)'];
const COMMANDS = Object.keys(JSON.parse(readFileSync(new URL('commands.json', CURRICULUM), 'utf8')));
const TRANSCRIPTS = readdirSync(CURRICULUM)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => readFileSync(new URL(file, CURRICULUM), 'utf8'));
const coverage = parse(read('coverage.yaml')) as Coverage;

describe('course.yaml', () => {
  it('has a place for every lesson', () => {
    expect(parseCourse(read('course.yaml'), 'lessons/course.yaml', ids).ok).toBe(true);
  });
});

describe.each([...lessons])('the lesson %s', (_, lesson) => {
  it('is there in both languages', () => {
    expect(lesson.languages).toEqual(['en', 'ko']);
  });
  it('has six to ten steps, and the last repairs something', () => {
    expect(lesson.steps.length).toBeGreaterThanOrEqual(6);
    expect(lesson.steps.length).toBeLessThanOrEqual(10);
    expect(lesson.steps.at(-1)?.id).toBe('repair');
  });
  it.each(lesson.steps.map((s) => [s.id, s] as const))(
    '%s has two ways to do it and two to get it wrong',
    (_id, step) => {
      expect(step.solutions.length).toBeGreaterThanOrEqual(2);
      expect(step.wrongs.length).toBeGreaterThanOrEqual(2);
    },
  );
  it('asks for predictions', () => {
    expect(lesson.steps.flatMap((s) => s.predicts).length).toBeGreaterThanOrEqual(3);
  });
});

describe('coverage.yaml', () => {
  const steps = new Set(
    [...lessons.values()].flatMap((l) => [`${l.id}/opening`, ...l.steps.map((s) => `${l.id}/${s.id}`)]),
  );

  it('names steps that exist', () => {
    const named = [...Object.values(coverage.facts), ...Object.values(coverage.commands)].map((entry) => entry.step);
    expect(named.filter((n) => !steps.has(n))).toEqual([]);
  });
  it('has every fact of the curriculum, and no other', () => {
    expect(Object.keys(coverage.facts).sort()).toEqual(Object.keys(FACTS).sort());
  });
  it.each(Object.entries(coverage.facts))('%s is stated in one paragraph of its step', (_, { step, says }) => {
    expect(paragraphsOf(step).filter((p) => p.includes(says))).not.toEqual([]);
  });
  it.each(Object.keys(FACTS).filter((id) => !SOUND.includes(FACTS[id] ?? '')))(
    '%s, wrong in its source, is refuted by a goal or a wrong answer',
    (id) => {
      const { refuted = '' } = coverage.facts[id] ?? {};
      expect(refutationsOf(refuted.split(' ')[0] ?? '').some((r) => r.startsWith(refuted))).toBe(true);
    },
  );
  it('has every command of the curriculum in a step or in a transcript', () => {
    const typed = TRANSCRIPTS.join('\n');
    expect(COMMANDS.filter((id) => !(id in coverage.commands) && !typed.includes(`# ${id}`))).toEqual([]);
    expect(COMMANDS.length).toBe(183);
  });
  it('agrees with what the lessons say they teach', () => {
    for (const [id, lesson] of lessons) {
      const here = Object.entries(coverage.facts).flatMap(([fact, { step }]) =>
        step.startsWith(`${id}/`) ? [fact] : [],
      );
      expect([...lesson.facts].sort()).toEqual(here.sort());
    }
  });
  it.each(Object.entries(coverage.commands))('%s stands in its step', (_, { step, as }) => {
    const found = at(step).step;
    expect(found && commandsOf(found).some((c) => c.startsWith(as))).toBe(true);
  });
});

/** The lesson of `LESSON/STEP`, and the step where it is one. */
function at(place: string): { readonly lesson?: Lesson | undefined; readonly step?: Step | undefined } {
  const [lesson = '', id = ''] = place.split('/');
  const found = lessons.get(lesson);
  return { lesson: found, step: found?.steps.find((s) => s.id === id) };
}

/** The paragraphs of a place as the screen shows them: without the marks of emphasis and code. */
function paragraphsOf(place: string): string[] {
  const { lesson, step } = at(place);
  const parts = step === undefined ? (lesson?.opening.en ?? []) : [...step.body.en, ...step.debrief.en];
  const prose = parts.flatMap((p) => (p.kind === 'prose' ? p.prose : []));
  const answers = (step?.wrongs ?? []).flatMap((w) => w.text.en);
  const asked = (step?.predicts ?? []).flatMap((p) => [
    p.question.en,
    ...p.options.map((o) => `${o.text.en}: ${o.because?.en ?? ''}`),
  ]);
  const texts = [...prose, ...answers].filter((t) => t.type === 'inline').map((t) => t.content);
  return [...texts, ...asked].map((text) => text.replace(/[`*]/g, '').replace(/\s+/g, ' '));
}

/** What can refute a mistaken source in a step, written as coverage.yaml does. */
function refutationsOf(place: string): string[] {
  const { step } = at(place);
  if (step === undefined) return [];
  const options = step.predicts.flatMap((p) => p.options.filter((o, i) => i !== p.right && o.because !== undefined));
  return [
    ...step.goals.map((g) => g.text),
    ...step.wrongs.map((w) => `#${w.id}`),
    ...options.map((o) => `[ ] ${o.text.en}`),
  ].map((one) => `${place} ${one}`);
}

/** Every command that a step runs or names. */
function commandsOf(step: Step): string[] {
  const code = (prose: Prose) =>
    prose.flatMap((t) => (t.children ?? []).filter((c) => c.type === 'code_inline').map((c) => c.content));
  const prose = [...step.body.en, ...step.debrief.en].flatMap((p) => (p.kind === 'prose' ? code(p.prose) : []));
  const blocks = [...step.runs, ...step.debriefRuns, ...step.solutions, ...step.wrongs, { commands: step.setup }];
  return [...blocks.flatMap((b) => b.commands.map((c) => c.text)), ...prose, ...step.hints.flatMap((h) => code(h.en))];
}
