import type { Tx } from '../../base/index.ts';
import { netnsAdd, netnsDelete, netnses } from '../../net/index.ts';
import { fsDelete, type ProcessRow, processes, resetNumber, utsNames } from '../../os/index.ts';
import { containerEvent, logEvent } from '../events.ts';
import { type Container, containers, execs } from '../rows.ts';
import { removeVolume } from '../volumes.ts';
import { dropLogs, noteEnd } from './logs.ts';
import { releaseVolumes } from './mounts.ts';
import { releaseNetworks } from './networking.ts';

/** restartmanager.go: the first delay, the longest one, and how long a run must last for the delay to begin anew. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 60_000;
const LONG_RUN = 10_000;

/** The kernel tells of every process that ends, in the transaction in which it does. */
export function processExited(tx: Tx, process: ProcessRow, status: number): void {
  const exec = tx.by(execs, 'pid', String(process.pid))[0];
  if (exec) endExec(tx, exec.id, status);
  if (!process.init || process.container === undefined) return;
  const c = tx.get(containers, process.container);
  if (c?.state.pid === process.pid) endRun(tx, c, status);
  endNamespace(tx, process.netns);
}

/** A namespace that no file is bound to ends with the last process in it; network_namespaces(7). */
function endNamespace(tx: Tx, id: string): void {
  const row = tx.get(netnses, id);
  if (row && row.file === undefined && tx.by(processes, 'netns', id).length === 0) netnsDelete(tx, id);
}

function endExec(tx: Tx, id: string, status: number): void {
  const exec = tx.get(execs, id);
  const c = exec && tx.get(containers, exec.container);
  if (!exec || !c) return;
  tx.put(execs, id, { ...exec, running: false, exitCode: status });
  containerEvent(tx, c, 'exec_die', { execID: id, exitCode: String(status) });
}

/** A container's first process has ended; daemon/monitor.go handleContainerExit. */
function endRun(tx: Tx, c: Container, status: number): void {
  const ran = tx.now - (c.state.startedAt ?? tx.now);
  const again = shallRestart(c, status);
  keepSharedNamespace(tx, c);
  releaseNetworks(tx, c.id);
  for (const m of c.mounts)
    if (m.Name !== undefined)
      logEvent(tx, {
        host: c.host,
        type: 'volume',
        action: 'unmount',
        id: m.Name,
        attributes: { container: c.id, driver: 'local' },
      });
  const now = tx.get(containers, c.id) ?? c;
  const backoff = ran >= LONG_RUN || c.backoff === 0 ? FIRST_DELAY : Math.min(c.backoff * 2, LONGEST_DELAY);
  const health = now.state.health ? { health: { ...now.state.health, Status: 'unhealthy' as const } } : {};
  const after = tx.put(containers, c.id, {
    ...now,
    stopping: false,
    restartCount: c.restartCount + (again ? 1 : 0),
    backoff: again ? backoff : 0,
    state: {
      ...now.state,
      running: again,
      paused: false,
      restarting: again,
      pid: 0,
      exitCode: status,
      finishedAt: tx.now,
      ...health,
    },
  });
  for (const exec of tx.by(execs, 'container', c.id)) tx.delete(execs, exec.id);
  noteEnd(tx, after, status);
  if (c.stopping) containerEvent(tx, after, 'stop');
  containerEvent(tx, after, 'die', { execDuration: String(Math.floor(ran / 1000)), exitCode: String(status) });
  if (!again && c.hostConfig.AutoRemove && !c.state.removing) destroy(tx, after, true);
}

function shallRestart(c: Container, status: number): boolean {
  const policy = c.hostConfig.RestartPolicy;
  if (c.stoppedByHand || c.state.removing) return false;
  if (policy.Name === 'always' || policy.Name === 'unless-stopped') return true;
  return (
    policy.Name === 'on-failure' &&
    status !== 0 &&
    (policy.MaximumRetryCount === 0 || c.restartCount < policy.MaximumRetryCount)
  );
}

/** A network namespace lives as long as a process is in it: those who shared it keep an empty one. */
function keepSharedNamespace(tx: Tx, c: Container): void {
  const sharers = tx.by(containers, 'netmode', c.id).filter((s) => s.state.running && !s.state.restarting);
  if (sharers.length === 0) return;
  const left = `c:${c.id}~${c.runs}`;
  if (!tx.get(netnses, left)) netnsAdd(tx, { id: left, host: c.host });
  for (const s of sharers)
    for (const p of tx.by(processes, 'container', s.id))
      if (p.netns === `c:${c.id}`) tx.patch(processes, String(p.pid), { netns: left });
}

/** A start that came to nothing: the network is given back, the error kept, a container made with --rm goes. */
export function endFailedStart(
  tx: Tx,
  id: string,
  error: string,
  exitCode: number | undefined,
  sandboxed: boolean,
): void {
  const c = tx.get(containers, id);
  if (!c) return;
  if (sandboxed) {
    tx.put(containers, id, { ...c, sandboxId: 'failed' });
    releaseNetworks(tx, id);
  }
  const now = tx.get(containers, id) ?? c;
  const code = exitCode ?? (now.state.exitCode || 128); // an earlier run's status stays
  const after = tx.put(containers, id, {
    ...now,
    runs: now.runs + 1,
    state: { ...now.state, running: false, restarting: false, pid: 0, exitCode: code, error },
  });
  noteEnd(tx, after, code);
  if (c.hostConfig.AutoRemove) destroy(tx, after, true);
}

/** Removes a container that does not run, with all that is only its own. */
export function destroy(tx: Tx, c: Container, volumes: boolean): void {
  for (const name of releaseVolumes(tx, c, volumes)) removeVolume(tx, c.host, name);
  for (const exec of tx.by(execs, 'container', c.id)) tx.delete(execs, exec.id);
  containerEvent(tx, c, 'destroy');
  tx.delete(containers, c.id);
  tx.delete(utsNames, `c:${c.id}`);
  resetNumber(tx, `pid/${c.id}`);
  fsDelete(tx, `c:${c.id}`);
  if (c.placed) fsDelete(tx, `placed:${c.id}`);
  dropLogs(tx, c.id);
}
