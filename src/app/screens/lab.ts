import { catalogues } from '../../i18n/index.ts';
import { type Frame, framed, rule } from '../components/frame.ts';
import { type Buffer, isChanged, viewBuffer } from '../file-editor/index.ts';
import { inner } from '../layout.ts';
import { goalCount } from '../lesson-rows.ts';
import { drawMap } from '../map/index.ts';
import type { Model } from '../model.ts';
import { inlineText } from '../text/inline.ts';
import { BLANK, type Line, line, span } from '../text/span.ts';
import { widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import {
  changesLine,
  layout,
  lessonTop,
  overlayRows,
  paneParts,
  type ShellView,
  shellView,
  todoRows,
} from '../view/index.ts';

/** What the panes of a lesson or of the sandbox show. */
export interface LabPanes {
  readonly lesson: readonly Line[];
  readonly map: readonly Line[];
  readonly todo: readonly Line[];
  /** The rows of the shell's pane above and below the line being edited. */
  readonly shellAbove: readonly Line[];
  readonly shellBelow: readonly Line[];
  readonly edited: ShellView['edited'];
  readonly edge: Line;
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
}

/** Builds the panes, each exactly as high as its place. */
export function labPanes(model: Model): LabPanes {
  const at = layout(model);
  const words = catalogues[model.lang];
  const lesson = at.lesson.height > 0 ? leftPane(model) : [];
  const mapBox = inner(at.mode, at.map);
  const drawn = at.map.height > 0 ? drawMap(model.shell.map, model.shell.before, mapBox.width - 2, words) : [];
  const map =
    at.map.height > 0
      ? framed(
          at.mode,
          at.map,
          {
            title: words.panes.map,
            aside: drawn.some((row) => row.some((s) => s.style === 'new'))
              ? line(span('new', words.map.changed))
              : BLANK,
            pad: 1,
          },
          clipped(drawn, mapBox.height, words.lesson.more),
        )
      : [];
  return { lesson, map, todo: todoPane(model), ...shellPane(model) };
}

function todoPane(model: Model): readonly Line[] {
  const { mode, todo } = layout(model);
  if (todo.height === 0) return [];
  const words = catalogues[model.lang];
  const [met, count] = model.screen.kind === 'lesson' ? goalCount(model.screen) : [0, 0];
  const aside = count === 0 ? BLANK : line(span(met === count ? 'good' : 'dim', `${met}/${count}`));
  return framed(mode, todo, { title: words.lesson.todo, aside, pad: 1 }, todoRows(model));
}

function clipped(rows: readonly Line[], height: number, more: (n: number) => string): readonly Line[] {
  if (rows.length <= height) return rows;
  return [...rows.slice(0, height - 1), line(span('dim', more(rows.length - height + 1).replace('PgDn', 'F4')))];
}

function leftPane(model: Model): readonly Line[] {
  const { mode, lesson: place } = layout(model);
  const words = catalogues[model.lang];
  const { width, text, goals } = paneParts(model);
  const frame = (title: string, aside?: Line): Frame => ({ title, pad: 1, ...(aside ? { aside } : {}) });
  if (model.overlay) {
    const rows = overlayRows(model);
    const titles = {
      ...words.panes,
      changes: words.lesson.changes,
      glossary: words.lesson.glossary,
      goals: words.lesson.todo,
    };
    const title = titles[model.overlay.kind];
    const left = Math.max(0, rows.length - model.overlay.top - text);
    const aside = line(span('dim', left > 0 ? `▼ ${left}` : 'Esc'));
    return framed(mode, place, frame(title, aside), rows.slice(model.overlay.top, model.overlay.top + text));
  }
  if (model.screen.kind !== 'lesson') {
    const rows = words.sandbox.text.flatMap((t) => [...wrap(inlineText(t), width), BLANK]);
    return framed(mode, place, frame(words.sandbox.heading), rows);
  }
  const { top, all } = lessonTop(model, model.screen);
  const left = Math.max(0, all.length - top - text);
  const visible = all.slice(top, top + text);
  const body = Array.from({ length: text }, (_, i) => visible[i] ?? BLANK);
  const [met, count] = goalCount(model.screen);
  const pinned = layout(model).todo.height === 0;
  const todo = count === 0 ? BLANK : line(span('strong', words.lesson.todo), span('dim', ` ${met}/${count}`));
  const aside = left > 0 ? line(span('dim', `▼ ${left} PgDn`)) : top > 0 ? line(span('dim', '▲ PgUp')) : BLANK;
  if (!pinned) return framed(mode, place, frame(words.panes.lesson, aside.length > 0 ? aside : undefined), body);
  return framed(mode, place, frame(words.panes.lesson), [...body, rule(width, todo, aside), ...goals]);
}

function shellPane(model: Model): Pick<LabPanes, 'shellAbove' | 'shellBelow' | 'edited' | 'edge' | 'cursor'> {
  const { mode, shell: place } = layout(model);
  const words = catalogues[model.lang];
  const box = inner(mode, place);
  if (model.file && !model.file.left) return filePane(model, model.file);
  const view = shellView(model);
  // where panes are stacked it shares the upper edge with the title
  const foot = changesLine(model, place.width - (mode === 'wide' ? 4 : 8 + widthOf(words.panes.shell)));
  const aside = model.shell.back > 0 ? line(span('warn', `▲ ${model.shell.back}`)) : BLANK;
  const wide = mode === 'wide';
  const frame: Frame = {
    title: words.panes.shell,
    aside: aside.length > 0 || wide ? aside : foot,
    ...(wide ? { foot } : {}),
  };
  const rows = framed(mode, place, frame, view.rows);
  const edge: Line = wide ? [span('border', '│')] : BLANK;
  const begins = 1 + view.rows.length;
  return {
    shellAbove: rows.slice(0, begins),
    shellBelow: rows.slice(begins + view.edited.length),
    edited: view.edited,
    edge,
    cursor: view.cursor && { x: box.x + view.cursor.x, y: box.y + view.cursor.y },
  };
}

/** The editor, in the shell's place. */
function filePane(model: Model, file: Buffer): ReturnType<typeof shellPane> {
  const { mode, shell: place } = layout(model);
  const words = catalogues[model.lang].file;
  const box = inner(mode, place);
  // the keys take a row of a stacked pane, the lower edge of a wide one
  const { rows, cursor } = viewBuffer(file, box.width, mode === 'wide' ? box.height : box.height - 1);
  const keys = file.leaving ? line(span('warn', words.leaving)) : line(span('dim', words.keys));
  const title = `${file.path}${isChanged(file) ? ' *' : ''}`;
  return {
    shellAbove: framed(mode, place, { title, foot: keys }, rows),
    shellBelow: [],
    edited: [],
    edge: BLANK,
    cursor: { x: box.x + cursor.x, y: box.y + cursor.y },
  };
}
