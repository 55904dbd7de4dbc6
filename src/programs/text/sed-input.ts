import { joinPath, type Process, type Run, stat, write, writeFile } from '../../os/index.ts';
import type { Dialect } from '../lib/dialect.ts';
import { pathOf } from '../lib/paths.ts';
import { isLines, type Line, type Lines, open } from './lines.ts';

import type { Input } from './sed-machine.ts';

/** Writes an edited file back, with a copy of the old one where a suffix was given. */
export function inPlace(proc: Process, path: string, suffix: string, text: string): void {
  proc.transact((tx) => {
    const old = stat(tx, proc.fs, joinPath(proc.cwd, path))?.content ?? '';
    if (suffix !== '')
      writeFile(tx, proc.fs, pathOf(proc, suffix.includes('*') ? suffix.replaceAll('*', path) : path + suffix), old);
    writeFile(tx, proc.fs, pathOf(proc, path), text);
  });
}

/** The lines of several files as one stream that knows its last line. */
export function inputOf(
  proc: Process,
  dialect: Dialect,
  files: readonly string[],
  end: string,
  failures: string[],
): Input {
  const rest = [...files];
  let current: Lines | undefined;
  let ahead: Line | undefined;
  let looked = false;
  const pull = function* (): Run<Line | undefined> {
    for (;;) {
      if (!current) {
        const path = rest.shift();
        if (path === undefined) return undefined;
        const opened = open(proc, path, end);
        if (isLines(opened)) current = opened;
        else {
          failures.push(path);
          const text =
            opened.code === 'EISDIR'
              ? `couldn't edit ${path}: not a regular file`
              : `can't read ${path}: ${opened.message}`;
          yield* write(
            dialect === 'gnu'
              ? `sed: ${opened.code === 'EISDIR' ? `read error on ${path}: ${opened.message}` : text}\n`
              : `sed: ${path}: ${opened.message}\n`,
            2,
          );
          continue;
        }
      }
      const line = yield* current.next();
      if (line) return line;
      current = undefined;
    }
  };
  return {
    *next() {
      if (!looked) return yield* pull();
      looked = false;
      return ahead;
    },
    *isLast() {
      if (!looked) ahead = yield* pull();
      looked = true;
      return ahead === undefined;
    },
  };
}
