import type { Tx } from '../../base/index.ts';
import { filesystems, fsAdd, mkdir, parentOf, symlink, writeFile } from '../../os/index.ts';
import type { Layer } from '../rows.ts';
import type { Catalogue, SpecFile } from './catalogue.ts';
import { digest } from './digest.ts';

/** Writes files into a file system, making the directories on the way. */
export function install(tx: Tx, fs: string, files: readonly SpecFile[]): void {
  for (const file of files) {
    if ('dir' in file) {
      mkdir(tx, fs, file.path, { parents: true, ...(file.mode === undefined ? {} : { mode: file.mode }) });
      continue;
    }
    mkdir(tx, fs, parentOf(file.path), { parents: true });
    if ('link' in file) symlink(tx, fs, file.link, file.path);
    else if ('program' in file) writeFile(tx, fs, file.path, '', { mode: 0o755, program: file.program });
    else writeFile(tx, fs, file.path, file.text, { mode: file.mode ?? 0o644 });
  }
}

/** The file system of a layer of a catalogue, made when first asked for. All hosts share it: nobody can write to it. */
export function layerFs(tx: Tx, catalogue: Catalogue, name: string): string {
  const id = `layer:${catalogue.name}/${name}`;
  if (tx.get(filesystems, id)) return id;
  const spec = catalogue.layers[name];
  if (!spec) throw new Error(`${catalogue.name}: no layer ${name}`);
  const lower = spec.lower === undefined ? undefined : layerFs(tx, catalogue, spec.lower);
  fsAdd(tx, id, lower === undefined ? {} : { lower });
  install(tx, id, spec.files);
  return id;
}

/** A layer of a catalogue and those below it, the lowest first. */
export function layerChain(catalogue: Catalogue, name: string): readonly Layer[] {
  const spec = catalogue.layers[name];
  if (!spec) return [];
  const below = spec.lower === undefined ? [] : layerChain(catalogue, spec.lower);
  const own = spec.size === 0 ? [] : [{ id: `sha256:${digest(`layer ${catalogue.name}/${name}`)}`, size: spec.size }];
  return [...below, ...own];
}

/** Bytes of layers together. */
export function sizeOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => sum + layer.size, 0);
}

/** What layers on each other are told from others by; layer.CreateChainID of moby. */
export function chainOf(layers: readonly Layer[]): string {
  return layers.map((layer) => layer.id).join();
}
