/**
 * The editor for files of the lab: nano's keys over a buffer of graphemes, and the window of it that is drawn.
 * Knows nothing of where files are or how they are saved.
 */
export { type Buffer, editBuffer, isChanged, openBuffer, textOf } from './buffer.ts';
export { viewBuffer } from './rows.ts';
