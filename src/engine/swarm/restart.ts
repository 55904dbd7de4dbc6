import type { Reader, Tx } from '../../base/index.ts';
import { type ServiceRow, type TaskRow, tasks } from './rows.ts';
import { ended, unwanted } from './states.ts';
import { newTask, placeOf, want } from './taskrow.ts';

/** The restart supervisor: what has ended by itself is replaced, after a delay, as often as the policy lets it. */
export function restart(tx: Tx, s: ServiceRow): void {
  for (const t of tx.by(tasks, 'service', s.id))
    if (ended(t.state) && !t.replaced && !unwanted(t.desired)) restartTask(tx, s, t);
}

/** Gives a task up and makes another one for its place, if the policy lets it. */
export function restartTask(tx: Tx, s: ServiceRow, t: TaskRow): void {
  want(tx, t, 'shutdown');
  if (!again(tx, t)) return;
  tx.patch(tasks, t.id, { replaced: true });
  const delay = (t.spec.RestartPolicy?.Delay ?? 5_000_000_000) / 1e6;
  newTask(tx, s, { ...placeOf(s, t), desired: 'ready', notBefore: tx.now + delay });
}

function again(r: Reader, t: TaskRow): boolean {
  const policy = t.spec.RestartPolicy ?? {};
  const condition = policy.Condition ?? 'any';
  if (condition === 'none' || (condition === 'on-failure' && t.state === 'complete')) return false;
  const most = policy.MaxAttempts ?? 0;
  if (most === 0) return true;
  const window = (policy.Window ?? 0) / 1e6;
  const tried = r
    .by(tasks, 'service', t.service)
    .filter(
      (o) =>
        o.slot === t.slot &&
        (t.slot !== 0 || o.node === t.node) &&
        o.specVersion === t.specVersion &&
        o.id !== t.id &&
        o.replaced &&
        (window === 0 || r.now - o.at <= window),
    );
  return tried.length < most;
}
