import type { Tx } from '../../base/index.ts';
import { processes } from '../../os/index.ts';
import { conflict } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers } from '../rows.ts';

/** The cgroup freezer: none of a container's processes runs, or all do again. */
export function freeze(tx: Tx, id: string, frozen: boolean): void {
  const c = tx.get(containers, id);
  if (!c) return;
  for (const p of tx.by(processes, 'container', id)) tx.patch(processes, String(p.pid), { frozen });
  const after = tx.put(containers, id, { ...c, state: { ...c.state, paused: frozen } });
  containerEvent(tx, after, frozen ? 'pause' : 'unpause');
}

/** `POST /containers/{id}/pause`; daemon/pause.go */
export function pauseContainer(tx: Tx, c: Container): void {
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  if (c.state.paused) throw conflict(`Container ${c.id} is already paused`);
  if (c.state.restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
  freeze(tx, c.id, true);
}

/** `POST /containers/{id}/unpause`; daemon/unpause.go */
export function unpauseContainer(tx: Tx, c: Container): void {
  if (!c.state.paused) throw conflict(`Container ${c.id} is not paused`);
  freeze(tx, c.id, false);
}
