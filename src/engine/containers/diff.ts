import type { Reader } from '../../base/index.ts';
import { type FileRow, files, filesystems, stat } from '../../os/index.ts';
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
  const found: FileChange[] = [];
  const walk = (dir: string) => {
    for (const f of r.by(files, 'parent', `${fs}:${dir}`)) {
      if (f.path === dir || own.has(f.path)) continue;
      const changes = found.length;
      const below = stat(r, lower, f.path, { nofollow: true });
      if (f.kind === 'dir') walk(f.path);
      if (f.kind !== 'dir' || !below || found.length > changes) found.push(change(f, below !== undefined));
    }
  };
  walk('/');
  return found.sort((a, b) => (a.Path < b.Path ? -1 : 1));
}

function change(f: FileRow, existed: boolean): FileChange {
  return { Kind: f.kind === 'whiteout' ? 'D' : existed ? 'C' : 'A', Path: f.path };
}
