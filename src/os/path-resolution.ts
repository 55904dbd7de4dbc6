import type { Reader } from '../base/index.ts';
import { type Errno, FsError } from './errno.ts';
import { type FileRow, lookup } from './filesystem.ts';
import { joinPath } from './paths.ts';

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
