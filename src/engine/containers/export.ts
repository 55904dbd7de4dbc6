import type { Tx } from '../../base/index.ts';
import { containerEvent } from '../events.ts';
import { chainBelow, entriesOf, rootfsTar } from '../images/rootfs.ts';
import type { Container } from '../rows.ts';
import { DAEMONS, sizes } from './inspect.ts';

/** `GET /containers/{id}/export`: its files, those of its image among them, without what is mounted; daemon/export.go. */
export function exportContainer(tx: Tx, c: Container): string {
  const entries = entriesOf(tx, chainBelow(tx, `c:${c.id}`), { whiteouts: false });
  const bare = entries.map((e) => (e.kind === 'file' && DAEMONS.includes(`/${e.name}`) ? { ...e, data: '' } : e));
  containerEvent(tx, c, 'export');
  return rootfsTar(bare, sizes(tx, c).SizeRootFs);
}
