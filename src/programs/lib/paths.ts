import { FsError, joinPath, type Process, readFile, writeFile } from '../../os/index.ts';

/** A path as this process means it. */
export function pathOf(proc: Process, path: string): string {
  return joinPath(proc.cwd, path);
}

/** The text of a file, or errno's words. */
export function readText(proc: Process, path: string): { readonly text: string } | FsError {
  if (path === '/dev/null') return { text: '' };
  try {
    return { text: readFile(proc.world, proc.fs, pathOf(proc, path)) };
  } catch (e) {
    if (e instanceof FsError) return e;
    throw e;
  }
}

/** Does something to files in one transaction; the error when the kernel refuses. */
export function attemptFs(change: () => void): FsError | undefined {
  try {
    change();
    return undefined;
  } catch (e) {
    if (e instanceof FsError) return e;
    throw e;
  }
}

/** Writes a file. */
export function writeText(proc: Process, path: string, text: string, append = false): FsError | undefined {
  return attemptFs(() => proc.transact((tx) => writeFile(tx, proc.fs, pathOf(proc, path), text, { append })));
}
