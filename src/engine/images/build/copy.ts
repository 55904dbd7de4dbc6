import { byteLength, type Reader, type Tx } from '../../../base/index.ts';
import { copy, fsAdd, joinPath, list, mkdir, parentOf, readFile, stat, writeFile } from '../../../os/index.ts';
import { ApiError, badRequest } from '../../errors.ts';
import { digest } from '../digest.ts';
import type { Instruction } from './dockerfile.ts';
import { jsonWords } from './dockerfile.ts';

/** Where COPY and ADD read from: the build context, or the files of another stage. */
export interface CopySource {
  readonly fs: string;
  readonly path: string;
  readonly ignored: (relative: string) => boolean;
}

/** What is to be copied: the sources that there are, and where to. */
export interface Copying {
  readonly source: CopySource;
  /** Paths below the source. */
  readonly paths: readonly string[];
  readonly target: string;
  /** What the history says: `file:<hash>`, `dir:<hash>`, `multi:<hash>`. */
  readonly hash: string;
}

/** Finds what a COPY or ADD names; builder/dockerfile/copy.go of moby. Throws ApiError. */
export function findSources(r: Reader, it: Instruction, line: string, source: CopySource): Copying {
  const words = jsonWords(line) ?? line.split(/\s+/);
  const target = words.at(-1) ?? '/';
  if (words.some((w) => /^https?:\/\//.test(w)))
    throw new ApiError(501, `dockernet-course: not simulated: ${it.verb} from a URL`);
  const paths = words.slice(0, -1).flatMap((word) => matching(r, it.verb, word, source));
  if (paths.length === 0) throw badRequest(`${it.verb} failed: no source files were specified`);
  if (paths.length > 1 && !target.endsWith('/') && target !== '.')
    throw badRequest(
      `When using ${it.verb} with more than one source file, the destination must be a directory and end with a /`,
    );
  const kind =
    paths.length > 1
      ? 'multi'
      : stat(r, source.fs, joinPath(source.path, paths[0] ?? ''))?.kind === 'dir'
        ? 'dir'
        : 'file';
  const hash = `${kind}:${digest(paths.map((p) => content(r, source, p)).join('\n'))}`;
  return { source, paths, target, hash };
}

function matching(r: Reader, verb: string, word: string, source: CopySource): string[] {
  const clean = joinPath('/', word).slice(1);
  if (word.split('/').includes('..') && !joinPath('/x', word).startsWith('/x'))
    throw badRequest(`${verb} failed: forbidden path outside the build context: ${word} ()`);
  if (/[*?[]/.test(word)) {
    const dir = parentOf(`/${clean}`);
    const pattern = globbed(clean.split('/').at(-1) ?? '');
    const at = joinPath(source.path, dir.slice(1));
    const names = stat(r, source.fs, at)?.kind === 'dir' ? list(r, source.fs, at) : [];
    return names
      .filter((name) => pattern.test(name))
      .map((name) => joinPath(dir, name).slice(1))
      .filter((path) => !source.ignored(path));
  }
  if (!stat(r, source.fs, joinPath(source.path, clean)) || (clean !== '' && source.ignored(clean)))
    throw badRequest(
      `${verb} failed: file not found in build context or excluded by .dockerignore: stat ${word.replace(/^\//, '')}: file does not exist`,
    );
  return [clean];
}

/** path.Match as a regular expression. */
function globbed(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${source}$`);
}

/** All that a path holds, as one text: equal texts are equal files. */
function content(r: Reader, source: CopySource, path: string): string {
  const at = joinPath(source.path, path);
  const row = stat(r, source.fs, at);
  if (row?.kind !== 'dir') return `${path.split('/').at(-1)} ${row?.mode} ${row ? readFile(r, source.fs, at) : ''}`;
  return list(r, source.fs, at)
    .map((name) => joinPath(`/${path}`, name).slice(1))
    .filter((p) => !source.ignored(p))
    .map((p) => `${p} ${content(r, source, p)}`)
    .join('\n');
}

/** Copies into a new file system over `lower`; returns it with the bytes that were written. */
export function copyIn(
  tx: Tx,
  lower: string,
  cwd: string,
  { source, paths, target }: Copying,
): { readonly fs: string; readonly size: number } {
  const fs = `image:${digest(`${lower} ${target} ${tx.now} ${tx.random(2 ** 31)}`)}`;
  fsAdd(tx, fs, lower === '' ? {} : { lower });
  const at = joinPath(cwd || '/', target);
  let size = 0;
  const put = (from: string, to: string): void => {
    const row = stat(tx, source.fs, joinPath(source.path, from));
    if (row?.kind === 'dir') {
      mkdir(tx, fs, to, { parents: true });
      for (const name of list(tx, source.fs, joinPath(source.path, from))) {
        const below = joinPath(`/${from}`, name).slice(1);
        if (!source.ignored(below)) put(below, joinPath(to, name));
      }
      return;
    }
    mkdir(tx, fs, parentOf(to), { parents: true });
    if (row?.program !== undefined) copy(tx, { fs: source.fs, path: joinPath(source.path, from) }, { fs, path: to });
    else
      writeFile(tx, fs, to, readFile(tx, source.fs, joinPath(source.path, from)), {
        mode: row?.mode ?? 0o644,
        owner: 'root',
      });
    size += byteLength(row?.content ?? '');
  };
  const into = target.endsWith('/') || target === '.' || stat(tx, fs, at)?.kind === 'dir';
  for (const path of paths) {
    const isDir = stat(tx, source.fs, joinPath(source.path, path))?.kind === 'dir';
    put(path, isDir || !into ? at : joinPath(at, path.split('/').at(-1) ?? path));
  }
  return { fs, size };
}
