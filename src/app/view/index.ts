/**
 * What the screen shows, as rows derived from the model: panes, the shell, what lies over the lesson, the bars.
 * Knows nothing of Ink; plain mode tells some of the same rows.
 */
export { changesLine, foldedChanges, footerRow, headerRow } from './bars.ts';
export { helpRows, overlayRows, progressRows } from './overlay.ts';
export { layout, lessonColumns, lessonTop, paneHeight, paneParts, shellSize, todoRows } from './panes.ts';
export { type ShellView, shellRows, shellView } from './shell.ts';
