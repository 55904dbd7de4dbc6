import type { Size } from './model.ts';

/** A part of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a lesson's panes are. In `wide` panes have borders; in `stacked` a rule above and the whole width. */
export interface Layout {
  readonly mode: 'wide' | 'stacked' | 'tiny';
  readonly lesson: Rect;
  readonly map: Rect;
  readonly shell: Rect;
}

const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(high, n));

/** Lays the panes of a lesson out. One row on top and one at the bottom belong to the bars. */
export function layoutOf(size: Size, zoom: boolean): Layout {
  const { columns, rows } = size;
  const body = rows - 2;
  if (columns < 60 || rows < 16) return { mode: 'tiny', lesson: NOWHERE, map: NOWHERE, shell: NOWHERE };
  const wide = columns >= 110 && rows >= 26;
  if (zoom)
    return {
      mode: wide ? 'wide' : 'stacked',
      lesson: NOWHERE,
      map: NOWHERE,
      shell: { x: 0, y: 1, width: columns, height: body },
    };
  if (wide) {
    const left = clamp(Math.round(columns * 0.4), 46, 78);
    const top = clamp(Math.round(body * 0.38), 9, 20);
    return {
      mode: 'wide',
      lesson: { x: 0, y: 1, width: left, height: body },
      map: { x: left, y: 1, width: columns - left, height: top },
      shell: { x: left, y: 1 + top, width: columns - left, height: body - top },
    };
  }
  const top = Math.floor(body * 0.5);
  return {
    mode: 'stacked',
    lesson: { x: 0, y: 1, width: columns, height: top },
    map: NOWHERE,
    shell: { x: 0, y: 1 + top, width: columns, height: body - top },
  };
}

/** The part of a pane that its rows fill. */
export function inner(mode: Layout['mode'], pane: Rect): Rect {
  if (mode === 'wide') return { x: pane.x + 1, y: pane.y + 1, width: pane.width - 2, height: pane.height - 2 };
  return { x: pane.x, y: pane.y + 1, width: pane.width, height: pane.height - 1 };
}
