import type { TaskState } from './types.ts';

/** In the order in which a task passes through them. */
export const TASK_STATES = [
  'new',
  'allocated',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
] as const;

const RANK = new Map<string, number>(TASK_STATES.map((s, i) => [s, i]));

/** A task in this state runs no more, and will not again. */
export function ended(state: TaskState): boolean {
  return (RANK.get(state) ?? 0) > (RANK.get('running') ?? 0);
}

/** A task that is wanted in this state is to end, or to go. One that is wanted `complete` belongs to a job: it ends by itself. */
export function unwanted(desired: TaskState): boolean {
  return (RANK.get(desired) ?? 0) > (RANK.get('complete') ?? 0);
}

/** Whether a state comes before another. */
export function before(a: TaskState, b: TaskState): boolean {
  return (RANK.get(a) ?? 0) < (RANK.get(b) ?? 0);
}

/** `notBefore` of a task that waits for its predecessor's end. */
export const HELD = Number.MAX_SAFE_INTEGER;
