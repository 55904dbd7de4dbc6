import type { Reader } from '../base/index.ts';
import type { FileRow } from './filesystem.ts';
import { stat } from './path-resolution.ts';
import { joinPath } from './paths.ts';
import { ExecError, type Program } from './program.ts';

/** A program of the registry and the virtual time that one run of it takes before it prints (ms). */
export interface Installed {
  readonly run: Program;
  readonly takes?: number;
}

/** All programs of the simulation by id; files refer to them. */
export type Programs = Readonly<Record<string, Installed>>;

export interface Found extends Installed {
  readonly path: string;
  /** What the program gets as argv: a script's is its interpreter's. */
  readonly argv: readonly string[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Finds what argv[0] names, through PATH where it has no slash; execvp(3). Throws ExecError. */
export function findProgram(
  r: Reader,
  programs: Programs,
  at: { readonly fs: string; readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  argv: readonly string[],
): Found {
  const name = argv[0] ?? '';
  const path = which(r, at, name);
  if (path === undefined) throw new ExecError('ENOENT', name);
  const row = stat(r, at.fs, path);
  if (!row) throw new ExecError('ENOENT', name);
  if (row.kind === 'dir') throw new ExecError('EACCES', name);
  if ((row.mode & 0o111) === 0) throw new ExecError('EACCES', name);
  return load(r, programs, at, row, path, argv);
}

function load(
  r: Reader,
  programs: Programs,
  at: { readonly fs: string; readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  row: FileRow,
  path: string,
  argv: readonly string[],
): Found {
  if (row.program !== undefined) {
    const installed = programs[row.program] ?? programs.unsimulated; // a program that nobody has written says so
    if (!installed) throw new ExecError('ENOEXEC', path);
    return { ...installed, path, argv };
  }
  // execve(2), "Interpreter scripts": one optional argument
  const shebang = /^#![ \t]*(\S+)(?:[ \t]+(\S.*?))?[ \t]*(?:\n|$)/.exec(row.content);
  if (!shebang) throw new ExecError('ENOEXEC', path);
  const [, interpreter, argument] = shebang;
  const script = [interpreter ?? '', ...(argument === undefined ? [] : [argument]), path, ...argv.slice(1)];
  return findProgram(r, programs, at, script);
}

/** The path that a command name stands for: the name itself if it has a slash, else the first executable in PATH. */
export function which(
  r: Reader,
  at: { readonly fs: string; readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  name: string,
): string | undefined {
  if (name === '') return undefined;
  if (name.includes('/')) return joinPath(at.cwd, name);
  for (const dir of (at.env.PATH ?? DEFAULT_PATH).split(':')) {
    const path = joinPath(joinPath(at.cwd, dir === '' ? '.' : dir), name);
    const row = stat(r, at.fs, path);
    if (row && row.kind !== 'dir' && (row.mode & 0o111) !== 0) return path;
  }
  return undefined;
}
