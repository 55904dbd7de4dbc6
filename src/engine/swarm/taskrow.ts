import type { Tx } from '../../base/index.ts';
import { freeAddresses, takeAddress } from './allocator.ts';
import { type ServiceRow, swarmNetworks, type TaskRow, tasks } from './rows.ts';
import { unwanted } from './states.ts';
import { indexAhead, newId, nextIndex } from './store.ts';
import type { TaskState } from './types.ts';

/** Where a task of a service belongs: a slot of its own, or a node of which each has one. */
export interface Place {
  readonly slot: number;
  readonly node?: string;
}

/** The place of a task, for another one that is to have it. */
export function placeOf(s: ServiceRow, t: TaskRow): Place {
  return s.spec.Mode.Global || s.spec.Mode.GlobalJob ? { slot: 0, node: t.node } : { slot: t.slot };
}

/** Makes a task for a place of a service, with addresses on its networks. */
export function newTask(
  tx: Tx,
  s: ServiceRow,
  at: Place & { readonly desired?: TaskState; readonly notBefore?: number },
): TaskRow {
  const id = newId(tx);
  const mesh = s.ports.some((p) => p.PublishMode === 'ingress');
  const ingress = tx.by(swarmNetworks, 'cluster', s.cluster).find((n) => n.ingress);
  const own = s.spec.TaskTemplate.Networks ?? [];
  const wanted = [...(mesh && ingress ? [{ Target: ingress.id, Aliases: [] }] : []), ...own];
  const attachments = wanted.flatMap((a) => {
    if (!tx.get(swarmNetworks, a.Target)) return [];
    const addr = takeAddress(tx, a.Target, id);
    return addr === undefined ? [] : [{ network: a.Target, addr, aliases: a.Aliases ?? [] }];
  });
  return tx.put(tasks, id, {
    id,
    cluster: s.cluster,
    version: indexAhead(tx, s.cluster, 2), // written, then allocated
    created: tx.now,
    updated: tx.now,
    service: s.id,
    serviceName: s.name,
    slot: at.slot,
    node: at.node ?? '',
    spec: s.spec.TaskTemplate,
    specVersion: s.specVersion,
    endpoint: s.spec.EndpointSpec,
    labels: s.spec.Labels,
    desired: at.desired ?? (s.job ? 'complete' : 'running'),
    state: 'pending',
    message: 'pending task scheduling',
    err: '',
    at: tx.now,
    container: '',
    pid: 0,
    exitCode: 0,
    attachments,
    hostPorts: s.ports.filter((p) => p.PublishMode === 'host'),
    notBefore: at.notBefore ?? 0,
    handled: '',
    replaced: false,
    ...(s.job ? { iteration: s.job.iteration } : {}),
  });
}

/** Sets the state that a task is wanted in; it only goes forward. */
export function want(tx: Tx, t: TaskRow, desired: TaskState): void {
  const now = tx.get(tasks, t.id);
  if (!now || now.desired === desired || (unwanted(now.desired) && desired !== 'remove')) return;
  tx.put(tasks, t.id, { ...now, desired, version: nextIndex(tx, t.cluster), updated: tx.now });
}

/** Takes a task off the books, with its addresses. */
export function forgetTask(tx: Tx, id: string): void {
  const t = tx.get(tasks, id);
  if (!t) return;
  for (const a of t.attachments) freeAddresses(tx, a.network, id);
  tx.delete(tasks, id);
}
