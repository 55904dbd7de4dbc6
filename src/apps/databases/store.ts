import type { Reader } from '../../base/index.ts';
import { FsError, type Process, readFile, writeFile } from '../../os/index.ts';

/** What a database keeps in its data directory: it outlives the container when that is a volume. */
export interface Store {
  /** Passwords by user; null lets anybody in. */
  readonly users: Readonly<Record<string, string | null>>;
  readonly databases: readonly string[];
}

const FILE = 'catalogue.json';

/** The store in a data directory; undefined when no database was made there yet. */
export function readStore(r: Reader, fs: string, dir: string): Store | undefined {
  try {
    return JSON.parse(readFile(r, fs, `${dir}/${FILE}`)) as Store;
  } catch (error) {
    if (error instanceof FsError) return undefined;
    throw error;
  }
}

/** Writes it. */
export function writeStore(proc: Process, dir: string, store: Store): void {
  proc.transact((tx) => writeFile(tx, proc.fs, `${dir}/${FILE}`, JSON.stringify(store), { parents: true }));
}
