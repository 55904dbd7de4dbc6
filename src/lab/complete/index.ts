/** Completion of a line at the terminal: words of the shell, of docker and of other programs, names of what is there. */
export type { At, Completion } from './at.ts';
export { completeLine } from './line.ts';
