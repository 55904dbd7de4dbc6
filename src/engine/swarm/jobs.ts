import type { Reader, Tx } from '../../base/index.ts';
import { meets } from './constraint.ts';
import { restartTask } from './restart.ts';
import { type ServiceRow, services, type TaskRow, tasks } from './rows.ts';
import { before, ended, unwanted } from './states.ts';
import { nodesOf } from './store.ts';
import { newTask, want } from './taskrow.ts';
import type { ServiceMode, SwarmVersion } from './types.ts';

/** Services of these modes end: every run of one has as many tasks complete as it asks for. */
export function isJob(mode: ServiceMode): boolean {
  return mode.ReplicatedJob !== undefined || mode.GlobalJob !== undefined;
}

/** The number of a run in JSON, where 0 is left out. */
export function iterationJson(index: number): Partial<SwarmVersion> {
  return index === 0 ? {} : { Index: index };
}

/** The tasks of the run that a job is at. */
export function runOf(r: Reader, s: ServiceRow): TaskRow[] {
  return r.by(tasks, 'service', s.id).filter((t) => t.iteration === s.job?.iteration);
}

/**
 * Brings the tasks of a job in line with its run, when that begins and when a task has ended: what has failed for the
 * last time is not tried again for its own sake; swarmkit manager/orchestrator/jobs.
 */
export function runJob(tx: Tx, s: ServiceRow): void {
  const news = runOf(tx, s).filter((t) => !t.replaced && (unwanted(t.desired) ? !ended(t.state) : ended(t.state)));
  if (!s.job?.due && news.length === 0) return;
  if (s.spec.Mode.GlobalJob) everywhere(tx, s);
  else inSlots(tx, s);
  for (const t of news) {
    if (!unwanted(t.desired) && t.state !== 'complete') restartTask(tx, s, t);
    else tx.patch(tasks, t.id, { replaced: true });
  }
  if (s.job?.due) tx.patch(services, s.id, { job: { ...s.job, due: false } });
}

/** So many at a time until so many are complete, each in a slot of its own from 0 on. */
function inSlots(tx: Tx, s: ServiceRow): void {
  const { MaxConcurrent = 1, TotalCompletions = 1 } = s.spec.Mode.ReplicatedJob ?? {};
  const run = runOf(tx, s);
  const complete = run.filter((t) => t.state === 'complete');
  const busy = run.filter((t) => t.state !== 'complete' && !unwanted(t.desired));
  const slots = new Set([...complete, ...busy].map((t) => t.slot));
  let missing = Math.min(MaxConcurrent - busy.length, TotalCompletions - complete.length - busy.length);
  for (let slot = 0; missing > 0; slot++) {
    if (slots.has(slot)) continue;
    newTask(tx, s, { slot });
    missing--;
  }
  for (const t of tx.by(tasks, 'service', s.id))
    if (t.iteration !== s.job?.iteration && before(t.state, 'complete')) want(tx, t, 'remove');
}

/** Once on each node that there was when the run began. */
function everywhere(tx: Tx, s: ServiceRow): void {
  const run = runOf(tx, s).filter((t) => !unwanted(t.desired));
  const fits = nodesOf(tx, s.cluster).filter(
    (n) =>
      n.state === 'ready' &&
      n.availability === 'active' &&
      n.created < (s.job?.executed ?? 0) &&
      meets(n, s.spec.TaskTemplate.Placement?.Constraints ?? []),
  );
  for (const n of fits.sort((a, b) => a.version - b.version))
    if (!run.some((t) => t.node === n.id)) newTask(tx, s, { slot: 0, node: n.id });
}
