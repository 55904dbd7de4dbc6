import { closeSync, openSync, rmSync, statSync } from 'node:fs';

/** A lock older than this was left behind by a process that died, ms. */
const STALE = 5000;
/** How long to wait for another process, ms. */
const PATIENCE = 2000;

/** Runs something while no other process holds the lock file. After waiting too long it runs all the same: writing is worth more than order. */
export function withLock<T>(path: string, run: () => T): T {
  const held = acquire(path);
  try {
    return run();
  } finally {
    if (held) rmSync(path, { force: true });
  }
}

function acquire(path: string): boolean {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      closeSync(openSync(path, 'wx'));
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (age(path) > STALE) rmSync(path, { force: true });
    else if (Date.now() > until) return false;
    else pause(10);
  }
}

function age(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** Waits without giving way: the write that follows has to be done before the process may end. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
