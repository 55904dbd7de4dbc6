import { inLang, stepProgress } from '../course/index.ts';
import { catalogues } from '../i18n/index.ts';
import { BINDINGS } from './keys/actions.ts';
import { inner, type Layout, layoutOf } from './layout.ts';
import { goalRows, lessonSections } from './lesson-rows.ts';
import { textOf as editorText, offsetOf } from './line-editor/index.ts';
import { drawMap } from './map/index.ts';
import { isDone, stepsDone } from './menu-items.ts';
import { hasShell, type LessonScreenState, type Model } from './model.ts';
import { inlineText } from './text/inline.ts';
import { BLANK, fitLine, hardWrap, type Line, line, span, spread, textOf, widthOfLine } from './text/span.ts';
import { clean, padTo, widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';

/** The layout that the model asks for. */
export function layout(model: Model): Layout {
  return layoutOf(model.size, model.zoom, model.screen.kind === 'lesson');
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
  let top = 0;
  for (const s of sections) {
    if (s.anchor === screen.at)
      return { top: Math.min(anchorTop(screen, s.rows, top, text), most), rows: all.length, all };
    top += s.rows.length;
  }
  return { top: 0, rows: all.length, all };
}

/** Of several hints the last one must be seen: the section's end, when it is longer than the pane. */
function anchorTop(screen: LessonScreenState, rows: readonly Line[], top: number, height: number): number {
  return screen.at === 'hint' && rows.length > height ? top + rows.length - height : top;
}

/** All rows of the shell's pane, wrapped as a terminal wraps, the line being edited included. */
export function shellRows(model: Model): readonly Line[] {
  const { screen } = model.shell;
  const width = shellWidth(model);
  const rows = screen.rows.slice(model.shell.back > 0 ? 0 : screen.top);
  const done = rows.slice(0, -1).flatMap((row) => hardWrap(row, width));
  return [...done, ...hardWrap([...(rows.at(-1) ?? BLANK), ...promptLine(model)], width)];
}

/** Columns of the shell's pane. */
function shellWidth(model: Model): number {
  const { mode, shell } = layout(model);
  return inner(mode, shell).width;
}

/** The prompt and the line, as they stand after what was written. */
function promptLine(model: Model): Line {
  const { editor, prompt, busy } = model.shell;
  const typed = editorText(editor).replaceAll('\n', '⏎');
  if (editor.search) {
    const label = `(${editor.search.failed ? 'failed ' : ''}reverse-i-search)\`${editor.search.query}': `;
    return [span('dim', label), span('command', typed)];
  }
  return busy ? [span('command', typed)] : [span('accent', prompt), span('command', typed)];
}

/** What is drawn of the shell: finished rows, the rows of the line being edited split into what is fixed and what is edited, and the cursor. */
export interface ShellView {
  readonly rows: readonly Line[];
  readonly edited: readonly { readonly fixed: Line; readonly value: string }[];
  /** Column and row within the pane; undefined when scrolled back. */
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
}

/** The visible rows of the shell. */
export function shellView(model: Model): ShellView {
  const height = paneHeight(model, 'shell');
  const width = shellWidth(model);
  if (model.shell.back > 0) {
    const all = shellRows(model);
    const end = all.length - model.shell.back;
    return { rows: all.slice(Math.max(0, end - height), end), edited: [], cursor: undefined };
  }
  const { screen, editor } = model.shell;
  const line = promptLine(model);
  const fixed = [...(screen.rows.at(-1) ?? BLANK), ...line.slice(0, -1)];
  const before = textOf(line.slice(-1)).length === 0 ? 0 : offsetOf(editor);
  const typed = textOf(line.slice(-1));
  const at = widthOfLine(fixed) + widthOf(typed.slice(0, before));
  const edited = splitEdited(fixed, typed, width);
  const cursorRow = cursorAt(fixed, typed, before, width);
  const room = Math.max(0, height - edited.length);
  const done: Line[] = [];
  const source = screen.rows;
  for (let i = source.length - 2; i >= screen.top && done.length < room; i--)
    done.unshift(...hardWrap(source[i] ?? BLANK, width));
  const rows = done.slice(Math.max(0, done.length - room));
  const shown = edited.slice(Math.max(0, edited.length - height));
  const cut = edited.length - shown.length;
  return { rows, edited: shown, cursor: at < 0 ? undefined : { x: cursorRow.x, y: rows.length + cursorRow.y - cut } };
}

function splitEdited(fixed: Line, typed: string, width: number): ShellView['edited'] {
  const rows = hardWrap([...fixed, span('key', typed)], width);
  return rows.map((row) => ({
    fixed: row.filter((s) => s.style !== 'key'),
    value: textOf(row.filter((s) => s.style === 'key')),
  }));
}

function cursorAt(
  fixed: Line,
  typed: string,
  before: number,
  width: number,
): { readonly x: number; readonly y: number } {
  const rows = hardWrap([...fixed, span('plain', typed.slice(0, before))], width);
  const x = widthOfLine(rows.at(-1) ?? BLANK);
  return x >= width ? { x: width - 1, y: rows.length - 1 } : { x, y: rows.length - 1 };
}

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
        : model.overlay.lines.flatMap((text) => wrap(line(clean(text)), width, line('  '), BLANK));
    default:
      return [];
  }
}

/** Help, made from the screen's table of keys. */
export function helpRows(model: Model, width: number): readonly Line[] {
  const words = catalogues[model.lang];
  const listed = BINDINGS[model.screen.kind].filter((b) => b.label !== undefined);
  const rows = listed.map((b) =>
    line(
      span('key', padTo(b.shown, 9)),
      padTo(b.label === undefined ? '' : words.keys[b.label], 26),
      span('dim', b.word === undefined || b.shown.startsWith(':') ? '' : `:${b.word}`),
    ),
  );
  return [
    ...rows,
    BLANK,
    ...wrap(line(words.help.editing), width),
    ...wrap(line(words.help.files), width),
    ...wrap(line(words.help.about), width),
    line(span('dim', words.help.close)),
  ];
}

/** The screen of progress. */
export function progressRows(model: Model): readonly Line[] {
  const words = catalogues[model.lang];
  const width = model.size.columns - 4;
  const rows = model.lessons.flatMap((lesson): Line[] => {
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
