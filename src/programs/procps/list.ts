import type { Process, ProcessRow } from '../../os/index.ts';
import { processes } from '../../os/index.ts';

/** A process as its own pid namespace shows it. */
export interface Seen {
  readonly row: ProcessRow;
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly args: string;
  /** The one who asks. */
  readonly self: boolean;
}

/** The processes that a process can see, by pid: those of its container, or all of its host. */
export function seenBy(proc: Process): Seen[] {
  const mine = proc.world
    .by(processes, 'host', proc.host)
    .filter((p) => !p.hidden && (proc.container === undefined || p.container === proc.container));
  const byPid = new Map(mine.map((p) => [p.pid, p]));
  const number = (p: ProcessRow) => (proc.container === undefined ? p.pid : p.nspid);
  return mine
    .map((row) => ({
      row,
      pid: number(row),
      ppid: parentNumber(proc, row, byPid.get(row.ppid), number),
      comm: comm(row),
      args: row.argv.join(' '),
      self: row.pid === proc.pid,
    }))
    .sort((a, b) => a.pid - b.pid);
}

/** What getppid(2) says: 0 for what came from outside (docker exec), 1 for orphans. */
function parentNumber(
  proc: Process,
  row: ProcessRow,
  parent: ProcessRow | undefined,
  number: (p: ProcessRow) => number,
): number {
  if (parent) return number(parent);
  return row.ppid === 0 || row.init || proc.world.get(processes, String(row.ppid)) ? 0 : 1;
}

/** The name of a process, 15 characters at most; proc_pid_comm(5). */
export function comm(row: ProcessRow): string {
  const name = (row.argv[0] ?? '').replace(/:.*$/, '');
  return name.slice(name.lastIndexOf('/') + 1).slice(0, 15);
}

/** What ps shows of memory: by kind of program, in KiB; the course does not simulate memory. */
export function memory(seen: Seen): { readonly vsz: number; readonly rss: number } {
  if (/dockerd|containerd|docker-proxy/.test(seen.comm)) return { vsz: 1_800_000, rss: 48_000 };
  if (/sleep|nc|tail|cat/.test(seen.comm)) return { vsz: 2600, rss: 1564 };
  return { vsz: 6712, rss: 3932 };
}
