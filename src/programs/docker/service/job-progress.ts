import type { SwarmService, SwarmTask } from '../../../engine/index.ts';
import type { Run } from '../../../os/index.ts';
import type { Show } from './display.ts';
import { errorLine, MAX_BARS, rank, stateProgress } from './task-progress.ts';

/** What has been shown of a job; cli/command/service/progress of docker/cli. */
export interface JobView {
  readonly iteration: number | undefined;
  /** Absent for a global job: every node that it runs on has one. */
  readonly slots?: { readonly total: number; readonly concurrent: number };
  /** Nodes of a global job, once its tasks have been seen. */
  nodes?: readonly string[];
  drawn: boolean;
}

/** A view of the run that a job is at. */
export function newJobView({ Spec, JobStatus }: SwarmService): JobView {
  const { ReplicatedJob } = Spec.Mode;
  return {
    iteration: JobStatus?.JobIteration.Index,
    ...(ReplicatedJob
      ? { slots: { total: ReplicatedJob.TotalCompletions ?? 1, concurrent: ReplicatedJob.MaxConcurrent ?? 1 } }
      : {}),
    drawn: false,
  };
}

/** Shows how far a job is; true when it is complete. */
export function* updateJob(view: JobView, tasks: readonly SwarmTask[], show: Show): Run<boolean> {
  const run = tasks.filter((t) => t.JobIteration && t.JobIteration.Index === view.iteration);
  return view.slots ? yield* inSlots(view, view.slots, run, show) : yield* everywhere(view, run, show);
}

function* inSlots(
  view: JobView,
  { total, concurrent }: NonNullable<JobView['slots']>,
  run: readonly SwarmTask[],
  show: Show,
): Run<boolean> {
  const overall = function* (active: number, complete: number): Run<void> {
    yield* show(overallOf(complete, total));
    const wanted = Math.min(total - complete, concurrent);
    const pad = (n: number) => String(n).padStart(String(concurrent).length);
    yield* show({ id: 'active tasks', action: `${pad(active)} out of ${pad(wanted)} tasks` });
  };
  if (!view.drawn) {
    yield* overall(0, 0);
    if (total <= MAX_BARS) for (let i = 1; i <= total; i++) yield* show({ id: `${i}/${total}`, action: ' ' });
    view.drawn = true;
  }
  const chosen = leastFar(run, (t) => t.Slot ?? 0);
  if (total <= MAX_BARS)
    for (const t of [...chosen].sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0)))
      yield* taskProgress(`${(t.Slot ?? 0) + 1}/${total}`, t, show);
  const complete = chosen.filter((t) => t.Status.State === 'complete').length;
  yield* overall(chosen.filter((t) => rank(t.Status.State) < rank('complete')).length, complete);
  return complete === total;
}

function* everywhere(view: JobView, run: readonly SwarmTask[], show: Show): Run<boolean> {
  if (!view.nodes) {
    if (run.length === 0) {
      yield* show({ id: 'job progress', action: 'waiting for tasks' });
      return false;
    }
    view.nodes = [...new Set(run.map((t) => t.NodeID ?? ''))];
    yield* show(overallOf(0, view.nodes.length));
  }
  const { nodes } = view;
  const chosen = leastFar(
    run.filter((t) => nodes.includes(t.NodeID ?? '')),
    (t) => t.NodeID ?? '',
  );
  if (nodes.length <= MAX_BARS) for (const t of chosen) yield* taskProgress(t.NodeID ?? '', t, show);
  const complete = chosen.filter((t) => t.Status.State === 'complete').length;
  yield* show(overallOf(complete, nodes.length));
  return complete === nodes.length;
}

function overallOf(complete: number, total: number) {
  const action = `${String(complete).padStart(String(total).length)} out of ${total} complete`;
  return { id: 'job progress', action, current: complete, total };
}

function* taskProgress(id: string, t: SwarmTask, show: Show): Run<void> {
  const { State, Err } = t.Status;
  yield* show(Err ? { id, action: errorLine(Err) } : stateProgress(id, State, rank('complete')));
}

/** Of each place the task that is the least far. */
function leastFar<K>(tasks: readonly SwarmTask[], place: (t: SwarmTask) => K): SwarmTask[] {
  const found = new Map<K, SwarmTask>();
  for (const t of tasks) {
    const old = found.get(place(t));
    if (!old || rank(old.Status.State) > rank(t.Status.State)) found.set(place(t), t);
  }
  return [...found.values()];
}
