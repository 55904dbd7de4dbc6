import type { Tx } from '../../base/index.ts';
import type { Caller } from '../daemon.ts';
import { clusters, type TaskRow, tasks } from './rows.ts';
import { before, ended } from './states.ts';
import { nextIndex } from './store.ts';
import type { TaskState } from './types.ts';

/** An agent tells how far a task is; nothing goes back. */
export function report(
  caller: Caller,
  id: string,
  state: TaskState,
  message: string,
  more: Partial<TaskRow> = {},
): void {
  caller.transact((tx) => {
    const t = tx.get(tasks, id);
    if (t && !ended(t.state) && before(t.state, state))
      tx.put(tasks, id, { ...t, state, message, at: tx.now, version: statusIndex(tx, t, state), ...more });
  });
}

/** The entry of a status: what several tasks come to at once, and what follows without work, is written together. */
function statusIndex(tx: Tx, t: TaskRow, state: TaskState): number {
  const row = tx.get(clusters, t.cluster);
  if (!row) return t.version;
  const together = row.told?.state === state && row.told.at === tx.now;
  if (together || state === 'ready') return row.index;
  const index = nextIndex(tx, t.cluster);
  tx.patch(clusters, t.cluster, { told: { state, at: tx.now } });
  return index;
}
