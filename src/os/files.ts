import { compareText, type Reader, type Tx, table } from '../base/index.ts';
import { isKernelPath, kernelFile, kernelWrite } from './procfs.ts';

/** errno(3) of a file operation. */
export type Errno =
  | 'ENOENT'
  | 'EEXIST'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'ELOOP'
  | 'EROFS'
  | 'EBUSY'
  | 'EINVAL'
  | 'EXDEV';

const TEXT: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ELOOP: 'Too many levels of symbolic links',
  EROFS: 'Read-only file system',
  EBUSY: 'Device or resource busy',
  EINVAL: 'Invalid argument',
  EXDEV: 'Invalid cross-device link',
};

/** strerror(3). */
export function strerror(code: Errno): string {
  return TEXT[code];
}

/** A failed file operation; `message` is the text of strerror(3). */
export class FsError extends Error {
  constructor(
    readonly code: Errno,
    readonly path: string,
  ) {
    super(TEXT[code]);
  }
}

/** A node of a file system; inode(7). `program` files are executables of the simulation. */
export interface FileRow {
  readonly fs: string;
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'link' | 'device' | 'whiteout';
  /** Text of a file, target of a link. */
  readonly content: string;
  /** Id of the program in the registry. */
  readonly program?: string;
  /** Text made when read (procfs, sysfs): id of its maker. */
  readonly maker?: string;
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

export interface Mount {
  readonly at: string;
  readonly fs: string;
  readonly path: string;
  readonly readonly?: boolean;
}

export const filesystems = table<Fs>('os.filesystems');
export const files = table<FileRow>('os.files', {
  parent: (f) => `${f.fs}:${parentOf(f.path)}`,
  fs: (f) => f.fs,
});

/** Makers of files whose text is computed when read (`/proc/net/route`). */
export type Makers = Readonly<Record<string, (r: Reader, fs: string) => string>>;

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

/** Lexically joins a path to a working directory: absolute, without `.`, `..` or double slashes. */
export function joinPath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Located {
  readonly fs: string;
  readonly path: string;
  readonly readonly: boolean;
}

/** Finds the file system that a path of `fs` really lies in. */
function locate(r: Reader, fs: string, path: string): Located {
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

function lookup(r: Reader, fs: string, path: string): FileRow | undefined {
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
function hidden(r: Reader, fs: string, path: string): boolean {
  for (let p = parentOf(path); p !== '/'; p = parentOf(p))
    if (r.get(files, `${fs}:${p}`)?.kind === 'whiteout') return true;
  return false;
}

interface Walk {
  readonly path: string;
  readonly error?: Errno;
}

/** path_resolution(7) without exceptions: files that are not there are asked for all the time. */
function follow(
  r: Reader,
  fs: string,
  path: string,
  options: { readonly cwd?: string; readonly nofollow?: boolean } = {},
): Walk {
  let rest = joinPath(options.cwd ?? '/', path)
    .split('/')
    .filter(Boolean);
  let done = '/';
  for (let hops = 0; rest.length > 0; ) {
    const [head, ...tail] = rest as [string, ...string[]];
    const next = done === '/' ? `/${head}` : `${done}/${head}`;
    const row = lookup(r, fs, next);
    if (row?.kind === 'link' && !(tail.length === 0 && options.nofollow)) {
      if (++hops > 40) return { path, error: 'ELOOP' };
      rest = [...joinPath(done, row.content).split('/').filter(Boolean), ...tail];
      done = '/';
      continue;
    }
    if (tail.length > 0) {
      if (!row) return { path, error: 'ENOENT' };
      if (row.kind !== 'dir') return { path, error: 'ENOTDIR' };
    }
    done = next;
    rest = tail;
  }
  return { path: done };
}

/** Follows symbolic links. The last component may be missing. `nofollow` leaves a last link unresolved. Throws FsError. */
export function resolvePath(
  r: Reader,
  fs: string,
  path: string,
  options: { readonly cwd?: string; readonly nofollow?: boolean } = {},
): string {
  const found = follow(r, fs, path, options);
  if (found.error !== undefined) throw new FsError(found.error, path);
  return found.path;
}

/** stat(2), undefined when there is no such file. `nofollow` is lstat(2). */
export function stat(
  r: Reader,
  fs: string,
  path: string,
  options: { readonly nofollow?: boolean } = {},
): FileRow | undefined {
  const found = follow(r, fs, path, options);
  return found.error === undefined ? lookup(r, fs, found.path) : undefined;
}

/** The text of a file. Throws FsError. */
export function readFile(r: Reader, fs: string, path: string, makers: Makers = {}): string {
  const row = lookup(r, fs, resolvePath(r, fs, path));
  if (!row) throw new FsError('ENOENT', path);
  if (row.kind === 'dir') throw new FsError('EISDIR', path);
  const make = row.maker === undefined ? undefined : makers[row.maker];
  return make ? make(r, fs) : row.content;
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

export interface WriteOptions {
  readonly mode?: number;
  readonly append?: boolean;
  /** Makes missing directories on the way. */
  readonly parents?: boolean;
  readonly owner?: string;
  readonly program?: string;
  readonly maker?: string;
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
    ...(options.maker === undefined ? {} : { maker: options.maker }),
  });
}

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
  copy(tx, { fs, path: from }, { fs, path: to });
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

function putRow(tx: Tx, row: FileRow): void {
  tx.put(files, `${row.fs}:${row.path}`, row);
}
