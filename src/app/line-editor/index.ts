/**
 * The line under the prompt: graphemes, readline keys, history and its search, completion. A pure reducer.
 * Knows nothing of Ink, of the shell that reads the line, or of where it is drawn.
 */
export { type Completion, complete } from './complete.ts';
export { type Editor, edit, entered, newEditor, offsetOf, remembered, textOf, withText } from './editor.ts';
