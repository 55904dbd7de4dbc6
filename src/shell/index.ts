/**
 * The shell language: bash, Debian's dash and BusyBox's ash as one evaluator over virtual time.
 * Parsed by `unbash`: measured against just-bash's parse it is typed, gives every error its place (from which our own
 * texts of bash, dash and ash are made), parses nested substitutions and here-documents, has no dependencies and loads
 * in 13 ms without the rest of a shell (just-bash: 48 ms and 500 kB before a chunk is loaded).
 * Knows processes, files and pipes; must never know Docker, the screen, or real time.
 */
export type { Completer, Completion, CompletionView } from './complete.ts';
export { complete } from './complete.ts';
export { promptOf, runLine } from './interactive.ts';
export { isComplete } from './parse.ts';
export { shellProgram } from './program.ts';
export type { Dialect, Job, ShellStart, ShellState, Variable } from './state.ts';
export { newState } from './state.ts';
export { strftime } from './strftime.ts';
