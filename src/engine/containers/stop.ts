import { processes, type Run, sleep, until } from '../../os/index.ts';
import type { Caller } from '../daemon.ts';
import { ApiError, conflict } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers } from '../rows.ts';
import { addReader, endOf, releaseReader } from './logs.ts';
import { findContainer } from './lookup.ts';
import { freeze } from './pause.ts';
import { parseSignal, SIGNALS } from './signals.ts';
import { launch, startContainer } from './start.ts';

/** How long docker stop waits, s; container.defaultStopTimeout. */
const STOP_TIMEOUT = 10;

/** What dockerd has to do after the last process has ended, ms: others who wait hear of the end first. */
const END_TAKES = 50;

const now = (caller: Caller, id: string): Container | undefined => caller.world.get(containers, id);

const goes = (caller: Caller, id: string, run: number): boolean => {
  const c = now(caller, id);
  return c?.state.running === true && !c.state.restarting && c.runs === run;
};

/** Sends a signal to a container's first process and notes it; daemon/kill.go killWithSignal. A paused one is resumed, to receive it. */
function signal(caller: Caller, c: Container, text: string): void {
  const { number, name } = parseSignal(text);
  caller.transact((tx) => {
    tx.patch(containers, c.id, { stoppedByHand: true });
    containerEvent(tx, c, 'kill', { signal: String(number) });
    if (c.state.paused) freeze(tx, c.id, false);
  });
  if (name === undefined || !caller.world.get(processes, String(c.state.pid))) return;
  caller.kill(c.state.pid, name);
}

/** Wraps the text of a refusal. */
function* wrapped<T>(prefix: string, run: Run<T>): Run<T> {
  try {
    return yield* run;
  } catch (e) {
    if (e instanceof ApiError) throw new ApiError(e.status, `${prefix}: ${e.message}`);
    throw e;
  }
}

/** A container that waits for its restart policy stops waiting. */
function cancelRestart(caller: Caller, id: string): void {
  caller.transact((tx) => {
    const c = tx.get(containers, id);
    if (!c?.state.restarting) return;
    tx.put(containers, id, { ...c, stoppedByHand: true, state: { ...c.state, running: false, restarting: false } });
  });
}

export interface StopOptions {
  readonly signal?: string;
  readonly t?: number;
}

/** `POST /containers/{id}/stop`: asks, waits, kills; daemon/stop.go containerStop. Nothing happens to one that does not run. */
export function* stopContainer(caller: Caller, host: string, ref: string, options: StopOptions = {}): Run<void> {
  const c = findContainer(caller.world, host, ref);
  if (!c.state.running) return;
  yield* wrapped(`cannot stop container: ${ref}`, stop(caller, c, options));
}

function* stop(caller: Caller, c: Container, options: StopOptions): Run<void> {
  const asked = options.signal || c.config.StopSignal || 'TERM';
  parseSignal(asked);
  if (c.state.restarting) {
    cancelRestart(caller, c.id);
    caller.transact((tx) => containerEvent(tx, c, 'stop'));
    return;
  }
  const timeout = options.t ?? c.config.StopTimeout ?? STOP_TIMEOUT;
  caller.transact((tx) => tx.patch(containers, c.id, { stopping: true }));
  signal(caller, c, asked);
  const ended = () => !goes(caller, c.id, c.runs);
  if (timeout < 0) yield* until(ended);
  else if (!ended() && !(timeout > 0 && (yield* waitFor(caller, ended, timeout * 1000)))) {
    signal(caller, now(caller, c.id) ?? c, 'KILL');
    yield* until(ended);
  }
  yield* sleep(END_TAKES);
}

/** A handled signal of the waiting client does not end the wait early. */
function* waitFor(caller: Caller, ready: () => boolean, ms: number): Run<boolean> {
  const end = caller.world.now + ms;
  while (!ready() && caller.world.now < end) yield* until(ready, end - caller.world.now);
  return ready();
}

/** `POST /containers/{id}/restart` */
export function* restartContainer(caller: Caller, host: string, ref: string, options: StopOptions = {}): Run<void> {
  const c = findContainer(caller.world, host, ref);
  yield* wrapped(`Cannot restart container ${ref}`, restart(caller, host, c, options));
}

function* restart(caller: Caller, host: string, c: Container, options: StopOptions): Run<void> {
  if (c.state.running) {
    const { AutoRemove } = c.hostConfig;
    const keep = (on: boolean) =>
      caller.transact((tx) => {
        const row = tx.get(containers, c.id);
        if (row && AutoRemove) tx.put(containers, c.id, { ...row, hostConfig: { ...row.hostConfig, AutoRemove: on } });
      });
    keep(false); // daemon/restart.go: --rm must not take it away in between
    yield* stop(caller, c, options);
    keep(true);
  }
  if (now(caller, c.id)?.state.running) launch(caller, c.id);
  else startContainer(caller, host, c.id);
  caller.transact((tx) => {
    const row = tx.get(containers, c.id);
    if (row) containerEvent(tx, row, 'restart');
  });
}

/** `POST /containers/{id}/kill`: SIGKILL waits for the end, other signals are only sent. */
export function* killContainer(caller: Caller, host: string, ref: string, text = 'KILL'): Run<void> {
  yield* wrapped(`cannot kill container: ${ref}`, kill(caller, host, ref, text));
}

function* kill(caller: Caller, host: string, ref: string, text: string): Run<void> {
  const { number } = parseSignal(text);
  const c = findContainer(caller.world, host, ref);
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  if (c.state.restarting) {
    cancelRestart(caller, c.id);
    return;
  }
  signal(caller, c, text);
  if (number !== SIGNALS.KILL) return;
  yield* until(() => !goes(caller, c.id, c.runs));
  yield* sleep(END_TAKES);
}

/** `POST /containers/{id}/wait`: the exit status of the run that ends. */
export function* waitContainer(
  caller: Caller,
  host: string,
  ref: string,
  condition: 'not-running' | 'next-exit' | 'removed',
): Run<number> {
  const c = findContainer(caller.world, host, ref);
  if (condition === 'not-running' && !c.state.running) return c.state.exitCode;
  caller.transact((tx) => addReader(tx, c.id));
  const run = c.state.running && !c.state.restarting ? c.runs : c.runs + 1;
  try {
    const done = () => {
      const row = now(caller, c.id);
      if (condition === 'removed') return row === undefined;
      return (
        endOf(caller.world, c.id, run) !== undefined ||
        row === undefined ||
        (condition === 'not-running' && !row.state.running)
      );
    };
    yield* until(done);
    return endOf(caller.world, c.id, run) ?? now(caller, c.id)?.state.exitCode ?? 0;
  } finally {
    caller.transact((tx) => releaseReader(tx, c.id));
  }
}
