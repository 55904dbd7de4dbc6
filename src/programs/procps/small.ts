import { civilOf, twoDigits } from '../../base/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { command, notSimulated, ok, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has } from '../lib/getopt.ts';
import { memory, seenBy } from './list.ts';

/** The lab machines have 8 GiB and never run short. */
const MEMORY = {
  total: 8_131_072,
  used: 702_464,
  free: 5_918_720,
  shared: 9216,
  cache: 1_509_888,
  available: 7_428_608,
} as const;

/** free(1). */
export function free(dialect: Dialect): Program {
  return command((_proc, args) => {
    const parsed = getopt(args, {
      short: 'bkmghtwlc:s:',
      long: { human: 'h', mega: 'm', giga: 'g', kilo: 'k', bytes: 'b', total: 't' },
    });
    if ('error' in parsed) quit(`free: ${parsed.error}\n\nUsage:\n free [options]`, 1);
    const by = has(parsed, 'b') ? 1 / 1024 : has(parsed, 'm') ? 1024 : has(parsed, 'g') ? 1024 * 1024 : 1;
    const text = (kib: number) =>
      has(parsed, 'h')
        ? kib >= 1024 * 1024
          ? `${(kib / 1024 / 1024).toFixed(1)}Gi`
          : kib >= 1024
            ? `${Math.round(kib / 1024)}Mi`
            : kib === 0
              ? '0B'
              : `${kib}Ki`
        : String(Math.floor(kib / by));
    const row = (label: string, cells: readonly number[]) =>
      `${label}${cells.map((n) => text(n).padStart(12)).join('')}\n`;
    const pad = dialect === 'gnu' ? 'Mem:   ' : 'Mem:  ';
    return ok(
      `${dialect === 'gnu' ? '       ' : '      '}        total        used        free      shared  buff/cache   available\n${row(pad, [MEMORY.total, MEMORY.used, MEMORY.free, MEMORY.shared, MEMORY.cache, MEMORY.available])}${row(dialect === 'gnu' ? 'Swap:  ' : 'Swap: ', [0, 0, 0])}`,
    );
  });
}

/** When the lab machines were switched on: three days before the first process of theirs. */
const UP = 3 * 86_400_000;

function uptimeLine(proc: Process): string {
  const c = civilOf(proc.now);
  const minutes = Math.floor(UP / 60_000) + c.hour * 60 + c.minute;
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  return `${twoDigits(c.hour)}:${twoDigits(c.minute)}:${twoDigits(c.second)} up ${days} days, ${hours === 0 ? `${rest} min` : `${String(hours).padStart(2)}:${twoDigits(rest)}`},  0 users,  load average: 0.00, 0.00, 0.00`;
}

/** uptime(1). */
export const uptime: Program = command((proc) => ok(` ${uptimeLine(proc)}\n`));

/** w(1): nobody is logged in at a console of the machine. */
export const w: Program = command((proc) =>
  ok(` ${uptimeLine(proc)}\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU  WHAT\n`),
);

/** top(1) once, in batch mode; its screen is not simulated. */
export function top(dialect: Dialect): Program {
  return command((proc, args) => {
    const parsed = getopt(args, { short: 'bn:d:HicSu:p:o:w::', long: {} });
    if ('error' in parsed) quit(`top: ${parsed.error}${dialect === 'busybox' ? `\n${usageOf('top')}` : ''}`, 1);
    if (!has(parsed, 'b')) notSimulated('the screen of top', 'top -bn1, ps aux, docker stats --no-stream');
    const list = seenBy(proc);
    if (dialect === 'busybox') {
      const rows = list.map(
        (s) =>
          `${String(s.pid).padStart(5)} ${String(s.ppid).padStart(5)} ${s.row.user.padEnd(8)} ${s.self ? 'R' : 'S'}    ${String(memory(s).vsz).padStart(5)}   0%   0% ${s.args}\n`,
      );
      return ok(
        `Mem: ${MEMORY.used}K used, ${MEMORY.free}K free, ${MEMORY.shared}K shrd, 0K buff, ${MEMORY.cache}K cached\nCPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/${list.length} ${list.at(-1)?.pid}\n  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n${rows.join('')}`,
      );
    }
    const mib = (kib: number) => (kib / 1024).toFixed(1).padStart(8);
    const head = `top - ${uptimeLine(proc)}\nTasks: ${String(list.length).padStart(3)} total,   1 running, ${String(list.length - 1).padStart(3)} sleeping,   0 stopped,   0 zombie\n%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \nMiB Mem : ${mib(MEMORY.total)} total, ${mib(MEMORY.free)} free, ${mib(MEMORY.used)} used, ${mib(MEMORY.cache)} buff/cache     \nMiB Swap: ${mib(0)} total, ${mib(0)} free, ${mib(0)} used. ${mib(MEMORY.available)} avail Mem \n\n`;
    const rows = list.map(
      (s) =>
        `${String(s.pid).padStart(7)} ${s.row.user.padEnd(8)}  20   0 ${String(memory(s).vsz).padStart(7)} ${String(memory(s).rss).padStart(6)} ${String(memory(s).rss).padStart(6)} ${s.self ? 'R' : 'S'}   0.0   0.0   0:00.00 ${s.comm}\n`,
    );
    return ok(
      `${head}    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n${rows.join('')}\n`,
    );
  });
}
