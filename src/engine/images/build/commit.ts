import { byteLength, type Reader, sortedBy, type Tx } from '../../../base/index.ts';
import { files, filesystems, fsAdd } from '../../../os/index.ts';
import type { ImageConfig } from '../../api/index.ts';
import { changesOf } from '../../containers/diff.ts';
import { type Container, type ImageRow, type ImageStep, images } from '../../rows.ts';
import { digest } from '../digest.ts';

/** What makes an image out of another one. */
export interface Step {
  readonly createdBy: string;
  readonly config: ImageConfig;
  readonly comment?: string;
  readonly author?: string;
  /** A file system with what is new, and its size; without: the parent's. */
  readonly layer?: { readonly fs: string; readonly size: number };
}

/** Puts an image without a name on top of another one (or of nothing) into the store. */
export function commitImage(tx: Tx, host: string, parent: ImageRow | undefined, step: Step): ImageRow {
  const { createdBy, config, comment = '', author = '', layer } = step;
  const id = `sha256:${digest(`${parent?.id ?? ''} ${createdBy} ${tx.now} ${tx.random(2 ** 31)}`)}`;
  const entry: ImageStep = { id, createdBy, size: layer?.size ?? 0, created: tx.now, comment };
  return tx.put(images, `${host}/${id}`, {
    host,
    id,
    tags: [],
    digests: [],
    parent: parent?.id ?? '',
    comment,
    ...(author === '' ? {} : { author }),
    created: tx.now,
    tagged: 0,
    size: (parent?.size ?? 0) + (layer?.size ?? 0),
    history: [...(parent?.history ?? []), entry],
    layers: [...(parent?.layers ?? []), ...(layer ? [{ id: layerId(tx, layer.fs), size: layer.size }] : [])],
    config,
    fs: layer?.fs ?? parent?.fs ?? '',
  });
}

/** The id of a layer is a digest of its files, times and all: the same files are the same layer. */
export function layerId(r: Reader, fs: string): string {
  const rows = sortedBy(r.by(files, 'fs', fs), (row) => row.path);
  const told = rows.map((f) => [f.path, f.kind, f.mode, f.mtime, f.owner, f.program ?? '', f.content].join(' '));
  return `sha256:${digest(`layer\n${told.join('\n')}`)}`;
}

/** What a container has written, as a file system over that of its image; nothing when it has written nothing. */
export function layerOf(tx: Tx, c: Container): Step['layer'] {
  const paths = new Set(changesOf(tx, c).map((change) => change.Path));
  if (paths.size === 0) return undefined;
  const from = `c:${c.id}`;
  const fs = `image:${digest(`${c.id} ${tx.now} ${tx.random(2 ** 31)}`)}`;
  const lower = tx.get(filesystems, from)?.lower;
  fsAdd(tx, fs, lower === undefined ? {} : { lower });
  let size = 0;
  for (const row of tx.by(files, 'fs', from)) {
    if (!paths.has(row.path)) continue;
    tx.put(files, `${fs}:${row.path}`, { ...row, fs });
    size += row.kind === 'file' ? byteLength(row.content) : 0;
  }
  return { fs, size };
}
