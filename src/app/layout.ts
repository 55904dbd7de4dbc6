import type { Size } from './model.ts';

/** A part of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a lesson's panes are. In `wide` panes have borders; in `stacked` a rule above and the whole width.
 * The to-do list has a pane of its own only where the shell takes the whole width below; else it stands below the text.
 */
export interface Layout {
  readonly mode: 'wide' | 'stacked' | 'tiny';
  readonly lesson: Rect;
  readonly map: Rect;
  readonly todo: Rect;
  readonly shell: Rect;
}

const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(high, n));

/** A pane of this width shows pictures and outputs of 72 columns, the most that lessons have, whole. */
const READING = 78;

/** From this width on, lesson and shell stand side by side. */
const SIDE_BY_SIDE = 164;

/** Rows that are left to the shell of a stacked screen, however little it has to show. */
const GLIMPSE = 5;

/** How many rows the panes have to show, at a width: they share the room by that. */
export interface Wanted {
  /** 0: a sandbox, which has no goals. */
  readonly todo: (width: number) => number;
  readonly map: (width: number) => number;
  /** Of the last command and what it printed; 0 while the learner reads. */
  readonly shell: (width: number) => number;
}

/** Lays the panes of a lesson or of the sandbox out. One row on top and one at the bottom belong to the bars. */
export function layoutOf(size: Size, zoom: boolean, wanted: Wanted): Layout {
  const { columns, rows } = size;
  const body = rows - 2;
  const none = { lesson: NOWHERE, map: NOWHERE, todo: NOWHERE, shell: NOWHERE };
  if (columns < 60 || rows < 16) return { ...none, mode: 'tiny' };
  const wide = columns >= 110 && rows >= 30;
  if (zoom) return { ...none, mode: wide ? 'wide' : 'stacked', shell: { x: 0, y: 1, width: columns, height: body } };
  if (!wide) {
    const top = body - clamp(wanted.shell(columns) + 1, GLIMPSE, body - Math.floor(body * 0.5));
    const lesson = { x: 0, y: 1, width: columns, height: top };
    return { ...none, mode: 'stacked', lesson, shell: { x: 0, y: 1 + top, width: columns, height: body - top } };
  }
  const right = columns - READING;
  if (columns >= SIDE_BY_SIDE) {
    const top = clamp(Math.round(body * 0.38), 9, 20);
    return {
      ...none,
      mode: 'wide',
      lesson: { x: 0, y: 1, width: READING, height: body },
      map: { x: READING, y: 1, width: right, height: top },
      shell: { x: READING, y: 1 + top, width: right, height: body - top },
    };
  }
  const top = Math.ceil(body * 0.54);
  const rows4 = (pane: (width: number) => number) => pane(right - 4);
  const goals = rows4(wanted.todo);
  const least = Math.min(rows4(wanted.map) + 2, Math.ceil(top * 0.4));
  const todo = goals === 0 ? 0 : clamp(goals + 2, 6, top - least);
  return {
    mode: 'wide',
    lesson: { x: 0, y: 1, width: READING, height: top },
    todo: { x: READING, y: 1, width: right, height: todo },
    map: { x: READING, y: 1 + todo, width: right, height: top - todo },
    shell: { x: 0, y: 1 + top, width: columns, height: body - top },
  };
}

/** The part of a pane that its rows fill. */
export function inner(mode: Layout['mode'], pane: Rect): Rect {
  if (mode === 'wide') return { x: pane.x + 1, y: pane.y + 1, width: pane.width - 2, height: pane.height - 2 };
  return { x: pane.x, y: pane.y + 1, width: pane.width, height: pane.height - 1 };
}
