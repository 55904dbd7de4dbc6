import { civilOf, displayWidth, twoDigits } from '../../base/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, fail, looking, notSimulated } from '../lib/answer.ts';
import { memory, type Seen, seenBy } from './list.ts';

interface Field {
  readonly title: string;
  readonly width: number;
  readonly left?: true;
  readonly cell: (s: Seen, proc: Process) => string;
}

/** `09:32`, or the day for what began earlier. */
function began(s: Seen, proc: Process): string {
  const c = civilOf(s.row.started);
  if (proc.now - s.row.started < 86_400_000) return `${twoDigits(c.hour)}:${twoDigits(c.minute)}`;
  return (
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][c.month - 1] + twoDigits(c.day)
  );
}

function elapsed(s: Seen, proc: Process): string {
  const seconds = Math.floor((proc.now - s.row.started) / 1000);
  const [d, h, m] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return `${d > 0 ? `${d}-` : ''}${d > 0 || h > 0 ? `${twoDigits(h)}:` : ''}${twoDigits(m)}:${twoDigits(seconds % 60)}`;
}

const tty = (s: Seen) => (s.row.tty ? 'pts/0' : '?');
const stat = (s: Seen) =>
  `${s.self ? 'R' : s.row.frozen ? 'D' : 'S'}${s.row.pid === s.row.pgid || s.row.init ? 's' : ''}${s.row.tty ? '+' : ''}`;

/** procps' columns by their names in -o. The width of pids follows the namespace's pid_max. */
function fields(proc: Process): Readonly<Record<string, Field>> {
  const pidWidth = proc.container === undefined ? 5 : 7;
  const pid: Field = { title: 'PID', width: pidWidth, cell: (s) => String(s.pid) };
  const ppid: Field = { title: 'PPID', width: pidWidth, cell: (s) => String(s.ppid) };
  const user: Field = { title: 'USER', width: 8, left: true, cell: (s) => s.row.user };
  const args: Field = { title: 'COMMAND', width: 27, left: true, cell: (s) => s.args };
  const comm: Field = { title: 'COMMAND', width: 15, left: true, cell: (s) => s.comm };
  return {
    pid,
    ppid,
    user,
    args,
    comm,
    cmd: { ...args, title: 'CMD' },
    command: args,
    ucmd: { ...comm, title: 'CMD' },
    fname: comm,
    ucomm: comm,
    euser: user,
    ruser: user,
    uid: { title: 'UID', width: 5, cell: () => '0' },
    UID: { title: 'UID', width: 8, left: true, cell: (s) => s.row.user },
    pgid: { title: 'PGID', width: pidWidth, cell: (s) => String(s.pid) },
    sid: { title: 'SID', width: pidWidth, cell: (s) => String(s.pid) },
    tty: { title: 'TTY', width: 8, left: true, cell: tty },
    tt: { title: 'TT', width: 8, left: true, cell: tty },
    stat: { title: 'STAT', width: 4, left: true, cell: stat },
    s: { title: 'S', width: 1, left: true, cell: (s) => stat(s).charAt(0) },
    time: { title: 'TIME', width: 8, cell: () => '00:00:00' },
    bsdtime: { title: 'TIME', width: 6, cell: () => '0:00' },
    etime: { title: 'ELAPSED', width: 11, cell: elapsed },
    etimes: { title: 'ELAPSED', width: 7, cell: (s, p) => String(Math.floor((p.now - s.row.started) / 1000)) },
    start: { title: 'START', width: 5, left: true, cell: began },
    stime: { title: 'STIME', width: 5, left: true, cell: began },
    c: { title: 'C', width: 2, cell: () => '0' },
    '%cpu': { title: '%CPU', width: 4, cell: () => '0.0' },
    '%mem': { title: '%MEM', width: 4, cell: () => '0.0' },
    pcpu: { title: '%CPU', width: 4, cell: () => '0.0' },
    pmem: { title: '%MEM', width: 4, cell: () => '0.0' },
    vsz: { title: 'VSZ', width: 6, cell: (s) => String(memory(s).vsz) },
    rss: { title: 'RSS', width: 5, cell: (s) => String(memory(s).rss) },
    ni: { title: 'NI', width: 3, cell: () => '0' },
    netns: { title: 'NETNS', width: 10, cell: (s) => String(4_026_531_840 + s.row.netns.length) },
  };
}

const FULL = ['UID', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd'];
const AUX = ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start', 'bsdtime', 'args'];
const PLAIN = ['pid', 'tty', 'time', 'ucmd'];

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).`;

/** ps(1) of procps. */
export const ps: Program = looking(run);

interface Choice {
  columns: { readonly field: string; readonly title: string | undefined }[] | undefined;
  every: boolean;
  pids: number[];
  comms: string[];
  header: boolean;
  forest: boolean;
}

function run(proc: Process, args: readonly string[]): Answer {
  const choice: Choice = { columns: undefined, every: false, pids: [], comms: [], header: true, forest: false };
  const set = (list: readonly string[]) => {
    choice.columns = list.map((field) => ({ field, title: undefined }));
  };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--no-headers' || word === '--noheader') choice.header = false;
    else if (word === '--forest') choice.forest = true;
    else if (/^--(pid|ppid)=?/.test(word))
      choice.pids.push(...numbers(word.includes('=') ? word.split('=')[1] : rest.shift()));
    else if (word.startsWith('--sort') || word === '-w' || word === '-ww' || word === 'w' || word === 'ww') continue;
    else if (word.startsWith('--'))
      return word === '--help'
        ? notSimulated('ps --help', 'ps aux, ps -ef, ps -o')
        : fail(`error: unknown gnu long option\n${USAGE}`);
    else if (/^\d+$/.test(word)) choice.pids.push(...numbers(word));
    else {
      const problem = letters(choice, word, rest, set);
      if (problem !== undefined) return fail(`error: ${problem}\n${USAGE}`);
    }
  }
  const known = fields(proc);
  const columns = choice.columns ?? PLAIN.map((field) => ({ field, title: undefined }));
  const bad = columns.find((c) => known[c.field] === undefined);
  if (bad) return fail(`error: unknown user-defined format specifier "${bad.field}"\n${USAGE}`);
  const list = seenBy(proc).filter((s) => wanted(choice, s, proc));
  const text = table(
    proc,
    columns.flatMap((c) => {
      const f = known[c.field];
      return f ? [{ ...f, title: c.title ?? f.title }] : [];
    }),
    list,
    choice,
  );
  return { out: text, code: list.length === 0 && choice.pids.length + choice.comms.length > 0 ? 1 : 0 };
}

const numbers = (text: string | undefined) => (text ?? '').split(/[ ,]+/).map(Number);

/** A group of letters, with or without a dash: BSD's and UNIX' differ in a few. */
function letters(
  choice: Choice,
  word: string,
  rest: string[],
  set: (list: readonly string[]) => void,
): string | undefined {
  const unix = word.startsWith('-');
  const group = word.replace(/^-/, '');
  for (let i = 0; i < group.length; i++) {
    const c = group[i] ?? '';
    const value = () => group.slice(i + 1) || (rest.shift() ?? '');
    if (c === 'o' || c === 'O') {
      choice.columns = [...(choice.columns ?? []), ...columnsOf(value())];
      if (choice.columns.every((x) => x.title === '')) choice.header = false;
      return undefined;
    }
    if (c === 'p') {
      choice.pids.push(...numbers(value()));
      return undefined;
    }
    if (unix && c === 'C') {
      choice.comms.push(...value().split(','));
      return undefined;
    }
    if (unix && (c === 'u' || c === 'U' || c === 't')) {
      value();
      choice.every = true;
      return undefined;
    }
    if (c === 'e' || c === 'A' || (!unix && (c === 'a' || c === 'x'))) choice.every = true;
    else if (unix && (c === 'f' || c === 'F')) set(FULL);
    else if (!unix && c === 'u') set(AUX);
    else if (!unix && c === 'f') {
      choice.forest = true;
      if (!choice.columns) set(['pid', 'tty', 'stat', 'bsdtime', 'args']);
    } else if (c === 'H') choice.forest = true;
    else if (c === 'l' || c === 'j' || c === 'L' || c === 'T' || c === 'm')
      notSimulated(`ps ${word}`, 'ps aux, ps -ef, ps -o');
    else if (!'awxgNd'.includes(c)) return unix ? 'unsupported SysV option' : 'unsupported option (BSD syntax)';
  }
  if (!unix && /[ax]/.test(group) && !choice.columns) set(['pid', 'tty', 'stat', 'bsdtime', 'args']);
  return undefined;
}

/** `pid,comm=NAME,args`: a title after `=` runs to the end. */
function columnsOf(text: string): { readonly field: string; readonly title: string | undefined }[] {
  const cut = text.indexOf('=');
  const names = (cut < 0 ? text : text.slice(0, cut)).split(/[ ,]+/).filter(Boolean);
  return names.map((field, i) => ({
    field,
    title: cut >= 0 && i === names.length - 1 ? text.slice(cut + 1) : undefined,
  }));
}

function wanted(choice: Choice, s: Seen, proc: Process): boolean {
  if (choice.pids.length + choice.comms.length > 0) return choice.pids.includes(s.pid) || choice.comms.includes(s.comm);
  return choice.every || (proc.tty === undefined ? !s.row.tty : s.row.tty);
}

function table(proc: Process, columns: readonly Field[], list: readonly Seen[], choice: Choice): string {
  const rows = [
    ...(choice.header ? [columns.map((c) => c.title)] : []),
    ...list.map((s) => columns.map((c) => c.cell(s, proc))),
  ];
  const line = (cells: readonly string[]) =>
    columns
      .map((c, i) => {
        const text = cells[i] ?? '';
        if (!c.left) return text.padStart(c.width);
        return i === columns.length - 1 ? text : text + ' '.repeat(Math.max(0, c.width - displayWidth(text)));
      })
      .join(' ');
  return rows.map((cells) => `${line(cells)}\n`).join('');
}
