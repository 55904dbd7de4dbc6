import { catalogues } from '../../i18n/index.ts';
import { inner, type Layout, layoutOf } from '../layout.ts';
import { goalRows, lessonSections } from '../lesson-rows.ts';
import { drawMap } from '../map/index.ts';
import { hasShell, type LessonScreenState, type Model, type Size } from '../model.ts';
import { BLANK, hardWrap, type Line, line, span, widthOfLine } from '../text/span.ts';

/** A model is laid out once, however many panes ask. */
const laid = new WeakMap<Model, Layout>();

/** The layout that the model asks for. */
export function layout(model: Model): Layout {
  const before = laid.get(model);
  if (before) return before;
  const { screen, shell } = model;
  const made = layoutOf(model.size, model.zoom, {
    todo: (width) => (screen.kind === 'lesson' ? Math.max(1, goalRows(model, screen, width).length) : 0),
    map: (width) => drawMap(shell.map, shell.before, width, catalogues[model.lang]).length,
    shell: (width) => (model.reading ? 0 : lastRows(model, width)),
  });
  laid.set(model, made);
  return made;
}

/** Rows of the last command and what it printed, the prompt included. */
function lastRows(model: Model, width: number): number {
  const { rows, begun } = model.shell.screen;
  return rows.slice(begun).reduce((n, row) => n + Math.max(1, hardWrap(row, width).length), 0);
}

/** Rows of a lesson's pane: the text above, the to-do list below. */
export function paneParts(model: Model): {
  readonly width: number;
  readonly text: number;
  readonly goals: readonly Line[];
} {
  const { mode, lesson, todo } = layout(model);
  const box = inner(mode, lesson);
  const width = box.width - 2;
  if (model.screen.kind !== 'lesson' || model.overlay || todo.height > 0) return { width, text: box.height, goals: [] };
  const all = goalRows(model, model.screen, width);
  const most = Math.max(3, Math.floor(box.height * 0.45));
  const goals = all.length > most ? squeeze(model, model.screen, width, most) : all;
  return { width, text: Math.max(1, box.height - goals.length - 1), goals };
}

/** Columns of the text in a lesson's pane and of what lies over it. */
export function lessonColumns(model: Model): number {
  return model.plain ? model.size.columns : paneParts(model).width;
}

/** Rows of the to-do list where it has a pane of its own. */
export function todoRows(model: Model): readonly Line[] {
  const { mode, todo } = layout(model);
  if (todo.height === 0) return [];
  const box = inner(mode, todo);
  if (model.screen.kind !== 'lesson') return [];
  const all = goalRows(model, model.screen, box.width - 2);
  return all.length > box.height ? squeeze(model, model.screen, box.width - 2, box.height) : all;
}

/** When the to-do list is too long, what is done gives way, then the reasons of all but the first open goal. */
function squeeze(model: Model, screen: LessonScreenState, width: number, most: number): readonly Line[] {
  const open = goalRows(model, screen, width, 'open');
  if (open.length <= most) return open;
  const brief = goalRows(model, screen, width, 'brief');
  if (brief.length <= most) return brief;
  const words = catalogues[model.lang].lesson;
  return [...brief.slice(0, most - 1), line(span('dim', words.moreGoals(brief.length - most + 1)))];
}

/** Rows of text that fit into a pane. */
export function paneHeight(model: Model, pane: 'lesson' | 'shell'): number {
  const { mode, shell } = layout(model);
  if (pane === 'shell') return inner(mode, shell).height;
  return hasShell(model) ? paneParts(model).text : model.size.rows - 4;
}

/** The rows of a lesson's text and the first one shown. */
export function lessonTop(
  model: Model,
  screen: LessonScreenState,
): { readonly top: number; readonly rows: number; readonly all: readonly Line[] } {
  const { width, text } = paneParts({ ...model, overlay: undefined });
  const sections = lessonSections(model, screen, width);
  const all = sections.flatMap((s) => s.rows);
  while (all.length > 0 && widthOfLine(all.at(-1) ?? BLANK) === 0) all.pop();
  const most = Math.max(0, all.length - text);
  if (typeof screen.at === 'number') return { top: Math.min(screen.at, most), rows: all.length, all };
  const named = sections.filter((s) => s.anchor === screen.at);
  const section = named[screen.at === 'predict' ? (screen.chosen.at(-1)?.predict ?? 0) : 0];
  if (!section) return { top: 0, rows: all.length, all };
  const above = sections.slice(0, sections.indexOf(section)).reduce((rows, s) => rows + s.rows.length, 0);
  const top = above + hiddenRows(screen, section.rows, text);
  return { top: Math.min(top, most), rows: all.length, all };
}

/** Of several hints the last one must be seen, of a prediction what is said of the choice: the section's end, when it is longer than the pane. */
function hiddenRows(screen: LessonScreenState, rows: readonly Line[], height: number): number {
  const ends = screen.at === 'hint' || (screen.at === 'predict' && screen.chosen.length > 0);
  const shown = widthOfLine(rows.at(-1) ?? BLANK) === 0 ? rows.length - 1 : rows.length;
  return ends ? Math.max(0, shown - height) : 0;
}

/** Columns and rows of the shell's pane: what the programs in it take for their terminal. */
export function shellSize(model: Model): Size {
  const { mode, shell } = layout(model);
  const { width, height } = inner(mode, shell);
  return { columns: Math.max(20, width), rows: Math.max(5, height) };
}
