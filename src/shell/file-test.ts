import { type FileRow, joinPath, stat } from '../os/index.ts';
import { option, type Shell } from './shell.ts';
import { elements, getValue, variable } from './variables.ts';

function row(sh: Shell, path: string, nofollow = false): FileRow | undefined {
  return path === '' ? undefined : stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path), { nofollow });
}

/** Names that the simulation knows without a file. */
const DEVICES = new Set([
  '/dev/null',
  '/dev/zero',
  '/dev/tty',
  '/dev/random',
  '/dev/urandom',
  '/dev/stdin',
  '/dev/stdout',
  '/dev/stderr',
]);

/** The unary operators of test(1): files, strings, variables, options. */
export function fileTest(sh: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return isTerminal(sh, Number(operand));
    case '-o':
      return option(sh, operand);
    case '-v': {
      const element = /^(\w+)\[(.*)\]$/.exec(operand);
      if (element)
        return elements(sh, element[1] ?? '').some(
          ([k]) => k === element[2] || element[2] === '@' || element[2] === '*',
        );
      return getValue(sh, operand) !== undefined;
    }
    case '-R':
      return variable(sh, operand)?.nameref === true;
    case '-h':
    case '-L':
      return row(sh, operand, true)?.kind === 'link';
    default:
      return fileKind(operator, row(sh, operand), DEVICES.has(operand));
  }
}

function isTerminal(sh: Shell, fd: number): boolean {
  const d = sh.fds.get(fd);
  return (d?.sink?.isatty ?? d?.source?.isatty) === true;
}

function fileKind(operator: string, file: FileRow | undefined, device: boolean): boolean {
  if (!file) return device && ['-e', '-a', '-c', '-r', '-w'].includes(operator);
  switch (operator) {
    case '-e':
    case '-a':
    case '-O':
    case '-G':
    case '-N':
      return true;
    case '-f':
      return file.kind === 'file';
    case '-d':
      return file.kind === 'dir';
    case '-c':
      return file.kind === 'device';
    case '-s':
      return file.kind === 'dir' || file.content.length > 0 || file.program !== undefined;
    // root may read and write anything; it may run what anybody may
    case '-r':
    case '-w':
      return true;
    case '-x':
      return file.kind === 'dir' || (file.mode & 0o111) !== 0;
    case '-u':
      return (file.mode & 0o4000) !== 0;
    case '-g':
      return (file.mode & 0o2000) !== 0;
    case '-k':
      return (file.mode & 0o1000) !== 0;
    default:
      return false; // -b, -p, -S: no block devices, FIFOs or socket files here
  }
}

/** -nt, -ot, -ef. */
export function newer(sh: Shell, left: string, operator: '-nt' | '-ot' | '-ef', right: string): boolean {
  const [a, b] = [row(sh, left), row(sh, right)];
  if (operator === '-ef') return a !== undefined && b !== undefined && a.fs === b.fs && a.path === b.path;
  if (operator === '-nt') return a !== undefined && (b === undefined || a.mtime > b.mtime);
  return b !== undefined && (a === undefined || a.mtime < b.mtime);
}

/** Order of two texts in the C locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
