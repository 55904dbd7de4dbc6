import type { Reader } from '../../base/index.ts';
import { type FileRow, files, filesystems, parentOf, stat } from '../../os/index.ts';
import type { Container } from '../rows.ts';

export interface FileChange {
  readonly Kind: 'A' | 'C' | 'D';
  readonly Path: string;
}

/** `GET /containers/{id}/changes`: what its writable layer says against the image. */
export function changesOf(r: Reader, c: Container): readonly FileChange[] {
  const fs = `c:${c.id}`;
  const lower = r.get(filesystems, fs)?.lower ?? '';
  const own = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/.dockerenv']); // the daemon's, which do not count
  const found = new Map<string, FileChange>();
  for (const f of r.by(files, 'fs', fs)) {
    if (f.path === '/' || own.has(f.path)) continue;
    const below = stat(r, lower, f.path, { nofollow: true });
    if (f.kind === 'dir' && below?.kind === 'dir') continue;
    found.set(f.path, change(f, below !== undefined));
    // the directories on the way have changed
    for (let dir = parentOf(f.path); dir !== '/'; dir = parentOf(dir))
      if (!found.has(dir)) found.set(dir, { Kind: stat(r, lower, dir) ? 'C' : 'A', Path: dir });
  }
  return [...found.values()].sort((a, b) => (a.Path < b.Path ? -1 : 1));
}

function change(f: FileRow, existed: boolean): FileChange {
  return { Kind: f.kind === 'whiteout' ? 'D' : existed ? 'C' : 'A', Path: f.path };
}
