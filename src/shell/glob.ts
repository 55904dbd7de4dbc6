import { FsError, joinPath, list, stat } from '../os/index.ts';
import { type Piece, patternChars } from './expand.ts';
import { isPattern, type PatternChar, patternRegExp } from './pattern.ts';
import { option, type Shell, ShellError } from './shell.ts';

/** The names that a field matches, sorted; undefined: it stays as it stands. bash(1), "Pathname Expansion". */
export function expandPath(sh: Shell, field: readonly Piece[]): string[] | undefined {
  if (!field.some((p) => !p.quoted && /[*?[(]/.test(p.text))) return undefined;
  const chars = patternChars(field);
  const extglob = sh.state.dialect === 'bash';
  if (!isPattern(chars, extglob && option(sh, 'extglob'))) return undefined;
  const names = matches(sh, chars).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (names.length > 0) return names;
  if (option(sh, 'failglob')) throw new ShellError(`no match: ${field.map((p) => p.text).join('')}`, 1, 'line');
  return option(sh, 'nullglob') ? [] : undefined;
}

/** All paths that a pattern matches. */
export function matches(sh: Shell, chars: readonly PatternChar[]): string[] {
  const parts: PatternChar[][] = [[]];
  for (const c of chars) {
    if (c.ch === '/') parts.push([]);
    else parts.at(-1)?.push(c);
  }
  const absolute = chars[0]?.ch === '/';
  return walk(sh, absolute ? '/' : '', absolute ? parts.slice(1) : parts);
}

function walk(sh: Shell, before: string, parts: readonly (readonly PatternChar[])[]): string[] {
  const [head, ...rest] = parts;
  if (head === undefined) return [before];
  const last = rest.length === 0;
  if (head.length === 0) return last ? (isDir(sh, before) ? [before] : []) : walk(sh, `${before}/`, rest);
  const text = head.map((c) => c.ch).join('');
  if (!isPattern(head, option(sh, 'extglob'))) {
    const path = before + text;
    if (last) return exists(sh, path) ? [path] : [];
    return walk(sh, `${path}/`, rest);
  }
  if (text === '**' && option(sh, 'globstar')) return deep(sh, before, rest);
  const regexp = patternRegExp(head, {
    path: true,
    ignoreCase: option(sh, 'nocaseglob'),
    extglob: option(sh, 'extglob'),
  });
  const found = names(sh, before).filter((n) => regexp.test(n) && visible(sh, n, text));
  return found.flatMap((n) => (last ? [before + n] : isDir(sh, before + n) ? walk(sh, `${before + n}/`, rest) : []));
}

function deep(sh: Shell, before: string, rest: readonly (readonly PatternChar[])[]): string[] {
  const here = rest.length === 0 ? (before === '' ? [] : [before]) : walk(sh, before, rest);
  const below = names(sh, before)
    .filter((n) => !n.startsWith('.'))
    .flatMap((n) => (isDir(sh, before + n) ? deep(sh, `${before + n}/`, rest) : rest.length === 0 ? [before + n] : []));
  return [...new Set([...here, ...below])];
}

/** Names that begin with a dot must be asked for. */
function visible(sh: Shell, name: string, pattern: string): boolean {
  return !name.startsWith('.') || pattern.startsWith('.') || option(sh, 'dotglob');
}

function names(sh: Shell, dir: string): string[] {
  try {
    return list(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, dir === '' ? '.' : dir));
  } catch (e) {
    if (e instanceof FsError) return [];
    throw e;
  }
}

function exists(sh: Shell, path: string): boolean {
  return stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path), { nofollow: true }) !== undefined;
}

function isDir(sh: Shell, path: string): boolean {
  return stat(sh.proc.world, sh.proc.fs, joinPath(sh.state.cwd, path))?.kind === 'dir';
}
