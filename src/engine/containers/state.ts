import { humanDuration, rfc3339Nano } from '../../base/index.ts';
import type { ContainerState } from '../api/index.ts';
import { digest } from '../images/digest.ts';
import { type StateRow, statusOf } from '../rows.ts';

const ZERO = '0001-01-01T00:00:00Z';

/** A moment as the daemon prints it; the nanoseconds below the virtual clock's milliseconds follow from what it is the moment of. */
export function moment(at: number | undefined, of: string): string {
  if (at === undefined) return ZERO;
  return rfc3339Nano(at, Number.parseInt(digest(`${of} ${at}`).slice(0, 8), 16) % 1_000_000);
}

/** `State` of inspect. */
export function stateJson(id: string, s: StateRow): ContainerState {
  return {
    Status: statusOf(s),
    Running: s.running,
    Paused: s.paused,
    Restarting: s.restarting,
    OOMKilled: false,
    Dead: s.dead,
    Pid: s.pid,
    ExitCode: s.exitCode,
    Error: s.error,
    StartedAt: moment(s.startedAt, `start of ${id}`),
    FinishedAt: moment(s.finishedAt, `end of ${id}`),
    ...(s.health ? { Health: s.health } : {}),
  };
}

/** `Up 5 seconds`, `Exited (0) 3 minutes ago`; container.State.String. */
export function statusText(s: StateRow, now: number): string {
  const since = (at: number | undefined) => humanDuration(now - (at ?? now));
  if (s.running) {
    if (s.paused) return `Up ${since(s.startedAt)} (Paused)`;
    if (s.restarting) return `Restarting (${s.exitCode}) ${since(s.finishedAt)} ago`;
    if (s.health)
      return `Up ${since(s.startedAt)} (${s.health.Status === 'starting' ? 'health: starting' : s.health.Status})`;
    return `Up ${since(s.startedAt)}`;
  }
  if (s.removing) return 'Removal In Progress';
  if (s.dead) return 'Dead';
  if (s.startedAt === undefined) return 'Created';
  return `Exited (${s.exitCode}) ${since(s.finishedAt)} ago`;
}
