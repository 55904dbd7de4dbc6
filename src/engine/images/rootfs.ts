import {
  compareText,
  fromUtf8,
  type Reader,
  sortedBy,
  type TarContent,
  type TarEntry,
  type Tx,
  tar,
  utf8,
} from '../../base/index.ts';
import {
  type FileRow,
  files,
  filesystems,
  fsAdd,
  joinPath,
  mkdir,
  parentOf,
  putRow,
  remove,
  stat,
} from '../../os/index.ts';

const WHITEOUT = '.wh.';
/** Where an entry tells which program of the simulation a file is: its bytes do not exist. */
const PROGRAM = 'user.program';

/** The file systems that one stands on, itself included, the lowest first. */
export function chainBelow(r: Reader, fs: string): readonly string[] {
  const lower = r.get(filesystems, fs)?.lower;
  return [...(lower === undefined ? [] : chainBelow(r, lower)), fs];
}

/** What file systems hold together, the later ones over the earlier, as entries of an archive; without what is mounted in them. */
export function entriesOf(r: Reader, layers: readonly string[], options: { readonly whiteouts: boolean }): TarEntry[] {
  const found = new Map<string, FileRow>();
  for (const fs of layers)
    for (const row of sortedBy(r.by(files, 'fs', fs), (f) => f.path, compareText)) {
      if (row.kind === 'whiteout') {
        for (const path of found.keys()) if (path.startsWith(`${row.path}/`)) found.delete(path);
        if (!options.whiteouts) found.delete(row.path);
      }
      if (row.kind !== 'whiteout' || options.whiteouts) found.set(row.path, row);
    }
  return sortedBy([...found.values()], (f) => f.path, compareText).flatMap(entryOf);
}

function entryOf(f: FileRow): TarEntry[] {
  const { mode, mtime, owner } = f;
  const name = f.path.slice(1);
  if (name === '' || f.kind === 'device') return [];
  if (f.kind === 'whiteout') {
    const at = parentOf(f.path) === '/' ? '' : `${parentOf(f.path).slice(1)}/`;
    return [{ name: `${at}${WHITEOUT}${f.path.split('/').at(-1)}`, kind: 'file', mode, mtime, owner, data: '' }];
  }
  const data = f.kind === 'file' ? utf8(f.content) : f.content;
  const attributes = f.program === undefined ? {} : { attributes: { [PROGRAM]: f.program } };
  return [{ name, kind: f.kind, mode, mtime, owner, data, ...attributes }];
}

/** Makes a file system of entries over another one; archive.Untar of moby. */
export function unpack(tx: Tx, fs: string, entries: readonly TarEntry[], lower?: string): void {
  fsAdd(tx, fs, lower === undefined ? {} : { lower });
  for (const entry of entries) {
    const path = joinPath('/', entry.name);
    const base = entry.name.split('/').at(-1) ?? '';
    if (base.startsWith(WHITEOUT)) {
      const gone = joinPath(parentOf(path), base.slice(WHITEOUT.length));
      if (stat(tx, fs, gone, { nofollow: true })) remove(tx, fs, gone, { recursive: true });
      continue;
    }
    if (parentOf(path) !== '/') mkdir(tx, fs, parentOf(path), { parents: true });
    const program = entry.attributes?.[PROGRAM];
    putRow(tx, {
      fs,
      path,
      kind: entry.kind,
      content: entry.kind === 'file' ? fromUtf8(entry.data) : entry.kind === 'link' ? entry.data : '',
      mode: entry.mode,
      mtime: entry.mtime,
      owner: entry.owner,
      ...(program === undefined ? {} : { program }),
    });
  }
}

/** What the programs in an archive would add to its bytes, which do not exist. */
const MORE = 'DOCKERNET.size';
const bytesOf = (entries: readonly TarEntry[]) =>
  entries.reduce((sum, e) => sum + (e.kind === 'file' ? e.data.length : 0), 0);

/** An archive of files that stand for `size` bytes. */
export function rootfsTar(entries: readonly TarEntry[], size: number): string {
  return tar(entries, { [MORE]: String(Math.max(0, size - bytesOf(entries))) });
}

/** The bytes that an archive's files stand for. */
export function rootfsSize({ entries, global }: TarContent): number {
  return bytesOf(entries) + Number(global[MORE] ?? 0);
}
