import type { Daemon, SwarmService, SwarmTask } from '../../../engine/index.ts';
import { type Process, type Run, sleep, until } from '../../../os/index.ts';
import { shortId } from '../format/index.ts';
import { CliError } from '../grammar/index.ts';
import { type Progress, progressDisplay, type Show } from './display.ts';
import { type JobView, newJobView, updateJob } from './job-progress.ts';
import { errorLine, MAX_BARS, rank, stateProgress, terminal } from './task-progress.ts';

/** How often the client looks, ms; cli/command/service/progress of docker/cli. */
const POLL = 200;
const MONITOR = 5000;

/** What a client that does not wait leaves to the background has begun by the time it has ended: tasks that need nothing first run. */
const BEGINNING = 600;

/** The end of a command with `--detach`. */
export function* leaveBehind(): Run<void> {
  yield* sleep(BEGINNING);
}

/** Waits until a service has as many tasks running as it should, and they stay so, and shows it. */
export function* waitOnService(proc: Process, daemon: Daemon, ref: string, quiet: boolean): Run<void> {
  const display = progressDisplay(proc);
  const show: Show = function* (p) {
    if (!quiet) yield* display(p);
  };
  let interrupted = false;
  proc.trap('INT', () => {
    interrupted = true;
  });
  try {
    yield* follow(proc, daemon, ref, show, () => interrupted);
  } finally {
    proc.trap('INT', 'default');
  }
}

function* follow(proc: Process, daemon: Daemon, ref: string, show: Show, interrupted: () => boolean): Run<void> {
  const view: View = { initialized: false, done: false, slots: new Map() };
  let converged = false;
  let since: number | undefined;
  let rollback = false;
  let last: Progress | undefined;
  let job: JobView | undefined;
  const say = (action: string) => show({ id: '', action });
  for (;;) {
    const service = daemon.serviceInspect(ref);
    const monitor = service.Spec.UpdateConfig?.Monitor ? service.Spec.UpdateConfig.Monitor / 1e6 : MONITOR;
    const status = service.UpdateStatus;
    switch (status?.State) {
      case 'updating':
        rollback = false;
        break;
      case 'completed':
        if (!converged) return;
        break;
      case 'paused':
        throw new CliError(`service update paused: ${status.Message}`);
      case 'rollback_started':
        if (!rollback && status.Message !== '') yield* show({ id: 'rollback', action: status.Message });
        rollback = true;
        break;
      case 'rollback_paused':
        throw new CliError(`service rollback paused: ${status.Message}`);
      case 'rollback_completed':
        if (!converged) last = { id: 'rollback', action: status.Message };
        rollback = true;
        break;
    }
    if (converged && since !== undefined && proc.now - since >= monitor) {
      yield* show({ id: 'verify', action: `Service ${ref} converged` });
      if (last) yield* show(last);
      return;
    }
    const tasks = daemon.taskList({ service: [service.ID], '_up-to-date': ['true'] });
    if (service.JobStatus) {
      job ??= newJobView(service);
      if (yield* updateJob(job, tasks, show)) {
        yield* say('job complete');
        return; // there is nothing that has to stay so
      }
    } else converged = yield* update(view, daemon, service, tasks, rollback, show);
    if (converged) {
      since ??= proc.now;
      const wait = monitor - (proc.now - since);
      if (wait >= 0)
        yield* show({
          id: 'verify',
          action: `Waiting ${Math.floor(wait / 1000) + (wait % 1000 === 0 && wait > 0 ? 0 : 1)} seconds to verify that tasks are stable...`,
        });
    } else {
      if (since !== undefined) yield* show({ id: 'verify', action: 'Detected task failure' });
      since = undefined;
    }
    yield* until(interrupted, POLL);
    if (!interrupted()) continue;
    if (!converged) {
      yield* say('Operation continuing in background.');
      yield* say(`Use \`docker service ps ${ref}\` to check progress.`);
    }
    return;
  }
}

interface View {
  initialized: boolean;
  done: boolean;
  readonly slots: Map<number, number>;
}

function* update(
  view: View,
  daemon: Daemon,
  service: SwarmService,
  tasks: readonly SwarmTask[],
  rollback: boolean,
  show: Show,
): Run<boolean> {
  const active = new Set(
    daemon
      .nodeList()
      .filter((n) => n.Status.State !== 'down')
      .map((n) => n.ID),
  );
  const replicas = service.Spec.Mode.Replicated?.Replicas;
  const chosen =
    replicas === undefined ? byPlace(tasks, (t) => t.NodeID ?? '', active) : byPlace(tasks, (t) => t.Slot ?? 0, active);
  const total = replicas ?? chosen.length;
  if (!view.initialized) {
    if (replicas === undefined && total === 0) {
      yield* show({ id: 'overall progress', action: 'waiting for new tasks' });
      return false;
    }
    yield* show(overall(0, total, rollback));
    if (replicas !== undefined && total <= MAX_BARS)
      for (let i = 1; i <= total; i++) yield* show({ id: `${i}/${total}`, action: ' ' });
    view.initialized = true;
  }
  if (view.done && chosen.some((t) => t.Status.State !== 'running')) view.done = false;
  let running = 0;
  for (const t of chosen) {
    if (!terminal(t.DesiredState) && t.Status.State === 'running') running++;
    if (view.done || total > MAX_BARS) continue;
    const id = replicas === undefined ? shortId(t.NodeID ?? '') : slotId(view, t, total);
    if (id !== undefined) yield* taskProgress(id, t, show);
  }
  if (!view.done) {
    yield* show(overall(running, total, rollback));
    if (running === total) view.done = true;
  }
  return running === total;
}

function slotId(view: View, t: SwarmTask, total: number): string | undefined {
  const slot = t.Slot ?? 0;
  const mapped = view.slots.get(slot) ?? view.slots.size + 1;
  view.slots.set(slot, mapped);
  return mapped > total ? undefined : `${mapped}/${total}`;
}

function overall(done: number, total: number, rollback: boolean): Progress {
  return { id: 'overall progress', action: `${rollback ? 'rolling back update: ' : ''}${done} out of ${total} tasks` };
}

function* taskProgress(id: string, t: SwarmTask, show: Show): Run<void> {
  const { State, Err } = t.Status;
  if (Err) yield* show({ id, action: errorLine(Err) });
  else if (!terminal(t.DesiredState) && !terminal(State)) yield* show(stateProgress(id, State, rank('running')));
}

/** Of each place the task that is the least far in what it is to be: an update's new one. */
function byPlace<K extends number | string>(
  tasks: readonly SwarmTask[],
  place: (t: SwarmTask) => K,
  active: ReadonlySet<string>,
): SwarmTask[] {
  const found = new Map<K, SwarmTask>();
  for (const t of tasks) {
    const old = found.get(place(t));
    if (old) {
      if (rank(old.DesiredState) < rank(t.DesiredState)) continue;
      if (old.DesiredState === t.DesiredState && rank(old.Status.State) <= rank(t.Status.State)) continue;
    }
    if (t.NodeID !== undefined && !active.has(t.NodeID)) continue;
    found.set(place(t), t);
  }
  return [...found.values()];
}
