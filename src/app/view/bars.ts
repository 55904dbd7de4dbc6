import { inLang, type Lang } from '../../course/index.ts';
import { catalogues } from '../../i18n/index.ts';
import { BINDINGS } from '../keys/actions.ts';
import { isSolved, type LessonScreenState, type Model } from '../model.ts';
import type { ChangeNote } from '../ports.ts';
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
  const alone = screen.lesson.kind !== 'lesson';
  const right = alone ? [lang] : line(span('dim', `${words.lesson.step(screen.step + 1, all)}  `), ...bar, lang);
  const title = clean(inLang(screen.lesson.title, model.lang));
  const before = alone ? words.lesson.kinds[screen.lesson.kind] : number > 0 ? `${number} ` : '';
  return spread(line(name, '   ', span('title', `${before}${title}`)), right, columns);
}

function isLast(screen: LessonScreenState): boolean {
  return screen.step === screen.lesson.steps.length - 1 && isSolved(screen);
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
  const listed = BINDINGS[model.screen.kind].filter((b) => b.bar && b.label !== undefined);
  const pieces = (bindings: typeof listed) =>
    bindings.map((b) => line(span('key', b.shown), ` ${b.label === undefined ? '' : words.keys[b.label]}`));
  const all = pieces(listed);
  // the keys stand closer, and what the panes say too is left out, before one that nothing else names is cut
  const rows = [
    joined(all, ' ', ' · '),
    joined(all, '', '  '),
    joined(pieces(listed.filter((b) => b.bar !== 'spare')), '', '  '),
  ];
  return fitLine(rows.find((row) => widthOfLine(row) <= columns) ?? rows.at(-1) ?? BLANK, columns);
}

function joined(pieces: readonly Line[], lead: string, gap: string): Line {
  return pieces.flatMap((piece, i): Line => [span('border', i === 0 ? lead : gap), ...piece]);
}

/** What the last command changed, in one row: as much as fits, and how the rest is seen. */
export function changesLine(model: Model, width: number): Line {
  const words = catalogues[model.lang].lesson;
  const changes = foldedChanges(model.shell.changes, model.lang);
  if (changes.length === 0) return BLANK;
  const folded = changes.length < model.shell.changes.length;
  const shown = (n: number): Line => {
    const told = changes
      .slice(0, n)
      .flatMap((c, i) => [...(i > 0 ? [span('border', ' · ')] : []), span('plain', `${c.sign} ${clean(c.text)}`)]);
    return [span('new', '● '), ...told];
  };
  const tail = (n: number): Line => {
    const rest = changes.length - n;
    if (rest === 0 && !folded) return BLANK;
    return [span('dim', `  ${rest > 0 ? words.moreChanges(rest) : words.unfold}`)];
  };
  for (let n = changes.length; n > 0; n--) {
    const row = [...shown(n), ...tail(n)];
    if (widthOfLine(row) <= width) return row;
  }
  const end = tail(1);
  return [...fitLine(shown(1), Math.max(0, width - widthOfLine(end))), ...end];
}

/** A short account: of firewall rules, routes and ends of cables their number, where there is more than one of a kind. */
export function foldedChanges(changes: readonly ChangeNote[], lang: Lang): readonly ChangeNote[] {
  const words = catalogues[lang].lesson.folded;
  const kind = (c: ChangeNote) => (c.of === undefined ? undefined : `${c.sign}${c.of}`);
  const count = new Map<string | undefined, number>();
  for (const c of changes) count.set(kind(c), (count.get(kind(c)) ?? 0) + 1);
  const told = new Set<string>();
  return changes.flatMap((c) => {
    const key = kind(c);
    const n = count.get(key) ?? 0;
    if (c.of === undefined || key === undefined || n < 2) return [c];
    if (told.has(key)) return [];
    told.add(key);
    return [{ sign: c.sign, text: words[c.of](n) }];
  });
}
