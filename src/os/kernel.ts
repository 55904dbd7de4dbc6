import type { Change, Reader, Tx, World } from '../base/index.ts';
import { sockets } from '../net/index.ts';
import { findProgram, type Programs } from './exec.ts';
import { NotSimulated } from './not-simulated.ts';
import {
  type Child,
  ExecError,
  type Place,
  type Process,
  type ProcessRow,
  type Run,
  SIGNAL_NUMBER,
  type Signal,
  type SpawnRequest,
  type Step,
  type Tty,
} from './program.ts';
import { addProcess, processes } from './rows.ts';
import { handleSignal, serveWaiting } from './services.ts';
import type { Apps } from './socket.ts';
import { DISCARD, EMPTY, type Sink, type Source } from './stream.ts';

export interface KernelOptions {
  readonly programs: Programs;
  readonly apps: Apps;
  /** Called in the transaction in which a process ends, after its row is gone. */
  readonly exited?: (tx: Tx, process: ProcessRow, status: number) => void;
  /** The outputs of a process that belongs to a container: its log. */
  readonly outputs?: (
    kernel: Kernel,
    process: ProcessRow,
  ) => { readonly stdout: Sink; readonly stderr: Sink } | undefined;
  /** Whether a process of root's may do what needs a capability; without an answer it may do all. */
  readonly hasCapability?: (r: Reader, process: Pick<ProcessRow, 'container'>, capability: string) => boolean;
  /** Called after that transaction: may start processes (restart policies). */
  readonly reaped?: (kernel: Kernel, process: ProcessRow, status: number) => void;
}

type Blocked =
  | { readonly kind: 'ready'; readonly value: unknown }
  | { readonly kind: 'sleep'; readonly until: number }
  | { readonly kind: 'until'; readonly ready: () => boolean; readonly until: number }
  | { readonly kind: 'read'; readonly source: Source }
  | { readonly kind: 'write'; readonly sink: Sink; readonly data: string }
  | { readonly kind: 'promise' };

/** A process that runs: what the World cannot hold. */
interface Live {
  readonly pid: number;
  readonly run: Run<number>;
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
  readonly handlers: Map<Signal, 'ignore' | (() => void)>;
  blocked: Blocked;
  /** A handled signal came: the current wait ends early. */
  interrupted: boolean;
  failure?: unknown;
}

type Held = Pick<Live, 'stdin' | 'stdout' | 'stderr'>;

/** How many steps a turn may take before the clock moves on by itself: keeps `while true; do :; done` from standing still. */
const STEPS_PER_TICK = 2000;
const TICK = 10;

/** Exit status of a process that a defect of the simulation ended; EX_SOFTWARE of sysexits(3). */
const INTERNAL_ERROR = 70;
const NOT_SIMULATED = 99;

/**
 * The running part of the simulated kernel: owns the current World, resumes processes, lets virtual time pass.
 * One `Kernel` serves all hosts. It never waits for real time: whoever drives it decides the pace.
 */
export class Kernel {
  private current: World;
  private readonly live = new Map<number, Live>();
  private readonly statuses = new Map<number, number>();
  private readonly killedBy = new Map<number, Signal>();
  /** Descriptors of every process, parked ones included. */
  private readonly held = new Map<number, Held>();
  private readonly watched = new Set<number>();
  private readonly changed = new Map<string, Change>();
  private promises: Promise<unknown>[] = [];
  /** The process whose generator is on the stack. */
  private running: number | undefined;

  constructor(
    world: World,
    readonly options: KernelOptions,
  ) {
    this.current = world;
  }

  /** A kernel that goes on from an earlier World: shells there still ask how their jobs ended, and will. */
  back(world: World): Kernel {
    const kernel = new Kernel(world, this.options);
    for (const [pid, status] of this.statuses) kernel.statuses.set(pid, status);
    for (const { pid } of world.all(processes)) kernel.watched.add(pid);
    return kernel;
  }

  get world(): World {
    return this.current;
  }

  get now(): number {
    return this.current.now;
  }

  /** Changes the World, whole or not at all. */
  transact<T>(change: (tx: Tx) => T): T {
    const tx = this.current.begin();
    let result: T;
    try {
      result = change(tx);
    } catch (e) {
      this.current = tx.abandon();
      throw e;
    }
    for (const c of tx.changes()) {
      const key = `${c.table}\0${c.id}`;
      const first = this.changed.get(key);
      this.changed.set(key, first ? { ...c, before: first.before } : c);
    }
    this.current = tx.commit();
    return result;
  }

  /** What has changed since the last call, one entry a row. */
  takeChanges(): Change[] {
    const list = [...this.changed.values()].filter((c) => c.before !== c.after);
    this.changed.clear();
    return list;
  }

  /** Whether a generator of this process runs (a parked server has none). */
  isLive(pid: number): boolean {
    return this.live.has(pid);
  }

  /** Pids whose generators run, daemon work included. */
  livePids(): number[] {
    return [...this.live.keys()];
  }

  /** Starts a process. Throws ExecError. */
  spawn(request: SpawnRequest & { readonly place: Place }, parent?: Process): Child {
    const env = request.env ?? parent?.env ?? {};
    const cwd = request.cwd ?? parent?.cwd ?? '/';
    const found = request.program
      ? { run: request.program, argv: request.argv, takes: 0 }
      : findProgram(this.current, this.options.programs, { fs: request.place.fs, cwd, env }, request.argv);
    const row = this.transact((tx) => addProcess(tx, request, found.argv, parent));
    const stdin = request.stdin ?? parent?.stdin ?? EMPTY;
    const stdout = request.stdout ?? parent?.stdout ?? DISCARD;
    const stderr = request.stderr ?? parent?.stderr ?? DISCARD;
    const tty = request.tty ?? parent?.tty;
    const handlers: Live['handlers'] = new Map();
    const process = this.view(row, { env, cwd, stdin, stdout, stderr, tty, handlers });
    const delay = found.takes ?? 0;
    this.live.set(row.pid, {
      pid: row.pid,
      run: found.run(process),
      stdin,
      stdout,
      stderr,
      handlers,
      blocked: delay > 0 ? { kind: 'sleep', until: this.now + delay } : { kind: 'ready', value: undefined },
      interrupted: false,
    });
    this.hold(row.pid, { stdin, stdout, stderr });
    this.statuses.delete(row.pid); // of a process that was taken back
    this.watched.add(row.pid);
    return { pid: row.pid, status: () => this.statuses.get(row.pid), signal: () => this.killedBy.get(row.pid) };
  }

  /** Where a process writes to. One that was parked in an earlier life of this World has its outputs made anew. */
  outputsOf(pid: number): { readonly stdout: Sink; readonly stderr: Sink } {
    const own = this.held.get(pid);
    if (own) return { stdout: own.stdout, stderr: own.stderr };
    const row = this.current.get(processes, String(pid));
    return (row && this.options.outputs?.(this, row)) ?? { stdout: DISCARD, stderr: DISCARD };
  }

  /** Gives a process its descriptors in place of those it had; without any, it is gone. */
  private hold(pid: number, next: Held | undefined): void {
    const before = this.held.get(pid);
    for (const end of next ? [next.stdin, next.stdout, next.stderr] : []) end.hold?.();
    for (const end of before ? [before.stdin, before.stdout, before.stderr] : []) end.drop?.();
    if (next) this.held.set(pid, next);
    else this.held.delete(pid);
  }

  /** execve(2): the process goes on as another program; signals that it handled are back at their default. */
  private exec(self: Process, handlers: Live['handlers'], request: Parameters<Process['exec']>[0]): Run<number> {
    const env = request.env ?? self.env;
    const cwd = request.cwd ?? self.cwd;
    const found = findProgram(this.current, this.options.programs, { fs: self.fs, cwd, env }, request.argv);
    const { stdin = self.stdin, stdout = self.stdout, stderr = self.stderr } = request;
    const row = this.transact((tx) => tx.patch(processes, String(self.pid), { argv: found.argv }));
    for (const [signal, handler] of handlers) if (handler !== 'ignore') handlers.delete(signal);
    this.hold(self.pid, { stdin, stdout, stderr });
    const live = this.live.get(self.pid);
    if (live) Object.assign(live, { stdin, stdout, stderr });
    const run = found.run(this.view(row, { env, cwd, stdin, stdout, stderr, tty: self.tty, handlers }));
    const takes = found.takes ?? 0;
    return (function* () {
      if (takes > 0) yield { kind: 'sleep', ms: takes };
      return yield* run;
    })();
  }

  private view(
    row: ProcessRow,
    own: Pick<Process, 'env' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'tty'> & { readonly handlers: Live['handlers'] },
  ): Process {
    const kernel = this;
    const { handlers, ...streamsAndEnv } = own;
    const place: Place = {
      host: row.host,
      netns: row.netns,
      fs: row.fs,
      ...(row.container === undefined ? {} : { container: row.container }),
      ...(row.uts === undefined ? {} : { uts: row.uts }),
    };
    const self: Process = {
      ...place,
      ...streamsAndEnv,
      pid: row.pid,
      ppid: row.ppid,
      pgid: row.pgid,
      nspid: row.nspid,
      argv: row.argv,
      user: row.user,
      groups: row.groups,
      get now() {
        return kernel.now;
      },
      get world() {
        return kernel.current;
      },
      isatty: (fd) => (fd === 0 ? own.stdin : fd === 1 ? own.stdout : own.stderr).isatty,
      transact: (change) => kernel.transact(change),
      spawn: (request) =>
        kernel.spawn({ ...request, place: request.place ?? place }, request.detached ? undefined : self),
      statusOf: (pid) => kernel.statuses.get(pid),
      exec: (request) => kernel.exec(self, handlers, request),
      kill: (pid, signal) => kernel.sealed(row, pid, signal) || kernel.kill(pid, signal),
      killGroup: (pgid, signal) => kernel.killGroup(pgid, signal),
      trap: (signal, handler) => {
        if (handler === 'default') handlers.delete(signal);
        else handlers.set(signal, handler);
      },
      random: (below) => kernel.transact((tx) => tx.random(below)),
      capable: (capability) =>
        (row.user === 'root' || row.user === '0') &&
        (kernel.options.hasCapability?.(kernel.current, row, capability) ?? true),
    };
    return self;
  }

  /** The first process of a pid namespace cannot be killed or stopped from inside of it; pid_namespaces(7). */
  private sealed(from: ProcessRow, pid: number, signal: Signal): boolean {
    if (signal !== 'KILL' && signal !== 'STOP') return false;
    const target = this.current.get(processes, String(pid));
    return target?.init === true && target.container !== undefined && target.container === from.container;
  }

  /** Sends a signal; signal(7). */
  kill(pid: number, signal: Signal): boolean {
    const row = this.current.get(processes, String(pid));
    if (!row) return false;
    if (row.kept !== undefined) throw new NotSimulated(row.kept);
    const live = this.live.get(pid);
    const handler = live?.handlers.get(signal);
    if (signal !== 'KILL') {
      if (handler === 'ignore') return true;
      if (handler && live) {
        handler();
        live.interrupted = true;
        return true;
      }
      const status = row.parked?.[signal];
      if (typeof status === 'string') {
        handleSignal(this, row, status);
        return true;
      }
      if (status !== undefined) {
        this.end(row, status);
        return true;
      }
      if (row.init) return true;
      if (signal === 'CHLD' || signal === 'CONT' || signal === 'WINCH' || signal === 'TSTP' || signal === 'STOP')
        return true;
    }
    if (this.watched.has(pid)) this.killedBy.set(pid, signal);
    this.end(row, 128 + SIGNAL_NUMBER[signal]);
    return true;
  }

  killGroup(pgid: number, signal: Signal): boolean {
    const group = this.current.all(processes).filter((p) => p.pgid === pgid);
    for (const p of group.sort((a, b) => a.pid - b.pid)) this.kill(p.pid, signal);
    return group.length > 0;
  }

  /** ^C, ^\\ at a terminal: goes to its foreground group. */
  terminalSignal(tty: Tty, signal: Signal): boolean {
    return this.killGroup(tty.foreground, signal);
  }

  private end(row: ProcessRow, status: number): void {
    const live = this.live.get(row.pid);
    this.live.delete(row.pid);
    if (this.watched.delete(row.pid)) this.statuses.set(row.pid, status);
    if (this.running !== row.pid) live?.run.return(status);
    this.hold(row.pid, undefined);
    const orphans =
      row.init && row.container !== undefined ? this.current.by(processes, 'container', row.container) : [];
    for (const p of orphans) if (p.pid !== row.pid) this.end(p, 137);
    this.transact((tx) => {
      tx.delete(processes, String(row.pid));
      for (const s of tx.by(sockets, 'pid', String(row.pid))) tx.delete(sockets, s.id);
      this.options.exited?.(tx, row, status);
    });
    this.options.reaped?.(this, row, status);
  }

  /** Runs every process that can run now, without letting time pass. Returns false when some could go on (the turn was used up). */
  settle(): boolean {
    let steps = 0;
    for (let progress = true; progress; ) {
      progress = serveWaiting(this);
      for (const live of [...this.live.values()]) {
        while (this.live.get(live.pid) === live && this.runnable(live)) {
          progress = true;
          this.resume(live);
          if (++steps >= STEPS_PER_TICK) return false;
          if (live.blocked.kind !== 'ready') break;
        }
      }
    }
    return true;
  }

  private runnable(live: Live): boolean {
    if (this.current.get(processes, String(live.pid))?.frozen) return false;
    const b = live.blocked;
    if (b.kind === 'promise') return false;
    if (b.kind === 'ready' || live.interrupted) return true;
    if (b.kind === 'sleep') return this.now >= b.until;
    if (b.kind === 'until') return this.now >= b.until || b.ready();
    if (b.kind === 'write') return this.tryWrite(live, b.sink, b.data);
    const data = b.source.read();
    if (data === '') return false;
    live.blocked = { kind: 'ready', value: data };
    return true;
  }

  private tryWrite(live: Live, sink: Sink, data: string): boolean {
    const result = sink.write(data);
    if (result === 'full') return false;
    live.blocked = { kind: 'ready', value: undefined };
    if (result === 'broken') this.kill(live.pid, 'PIPE');
    return true;
  }

  private resume(live: Live): void {
    const row = this.current.get(processes, String(live.pid));
    if (!row) return;
    const b = live.blocked;
    const value = b.kind === 'ready' ? b.value : b.kind === 'until' ? b.ready() : undefined;
    live.interrupted = false;
    const step = this.step(live, value);
    if (this.live.get(live.pid) !== live) {
      live.run.return(0); // it ended itself: kill $$
      return;
    }
    if (step.done) this.end(row, step.value & 0xff);
    else this.block(live, step.value, row);
  }

  /** One step of a process. An error that it does not catch is a defect of the simulation (or what that has not got): said as such, and the end of the process. */
  private step(live: Live, value: unknown): IteratorResult<Step, number> {
    const outer = this.running;
    this.running = live.pid;
    const { failure } = live;
    delete live.failure;
    try {
      return failure === undefined ? live.run.next(value) : live.run.throw(failure);
    } catch (e) {
      if (e instanceof NotSimulated) {
        live.stderr.write(`dockernet-course: not simulated: ${e.message}\n`);
        return { done: true, value: NOT_SIMULATED };
      }
      const text = e instanceof Error ? (e.stack ?? e.message) : String(e);
      live.stderr.write(`dockernet-course: internal error: ${text}\n`);
      return { done: true, value: INTERNAL_ERROR };
    } finally {
      this.running = outer;
    }
  }

  private block(live: Live, step: Step, row: ProcessRow): void {
    switch (step.kind) {
      case 'write': {
        const sink = step.fd === 2 ? live.stderr : live.stdout;
        live.blocked = { kind: 'write', sink, data: step.data };
        this.tryWrite(live, sink, step.data);
        return;
      }
      case 'read':
        live.blocked = { kind: 'read', source: live.stdin };
        return;
      case 'sleep':
        live.blocked = { kind: 'sleep', until: this.now + step.ms };
        return;
      case 'until':
        live.blocked = {
          kind: 'until',
          ready: step.ready,
          until: step.timeout === undefined ? Number.POSITIVE_INFINITY : this.now + step.timeout,
        };
        return;
      case 'promise':
        this.awaitWork(live, step.promise);
        return;
      case 'park':
        this.live.delete(row.pid);
        this.transact((tx) => tx.patch(processes, String(row.pid), { parked: step.signals }));
        return;
    }
  }

  private awaitWork(live: Live, work: Promise<unknown>): void {
    live.blocked = { kind: 'promise' };
    const settled = work.then(
      (value) => {
        live.blocked = { kind: 'ready', value };
      },
      (reason: unknown) => {
        live.failure = reason;
        live.blocked = { kind: 'ready', value: undefined };
      },
    );
    this.promises.push(settled);
    void settled.then(() => {
      this.promises = this.promises.filter((p) => p !== settled);
    });
  }

  /** Work outside the simulation that some process waits for; await it, then settle again. */
  pending(): Promise<unknown> | undefined {
    return this.promises.length > 0 ? Promise.race(this.promises) : undefined;
  }

  /** The virtual time at which something would happen next, if nothing comes from outside. */
  nextWake(): number | undefined {
    let next: number | undefined;
    for (const live of this.live.values()) {
      const b = live.blocked;
      if ((b.kind !== 'sleep' && b.kind !== 'until') || b.until === Number.POSITIVE_INFINITY) continue;
      if (this.current.get(processes, String(live.pid))?.frozen) continue;
      if (next === undefined || b.until < next) next = b.until;
    }
    return next;
  }

  /** Moves the clock; never backwards. */
  setTime(now: number): void {
    if (now > this.now) this.current = this.current.at(now);
  }

  /**
   * Runs until `done` holds: at once, letting virtual time jump from event to event, at most to `deadline`.
   * Returns what stopped it: it holds, nothing more can happen, the deadline passed, or work outside is awaited.
   */
  runUntil(done: () => boolean, deadline = Number.POSITIVE_INFINITY): 'done' | 'idle' | 'deadline' | 'promise' {
    for (;;) {
      const settled = this.settle();
      if (done()) return 'done';
      if (!settled) {
        this.setTime(Math.min(this.now + TICK, deadline));
        if (this.now >= deadline) return 'deadline';
        continue;
      }
      if (this.promises.length > 0) return 'promise';
      const next = this.nextWake();
      if (next === undefined || next > deadline) {
        if (deadline !== Number.POSITIVE_INFINITY) this.setTime(deadline);
        return next === undefined ? 'idle' : 'deadline';
      }
      this.setTime(next);
    }
  }
}

export { ExecError };
