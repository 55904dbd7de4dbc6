import type { Chance } from './chance.ts';
import type { Memory } from './memory.ts';

/** Makes one step out of what exists, and notes in the memory what it should change; undefined when nothing fits. */
export type Action = (m: Memory, c: Chance) => string | undefined;

/** Before a request: servers in containers need a moment to listen. */
export const settled = (command: string): string => `~ 1\n$ ${command}`;

/** Words of a command; those that were not chosen are left out. */
export const flags = (...words: readonly (string | undefined | false)[]): string =>
  words.filter((w): w is string => typeof w === 'string' && w !== '').join(' ');
