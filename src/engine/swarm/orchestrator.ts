import type { Reader, Tx } from '../../base/index.ts';
import { meets } from './constraint.ts';
import { runJob } from './jobs.ts';
import { restart } from './restart.ts';
import { clusters, type NodeRow, nodes, type ServiceRow, services, type TaskRow, tasks } from './rows.ts';
import { schedule } from './scheduler.ts';
import { ended, unwanted } from './states.ts';
import { advance, nodesOf } from './store.ts';
import { newTask, want } from './taskrow.ts';

/** Brings the tasks of a cluster in line with its services and nodes: what swarmkit's orchestrators do after every change. */
export function orchestrate(tx: Tx, cluster: string): void {
  for (const t of tx.by(tasks, 'cluster', cluster)) {
    if (t.service !== '' && !tx.get(services, t.service)) want(tx, t, 'remove');
    else if (t.service !== '' && !ended(t.state) && !unwanted(t.desired) && lost(tx, t)) giveUp(tx, t);
  }
  for (const s of byAge(tx, cluster)) {
    if (s.job) {
      runJob(tx, s);
      continue;
    }
    restart(tx, s);
    if (s.spec.Mode.Global) spreadGlobal(tx, s);
    else replicate(tx, s);
  }
  advance(tx, cluster, Math.max(0, ...tx.by(tasks, 'cluster', cluster).map((t) => t.version)));
  schedule(tx, cluster);
  for (const s of byAge(tx, cluster)) reap(tx, s);
}

function byAge(r: Reader, cluster: string): ServiceRow[] {
  return r.by(services, 'cluster', cluster).sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
}

/** Its node is down, drained, or gone. */
function lost(r: Reader, t: TaskRow): boolean {
  if (t.node === '') return false;
  const n = r.get(nodes, t.node);
  return !n || n.state === 'down' || n.availability === 'drain';
}

/** What a lost task's place needs is another task, at once. */
function giveUp(tx: Tx, t: TaskRow): void {
  want(tx, t, 'shutdown');
  const n = tx.get(nodes, t.node);
  const now = tx.get(tasks, t.id);
  // Nobody is there to say how it ended.
  if (now && !n) tx.put(tasks, t.id, { ...now, state: 'orphaned', message: 'node is gone', at: tx.now });
}

// What ended by itself and is not to come back still has its place.
const live = (t: TaskRow): boolean =>
  !unwanted(t.desired) ||
  (t.desired === 'shutdown' && !t.replaced && ['complete', 'failed', 'rejected'].includes(t.state));

/** Tasks of a service that count as filling their places. */
export function liveTasks(r: Reader, s: ServiceRow): TaskRow[] {
  return r
    .by(tasks, 'service', s.id)
    .filter(live)
    .sort((a, b) => a.slot - b.slot || a.created - b.created);
}

function replicate(tx: Tx, s: ServiceRow): void {
  const wanted = s.spec.Mode.Replicated?.Replicas ?? 0;
  const own = liveTasks(tx, s);
  const slots = [...new Set(own.map((t) => t.slot))];
  if (slots.length > wanted) {
    for (const slot of surplus(own, slots, wanted)) for (const t of own) if (t.slot === slot) want(tx, t, 'remove'); // what it was before stays as history
    return;
  }
  for (let slot = 1, missing = wanted - slots.length; missing > 0; slot++) {
    if (slots.includes(slot)) continue;
    newTask(tx, s, { slot });
    missing--;
  }
}

/** The history of slots that nobody fills any more goes when the service is changed; orchestrator/replicated/services.go. */
export function clearDeadSlots(tx: Tx, s: ServiceRow): void {
  if (!s.spec.Mode.Replicated) return;
  const slots = new Set(liveTasks(tx, s).map((t) => t.slot));
  for (const t of tx.by(tasks, 'service', s.id)) if (!slots.has(t.slot)) want(tx, t, 'remove');
}

/** Which slots go: those that do not run, then those on the fullest nodes, the highest first. */
function surplus(own: readonly TaskRow[], slots: readonly number[], wanted: number): number[] {
  const running = (slot: number) => own.some((t) => t.slot === slot && t.state === 'running');
  const left = [...slots];
  const gone: number[] = [];
  while (left.length > wanted) {
    const nodeOf = (slot: number) => own.find((t) => t.slot === slot)?.node ?? '';
    const load = (slot: number) => left.filter((o) => nodeOf(o) === nodeOf(slot)).length;
    const [next] = [...left].sort((a, b) => Number(running(a)) - Number(running(b)) || load(b) - load(a) || b - a);
    if (next === undefined) break;
    gone.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return gone;
}

function eligible(s: ServiceRow, n: NodeRow): boolean {
  return (
    n.state === 'ready' && n.availability !== 'drain' && meets(n, s.spec.TaskTemplate.Placement?.Constraints ?? [])
  );
}

function spreadGlobal(tx: Tx, s: ServiceRow): void {
  const own = liveTasks(tx, s);
  const all = nodesOf(tx, s.cluster);
  for (const t of own) {
    const n = all.find((o) => o.id === t.node);
    if (!n || !eligible(s, n)) want(tx, t, 'shutdown');
  }
  for (const n of all.sort((a, b) => a.version - b.version))
    if (eligible(s, n) && n.availability === 'active' && !own.some((t) => t.node === n.id))
      newTask(tx, s, { slot: 0, node: n.id });
}

/** The task reaper: of each place only so many ended tasks are kept (Task History Retention Limit). */
function reap(tx: Tx, s: ServiceRow): void {
  const limit = tx.get(clusters, s.cluster)?.spec.Orchestration.TaskHistoryRetentionLimit ?? 5;
  const places = new Map<string, TaskRow[]>();
  for (const t of tx.by(tasks, 'service', s.id)) {
    const key = t.slot === 0 ? t.node : String(t.slot);
    places.set(key, [...(places.get(key) ?? []), t]);
  }
  for (const list of places.values()) {
    if (list.length <= limit) continue;
    const old = list
      .filter((t) => ended(t.state) && unwanted(t.desired))
      .sort((a, b) => a.created - b.created || a.version - b.version);
    for (const t of old.slice(0, list.length - limit)) want(tx, t, 'remove');
  }
}
