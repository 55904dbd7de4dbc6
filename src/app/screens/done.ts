import { catalogues } from '../../i18n/index.ts';
import { nextLesson } from '../menu-items.ts';
import type { Model } from '../model.ts';
import { BLANK, type Line, line, span } from '../text/span.ts';
import { clean } from '../text/width.ts';
import { used } from '../update/lesson.ts';

/** The end of a lesson. */
export function doneRows(model: Model): readonly Line[] {
  if (model.screen.kind !== 'done') return [];
  const { again } = model.screen;
  if (again !== undefined) return indented(drillRows(model, model.screen.title, again));
  const words = catalogues[model.lang].done;
  const id = model.screen.lesson;
  const lesson = model.lessons.find((l) => l.id === id);
  const { hints, answers } = used(model, id);
  const { tally } = model.screen;
  const notes = [...(hints > 0 ? [words.withHints(hints)] : []), ...(answers > 0 ? [words.withAnswers(answers)] : [])];
  const next = nextLesson(model, id);
  const rows: Line[] = [
    line(span('good', `✔ ${tally ? words.incident : words.heading}`)),
    BLANK,
    line(
      clean(
        tally
          ? words.tally(model.screen.title, tally.causes, tally.lines)
          : words.summary(lesson?.title[model.lang] ?? model.screen.title, lesson?.steps.length ?? 0),
      ),
    ),
    ...(notes.length > 0 ? notes : [words.clean]).map((n) => line(span('dim', n))),
    BLANK,
    line(span('key', clean(next ? words.next(next.title[model.lang]) : words.noNext))),
  ];
  return indented(rows);
}

/** The end of a drill: when it comes back, and what is due now. */
function drillRows(model: Model, title: string, days: number): readonly Line[] {
  const words = catalogues[model.lang].review;
  return [
    line(span('good', `✔ ${words.done}`)),
    BLANK,
    line(clean(words.again(title, days))),
    BLANK,
    line(span('key', model.reviews.length > 0 ? words.more(model.reviews.length) : words.noMore)),
  ];
}

const indented = (rows: readonly Line[]): readonly Line[] =>
  [BLANK, ...rows].map((row) => [span('plain', '   '), ...row]);
