import { FsError, joinPath, list, stat } from '../../os/index.ts';
import type { At } from './at.ts';

/** Files below the folder that the word names so far. */
export function paths({ kernel, place, state }: At, word: string): readonly string[] {
  const typed = word.slice(0, word.lastIndexOf('/') + 1);
  const dir = joinPath(state.cwd, typed.startsWith('~/') ? `/root/${typed.slice(2)}` : typed || '.');
  try {
    const hidden = word.slice(typed.length).startsWith('.');
    return list(kernel.world, place.fs, dir)
      .filter((name) => hidden || !name.startsWith('.'))
      .map((name) => typed + name + (stat(kernel.world, place.fs, joinPath(dir, name))?.kind === 'dir' ? '/' : ''));
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}

/** Of them only folders. */
export function dirs(at: At, word: string): readonly string[] {
  return paths(at, word).filter((path) => path.endsWith('/'));
}
