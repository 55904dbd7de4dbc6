import type { Reader, Tx } from '../../base/index.ts';
import { DISCARD, type Run, type Sink, type Source, until } from '../../os/index.ts';
import type { LogEntry } from '../api/index.ts';
import type { Caller, Io, LogOptions } from '../daemon.ts';
import { ApiError } from '../errors.ts';
import { type Container, containers, type LogHead, logHeads, logs, stdins } from '../rows.ts';

/** What is kept of a container's output; an endless `yes` must not eat the machine. */
const KEPT = 20_000;

const EMPTY_HEAD: LogHead = { first: 0, next: 0, readers: 0, ended: {}, removed: false };

const headOf = (r: Reader, id: string): LogHead => r.get(logHeads, id) ?? EMPTY_HEAD;

/** Appends output to a container's log. */
function append(tx: Tx, id: string, stream: 'stdout' | 'stderr', text: string): void {
  const head = headOf(tx, id);
  tx.put(logs, `${id}/${head.next}`, { stream, text, at: tx.now });
  const drop = head.next - head.first >= KEPT;
  if (drop) tx.delete(logs, `${id}/${head.first}`);
  tx.put(logHeads, id, { ...head, next: head.next + 1, first: head.first + (drop ? 1 : 0) });
}

/** What a terminal makes of line ends; termios(3) ONLCR. */
export function cooked(data: string): string {
  return data.replace(/\r?\n/g, '\r\n');
}

/** Output through a pseudo-terminal that no client's terminal stands behind. */
export function terminalSink(client: Sink): Sink {
  return { ...client, isatty: true, write: (data) => client.write(cooked(data)), close: () => client.close() };
}

/** Where a container's process writes: its log, and the terminal of the client that started it. */
export function logSink(
  caller: Caller,
  id: string,
  stream: 'stdout' | 'stderr',
  tty: boolean,
  client: Sink | undefined,
): Sink {
  return {
    isatty: tty,
    write: (data) => {
      caller.transact((tx) => {
        if (tx.get(containers, id)) append(tx, id, tty ? 'stdout' : stream, tty ? cooked(data) : data);
      });
      client?.write(data);
      return 'ok';
    },
    close: () => undefined,
  };
}

/** What a container's process reads when its standard input is kept open (-i): what attached clients write. */
export function stdinSource(caller: Caller, id: string, tty: boolean): Source {
  return {
    isatty: tty,
    read: () => {
      const row = caller.world.get(stdins, id);
      if (!row || row.data === '') return row?.eof ? undefined : '';
      caller.transact((tx) => tx.put(stdins, id, { ...row, data: '' }));
      return row.data;
    },
    close: () => undefined,
  };
}

/** Hands a client's input to the container. */
export function feedStdin(tx: Tx, id: string, data: string | undefined): void {
  const row = tx.get(stdins, id) ?? { data: '', eof: false };
  tx.put(stdins, id, data === undefined ? { ...row, eof: true } : { ...row, data: row.data + data });
}

/** Forgets the log of a container that is gone, unless a client still reads it. */
export function dropLogs(tx: Tx, id: string): void {
  const head = headOf(tx, id);
  if (head.readers > 0) {
    tx.put(logHeads, id, { ...head, removed: true });
    return;
  }
  for (let i = head.first; i < head.next; i++) tx.delete(logs, `${id}/${i}`);
  tx.delete(logHeads, id);
  tx.delete(stdins, id);
}

/** Notes how a run of a container ended, for those who wait for it. */
export function noteEnd(tx: Tx, c: Container, status: number): void {
  const head = headOf(tx, c.id);
  if (head.readers > 0) tx.put(logHeads, c.id, { ...head, ended: { ...head.ended, [c.runs]: status } });
}

/** Registers a client that reads output or waits; `release` must follow. */
export function addReader(tx: Tx, id: string): void {
  const head = headOf(tx, id);
  tx.put(logHeads, id, { ...head, readers: head.readers + 1 });
}

/** A client reads no longer: the last one takes along the log of a container that is gone. */
export function releaseReader(tx: Tx, id: string): void {
  const head = headOf(tx, id);
  const readers = Math.max(0, head.readers - 1);
  tx.put(logHeads, id, { ...head, readers, ...(readers === 0 ? { ended: {} } : {}) });
  if (readers === 0 && head.removed) dropLogs(tx, id);
}

/** How a run ended, if it has. */
export function endOf(r: Reader, id: string, run: number): number | undefined {
  return headOf(r, id).ended[run];
}

/** Whether the container is gone, or goes once nobody reads its log. */
export function isRemoved(r: Reader, id: string): boolean {
  return headOf(r, id).removed || r.get(containers, id) === undefined;
}

/** Logs can be read where the driver keeps them. */
export function checkReadable(c: Container): void {
  if (!['json-file', 'local', 'journald'].includes(c.hostConfig.LogConfig.Type))
    throw new ApiError(501, 'configured logging driver does not support reading');
}

/** The container's log as lines, oldest first. A last line without end stays one (json-file keeps what was written). */
export function readLogs(r: Reader, id: string, options: LogOptions = {}): readonly LogEntry[] {
  const head = headOf(r, id);
  return selectLines(joinLines(r, id, head.first, head.next), options);
}

function joinLines(r: Reader, id: string, from: number, to: number): LogEntry[] {
  const lines: LogEntry[] = [];
  const open = new Map<string, LogEntry>();
  for (let i = from; i < to; i++) {
    const row = r.get(logs, `${id}/${i}`);
    if (!row) continue;
    for (const part of row.text.split(/(?<=\n)/)) {
      const begun = open.get(row.stream);
      const entry = { stream: row.stream, text: (begun?.text ?? '') + part, at: row.at };
      if (part.endsWith('\n')) {
        lines.push(entry);
        open.delete(row.stream);
      } else open.set(row.stream, entry);
    }
  }
  return [...lines, ...open.values()];
}

function selectLines(lines: readonly LogEntry[], options: LogOptions): readonly LogEntry[] {
  const wanted = lines.filter(
    (l) =>
      (l.stream === 'stdout' ? options.stdout !== false : options.stderr !== false) &&
      (options.since === undefined || l.at >= options.since) &&
      (options.until === undefined || l.at <= options.until),
  );
  return options.tail === undefined ? wanted : options.tail === 0 ? [] : wanted.slice(-options.tail);
}

/** Output after a position, as it comes: pieces, not lines. */
export function* followOutput(
  caller: Caller,
  id: string,
  from: number,
  ended: () => boolean,
): Run<{ readonly rows: readonly LogEntry[]; readonly next: number }> {
  const ready = () => headOf(caller.world, id).next > from || ended();
  yield* until(ready);
  const head = headOf(caller.world, id);
  const rows: LogEntry[] = [];
  for (let i = Math.max(from, head.first); i < head.next; i++) {
    const row = caller.world.get(logs, `${id}/${i}`);
    if (row) rows.push(row);
  }
  return { rows, next: head.next };
}

/** The position after what is there. */
export function logEnd(r: Reader, id: string): number {
  return headOf(r, id).next;
}

export function logStart(r: Reader, id: string): number {
  return headOf(r, id).first;
}

/** Writes pieces of output to a client. */
export function writeOut(io: Pick<Io, 'stdout' | 'stderr'>, rows: readonly LogEntry[]): boolean {
  for (const row of rows) {
    const sink = row.stream === 'stdout' ? io.stdout : io.stderr;
    if (sink !== DISCARD && sink.write(row.text) === 'broken') return false;
  }
  return true;
}
