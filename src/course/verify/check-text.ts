import { displayWidth } from '../../base/index.ts';
import { boldWords } from '../glossary.ts';
import { inLang, type Lang, type Lesson, type Localized, type Part, type Prose, type Step } from '../lesson.ts';
import { normal, renamed, shellWords } from '../steps/index.ts';
import { codeOf, proseOf, stepProse } from './check-prose.ts';
import { type Report, test } from './problem.ts';

/** Pictures fit the narrowest lesson pane. */
const PICTURE_WIDTH = 72;
/** Prose of one step at that width, pictures included. */
const SCREEN_ROWS = 24;

/** What can be told from the text alone: languages, widths, hints that give too much away. */
export function checkText(lesson: Lesson, languages: readonly Lang[], report: Report): void {
  for (const lang of languages) {
    const has = lesson.languages.includes(lang);
    test(
      report,
      'language',
      lesson.steps[0] ?? { file: lesson.file, line: 1 },
      has ? undefined : `the lesson is not complete in \`${lang}\`: write lesson.${lang}.md`,
    );
    if (!has) continue;
    checkTerms(lesson, lang, report);
    checkLayout(inLang(lesson.opening, lang), { file: lesson.file, line: 1 }, lang, 'the opening', report);
    for (const step of lesson.steps) {
      const spot = { file: step.file, line: step.line, step: step.id };
      checkLayout(inLang(step.body, lang), spot, lang, `the prose of \`#${step.id}\``, report);
      checkLayout(inLang(step.debrief, lang), spot, lang, `the debrief of \`#${step.id}\``, report);
    }
  }
  for (const step of lesson.steps) checkHints(step, report);
  checkVaried(lesson, report);
}

/** Every term of the front matter stands in bold where it is explained. */
function checkTerms(lesson: Lesson, lang: Lang, report: Report): void {
  const bold = boldWords(lesson, lang);
  const lost = inLang(lesson.terms, lang).find((term) => !bold.has(term));
  const message = `\`terms\` (${lang}) names \`${lost}\`, which stands nowhere in bold: write \`**${lost}**\` where it is explained`;
  test(report, 'language', { file: lesson.file, line: 1 }, lost === undefined ? undefined : message);
}

/** A word that varies stands in code only: in running text it would stay as it is written. */
function checkVaried(lesson: Lesson, report: Report): void {
  const words = lesson.vary.map((entry) => entry.split(' ')[0] ?? '');
  for (const step of lesson.steps) {
    const text = runningText(lesson, step);
    const stray = words.find((word) => text.some((one) => renamed(one, word, '') !== one));
    test(
      report,
      'language',
      { file: step.file, line: step.line, step: step.id },
      stray === undefined
        ? undefined
        : `\`${stray}\` varies, and stands in running text of \`#${step.id}\`: write it in backquotes, or take it out of \`vary\``,
    );
  }
}

/** What a reader reads outside of code, in all languages. */
function runningText(lesson: Lesson, step: Step): readonly string[] {
  const both = <T>(text: Localized<T>): readonly T[] => (text.ko === undefined ? [text.en] : [text.en, text.ko]);
  const { before, after } = stepProse(step);
  const proses = [...both(lesson.opening).flatMap(proseOf), ...before, ...after];
  const children = proses.flat().flatMap((token) => token.children ?? []);
  const said = step.predicts.flatMap((p) => [p.question, ...p.options.flatMap((o) => [o.text, o.because ?? o.text])]);
  return [
    ...children.filter((child) => child.type === 'text').map((child) => child.content),
    ...[lesson.title, step.title, ...said].flatMap(both).map((text) => text.replace(/`[^`]*`/g, '')),
  ];
}

function checkLayout(
  parts: readonly Part[],
  spot: { readonly file: string; readonly line: number; readonly step?: string },
  lang: Lang,
  what: string,
  report: Report,
): void {
  const prose = proseOf(parts);
  for (const token of prose.flat()) {
    if (token.type !== 'fence') continue;
    const wide = token.content.split('\n').find((line) => displayWidth(line) > PICTURE_WIDTH);
    test(
      report,
      'width',
      spot,
      wide === undefined
        ? undefined
        : `a picture in ${what} (${lang}) is ${displayWidth(wide)} columns wide, ${PICTURE_WIDTH} fit: ${wide}`,
    );
  }
  const rows = prose.reduce((n, p) => n + rowsOf(p), 0);
  test(
    report,
    'width',
    spot,
    rows <= SCREEN_ROWS
      ? undefined
      : `${what} (${lang}) takes about ${rows} rows, a screen has ${SCREEN_ROWS}: say less, or split the step`,
  );
}

/** About how many rows prose takes, blank rows included. */
function rowsOf(prose: Prose): number {
  return prose.reduce((rows, token) => {
    if (token.type === 'fence') return rows + token.content.trimEnd().split('\n').length + 1;
    if (token.type !== 'inline') return rows;
    return rows + Math.ceil(displayWidth(token.content) / PICTURE_WIDTH) + (token.level <= 1 ? 1 : 0);
  }, 0);
}

/** No authored hint holds a line of a solution; the line with blanks has blanks. */
function checkHints(step: Step, report: Report): void {
  const spot = { file: step.file, line: step.line, step: step.id };
  const lines = step.solutions.flatMap((s) => s.commands.filter((c) => !c.looks).map((c) => normal(c.text)));
  for (const [i, hint] of step.hints.entries()) {
    for (const prose of [hint.en, hint.ko ?? []]) {
      const code = [...codeOf(prose), ...prose.filter((t) => t.type === 'fence').flatMap((t) => t.content.split('\n'))];
      const told = code.find((c) => shellWords(c).length > 1 && lines.includes(normal(c)));
      test(
        report,
        'hint',
        spot,
        told === undefined
          ? undefined
          : `hint ${i + 1} of \`#${step.id}\` holds a line of the solution, \`${told}\`: leave something to find out`,
      );
    }
  }
  const blanks = step.hints[2];
  if (blanks === undefined) return;
  const has = [blanks.en, blanks.ko ?? blanks.en].every((p) => p.some((t) => t.content.includes('___')));
  test(
    report,
    'hint',
    spot,
    has
      ? undefined
      : `the third hint of \`#${step.id}\` is the line with blanks: write \`___\` where the learner has to think`,
  );
}
