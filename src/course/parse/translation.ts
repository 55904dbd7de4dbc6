import type { Lang, Lesson, Localized, Mistake, Predict, PredictOption, Step } from '../lesson.ts';
import { inOrder, type Parsed, readFile } from './parse-lesson.ts';
import type { PredictText } from './predict.ts';
import type { Section } from './section.ts';

/** Puts a translated file into a lesson, by step id. Only what a reader reads stands in it. */
export function mergeTranslation(lesson: Lesson, text: string, file: string, lang: Exclude<Lang, 'en'> = 'ko'): Parsed {
  const { front, sections, mistakes } = readFile(text, file, true);
  if (sections.length === 0) return { ok: false, errors: mistakes };
  const [opening, ...steps] = sections;
  const complain = (message: string, line = 1) => mistakes.push({ file, line, message });
  const title = front.values.title;
  if (typeof title !== 'string' || title === '')
    complain('the translation has no title: write `title: …` in the front matter');
  for (const key of Object.keys(front.values)) {
    if (key !== 'title' && key !== 'terms')
      complain(`\`${key}\` stands once, in lesson.md: remove it here`, front.lines[key]);
  }
  for (const step of steps) {
    if (!lesson.steps.some((s) => s.id === step.id))
      complain(`lesson.md has no step \`#${step.id}\`: remove it, or use the same id`, step.line);
  }
  if (opening === undefined || opening.parts.length === 0) complain('the opening is not translated');
  if (opening !== undefined) places(opening.runPlaces, lesson.runs.length, opening, file, mistakes);
  for (const step of lesson.steps) {
    const section = steps.find((s) => s.id === step.id);
    if (section === undefined) complain(`the step \`#${step.id}\` is not translated: add \`## … {#${step.id}}\``);
    else compare(step, section, file, mistakes);
  }
  if (mistakes.length > 0 || opening === undefined) return { ok: false, errors: inOrder(mistakes) };
  return {
    ok: true,
    lesson: {
      ...lesson,
      title: { ...lesson.title, [lang]: String(title) },
      terms: { ...lesson.terms, [lang]: Array.isArray(front.values.terms) ? front.values.terms : [] },
      opening: { ...lesson.opening, [lang]: opening.parts },
      steps: lesson.steps.map((s) =>
        mergeStep(
          s,
          steps.find((x) => x.id === s.id),
          lang,
        ),
      ),
      languages: [...lesson.languages.filter((l) => l !== lang), lang],
    },
  };
}

function compare(step: Step, section: Section, file: string, mistakes: Mistake[]): void {
  const complain = (message: string, line = section.line) => mistakes.push({ file, line, message });
  const here = `the step \`#${step.id}\``;
  if (section.parts.every((p) => p.kind !== 'prose')) complain(`${here} has no prose in the translation`);
  places(section.runPlaces, step.runs.length, section, file, mistakes);
  places(section.debriefPlaces, step.debriefRuns.length, section, file, mistakes, ' of the debrief');
  if (section.hints.length !== step.hints.length) {
    complain(`${here} has ${section.hints.length} hints here and ${step.hints.length} in lesson.md: translate each`);
  }
  if (section.debrief.length === 0) complain(`the debrief of ${here} is not translated`);
  if (section.predicts.length !== step.predicts.length) {
    complain(
      `${here} has ${section.predicts.length} \`predict\` blocks here and ${step.predicts.length} in lesson.md: translate each`,
    );
  }
  section.predicts.forEach((predict, i) => {
    const options = step.predicts[i]?.options ?? [];
    if (predict.options.length !== options.length) {
      complain(
        `this prediction has ${predict.options.length} options here and ${options.length} in lesson.md: the same options, in the same order`,
        predict.line,
      );
      return;
    }
    const odd = predict.options.findIndex((o, k) => (o.because === undefined) !== (options[k]?.because === undefined));
    if (odd >= 0) complain(`option ${odd + 1} has an explanation after \`: \` in one language only`, predict.line);
  });
  for (const wrong of step.wrongs) {
    if (!section.wrongTexts.has(wrong.id)) complain(`the text of the wrong answer \`#${wrong.id}\` is not translated`);
  }
  for (const [id, { line }] of section.wrongTexts) {
    if (!step.wrongs.some((w) => w.id === id)) complain(`lesson.md has no wrong answer \`#${id}\` in this step`, line);
  }
}

function places(here: number, there: number, section: Section, file: string, mistakes: Mistake[], of = ''): void {
  if (here === there) return;
  const message = `there are ${there} \`run\` blocks${of} in lesson.md and ${here} places for them here: mark each by an empty \`run\` block`;
  mistakes.push({ file, line: section.line, message });
}

function mergeStep(step: Step, section: Section | undefined, lang: 'ko'): Step {
  if (section === undefined) return step;
  return {
    ...step,
    title: { ...step.title, [lang]: section.title },
    body: { ...step.body, [lang]: section.parts },
    hints: step.hints.map((h, i) => add(h, lang, section.hints[i])),
    predicts: step.predicts.map((p, i) => mergePredict(p, section.predicts[i], lang)),
    wrongs: step.wrongs.map((w) => ({ ...w, text: add(w.text, lang, section.wrongTexts.get(w.id)?.prose) })),
    debrief: { ...step.debrief, [lang]: section.debrief },
  };
}

function mergePredict(predict: Predict, text: PredictText | undefined, lang: 'ko'): Predict {
  const options = predict.options.map((option, i): PredictOption => {
    const said = text?.options[i];
    const merged = { ...option, text: add(option.text, lang, said?.text) };
    return option.because === undefined ? merged : { ...merged, because: add(option.because, lang, said?.because) };
  });
  return { ...predict, question: add(predict.question, lang, text?.question), options };
}

function add<T>(before: Localized<T>, lang: 'ko', text: T | undefined): Localized<T> {
  return text === undefined ? before : { ...before, [lang]: text };
}
