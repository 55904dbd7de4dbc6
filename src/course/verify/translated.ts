import { type Lang, type Lesson, type Localized, type Part, type Prose, type Step, TRANSLATIONS } from '../lesson.ts';
import { type Report, test } from './problem.ts';

/** For each translation and each step (and `opening`): the digest of the English text that it was written from. */
export type Translated = Readonly<Partial<Record<Lang, Readonly<Record<string, string>>>>>;

/** The digests of all that a reader reads in English, step by step. */
export function englishDigests(lesson: Lesson): Readonly<Record<string, string>> {
  return {
    opening: digest([lesson.title.en, ...partTexts(lesson.opening)]),
    ...Object.fromEntries(lesson.steps.map((step) => [step.id, digest(textsOf(step))])),
  };
}

/** Every translation was written from the English text as it stands now. */
export function checkTranslated(lesson: Lesson, translated: Translated, report: Report): void {
  const now = englishDigests(lesson);
  for (const lang of TRANSLATIONS.filter((it) => lesson.languages.includes(it)))
    for (const [id, digest] of Object.entries(now)) {
      const step = lesson.steps.find((s) => s.id === id);
      const fresh = translated[lang]?.[id] === digest;
      const message = `the English text of \`#${id}\` is newer than its translation \`${lang}\`: read both, mend lesson.${lang}.md, then say so with \`dockernet-course verify --translated ${lesson.id}\``;
      test(
        report,
        'language',
        step ? { ...step, step: id } : { file: lesson.file, line: 1 },
        fresh ? undefined : message,
      );
    }
}

function textsOf(step: Step): string[] {
  return [
    step.title.en,
    ...partTexts(step.body),
    ...step.predicts.flatMap((p) => [p.question.en, ...p.options.flatMap((o) => [o.text.en, o.because?.en ?? ''])]),
    ...step.hints.flatMap((hint) => proseTexts(hint.en)),
    ...step.wrongs.flatMap((wrong) => proseTexts(wrong.text.en)),
    ...partTexts(step.debrief),
  ];
}

const partTexts = (parts: Localized<readonly Part[]>): string[] =>
  parts.en.flatMap((part) => (part.kind === 'prose' ? proseTexts(part.prose) : [part.kind]));

const proseTexts = (prose: Prose): string[] => prose.map((token) => token.content).filter((text) => text !== '');

/** FNV-1a over UTF-16 units, 8 hexadecimal digits: enough to notice a change (Fowler, Noll and Vo). */
function digest(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const unit of texts.join('\n')) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
