import { type Reader, type Tx, table } from '../base/index.ts';
import type { Place, Process, ProcessRow, SpawnRequest } from './program.ts';

/** Processes by pid (as text); `container` and `netns` indexes serve ps, ss and the end of a container, `fs` tells /proc whose it is. */
export const processes = table<ProcessRow>('os.processes', {
  container: (p) => p.container,
  host: (p) => p.host,
  netns: (p) => p.netns,
  fs: (p) => p.fs,
});

interface Counters {
  readonly next: number;
}

const counters = table<Counters>('os.counters');

/** The next number of a sequence kept in the World (pids, ids of rows); the first is `from`. */
export function nextNumber(tx: Tx, sequence: string, from = 1): number {
  const next = tx.get(counters, sequence)?.next ?? from;
  tx.put(counters, sequence, { next: next + 1 });
  return next;
}

/** Lets a sequence begin anew (the pids of a container that starts again), or forgets it. */
export function resetNumber(tx: Tx, sequence: string): void {
  tx.delete(counters, sequence);
}

/** A new process's row; fork(2) and what execve(2) makes of it. */
export function addProcess(
  tx: Tx,
  request: SpawnRequest & { readonly place: Place },
  argv: readonly string[],
  parent: Process | undefined,
): ProcessRow {
  const { place } = request;
  const pid = nextNumber(tx, 'pid', 1000);
  const contained = place.container !== undefined;
  const groups = request.user === undefined ? parent?.groups : request.groups;
  const pgid = request.pgid === undefined ? (parent?.pgid ?? pid) : request.pgid === 'new' ? pid : request.pgid;
  return tx.put(processes, String(pid), {
    pid,
    ppid: parent?.pid ?? 0,
    pgid,
    nspid: contained && !request.hidden ? nextNumber(tx, `pid/${place.container}`, 1) : pid,
    argv,
    user: request.user ?? parent?.user ?? 'root',
    ...(groups === undefined ? {} : { groups }),
    started: tx.now,
    frozen: false,
    tty: (request.tty ?? parent?.tty) !== undefined,
    init: request.init ?? false,
    hidden: request.hidden ?? false,
    host: place.host,
    netns: place.netns,
    fs: place.fs,
    ...(contained ? { container: place.container } : {}),
    ...(place.uts === undefined ? {} : { uts: place.uts }),
  });
}

/** A server that was never seen to start: its pid stands among the processes, its apps answer its sockets. */
export interface ParkedServer {
  readonly host: string;
  readonly netns: string;
  readonly fs: string;
  readonly argv: readonly string[];
  readonly ppid?: number;
  /** What signals do to it; see `park`. */
  readonly parked: NonNullable<ProcessRow['parked']>;
  readonly hidden?: boolean;
  readonly kept?: string;
}

/** Adds the row of such a server, and returns its pid. */
export function addServer(tx: Tx, { ppid = 1, hidden = false, ...server }: ParkedServer): number {
  const pid = nextNumber(tx, 'pid', 1000);
  const own = { pid, ppid, pgid: pid, nspid: pid, user: 'root', started: tx.now };
  tx.put(processes, String(pid), { ...server, ...own, frozen: false, tty: false, init: false, hidden });
  return pid;
}

/** A command line that was typed into an interactive shell and has ended. */
export interface TypedRow {
  readonly host: string;
  readonly container?: string;
  readonly line: string;
  readonly status: number;
}

/** The lines typed into interactive shells, by number from 1. */
export const typedLines = table<TypedRow>('os.typed');

/** Remembers that a line typed at a terminal has ended. */
export function noteTyped(tx: Tx, row: TypedRow): void {
  tx.put(typedLines, String(nextNumber(tx, 'typed')), row);
}

/** A machine or a container, as uname(2) and gethostname(2) tell it. */
export interface Uts {
  readonly hostname: string;
  readonly domainname: string;
}

/** UTS names by `host` name or `c:<container id>`; see `hostname`. */
export const utsNames = table<Uts>('os.uts');

/** The host name that a process at this place sees; uts_namespaces(7). */
export function hostname(
  r: Reader,
  place: { readonly host: string; readonly container?: string; readonly uts?: string },
): string {
  const key = place.uts ?? (place.container === undefined ? place.host : `c:${place.container}`);
  return r.get(utsNames, key)?.hostname ?? place.host;
}
