import type { Reader } from '../../../base/index.ts';
import { joinPath, list, readFile, stat } from '../../../os/index.ts';

/** A file of a file system. */
export interface FileAt {
  readonly fs: string;
  readonly path: string;
}

const BLOCK = 512;

/**
 * Bytes of a tar archive of a file or directory, as the client counts what it sends: a header and whole blocks for
 * each file, two empty blocks at the end (tar(5)). `contents`: what is in the directory, without itself.
 */
export function archiveSize(
  r: Reader,
  file: FileAt,
  options: { readonly contents?: boolean; readonly ignored?: (relative: string) => boolean } = {},
): number {
  const own = options.contents ? BLOCK : 0;
  return entrySize(r, file, '', options.ignored ?? (() => false)) - own + 2 * BLOCK;
}

function entrySize(r: Reader, { fs, path }: FileAt, relative: string, ignored: (relative: string) => boolean): number {
  if (relative !== '' && ignored(relative)) return 0;
  const row = stat(r, fs, path, { nofollow: true });
  if (row?.kind === 'dir')
    return list(r, fs, path).reduce(
      (sum, name) =>
        sum + entrySize(r, { fs, path: joinPath(path, name) }, joinPath(`/${relative}`, name).slice(1), ignored),
      BLOCK,
    );
  if (row?.kind !== 'file') return BLOCK;
  return BLOCK + Math.ceil(new TextEncoder().encode(readFile(r, fs, path)).length / BLOCK) * BLOCK;
}
