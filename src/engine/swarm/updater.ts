import type { Reader } from '../../base/index.ts';
import { type Run, sleep, until } from '../../os/index.ts';
import type { Caller } from '../daemon.ts';
import { updateConfigOf } from './defaults.ts';
import { dirty } from './dirty.ts';
import { liveTasks } from './orchestrator.ts';
import { nodes, type ServiceRow, services, type TaskRow, tasks } from './rows.ts';
import { rollBack } from './services.ts';
import { ended, HELD, unwanted } from './states.ts';
import { leaderOf } from './store.ts';
import { newTask, placeOf, want } from './taskrow.ts';
import type { UpdateState } from './types.ts';

type Reconcile = (caller: Caller, cluster: string) => void;

/** Tasks of a service that were made from an older template. */
function outdated(r: Reader, s: ServiceRow): TaskRow[] {
  return liveTasks(r, s).filter((t) => dirty(r, s, t));
}

/** Starts an updater for every service whose tasks are not those of its spec; swarmkit manager/orchestrator/update. */
export function driveUpdates(caller: Caller, cluster: string, reconcile: Reconcile): void {
  for (const s of caller.world.by(services, 'cluster', cluster)) {
    const state = s.update?.state;
    const idle = !s.job && s.updating !== s.specVersion && state !== 'paused' && state !== 'rollback_paused';
    if (!idle || (outdated(caller.world, s).length === 0 && state !== 'rollback_started')) continue;
    caller.transact((tx) => tx.patch(services, s.id, { updating: s.specVersion }));
    const host = leaderOf(caller.world, cluster)?.host ?? '';
    caller.spawn({
      argv: ['dockerd'],
      place: { host, netns: host, fs: `h:${host}` },
      hidden: true,
      detached: true,
      pgid: 'new',
      program: function* (proc) {
        yield* update(proc, s.id, s.specVersion, reconcile);
        return 0;
      },
    });
  }
}

function* update(caller: Caller, id: string, version: number, reconcile: Reconcile): Run<void> {
  const rollback = caller.world.get(services, id)?.update?.state === 'rollback_started';
  const alive = (): ServiceRow | undefined => {
    const s = caller.world.get(services, id);
    return s?.specVersion === version && s.updating === version ? s : undefined;
  };
  const first = alive();
  if (!first) return;
  if (!rollback) status(caller, id, 'updating', 'update in progress', { started: caller.world.now });
  const config = updateConfigOf(first.spec, rollback);
  const begun = caller.world.now;
  for (let s = alive(); s; s = alive()) {
    const todo = outdated(caller.world, s);
    if (todo.length === 0) break;
    const batch = config.Parallelism === 0 ? todo : todo.slice(0, config.Parallelism);
    yield* replace(caller, s, batch, config.Order === 'start-first', reconcile);
    if (verdict(caller, id, version, begun, rollback, reconcile)) return;
    if (config.Delay && outdated(caller.world, alive() ?? s).length > 0) yield* sleep(config.Delay / 1e6);
  }
  yield* sleep((config.Monitor ?? 5e9) / 1e6);
  if (!alive() || verdict(caller, id, version, begun, rollback, reconcile)) return;
  const state: UpdateState = rollback ? 'rollback_completed' : 'completed';
  status(caller, id, state, rollback ? 'rollback completed' : 'update completed', { completed: caller.world.now });
}

/** Puts new tasks into the places of old ones and waits until they run, or do not. */
function* replace(
  caller: Caller,
  s: ServiceRow,
  batch: readonly TaskRow[],
  startFirst: boolean,
  reconcile: Reconcile,
): Run<void> {
  const gone = (t: TaskRow) => ended(caller.world.get(tasks, t.id)?.state ?? 'remove') || !reachable(caller.world, t);
  if (!startFirst) {
    caller.transact((tx) => {
      for (const t of batch) {
        want(tx, t, 'shutdown');
        tx.patch(tasks, t.id, { replaced: true });
      }
      const now = tx.get(services, s.id);
      for (const t of batch) if (now) newTask(tx, now, { ...placeOf(now, t), desired: 'ready', notBefore: HELD });
    });
    reconcile(caller, s.cluster);
    yield* until(() => batch.every(gone));
    const fresh = freshIn(caller.world, s, batch);
    release(caller, fresh);
    yield* until(() => fresh.every((t) => settled(caller.world, t.id)));
    return;
  }
  caller.transact((tx) => {
    const now = tx.get(services, s.id);
    for (const t of batch) if (now) newTask(tx, now, placeOf(now, t));
  });
  reconcile(caller, s.cluster);
  const fresh = freshIn(caller.world, s, batch);
  yield* until(() => fresh.every((t) => settled(caller.world, t.id)));
  caller.transact((tx) => {
    for (const t of batch) {
      want(tx, t, 'shutdown');
      tx.patch(tasks, t.id, { replaced: true });
    }
  });
  reconcile(caller, s.cluster);
}

function freshIn(r: Reader, s: ServiceRow, batch: readonly TaskRow[]): TaskRow[] {
  const version = r.get(services, s.id)?.specVersion;
  return r
    .by(tasks, 'service', s.id)
    .filter(
      (t) =>
        t.specVersion === version &&
        !unwanted(t.desired) &&
        batch.some((b) => b.slot === t.slot && (b.slot !== 0 || b.node === t.node)),
    );
}

function release(caller: Caller, fresh: readonly TaskRow[]): void {
  caller.transact((tx) => {
    for (const { id } of fresh) {
      const t = tx.get(tasks, id);
      if (t?.desired === 'ready') tx.put(tasks, id, { ...t, desired: 'running', notBefore: 0 });
    }
  });
}

function reachable(r: Reader, t: TaskRow): boolean {
  return t.node !== '' && r.get(nodes, t.node)?.state === 'ready';
}

function settled(r: Reader, id: string): boolean {
  const t = r.get(tasks, id);
  return !t || t.state === 'running' || ended(t.state) || unwanted(t.desired);
}

/** Whether too many new tasks have failed: then the update is paused, or turned back. */
function verdict(
  caller: Caller,
  id: string,
  version: number,
  begun: number,
  rollback: boolean,
  reconcile: Reconcile,
): boolean {
  const s = caller.world.get(services, id);
  if (!s) return true;
  const config = updateConfigOf(s.spec, rollback);
  const fresh = caller.world.by(tasks, 'service', id).filter((t) => t.specVersion === version);
  const failed = fresh.filter((t) => ['failed', 'rejected'].includes(t.state) && t.at >= begun);
  const total = Math.max(1, s.spec.Mode.Replicated?.Replicas ?? fresh.length);
  const [worst] = failed;
  if (!worst || failed.length / total <= config.MaxFailureRatio) return false;
  const action = config.FailureAction ?? 'pause';
  if (action === 'continue') return false;
  if (action === 'rollback' && !rollback && s.previous) {
    const text = `update rolled back due to failure or early termination of task ${worst.id}`;
    caller.transact((tx) => rollBack(tx, id, text));
    reconcile(caller, s.cluster);
    return true;
  }
  const what = rollback ? 'rollback' : 'update';
  const text = `${what} paused due to failure or early termination of task ${worst.id}`;
  status(caller, id, rollback ? 'rollback_paused' : 'paused', text, {});
  return true;
}

function status(
  caller: Caller,
  id: string,
  state: UpdateState,
  message: string,
  more: { readonly started?: number; readonly completed?: number },
): void {
  caller.transact((tx) => {
    const s = tx.get(services, id);
    if (s) tx.put(services, id, { ...s, update: { ...s.update, ...more, state, message } });
  });
}
