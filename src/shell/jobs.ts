import type { Statement } from 'unbash';
import { EMPTY, processes, type Run, sleep } from '../os/index.ts';
import { runCommand, runStatements } from './execute.ts';
import { startPipeline } from './pipeline.ts';
import { emit, type Shell, update } from './shell.ts';
import type { Job } from './state.ts';
import { spawnSubshell } from './subshell.ts';

/** Starts a list in the background; `$!` is the pid of its last process. */
export function* startBackground(sh: Shell, statement: Statement): Run<number> {
  const { command } = statement;
  const monitor = sh.state.options.monitor === true;
  const before = sh.fds;
  // without job control a background command reads nothing; bash(1), "SIGNALS" and POSIX 2.9.3.1
  if (!monitor && !(command.type === 'Pipeline' && command.commands.length > 1))
    sh.fds = new Map(before).set(0, { source: EMPTY });
  const children =
    command.type === 'Pipeline' && command.commands.length > 1 && command.prefixes.length === 0
      ? startPipeline(sh, command, monitor ? 'own' : 'shared')
      : [
          spawnSubshell(
            sh,
            (sub) =>
              command.type === 'AndOr' || command.type === 'Pipeline'
                ? runStatements(sub, [{ ...statement, background: false }])
                : runCommand(sub, command),
            { fds: sh.fds, ...(monitor ? { pgid: 'new' as const } : {}) },
          ),
        ];
  sh.fds = before;
  const last = children.at(-1);
  if (!last) return 0;
  for (const child of children) {
    sh.children.set(child.pid, child);
    sh.seen.set(child.pid, seenPid(sh, child.pid));
  }
  const id = Math.max(0, ...sh.state.jobs.map((j) => j.id)) + 1;
  const text = shownText(sh, command);
  const job: Job = {
    id,
    pgid: children[0]?.pid ?? last.pid,
    pids: children.map((c) => c.pid),
    command: text,
    noted: false,
  };
  update(sh, { jobs: [...sh.state.jobs, job], lastBackground: seenPid(sh, last.pid), lastStatus: 0 });
  if (sh.state.interactive && sh.state.dialect === 'bash') yield* emit(sh, 2, `[${id}] ${seenPid(sh, last.pid)}\n`);
  yield* sleep(0);
  return 0;
}

/** A command as job listings show it: bash prints a subshell with blanks inside its parentheses. */
export function shownText(sh: Shell, node: Statement['command']): string {
  const text = sh.source.text.slice(node.pos, node.end);
  return node.type === 'Subshell' ? `( ${text.slice(1, -1).trim()} )` : text;
}

/** The number by which a process is known to those in its container. */
export function seenPid(sh: Shell, pid: number): number {
  return sh.proc.container === undefined ? pid : (nspidOf(sh, pid) ?? pid);
}

function nspidOf(sh: Shell, pid: number): number | undefined {
  return sh.proc.world.get(processes, String(pid))?.nspid;
}

/** The status of a job, undefined while it runs. */
export function jobStatus(sh: Shell, job: Job): number | undefined {
  if (job.status !== undefined) return job.status;
  let status: number | undefined = 0;
  for (const pid of job.pids) {
    const child = sh.children.get(pid);
    // a job of an earlier line: this process did not start it, the kernel knows
    const one = child ? child.status() : alive(sh, pid) ? undefined : (sh.proc.statusOf(pid) ?? 0);
    if (one === undefined) return undefined;
    status = one;
  }
  return status;
}

function alive(sh: Shell, pid: number): boolean {
  return sh.proc.world.get(processes, String(pid)) !== undefined;
}

/** The mark of a job in listings: `+` the current one, `-` the one before. */
export function markOf(sh: Shell, job: Job): string {
  const [current, previous] = [...sh.state.jobs].reverse();
  return job === current ? '+' : job === previous ? '-' : ' ';
}

/** How a job stands, as `jobs` prints it. */
export function jobLine(sh: Shell, job: Job, long = false): string {
  const status = jobStatus(sh, job);
  const pid = long ? `${job.pids.at(-1)} ` : '';
  const text =
    status === undefined
      ? 'Running'
      : status === 0
        ? 'Done'
        : status > 128 && ENDED[status - 128]
          ? (ENDED[status - 128] ?? '')
          : `Exit ${status}`;
  const width = 27;
  const shown =
    sh.state.dialect === 'bash' ? text : status !== undefined && text.startsWith('Exit ') ? `Done(${status})` : text;
  // dash and ash keep the texts of commands only under job control
  const command = sh.state.dialect === 'bash' || sh.state.interactive ? job.command : '';
  const mark = sh.state.dialect === 'dash' ? ` ${markOf(sh, job)} ` : `${markOf(sh, job)}  `;
  return `[${job.id}]${mark}${pid}${shown.padEnd(width)}${command}${status === undefined && sh.state.dialect === 'bash' ? ' &' : ''}`;
}

const ENDED: Readonly<Record<number, string>> = {
  1: 'Hangup',
  2: 'Interrupt',
  3: 'Quit',
  9: 'Killed',
  15: 'Terminated',
};

/** Tells of jobs that ended since, and forgets them. */
export function* noteJobs(sh: Shell): Run<void> {
  const ended = sh.state.jobs.filter((j) => jobStatus(sh, j) !== undefined);
  if (ended.length === 0) return;
  if (sh.state.interactive) for (const job of ended) yield* emit(sh, 2, `${jobLine(sh, job)}\n`);
  forgetJobs(sh, ended);
}

/** Drops jobs from the table. */
export function forgetJobs(sh: Shell, jobs: readonly Job[]): void {
  update(sh, { jobs: sh.state.jobs.filter((j) => !jobs.some((gone) => gone.id === j.id)) });
}

/** Finds `%1`, `%%`, `%+`, `%-`, `%name`, `%?text`. */
export function findJob(sh: Shell, spec: string): Job | undefined {
  const { jobs } = sh.state;
  const what = spec.replace(/^%/, '');
  if (what === '' || what === '%' || what === '+') return jobs.at(-1);
  if (what === '-') return jobs.at(-2) ?? jobs.at(-1);
  if (/^\d+$/.test(what)) return jobs.find((j) => j.id === Number(what));
  if (what.startsWith('?')) return jobs.find((j) => j.command.includes(what.slice(1)));
  return jobs.find((j) => j.command.startsWith(what));
}
