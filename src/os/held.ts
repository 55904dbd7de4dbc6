import type { Tx } from '../base/index.ts';
import { type Fs, files, filesystems, type Located, type Mount, putRow } from './filesystem.ts';

/** Where files go whose name is gone while a mount still holds them; no name leads there. */
const NAMELESS = '/\0';

const isAt = (at: Located) => (m: Mount) => m.fs === at.fs && m.path === at.path;

/** The file systems in which a file is mounted. */
const holders = (tx: Tx, at: Located): readonly Fs[] => tx.by(filesystems, 'mounted', `${at.fs}:${at.path}`);

function point(tx: Tx, at: Located, path: string): void {
  for (const fs of holders(tx, at))
    tx.put(filesystems, fs.id, { ...fs, mounts: fs.mounts.map((m) => (isAt(at)(m) ? { ...m, path } : m)) });
}

/** A file loses its name. A mount holds the file, not the name: it keeps the old one; unlink(2), mount(2). */
export function loseName(tx: Tx, at: Located): void {
  const row = tx.get(files, `${at.fs}:${at.path}`);
  if (!row || row.kind === 'dir' || holders(tx, at).length === 0) return;
  const path = `${NAMELESS}/${tx.by(files, 'parent', `${at.fs}:${NAMELESS}`).length}`;
  putRow(tx, { ...row, path });
  point(tx, at, path);
}

/** A file gets another name: mounts of it follow; rename(2). */
export function changeName(tx: Tx, from: Located, to: Located): void {
  if (from.fs === to.fs) point(tx, from, to.path);
}
