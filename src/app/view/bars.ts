import { inLang } from '../../course/index.ts';
import { catalogues } from '../../i18n/index.ts';
import { BINDINGS } from '../keys/actions.ts';
import type { LessonScreenState, Model } from '../model.ts';
import { inlineText } from '../text/inline.ts';
import { BLANK, fitLine, type Line, line, span, spread, widthOfLine } from '../text/span.ts';
import { clean } from '../text/width.ts';

/** The row on top. */
export function headerRow(model: Model): Line {
  const words = catalogues[model.lang];
  const { columns } = model.size;
  const screen = model.screen;
  const name = span('strong', ' dockernet-course');
  const lang = span('dim', `${model.lang} `);
  if (screen.kind !== 'lesson') {
    const title = screen.kind === 'sandbox' ? words.sandbox.heading : screen.kind === 'menu' ? words.title : '';
    return spread(line(name, span('plain', `   ${title}`)), [lang], columns);
  }
  const number = model.lessons.findIndex((l) => l.id === screen.lesson.id) + 1;
  const all = screen.lesson.steps.length;
  const bar = progressBar(screen.step + (isLast(screen) ? 1 : 0), all, columns >= 100 ? 15 : 8);
  const right = line(span('dim', `${words.lesson.step(screen.step + 1, all)}  `), ...bar, lang);
  return spread(
    line(name, '   ', span('title', `${number} ${clean(inLang(screen.lesson.title, model.lang))}`)),
    right,
    columns,
  );
}

function isLast(screen: LessonScreenState): boolean {
  return screen.step === screen.lesson.steps.length - 1 && (screen.state?.solved ?? false);
}

function progressBar(done: number, all: number, width: number): Line {
  const filled = all === 0 ? 0 : Math.round((done / all) * width);
  const percent = all === 0 ? 0 : Math.round((done / all) * 100);
  return [span('good', '█'.repeat(filled)), span('border', '░'.repeat(width - filled)), span('dim', ` ${percent}%  `)];
}

/** The row at the bottom: what must be said now, else the keys. */
export function footerRow(model: Model): Line {
  const words = catalogues[model.lang];
  const { columns } = model.size;
  if (model.notice) {
    const style = model.notice.tone === 'good' ? 'good' : model.notice.tone === 'warn' ? 'warn' : 'plain';
    return fitLine([span('plain', ' '), ...inlineText(model.notice.text, style)], columns);
  }
  const bar: Line[] = BINDINGS[model.screen.kind]
    .filter((b) => b.bar && b.label !== undefined)
    .map((b) => line(span('key', b.shown), ` ${b.label === undefined ? '' : words.keys[b.label]}`));
  let row: Line = line(' ');
  for (const piece of bar) {
    const longer = row.length > 1 ? [...row, span('border', ' · '), ...piece] : [...row, ...piece];
    if (widthOfLine(longer) <= columns) row = longer;
  }
  return fitLine(row, columns);
}

/** What the last command changed, in one row. */
export function changesLine(model: Model, width: number): Line {
  const words = catalogues[model.lang].lesson;
  const { changes } = model.shell;
  const first = changes[0];
  if (!first) return BLANK;
  let row: Line = line(span('new', '● '), `${first.sign} ${clean(first.text)}`);
  let shown = 1;
  for (const c of changes.slice(1)) {
    const longer = [...row, span('border', ' · '), span('plain', `${c.sign} ${clean(c.text)}`)];
    if (widthOfLine(longer) > width - 24) break;
    row = longer;
    shown++;
  }
  const rest = changes.length - shown;
  return fitTo(rest > 0 ? [...row, span('dim', `  ${words.moreChanges(rest)}`)] : row, width);
}

function fitTo(row: Line, width: number): Line {
  return widthOfLine(row) <= width ? row : fitLine(row, width);
}
