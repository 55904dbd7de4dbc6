import { type Run, read, type Source } from '../../os/index.ts';
import type { LogEntry } from '../api/index.ts';
import type { Attachment, Caller, Io, LogOptions } from '../daemon.ts';
import { conflict } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers } from '../rows.ts';
import {
  addReader,
  checkReadable,
  endOf,
  feedStdin,
  followOutput,
  isRemoved,
  logEnd,
  logStart,
  readLogs,
  releaseReader,
  writeOut,
} from './logs.ts';
import { findContainer } from './lookup.ts';

/** The run that a client waits for: the one that goes on, or the next. */
const runOf = (c: Container) => (c.state.running && !c.state.restarting ? c.runs : c.runs + 1);

function ended(caller: Caller, id: string, run: number): () => boolean {
  return () => {
    const c = caller.world.get(containers, id);
    return (
      endOf(caller.world, id, run) !== undefined ||
      c === undefined ||
      c.runs > run ||
      (c.runs === run && !c.state.running)
    );
  };
}

/** `POST /containers/{id}/attach`: from now on its output goes to the client. */
export function attachContainer(
  caller: Caller,
  host: string,
  ref: string,
  io: Io,
  options: { readonly logs?: boolean; readonly stdin?: boolean } = {},
): Attachment {
  const c = findContainer(caller.world, host, ref);
  if (c.state.paused) throw conflict(`container ${ref} is paused, unpause the container before attach`);
  if (c.state.restarting) throw conflict(`container ${ref} is restarting, wait until the container is running`);
  const run = runOf(c);
  let position = options.logs ? logStart(caller.world, c.id) : logEnd(caller.world, c.id);
  caller.transact((tx) => {
    addReader(tx, c.id);
    containerEvent(tx, c, 'attach');
  });
  let detached = false;
  if (options.stdin && io.stdin && c.config.OpenStdin && !io.tty) pump(caller, c, io.stdin, () => detached);
  // A terminal is handed to the process itself: its output needs no copying.
  const direct = c.config.Tty && io.tty !== undefined && io.stdin !== undefined && !c.state.running;
  return {
    *stream(): Run<number> {
      try {
        const over = ended(caller, c.id, run);
        for (;;) {
          const last = over();
          const got = yield* followOutput(caller, c.id, position, over);
          position = got.next;
          if (!direct && !writeOut(io, got.rows)) return 0;
          if (last && got.rows.length === 0) break;
        }
        return endOf(caller.world, c.id, run) ?? caller.world.get(containers, c.id)?.state.exitCode ?? 0;
      } finally {
        detached = true;
        caller.transact((tx) => releaseReader(tx, c.id));
      }
    },
  };
}

/** Copies a client's input to the container until the client has gone, who leaves what is typed then to others. */
function pump(caller: Caller, c: Container, stdin: Source, gone: () => boolean): void {
  caller.spawn({
    argv: ['docker'],
    place: { host: c.host, netns: c.host, fs: `h:${c.host}` },
    hidden: true,
    detached: true,
    pgid: 'new',
    stdin: { isatty: stdin.isatty, read: () => (gone() ? undefined : stdin.read()), close: () => stdin.close() },
    program: function* (proc) {
      for (;;) {
        const data = yield* read();
        if (gone() || !proc.world.get(containers, c.id)) return 0;
        proc.transact((tx) => feedStdin(tx, c.id, data));
        if (data === undefined) return 0;
      }
    },
  });
}

/** `GET /containers/{id}/logs?follow=1`: what is there, then line by line until it stops. */
export function followLogs(
  caller: Caller,
  host: string,
  ref: string,
  options: LogOptions = {},
): { next(): Run<readonly LogEntry[] | undefined> } {
  const c = findContainer(caller.world, host, ref);
  checkReadable(c);
  const run = runOf(c);
  let position: number | undefined;
  const running = c.state.running;
  const over = running ? ended(caller, c.id, run) : () => true;
  return {
    *next() {
      if (position === undefined) {
        position = logEnd(caller.world, c.id);
        return readLogs(caller.world, c.id, options);
      }
      const last = over() || isRemoved(caller.world, c.id);
      const got = yield* followOutput(caller, c.id, position, over);
      position = got.next;
      if (got.rows.length === 0 && (last || over())) return undefined;
      return got.rows.filter((r) => (r.stream === 'stdout' ? options.stdout !== false : options.stderr !== false));
    },
  };
}
