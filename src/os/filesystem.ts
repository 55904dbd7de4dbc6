import { type Reader, type Tx, table } from '../base/index.ts';
import { joinPath, parentOf } from './paths.ts';
import { isKernelPath, kernelFile } from './procfs.ts';

/** A node of a file system; inode(7). `program` files are executables of the simulation. */
export interface FileRow {
  readonly fs: string;
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'link' | 'device' | 'whiteout';
  /** Text of a file, target of a link. */
  readonly content: string;
  /** Id of the program in the registry. */
  readonly program?: string;
  /** Its text is made when it is read (procfs, sysfs). */
  readonly made?: true;
  readonly mode: number;
  /** Virtual ms. */
  readonly mtime: number;
  readonly owner: string;
}

/** A file system: writable, over at most one lower, read-only one (overlayfs), with other ones mounted in it. */
export interface Fs {
  readonly id: string;
  readonly lower?: string;
  readonly readonly?: boolean;
  readonly mounts: readonly Mount[];
}

/** Another file system, or a part of it, at a place of this one. */
export interface Mount {
  readonly at: string;
  readonly fs: string;
  readonly path: string;
  readonly readonly?: boolean;
}

/** File systems by id. */
export const filesystems = table<Fs>('os.filesystems', { mounted: (fs) => fs.mounts.map((m) => `${m.fs}:${m.path}`) });
/** Files by `<file system>:<path>`. */
export const files = table<FileRow>('os.files', {
  parent: (f) => `${f.fs}:${parentOf(f.path)}`,
  fs: (f) => f.fs,
});

/** Makes a file system with nothing but its root. */
export function fsAdd(
  tx: Tx,
  id: string,
  options: { readonly lower?: string; readonly mounts?: readonly Mount[] } = {},
): void {
  tx.put(filesystems, id, {
    id,
    mounts: options.mounts ?? [],
    ...(options.lower === undefined ? {} : { lower: options.lower }),
  });
  const root = '/';
  if (!lookup(tx, id, root))
    putRow(tx, { fs: id, path: root, kind: 'dir', content: '', mode: 0o755, mtime: tx.now, owner: 'root' });
}

/** Removes a file system and all that was written in it. */
export function fsDelete(tx: Tx, id: string): void {
  for (const row of tx.by(files, 'fs', id)) tx.delete(files, `${id}:${row.path}`);
  tx.delete(filesystems, id);
}

/** Where a path really lies. */
export interface Located {
  readonly fs: string;
  readonly path: string;
  readonly readonly: boolean;
}

/** Finds the file system that a path of `fs` really lies in. */
export function locate(r: Reader, fs: string, path: string): Located {
  const mounts = r.get(filesystems, fs)?.mounts ?? [];
  let best: Mount | undefined;
  for (const m of mounts) {
    const inside = path === m.at || path.startsWith(m.at === '/' ? '/' : `${m.at}/`);
    if (inside && (best === undefined || m.at.length > best.at.length)) best = m;
  }
  if (best === undefined) return { fs, path, readonly: r.get(filesystems, fs)?.readonly ?? false };
  const rest = path.slice(best.at.length);
  const at = locate(r, best.fs, joinPath('/', best.path + rest));
  return { ...at, readonly: at.readonly || (best.readonly ?? false) };
}

/** The node at a path that has no links in it, through the layers; undefined if there is none. */
export function lookup(r: Reader, fs: string, path: string): FileRow | undefined {
  if (isKernelPath(path)) {
    const made = kernelFile(r, fs, path);
    if (made)
      return {
        fs,
        path,
        kind: made.kind,
        content: made.kind === 'file' ? made.text : '',
        mode: made.kind === 'dir' ? 0o555 : made.writable ? 0o644 : 0o444,
        mtime: r.now,
        owner: 'root',
        made: true,
      };
  }
  const at = locate(r, fs, path);
  for (let id: string | undefined = at.fs; id !== undefined; id = r.get(filesystems, id)?.lower) {
    const row = r.get(files, `${id}:${at.path}`);
    if (row) return row.kind === 'whiteout' ? undefined : row;
    if (at.path !== '/' && hidden(r, id, at.path)) return undefined;
  }
  return undefined;
}

/** Whether a whiteout of a parent directory in this layer hides what lower layers have. */
export function hidden(r: Reader, fs: string, path: string): boolean {
  for (let p = parentOf(path); p !== '/'; p = parentOf(p))
    if (r.get(files, `${fs}:${p}`)?.kind === 'whiteout') return true;
  return false;
}

/** Puts a node where `locate` found its place. */
export function putRow(tx: Tx, row: FileRow): void {
  tx.put(files, `${row.fs}:${row.path}`, row);
}
