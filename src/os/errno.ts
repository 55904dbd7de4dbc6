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
