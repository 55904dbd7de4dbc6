import { foldedLine, incidentLine, isDone, type LessonInfo, lessonLine, stepsDone } from '../app/index.ts';
import { glossary, type Lang, type Lesson, lookUp, type Progress, stepProgress } from '../course/index.ts';
import { type Catalogue, catalogues } from '../i18n/index.ts';
import type { Misuse } from './argv.ts';

/** `list`: the lessons and the incidents, for readers or for machines. */
export function listText(
  { lessons, incidents }: { readonly lessons: readonly LessonInfo[]; readonly incidents: readonly LessonInfo[] },
  progress: Progress,
  lang: Lang,
  json: boolean,
  columns = Number.POSITIVE_INFINITY,
): string {
  const state = { lessons, progress, lang };
  const listed = [...lessons.map((_, i) => lessonLine(state, i + 1))];
  if (incidents.length > 0)
    listed.push('', catalogues[lang].menu.incidents, ...incidents.map((incident) => incidentLine(state, incident)));
  if (!json) return `${listed.map((text) => foldedLine(text, columns)).join('\n')}\n`;
  const rows = [...lessons, ...incidents].map((l) => ({
    id: l.id,
    kind: lessons.includes(l) ? 'lesson' : 'incident',
    title: l.title[lang],
    minutes: l.minutes,
    needs: l.needs,
    steps: l.steps.length,
    done: stepsDone(state, l),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** `glossary`: words and commands of the course, with the step that explains each. */
export function glossaryText(lessons: readonly Lesson[], lang: Lang, word: string, json: boolean): string {
  const entries = lookUp(glossary(lessons, lang), word);
  if (json) return `${JSON.stringify(entries, null, 2)}\n`;
  if (entries.length === 0) return `${catalogues[lang].glossary.nothing}\n`;
  return entries.map((e) => `${e.word}  (${e.lesson}/${e.step})\n    ${e.text}\n`).join('');
}

/** `progress`: what is done. */
export function progressText(
  lessons: readonly LessonInfo[],
  progress: Progress,
  lang: Lang,
  path: string,
  json: boolean,
): string {
  if (json) return `${JSON.stringify(progress, null, 2)}\n`;
  const words = catalogues[lang].progress;
  const rows = lessons.flatMap((lesson) => {
    const records = lesson.steps.map((s) => stepProgress(progress, lesson.id, s.id));
    const done = stepsDone({ progress }, lesson);
    const hints = records.reduce((n, r) => n + r.hints, 0);
    const answers = records.filter((r) => r.solutionSeen).length;
    if (done === 0 && hints === 0 && answers === 0) return [];
    const notes = [
      words.lesson(done, lesson.steps.length),
      ...(hints > 0 ? [words.hints(hints)] : []),
      ...(answers > 0 ? [words.answers(answers)] : []),
    ];
    return [`${isDone({ progress }, lesson) ? '✔' : '·'} ${lesson.title[lang]}: ${notes.join(', ')}`];
  });
  return `${[...(rows.length > 0 ? rows : [words.none]), words.kept(path)].join('\n')}\n`;
}

/** What is wrong with the command line, and what was probably meant. */
export function misuseText(misuse: Misuse, words: Catalogue): string {
  const host = words.host;
  const said = {
    command: host.unknownCommand,
    option: host.unknownOption,
    value: host.needsValue,
    lang: host.badLang,
    images: host.badImages,
    many: host.tooMany,
  }[misuse.problem](misuse.word);
  const meant = misuse.meant === undefined ? '' : ` ${host.didYouMean(misuse.meant)}`;
  return `dockernet-course: ${said}${meant}\n${host.seeHelp}\n`;
}
