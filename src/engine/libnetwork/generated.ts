import type { Tx } from '../../base/index.ts';
import { filesystems, writeFile } from '../../os/index.ts';

/** Writes a file that the daemon keeps outside of the container and mounts into it: `--read-only` does not stop the daemon. */
export function writeGenerated(tx: Tx, fs: string, path: string, text: string): void {
  const sealed = tx.get(filesystems, fs)?.readonly ?? false;
  if (sealed) tx.patch(filesystems, fs, { readonly: false });
  writeFile(tx, fs, path, text, { parents: true });
  if (sealed) tx.patch(filesystems, fs, { readonly: true });
}
