import { catalogues } from '../../i18n/index.ts';
import { isDone, type MenuItem, menuItems, stepsDone } from '../menu-items.ts';
import type { Model } from '../model.ts';
import { inlineText } from '../text/inline.ts';
import { BLANK, fitLine, type Line, line, restyle, span, spread, textOf } from '../text/span.ts';
import { clean, padTo } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';

/** The rows of the menu, windowed around the cursor. */
export function menuRows(model: Model, height: number): readonly Line[] {
  if (model.screen.kind !== 'menu') return [];
  const words = catalogues[model.lang];
  const width = Math.min(model.size.columns - 4, 96);
  const items = menuItems(model);
  const at = Math.min(model.screen.at, items.length - 1);
  const rows: Line[] = [];
  let cursorRow = 0;
  items.forEach((item, i) => {
    const before = items[i - 1];
    const [section, above] = [sectionOf(item), before && sectionOf(before)];
    if (i > 0 && section !== above) rows.push(BLANK);
    if (section !== above && section !== 'other') rows.push(line(span('title', words.menu[section])));
    if (i === at) cursorRow = rows.length;
    rows.push(itemRow(model, item, i === at, width));
  });
  const minutes = model.lessons.filter((l) => !isDone(model, l)).reduce((sum, l) => sum + l.minutes, 0);
  const done = model.lessons.filter((l) => isDone(model, l)).length;
  const head = [
    line(span('dim', words.tagline)),
    line(span('dim', words.menu.total(done, model.lessons.length, minutes))),
    BLANK,
  ];
  const room = Math.max(1, height - head.length);
  const top = Math.min(Math.max(0, cursorRow - Math.floor(room / 2)), Math.max(0, rows.length - room));
  return [...head, ...rows.slice(top, top + room)].map((row) => [span('plain', '  '), ...row]);
}

/** Under which heading an item stands. */
function sectionOf(item: MenuItem): 'heading' | 'incidents' | 'other' {
  if (item.kind === 'lesson') return 'heading';
  return item.kind === 'daily' || item.kind === 'incident' ? 'incidents' : 'other';
}

function itemRow(model: Model, item: MenuItem, selected: boolean, width: number): Line {
  const words = catalogues[model.lang];
  const pointer = span(selected ? 'accent' : 'plain', selected ? '❯ ' : '  ');
  const body = itemText(model, item, width - 2);
  const row = selected ? fitLine(restyle(body, 'selected'), width - 2) : body;
  return textOf(body) === '' ? line(pointer, words.menu.empty) : [pointer, ...row];
}

function itemText(model: Model, item: MenuItem, width: number): Line {
  const words = catalogues[model.lang];
  switch (item.kind) {
    case 'go-on': {
      const step = item.lesson.steps.find((s) => s.id === item.step)?.title[model.lang] ?? '';
      return fitLine(line(span('good', clean(words.menu.goOn(item.lesson.title[model.lang], step)))), width);
    }
    case 'begin':
      return line(span('good', clean(words.menu.begin(item.lesson.title[model.lang]))));
    case 'lesson': {
      const done = stepsDone(model, item.lesson);
      const all = item.lesson.steps.length;
      const state = isDone(model, item.lesson) ? `✔ ${words.menu.done}` : done > 0 ? words.menu.steps(done, all) : '';
      const right = line(span('good', padTo(state, 8)), span('dim', padTo(words.minutes(item.lesson.minutes), 7)));
      return spread(
        line(span('dim', `${String(item.number).padStart(2)}  `), clean(item.lesson.title[model.lang])),
        right,
        width,
      );
    }
    case 'daily':
      return line(span('good', clean(words.menu.daily(item.lesson.title[model.lang]))));
    case 'review':
      return line(span('good', words.menu.review(item.count)));
    case 'incident': {
      const state = isDone(model, item.lesson) ? `✔ ${words.menu.done}` : '';
      const right = line(span('good', padTo(state, 8)), span('dim', padTo(words.minutes(item.lesson.minutes), 7)));
      return spread(line('    ', clean(item.lesson.title[model.lang])), right, width);
    }
    default:
      return line(words.menu[item.kind]);
  }
}

/** The pages of the orientation. */
export function welcomeRows(model: Model): readonly Line[] {
  if (model.screen.kind !== 'welcome') return [];
  const words = catalogues[model.lang].welcome;
  const width = Math.min(model.size.columns - 6, 76);
  const page = words.pages[model.screen.page] ?? [];
  const rows = page.flatMap((text) => [...wrap(inlineText(text), width), BLANK]);
  const head = [
    line(span('title', words.heading), span('dim', `   ${words.page(model.screen.page + 1, words.pages.length)}`)),
    BLANK,
  ];
  return [BLANK, ...head, ...rows].map((row) => [span('plain', '   '), ...row]);
}
