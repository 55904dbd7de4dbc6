import { compareText, type Reader, type Tx } from '../base/index.ts';
import { FsError } from './errno.ts';
import { type FileRow, files, filesystems, hidden, locate, lookup, putRow } from './filesystem.ts';
import { changeName, loseName } from './held.ts';
import { resolvePath, stat } from './path-resolution.ts';
import { baseName, joinPath, parentOf } from './paths.ts';
import { isKernelPath, kernelFile, kernelWrite } from './procfs.ts';

/** Every machine and container has it, whatever its files are; null(4). */
const NULL = '/dev/null';

/** The text of a file. Throws FsError. */
export function readFile(r: Reader, fs: string, path: string): string {
  const target = resolvePath(r, fs, path);
  if (target === NULL) return '';
  const row = lookup(r, fs, target);
  if (!row) throw new FsError('ENOENT', path);
  if (row.kind === 'dir') throw new FsError('EISDIR', path);
  return row.content;
}

/** Names in a directory, sorted by code point. Throws FsError. */
export function list(r: Reader, fs: string, path: string): string[] {
  const dir = resolvePath(r, fs, path);
  const row = lookup(r, fs, dir);
  if (!row) throw new FsError('ENOENT', path);
  if (row.kind !== 'dir') throw new FsError('ENOTDIR', path);
  const made = isKernelPath(dir) ? kernelFile(r, fs, dir) : undefined;
  if (made?.kind === 'dir') return [...made.names];
  const at = locate(r, fs, dir);
  const names = new Set<string>();
  const gone = new Set<string>();
  for (let id: string | undefined = at.fs; id !== undefined; id = r.get(filesystems, id)?.lower) {
    for (const f of r.by(files, 'parent', `${id}:${at.path}`)) {
      if (f.path === '/') continue;
      const name = baseName(f.path);
      if (f.kind === 'whiteout') gone.add(name);
      else if (!gone.has(name)) names.add(name);
    }
    if (at.path !== '/' && (r.get(files, `${id}:${at.path}`)?.kind === 'whiteout' || hidden(r, id, at.path))) break;
  }
  for (const m of r.get(filesystems, fs)?.mounts ?? [])
    if (m.at !== '/' && parentOf(m.at) === dir) names.add(baseName(m.at));
  return [...names].sort(compareText);
}

/** How a file is written. */
export interface WriteOptions {
  readonly mode?: number;
  readonly append?: boolean;
  /** Makes missing directories on the way. */
  readonly parents?: boolean;
  readonly owner?: string;
  readonly program?: string;
}

/** Creates or replaces a file. Throws FsError. */
export function writeFile(tx: Tx, fs: string, path: string, text: string, options: WriteOptions = {}): void {
  if (options.parents) mkdir(tx, fs, parentOf(joinPath('/', path)), { parents: true });
  const target = resolvePath(tx, fs, path);
  const old = lookup(tx, fs, target);
  if (old?.kind === 'dir') throw new FsError('EISDIR', path);
  if (old?.kind === 'device') return;
  if (old && isKernelPath(target) && kernelFile(tx, fs, target)) {
    if (!kernelWrite(tx, fs, target, text)) throw new FsError('EROFS', path);
    return;
  }
  if (!old) requireDir(tx, fs, parentOf(target), path);
  put(tx, fs, target, path, {
    kind: 'file',
    content: options.append && old ? old.content + text : text,
    mode: options.mode ?? old?.mode ?? 0o644,
    owner: options.owner ?? old?.owner ?? 'root',
    ...(options.program === undefined ? {} : { program: options.program }),
  });
}

/** mkdir(2); with `parents` as `mkdir -p`. Throws FsError. */
export function mkdir(
  tx: Tx,
  fs: string,
  path: string,
  options: { readonly parents?: boolean; readonly mode?: number } = {},
): void {
  const target = joinPath('/', path);
  if (options.parents) {
    let at = '';
    for (const part of target.split('/').filter(Boolean)) {
      at += `/${part}`;
      const row = stat(tx, fs, at);
      if (row && row.kind !== 'dir') throw new FsError('ENOTDIR', path);
      if (!row)
        put(tx, fs, resolvePath(tx, fs, at), path, {
          kind: 'dir',
          content: '',
          mode: options.mode ?? 0o755,
          owner: 'root',
        });
    }
    return;
  }
  const real = resolvePath(tx, fs, target);
  if (lookup(tx, fs, real)) throw new FsError('EEXIST', path);
  requireDir(tx, fs, parentOf(real), path);
  put(tx, fs, real, path, { kind: 'dir', content: '', mode: options.mode ?? 0o755, owner: 'root' });
}

/** symlink(2). */
export function symlink(tx: Tx, fs: string, target: string, path: string): void {
  const real = resolvePath(tx, fs, path, { nofollow: true });
  if (lookup(tx, fs, real)) throw new FsError('EEXIST', path);
  requireDir(tx, fs, parentOf(real), path);
  put(tx, fs, real, path, { kind: 'link', content: target, mode: 0o777, owner: 'root' });
}

/** chmod(2). */
export function chmod(tx: Tx, fs: string, path: string, mode: number): void {
  const real = resolvePath(tx, fs, path);
  const row = lookup(tx, fs, real);
  if (!row) throw new FsError('ENOENT', path);
  const { fs: _fs, path: _path, mtime: _mtime, ...rest } = row;
  put(tx, fs, real, path, { ...rest, mode });
}

/** unlink(2) or rmdir(2); with `recursive` a whole tree. */
export function remove(
  tx: Tx,
  fs: string,
  path: string,
  options: { readonly recursive?: boolean; readonly dir?: boolean } = {},
): void {
  const real = resolvePath(tx, fs, path, { nofollow: true });
  const row = lookup(tx, fs, real);
  if (!row) throw new FsError('ENOENT', path);
  const mounted = (tx.get(filesystems, fs)?.mounts ?? []).some((m) => m.at === real);
  if (mounted || real === '/') throw new FsError('EBUSY', path);
  if (row.kind === 'dir') {
    const names = list(tx, fs, real);
    if (!options.recursive && !options.dir) throw new FsError('EISDIR', path);
    if (!options.recursive && names.length > 0) throw new FsError('ENOTEMPTY', path);
    for (const name of names) remove(tx, fs, joinPath(real, name), { recursive: true });
  }
  const at = locate(tx, fs, real);
  if (at.readonly) throw new FsError('EROFS', path);
  loseName(tx, at);
  tx.delete(files, `${at.fs}:${at.path}`);
  const lower = tx.get(filesystems, at.fs)?.lower;
  if (lower !== undefined && lookup(tx, lower, at.path))
    putRow(tx, { fs: at.fs, path: at.path, kind: 'whiteout', content: '', mode: 0, mtime: tx.now, owner: 'root' });
}

/** Copies a file or, recursively, a directory, between or within file systems. */
export function copy(
  tx: Tx,
  from: { readonly fs: string; readonly path: string },
  to: { readonly fs: string; readonly path: string },
): void {
  const row = lookup(tx, from.fs, resolvePath(tx, from.fs, from.path, { nofollow: true }));
  if (!row) throw new FsError('ENOENT', from.path);
  const target = resolvePath(tx, to.fs, to.path, { nofollow: true });
  const { fs: _fs, path: _path, mtime: _mtime, ...node } = row;
  if (row.kind !== 'dir') {
    requireDir(tx, to.fs, parentOf(target), to.path);
    put(tx, to.fs, target, to.path, node);
    return;
  }
  if (!lookup(tx, to.fs, target)) mkdir(tx, to.fs, target, { mode: row.mode });
  for (const name of list(tx, from.fs, from.path))
    copy(tx, { fs: from.fs, path: joinPath(from.path, name) }, { fs: to.fs, path: joinPath(target, name) });
}

/** rename(2), across file systems too, as mv(1) does. */
export function rename(tx: Tx, fs: string, from: string, to: string): void {
  const place = (path: string) => locate(tx, fs, resolvePath(tx, fs, path, { nofollow: true }));
  const [old, target] = [place(from), place(to)];
  loseName(tx, target);
  copy(tx, { fs, path: from }, { fs, path: to });
  changeName(tx, old, target);
  remove(tx, fs, from, { recursive: true });
}

function requireDir(r: Reader, fs: string, dir: string, path: string): void {
  const row = lookup(r, fs, dir);
  if (!row) throw new FsError('ENOENT', path);
  if (row.kind !== 'dir') throw new FsError('ENOTDIR', path);
}

function put(tx: Tx, fs: string, real: string, path: string, node: Omit<FileRow, 'fs' | 'path' | 'mtime'>): void {
  const at = locate(tx, fs, real);
  if (at.readonly) throw new FsError('EROFS', path);
  putRow(tx, { ...node, fs: at.fs, path: at.path, mtime: tx.now });
}
