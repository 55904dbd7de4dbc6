import { FsError, joinPath, type Process, readFile, resolvePath, stat } from '../../../os/index.ts';
import { ComposeError } from './errors.ts';

/** Where compose looks for its files: those of the process that runs it. */
export interface Files {
  readonly cwd: string;
  readonly home: string;
  exists(path: string): boolean;
  isDir(path: string): boolean;
  /** Throws ComposeError with Go's text. */
  read(path: string): string;
  real(path: string): string;
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
};

/** null(4): nothing to read. */
const NULL = '/dev/null';

/** The files that a process sees. */
export function filesOf(proc: Process): Files {
  return {
    cwd: proc.cwd,
    home: proc.env.HOME ?? '/root',
    exists: (path) => path === NULL || stat(proc.world, proc.fs, joinPath(proc.cwd, path)) !== undefined,
    isDir: (path) => stat(proc.world, proc.fs, joinPath(proc.cwd, path))?.kind === 'dir',
    read: (path) => {
      const full = joinPath(proc.cwd, path);
      if (full === NULL) return '';
      try {
        return readFile(proc.world, proc.fs, full);
      } catch (e) {
        if (!(e instanceof FsError)) throw e;
        throw new ComposeError(
          `${e.code === 'EISDIR' ? 'read' : 'open'} ${full}: ${WHY[e.code] ?? e.message.toLowerCase()}`,
        );
      }
    },
    real: (path) => {
      try {
        return resolvePath(proc.world, proc.fs, joinPath(proc.cwd, path));
      } catch (e) {
        if (e instanceof FsError) return path;
        throw e;
      }
    },
  };
}
