import type { Model, Overlay } from '../model.ts';
import { lessonTop, overlayRows, paneHeight, progressRows, shellRows } from '../view/index.ts';

/** Opens what lies over the lesson, or closes it when it is open. */
export function toggle(model: Model, kind: 'help' | 'map' | 'changes' | 'goals'): Model {
  const overlay: Overlay | undefined = model.overlay?.kind === kind ? undefined : { kind, top: 0 };
  return { ...model, overlay, zoom: false, reading: overlay !== undefined || model.reading };
}

/** Closes what lies over the lesson. */
export function closeOverlay(model: Model): Model {
  return { ...model, overlay: undefined };
}

/** Gives the text its room, at the row where it stood. */
function reading(model: Model): Model {
  const { screen } = model;
  if (screen.kind !== 'lesson') return model;
  const { top } = lessonTop(model, screen);
  return { ...model, reading: true, zoom: false, screen: { ...screen, at: top } };
}

/** Gives the shell its room back. What was read to its end stays at its end. */
export function atWork(model: Model): Model {
  const { screen } = model;
  if (!model.reading) return model;
  if (screen.kind !== 'lesson' || typeof screen.at !== 'number') return { ...model, reading: false };
  const { top, rows } = lessonTop(model, screen);
  const atEnd = top > 0 && top + paneHeight(model, 'lesson') >= rows;
  return { ...model, reading: false, screen: { ...screen, at: atEnd ? rows : top } };
}

/** Scrolls the text, what lies over it, or the shell by a page less one row. */
export function scroll(model: Model, action: 'page-up' | 'page-down' | 'shell-up' | 'shell-down'): Model {
  const down = action === 'page-down' || action === 'shell-down';
  if (action === 'shell-up' || action === 'shell-down') {
    const height = paneHeight(model, 'shell');
    const most = Math.max(0, shellRows(model).length - height);
    const back = model.shell.back + (down ? 1 - height : height - 1);
    return { ...model, shell: { ...model.shell, back: Math.min(most, Math.max(0, back)) } };
  }
  if (model.screen.kind === 'lesson' && !model.reading) return scroll(reading(model), action);
  const height = paneHeight(model, 'lesson');
  const move = (top: number, rows: number) =>
    Math.min(Math.max(0, rows - height), Math.max(0, top + (down ? height - 1 : 1 - height)));
  if (model.overlay)
    return { ...model, overlay: { ...model.overlay, top: move(model.overlay.top, overlayRows(model).length) } };
  if (model.screen.kind === 'progress')
    return { ...model, screen: { ...model.screen, top: move(model.screen.top, progressRows(model).length) } };
  if (model.screen.kind !== 'lesson') return model;
  const { top, rows } = lessonTop(model, model.screen);
  return { ...model, screen: { ...model.screen, at: move(top, rows) } };
}
