import { FsError, joinPath, type Process, parentOf, type Run, remove, stat, write, writeFile } from '../../os/index.ts';
import type { Dialect } from '../lib/dialect.ts';
import { pathOf } from '../lib/paths.ts';
import { isLines, type Line, type Lines, open } from './lines.ts';

import type { Input } from './sed-machine.ts';

/** What the name of a temporary file is made of; mkstemp(3). */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Writes an edited file back under its name, with a copy of the old one where a suffix was given; why that failed. */
export function inPlace(
  proc: Process,
  dialect: Dialect,
  path: string,
  suffix: string,
  text: string,
): string | undefined {
  const at = pathOf(proc, path);
  try {
    proc.transact((tx) => {
      const old = stat(tx, proc.fs, at);
      const kept = suffix.includes('*') ? suffix.replaceAll('*', path) : path + suffix;
      if (suffix !== '') writeFile(tx, proc.fs, pathOf(proc, kept), old?.content ?? '');
      // another file takes the name of the one that was read
      if (old) remove(tx, proc.fs, at);
      writeFile(tx, proc.fs, at, text, old ? { mode: old.mode, owner: old.owner } : {});
    });
    return undefined;
  } catch (e) {
    if (!(e instanceof FsError)) throw e;
    const letters = Array.from({ length: 6 }, () => LETTERS[proc.random(LETTERS.length)]).join('');
    if (dialect === 'busybox') return `sed: can't move '${at}${letters}' to '${path}': ${e.message}`;
    return `sed: cannot rename ${joinPath(parentOf(path), `sed${letters}`)}: ${e.message}`;
  }
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
