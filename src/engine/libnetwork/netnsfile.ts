import type { Tx } from '../../base/index.ts';
import { netnsDelete, netnses } from '../../net/index.ts';
import { remove, stat, writeFile } from '../../os/index.ts';
import { controllers } from './rows.ts';

const DIR = '/run/docker/netns';

const hostFs = (tx: Tx, host: string): string => tx.get(controllers, host)?.fs ?? host;

/** Binds a namespace to its file in /var/run/docker/netns, where `nsenter --net=` finds it; moby libnetwork/osl. */
export function mountNetns(tx: Tx, host: string, netns: string, name: string): void {
  const file = `${DIR}/${name}`;
  tx.patch(netnses, netns, { file });
  writeFile(tx, hostFs(tx, host), file, '', { parents: true, mode: 0o444 });
}

/** Ends a namespace and takes its file away. */
export function unmountNetns(tx: Tx, host: string, netns: string): void {
  const row = tx.get(netnses, netns);
  if (!row) return;
  if (row.file !== undefined && stat(tx, hostFs(tx, host), row.file)) remove(tx, hostFs(tx, host), row.file);
  netnsDelete(tx, netns);
}
