import { fromUtf8, type Reader, type TarEntry, type Tx, tar, untar, utf8 } from '../../../base/index.ts';
import { chmod, joinPath, list, mkdir, parentOf, readFile, stat, symlink, writeFile } from '../../../os/index.ts';
import type { FileAt } from './archive.ts';

/** An archive of a file or a tree under a name, as text of one character a byte. */
export function tarOf(r: Reader, at: FileAt, name: string): string {
  return tar(entries(r, at, name));
}

function entries(r: Reader, { fs, path }: FileAt, name: string): TarEntry[] {
  const row = stat(r, fs, path, { nofollow: true });
  if (!row) return [];
  const { mode, mtime, owner } = row;
  if (row.kind === 'dir') {
    const inside = list(r, fs, path).flatMap((n) => entries(r, { fs, path: joinPath(path, n) }, `${name}/${n}`));
    return [{ name, kind: 'dir', mode, mtime, owner, data: '' }, ...inside];
  }
  if (row.kind === 'link') return [{ name, kind: 'link', mode, mtime, owner, data: row.content }];
  return [{ name, kind: 'file', mode, mtime, owner, data: utf8(readFile(r, fs, path)) }];
}

/** Unpacks an archive into a directory. Returns false when it is none. */
export function untarInto(tx: Tx, archive: string, into: FileAt): boolean {
  const content = untar(archive);
  for (const entry of content?.entries ?? []) {
    const path = joinPath(into.path, entry.name);
    if (entry.kind === 'dir') mkdir(tx, into.fs, path, { parents: true, mode: entry.mode });
    else if (entry.kind === 'link') symlink(tx, into.fs, entry.data, path);
    else {
      mkdir(tx, into.fs, parentOf(path), { parents: true });
      writeFile(tx, into.fs, path, fromUtf8(entry.data));
      chmod(tx, into.fs, path, entry.mode);
    }
  }
  return content !== undefined;
}
