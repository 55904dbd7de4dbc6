import type { Change, World } from '../base/index.ts';
import { containers } from '../engine/index.ts';
import { type Child, type Editing, Kernel, type Program, typedLines, writeFile } from '../os/index.ts';
import { isComplete, promptOf, runLine } from '../shell/index.ts';
import { type ChangeNote, changedWorld, describeChanges } from './changes.ts';
import { type Completion, completeLine } from './complete/index.ts';
import { factsOf, type Ran } from './facts.ts';
import { createMachine, hostPlace, type MachineOptions, ROOT_ENV } from './machine.ts';
import { type MapModel, mapOf } from './map.ts';
import { freshState, login, type Session, sessions, TTY } from './session.ts';
import { type Chunk, Terminal } from './terminal.ts';

/** What happened at the terminal: replaying the events of a lab gives the same world. `at` is virtual ms. */
export type LabEvent =
  | { readonly kind: 'line'; readonly at: number; readonly tty: number; readonly line: string }
  | { readonly kind: 'key'; readonly at: number; readonly tty: number; readonly key: string }
  | { readonly kind: 'interrupt' | 'end'; readonly at: number; readonly tty: number }
  | { readonly kind: 'file'; readonly at: number; readonly tty: number; readonly path: string; readonly text: string }
  | { readonly kind: 'undo' | 'redo'; readonly at: number };

export interface LabOptions extends MachineOptions {
  /** `screen`: full-screen programs can be drawn. */
  readonly size?: { readonly columns: number; readonly rows: number; readonly screen?: boolean };
  readonly onOutput?: (chunk: Chunk) => void;
}

/** A point to which undo can go back. */
interface Checkpoint {
  readonly world: World;
  /** How many events had happened. */
  readonly events: number;
  readonly ended: readonly Ran[];
  readonly typed: number;
  /** No generator ran then: the World alone is the whole state. */
  readonly still: boolean;
}

/** How much virtual time a line may take at once before real time sets the pace. */
const AT_ONCE = 600;

/**
 * A world with a learner at its terminal: lines go in, output comes out, every line can be taken back.
 * Time passes only when `advance` is called or while a line is run to its end.
 */
export class Lab {
  private kernel: Kernel;
  private readonly terminal: Terminal;
  private readonly log: LabEvent[] = [];
  private readonly past: Checkpoint[] = [];
  private future: Checkpoint[] = [];
  private ended: readonly Ran[] = [];
  private running: { readonly child: Child; readonly line: string } | undefined;
  private heard = '';
  /** How many typed lines of inner shells, and how much of what was heard, have become facts. */
  private typed = 0;
  private told = 0;
  /** Lines of a command that is not complete yet (an open quote, a loop without `done`). */
  private unfinished = '';
  /** How many events came before its first line. */
  private begun = 0;
  private lastChanges: readonly Change[] = [];
  private quiet = false;

  private constructor(
    kernel: Kernel,
    private readonly options: LabOptions,
  ) {
    this.kernel = kernel;
    this.terminal = new Terminal(options.size ?? { columns: 80, rows: 24 }, (chunk) => {
      if (chunk.fd === 1 || chunk.fd === 2) this.heard += chunk.data;
      if (!this.quiet) this.options.onOutput?.(chunk);
    });
    if (!kernel.world.get(sessions, String(TTY))) login(kernel, this.host);
    kernel.takeChanges();
  }

  /** Fresh hosts and a shell on the first of them. */
  static create(options: LabOptions = {}): Lab {
    return new Lab(createMachine({ images: 'real', ...options }), options);
  }

  /**
   * A second lab that goes on from here on its own; what it prints is not shown. Undefined while a program runs
   * (servers that only answer their sockets do not count): its state is not in the World.
   */
  fork(): Lab | undefined {
    if (this.running || this.kernel.livePids().length > 0) return undefined;
    const { onOutput: _, ...options } = this.options;
    const copy = new Lab(new Kernel(this.kernel.world, this.kernel.options), options);
    copy.log.push(...this.log);
    copy.ended = this.ended;
    copy.unfinished = this.unfinished;
    copy.typed = this.typed;
    return copy;
  }

  /**
   * What a line prints that only reads the World, such as `why`: asked on a copy, so nothing of it stays, and asked
   * even while programs run (in the copy they stand still).
   */
  async ask(line: string): Promise<Ran> {
    const { onOutput: _, ...options } = this.options;
    return new Lab(new Kernel(this.kernel.world, this.kernel.options), options).run(line);
  }

  private get host(): string {
    return this.options.hosts?.[0] ?? 'node1';
  }

  get world(): World {
    return this.kernel.world;
  }

  get now(): number {
    return this.kernel.now;
  }

  /** The events so far, undone ones included. */
  events(): readonly LabEvent[] {
    return this.log;
  }

  facts() {
    return factsOf(this.kernel, () => this.ran(), this.options.hosts ?? ['node1']);
  }

  /** Whether a line still runs. */
  busy(): boolean {
    return this.running !== undefined;
  }

  /** Whether what runs waits for a line to be typed. */
  waits(): boolean {
    return this.running !== undefined && (this.terminal.starving || this.editing !== undefined);
  }

  /** What stands before the cursor: the shell's prompt, or what the running program wrote last. */
  prompt(): string {
    if (this.running) return this.terminal.partial;
    return this.unfinished === '' ? this.session().prompt : '> ';
  }

  private session(): Session {
    const session = this.kernel.world.get(sessions, String(TTY));
    if (!session) throw new Error('the terminal has no session');
    return session;
  }

  /** Enter: starts a line at the prompt, or hands it to the program that runs. */
  submit(line: string): void {
    if (this.running) {
      this.note({ kind: 'key', at: this.now, tty: TTY, key: `${line}\n` });
      this.terminal.put({ fd: 'echo', data: `${line}\n` });
      this.terminal.type(`${line}\n`);
      return;
    }
    if (this.unfinished === '') this.begun = this.log.length;
    this.note({ kind: 'line', at: this.now, tty: TTY, line });
    this.terminal.put({ fd: 'prompt', data: this.prompt() });
    this.terminal.put({ fd: 'echo', data: `${line}\n` });
    const whole = this.unfinished + line;
    if (!isComplete(whole)) {
      this.unfinished = `${whole}\n`;
      return;
    }
    this.unfinished = '';
    this.past.push({ ...this.checkpoint(), events: this.begun });
    this.future = [];
    this.start(whole);
    this.settle();
  }

  /** The lines that have ended. What a program in the background has written since belongs to the last of them. */
  private ran(): readonly Ran[] {
    const last = this.ended.at(-1);
    if (this.running || last === undefined || this.heard.length === this.told) return this.ended;
    return [...this.ended.slice(0, -1), { ...last, output: last.output + this.heard.slice(this.told) }];
  }

  private checkpoint(): Checkpoint {
    return {
      world: this.kernel.world,
      events: this.log.length,
      ended: this.ran(),
      typed: this.typed,
      still: this.kernel.livePids().length === 0,
    };
  }

  private note(event: LabEvent): void {
    this.log.push(event);
  }

  private start(line: string): void {
    const session = this.session();
    const { terminal } = this;
    this.ended = this.ran();
    this.heard = '';
    this.told = 0;
    const program: Program = function* (proc) {
      const { state, status, ended } = yield* runLine(proc, session.state, line);
      const next = ended ? freshState(proc) : state;
      const prompt = yield* promptOf(proc, next);
      proc.transact((tx) => tx.put(sessions, String(TTY), { ...session, state: next, prompt }));
      return status;
    };
    const child = this.kernel.spawn({
      argv: ['-bash'],
      place: hostPlace(session.host),
      env: ROOT_ENV,
      cwd: '/root',
      stdin: terminal.source(),
      stdout: terminal.sink(1),
      stderr: terminal.sink(2),
      tty: terminal.tty,
      pgid: 'new',
      program,
    });
    terminal.tty.foreground = child.pid;
    this.running = { child, line };
  }

  /** Runs what can run now; notices the end of the line. */
  private settle(): void {
    this.kernel.settle();
    this.reap();
  }

  /** Lines that were typed into shells inside containers and on other hosts, with what was heard since the last one. */
  private hear(): void {
    const { world } = this.kernel;
    for (
      let row = world.get(typedLines, String(this.typed + 1));
      row;
      row = world.get(typedLines, String(this.typed + 1))
    ) {
      this.typed++;
      const where =
        row.container === undefined ? row.host : (world.get(containers, row.container)?.name ?? row.container);
      this.ended = [...this.ended, { line: row.line, where, status: row.status, output: this.heard.slice(this.told) }];
      this.told = this.heard.length;
    }
  }

  private reap(): void {
    this.hear();
    const status = this.running?.child.status();
    if (this.running === undefined || status === undefined) return;
    this.ended = [...this.ended, { line: this.running.line, where: this.host, status, output: this.heard }];
    this.told = this.heard.length;
    this.running = undefined;
    if (this.terminal.partial !== '') this.terminal.put({ fd: 1, data: '\n' });
    this.lastChanges = this.kernel.takeChanges();
    if (!changedWorld(this.lastChanges)) this.past.pop(); // it only looked: nothing to take back
    this.readAhead();
  }

  /** What was typed while a line ran, and what it did not read, is the shell's next line. */
  private readAhead(): void {
    const ahead = this.terminal.take();
    if (ahead === undefined) return;
    // it was no key to the line before: replaying it as a line of its own leads to the same world
    const at = this.log.findLastIndex((e) => e.kind === 'key' && e.key === ahead);
    if (at >= 0) {
      this.log.splice(at, 1);
      this.past.forEach((p, i) => {
        if (p.events > at) this.past[i] = { ...p, events: p.events - 1 };
      });
    }
    this.submit(ahead.replace(/\n$/, ''));
  }

  /** ^C: interrupts the program that runs; at the prompt it drops a command that is not complete. */
  interrupt(): void {
    if (!this.running) {
      if (this.unfinished !== '') this.note({ kind: 'interrupt', at: this.now, tty: TTY });
      this.unfinished = '';
      return;
    }
    this.note({ kind: 'interrupt', at: this.now, tty: TTY });
    this.terminal.put({ fd: 'echo', data: '^C\n' });
    this.terminal.flush();
    this.kernel.terminalSignal(this.terminal.tty, 'INT');
    this.settle();
  }

  /** The file that an editor in the terminal has open. */
  get editing(): Editing | undefined {
    return this.running && this.terminal.tty.editing;
  }

  /** ^D: the end of the input of the program that runs; an editor is left. */
  eof(): void {
    if (!this.running) return;
    this.note({ kind: 'end', at: this.now, tty: TTY });
    if (this.editing) this.editing.leave();
    else this.terminal.end();
    this.settle();
  }

  /** The window has another size now. Not an event: what is on the screen is no part of the world. */
  resize(size: { readonly columns: number; readonly rows: number }): void {
    const { tty } = this.terminal;
    if (tty.columns === size.columns && tty.rows === size.rows) return;
    tty.columns = size.columns;
    tty.rows = size.rows;
  }

  /** Lets virtual time pass. */
  async advance(ms: number): Promise<void> {
    await this.runUntil(() => false, this.now + ms);
  }

  /** Runs a line that was just submitted as far as it gets without waiting noticeably. */
  async glide(ms = AT_ONCE): Promise<void> {
    if (this.running) await this.runUntil(() => !this.busy(), this.now + ms);
  }

  /** Runs until the line has ended or it waits for input; at most `limit` virtual ms. */
  async finish(limit = 300_000): Promise<void> {
    if (this.running) await this.runUntil(() => !this.busy(), this.now + limit);
  }

  private async runUntil(done: () => boolean, deadline: number): Promise<void> {
    for (;;) {
      const stopped = this.kernel.runUntil(() => {
        this.reap();
        return done();
      }, deadline);
      this.reap();
      if (stopped !== 'promise') return;
      await this.kernel.pending();
    }
  }

  /** Types a line at the prompt and waits until it has ended; returns what it printed and its status. */
  async run(line: string): Promise<Ran> {
    this.submit(line);
    await this.finish();
    if (this.running) {
      this.interrupt();
      await this.finish();
    }
    const last = this.ended.at(-1);
    if (!last) throw new Error('no line has ended');
    return last;
  }

  /** What the last line changed in the world. */
  changes(): readonly ChangeNote[] {
    return describeChanges(this.lastChanges, this.kernel.world);
  }

  /** The networks and who is on them. */
  map(): MapModel {
    return mapOf(this.kernel, this.options.hosts ?? ['node1']);
  }

  /** What could stand at the cursor of a line at the prompt; nothing while a program runs. */
  complete(line: string, cursor: number): Completion {
    if (this.running) return { from: cursor, candidates: [] };
    const { host, state } = this.session();
    return completeLine({ kernel: this.kernel, place: hostPlace(host), state }, line, cursor);
  }

  /** Saves what is edited, or a file of the host: that can be taken back like a line. Throws FsError. */
  saveFile(path: string, text: string): void {
    const { editing } = this;
    const before = this.checkpoint();
    const { fs } = editing ?? hostPlace(this.session().host);
    this.kernel.transact((tx) => writeFile(tx, fs, path, text));
    this.note({ kind: 'file', at: this.now, tty: TTY, path, text });
    if (editing) return; // the line that runs the editor is what can be taken back
    this.past.push(before);
    this.future = [];
    this.lastChanges = this.kernel.takeChanges();
  }

  /** What has happened so far cannot be taken back: a lesson's setup, the steps before. */
  seal(): void {
    this.past.length = 0;
    this.future = [];
  }

  /** Whether there is something to take back. */
  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** What `undo` would take back: the line, or the file that was saved. */
  get undoable(): LabEvent | undefined {
    return this.log[this.past.at(-1)?.events ?? this.log.length];
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Takes the last line back that changed the world (lines that only looked are skipped); a line that still runs is stopped first. */
  async undo(): Promise<boolean> {
    if (this.running) {
      this.interrupt();
      await this.finish(5000);
    }
    const target = this.past.pop();
    if (!target) return false;
    this.future.push(this.checkpoint());
    this.note({ kind: 'undo', at: this.now });
    await this.restore(target);
    return true;
  }

  /** Does again what was taken back last. */
  async redo(): Promise<boolean> {
    const target = this.running ? undefined : this.future.pop();
    if (!target) return false;
    this.past.push(this.checkpoint());
    this.note({ kind: 'redo', at: this.now });
    await this.restore(target);
    return true;
  }

  private async restore(target: Checkpoint): Promise<void> {
    if (target.still && this.kernel.livePids().length === 0) this.kernel = this.kernel.back(target.world);
    else {
      // something ran then or runs now: only playing the events again gives its processes back
      const again = Lab.create({ ...this.options, onOutput: () => undefined });
      await again.replay(this.log.slice(0, target.events));
      await again.advance(target.world.now - again.now); // its last line may have taken time
      this.kernel = again.kernel;
    }
    this.ended = target.ended;
    this.told = this.heard.length;
    this.typed = target.typed;
    this.lastChanges = [];
  }

  /** Plays saved events on a fresh lab; what it prints is not shown again. */
  async replay(events: readonly LabEvent[]): Promise<void> {
    this.quiet = true;
    for (const event of events) {
      await this.runUntil(() => false, event.at);
      if (event.kind === 'line') {
        this.submit(event.line);
      } else if (event.kind === 'key') this.submit(event.key.replace(/\n$/, ''));
      else if (event.kind === 'interrupt') this.interrupt();
      else if (event.kind === 'end') this.eof();
      else if (event.kind === 'file') this.saveFile(event.path, event.text);
      else if (event.kind === 'undo') await this.undo();
      else await this.redo();
    }
    this.quiet = false;
  }
}
