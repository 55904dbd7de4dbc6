import type { Filters, PruneReport } from '../api/index.ts';
import type { Caller } from '../daemon.ts';
import { conflict } from '../errors.ts';
import { containerEvent, logEvent } from '../events.ts';
import { pruneFilters } from '../filters.ts';
import { type Container, containers, statusOf } from '../rows.ts';
import { destroy } from './exit.ts';
import { containersOf, findContainer } from './lookup.ts';

export interface RemoveOptions {
  readonly force?: boolean;
  readonly volumes?: boolean;
  readonly link?: boolean;
}

/** `DELETE /containers/{id}`; daemon/delete.go. SIGKILL takes no virtual time. */
export function removeContainer(caller: Caller, host: string, ref: string, options: RemoveOptions = {}): void {
  if (options.link) {
    removeLink(caller, host, ref);
    return;
  }
  const c = findContainer(caller.world, host, ref);
  if (c.state.removing) throw conflict(`removal of container ${ref} is already in progress`);
  if (c.state.running) {
    if (!options.force) throw conflict(`cannot remove container "${ref}": ${why(c)}`);
    caller.transact((tx) => {
      tx.put(containers, c.id, { ...c, stoppedByHand: true, state: { ...c.state, removing: true, paused: false } });
      if (!c.state.restarting) containerEvent(tx, c, 'kill', { signal: '9' });
    });
    if (!c.state.restarting) caller.kill(c.state.pid, 'KILL');
  }
  caller.transact((tx) => {
    const now = tx.get(containers, c.id);
    if (now) destroy(tx, now, options.volumes ?? false);
  });
}

function why(c: Container): string {
  const status = statusOf(c.state);
  if (status === 'paused') return 'container is paused and must be unpaused first';
  return `container is ${status}: stop the container before removing or force remove`;
}

/** `docker rm --link parent/alias`: only the link goes. */
function removeLink(caller: Caller, host: string, ref: string): void {
  const [parent = '', alias = ''] = ref.replace(/^\//, '').split('/');
  const c = findContainer(caller.world, host, parent);
  caller.transact((tx) => tx.put(containers, c.id, { ...c, links: c.links.filter((l) => l.alias !== alias) }));
}

/** `POST /containers/prune` */
export function pruneContainers(caller: Caller, host: string, filters?: Filters): PruneReport {
  const { keep } = pruneFilters(filters, caller.world.now);
  const gone = containersOf(caller.world, host).filter((c) => !c.state.running && !keep(c.created, c.config.Labels));
  caller.transact((tx) => {
    for (const c of gone) destroy(tx, tx.get(containers, c.id) ?? c, false);
    logEvent(tx, { host, type: 'container', action: 'prune', id: '', attributes: { reclaimed: '0' } });
  });
  return { deleted: gone.map((c) => c.id), SpaceReclaimed: 0 };
}
