import { type Entry, stepProgress } from '../../course/index.ts';
import { catalogues } from '../../i18n/index.ts';
import { BINDINGS } from '../keys/actions.ts';
import { goalRows } from '../lesson-rows.ts';
import { drawMap } from '../map/index.ts';
import { isDone, stepsDone } from '../menu-items.ts';
import { hasShell, type Model } from '../model.ts';
import { BLANK, type Line, line, span, spread } from '../text/span.ts';
import { clean, padTo } from '../text/width.ts';
import { wrap, wrapCode } from '../text/wrap.ts';
import { paneParts } from './panes.ts';

/** Rows of what lies over the lesson. */
export function overlayRows(model: Model): readonly Line[] {
  const words = catalogues[model.lang];
  const { width } = paneParts(model);
  switch (model.overlay?.kind) {
    case 'help':
      return helpRows(model, width);
    case 'map':
      return drawMap(model.shell.map, model.shell.before, width, words);
    case 'goals':
      return model.screen.kind === 'lesson' ? goalRows(model, model.screen, width) : [];
    case 'changes':
      return model.shell.changes.length === 0
        ? [line(words.lesson.noChanges)]
        : model.shell.changes.flatMap((c) =>
            wrap(
              line(clean(c.text)),
              width,
              line('  '),
              line(span(c.sign === '+' ? 'good' : c.sign === '-' ? 'bad' : 'warn', `${c.sign} `)),
            ),
          );
    case 'why':
      return model.overlay.lines.length === 0
        ? wrap(line(words.why.nothing), width)
        : model.overlay.lines.flatMap((text) => wrapCode(line(clean(text)), width, line('  '), BLANK));
    case 'glossary':
      return glossaryRows(model, model.overlay.entries, width);
    default:
      return [];
  }
}

/** Words and commands with the step that explains them. */
function glossaryRows(model: Model, entries: readonly Entry[], width: number): readonly Line[] {
  if (entries.length === 0) return wrap(line(catalogues[model.lang].glossary.nothing), width);
  return entries.flatMap(({ word, kind, text, lesson, step }) => [
    spread(
      line(span(kind === 'command' ? 'command' : 'strong', clean(word))),
      line(span('dim', `${lesson}/${step}`)),
      width,
    ),
    ...wrap(line(clean(text)), width, line('  '), line('  ')),
  ]);
}

/** Help, made from the screen's table of keys. */
export function helpRows(model: Model, width: number): readonly Line[] {
  const words = catalogues[model.lang];
  const listed = BINDINGS[model.screen.kind].filter((b) => b.label !== undefined);
  // words can be typed where there is a shell, or where everything is typed
  const typing = hasShell(model) || model.plain;
  const rows = listed.map((b) =>
    line(
      span('key', padTo(b.shown, 9)),
      padTo(b.label === undefined ? '' : words.keys[b.label], 26),
      span('dim', b.word === undefined || b.shown.startsWith(':') || !typing ? '' : `:${b.word}`),
    ),
  );
  return [
    ...rows,
    BLANK,
    ...(hasShell(model) ? [words.help.editing, words.help.files, words.help.about] : []).flatMap((t) =>
      wrap(line(t), width),
    ),
    line(span('dim', words.help.close)),
  ];
}

/** The screen of progress. */
export function progressRows(model: Model): readonly Line[] {
  const words = catalogues[model.lang];
  const width = model.size.columns - 4;
  const rows = [...model.lessons, ...model.incidents].flatMap((lesson): Line[] => {
    const done = stepsDone(model, lesson);
    const records = lesson.steps.map((s) => stepProgress(model.progress, lesson.id, s.id));
    const touched = done > 0 || records.some((r) => r.hints > 0 || r.solutionSeen);
    if (!touched) return [];
    const hints = records.reduce((n, r) => n + r.hints, 0);
    const answers = records.filter((r) => r.solutionSeen).length;
    const notes = [
      words.progress.lesson(done, lesson.steps.length),
      ...(hints > 0 ? [words.progress.hints(hints)] : []),
      ...(answers > 0 ? [words.progress.answers(answers)] : []),
    ];
    const mark = isDone(model, lesson) ? span('good', '✔ ') : span('dim', '· ');
    return [spread(line(mark, clean(lesson.title[model.lang])), line(span('dim', notes.join(' · '))), width)];
  });
  const kept = line(span('dim', words.progress.kept(model.keptAt)));
  return [...(rows.length > 0 ? rows : [line(words.progress.none)]), BLANK, kept];
}
