import type { Tx } from '../../base/index.ts';
import { rfc3339Nano } from '../../base/index.ts';
import { type Child, type Run, type Sink, sleep, until } from '../../os/index.ts';
import type { Health, HealthConfig } from '../api/index.ts';
import type { Caller } from '../daemon.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers } from '../rows.ts';
import { createExec, spawnExec } from './exec.ts';

/** Defaults of daemon/health.go. */
const INTERVAL = 30_000;
const TIMEOUT = 30_000;
const START_INTERVAL = 5000;
const RETRIES = 3;
/** Results kept, and the longest output of one. */
const RESULTS = 5;
const OUTPUT = 4096;

const ms = (ns: number | undefined, otherwise: number) => (ns ? ns / 1_000_000 : otherwise);

/** Probes a container again and again for as long as this run of it lasts. */
export function watchHealth(caller: Caller, id: string): void {
  const c = caller.world.get(containers, id);
  const check = c?.config.Healthcheck;
  if (!c?.state.health || !check) return;
  const argv = probeArgv(check, c.config.Shell ?? ['/bin/sh', '-c']);
  if (!argv) return;
  caller.spawn({
    argv: ['dockerd'],
    place: { host: c.host, netns: c.host, fs: `h:${c.host}` },
    hidden: true,
    detached: true,
    pgid: 'new',
    program: function* (proc) {
      for (;;) {
        yield* sleep(nextDelay(proc, id, check));
        const now = proc.world.get(containers, id);
        if (!now?.state.running || now.state.restarting || now.runs !== c.runs) return 0;
        if (!now.state.paused) yield* probe(proc, now, check, argv);
      }
    },
  });
}

function probeArgv(check: HealthConfig, shell: readonly string[]): readonly string[] | undefined {
  const [kind, ...rest] = check.Test ?? [];
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? [...shell, ...rest] : undefined;
}

/** During the start period the shorter start interval rules. */
function nextDelay(caller: Caller, id: string, check: HealthConfig): number {
  const state = caller.world.get(containers, id)?.state;
  const period = ms(check.StartPeriod, 0);
  const young = caller.world.now - (state?.startedAt ?? 0) < period;
  return young && state?.health?.Status === 'starting'
    ? ms(check.StartInterval, START_INTERVAL)
    : ms(check.Interval, INTERVAL);
}

function* probe(caller: Caller, c: Container, check: HealthConfig, argv: readonly string[]): Run<void> {
  const start = caller.world.now;
  let output = '';
  const sink: Sink = {
    isatty: false,
    write: (data) => {
      output = (output + data).slice(0, OUTPUT);
      return 'ok';
    },
    close: () => undefined,
  };
  const id = caller.transact((tx) => createExec(tx, c.host, c.id, { Cmd: argv }, false));
  const begun = spawnExec(caller, id, { stdout: sink, stderr: sink });
  let exitCode: number;
  if ('refused' in begun) {
    exitCode = -1;
    output = begun.refused.text;
  } else exitCode = yield* finish(caller, begun.child, ms(check.Timeout, TIMEOUT));
  if (exitCode === -1 && !('refused' in begun))
    output = `Health check exceeded timeout (${ms(check.Timeout, TIMEOUT) / 1000}s)`;
  caller.transact((tx) => note(tx, c, check, { start, exitCode, output }));
}

function* finish(caller: Caller, child: Child, timeout: number): Run<number> {
  if (yield* until(() => child.status() !== undefined, timeout)) return child.status() ?? 0;
  caller.kill(child.pid, 'KILL');
  return -1;
}

/** handleProbeResult: the verdict changes after one success, or after as many failures as `retries` says. */
function note(
  tx: Tx,
  before: Container,
  check: HealthConfig,
  result: { readonly start: number; readonly exitCode: number; readonly output: string },
): void {
  const c = tx.get(containers, before.id);
  const health = c?.state.health;
  if (!c?.state.running || !health || c.runs !== before.runs) return;
  const entry = {
    Start: rfc3339Nano(result.start),
    End: rfc3339Nano(tx.now),
    ExitCode: result.exitCode,
    Output: result.output,
  };
  const next: Health = {
    ...verdict(c, health, check, result.exitCode, tx.now),
    Log: [...health.Log, entry].slice(-RESULTS),
  };
  tx.put(containers, c.id, { ...c, state: { ...c.state, health: next } });
  if (next.Status !== health.Status) containerEvent(tx, c, `health_status: ${next.Status}`);
}

function verdict(
  c: Container,
  health: Health,
  check: HealthConfig,
  exitCode: number,
  now: number,
): Omit<Health, 'Log'> {
  if (exitCode === 0) return { Status: 'healthy', FailingStreak: 0 };
  const forgiven = health.Status === 'starting' && now - (c.state.startedAt ?? 0) < ms(check.StartPeriod, 0);
  const streak = health.FailingStreak + (forgiven ? 0 : 1);
  return {
    Status: streak >= (check.Retries || RETRIES) && !forgiven ? 'unhealthy' : health.Status,
    FailingStreak: streak,
  };
}
