import { type Program, sleep } from '../../os/index.ts';
import { signalOf } from '../coreutils/sleep.ts';
import { command, guarded, looking, ok } from '../lib/answer.ts';
import { memory, type Seen, seenBy } from '../procps/list.ts';
import { appletOptions, die, showUsage } from './applet.ts';

export { pgrep, pidof } from '../procps/pgrep.ts';

const COLUMNS: Readonly<
  Record<
    string,
    { readonly title: string; readonly width: number; readonly right?: true; readonly cell: (s: Seen) => string }
  >
> = {
  pid: { title: 'PID', width: 5, right: true, cell: (s) => String(s.pid) },
  ppid: { title: 'PPID', width: 5, right: true, cell: (s) => String(s.ppid) },
  user: { title: 'USER', width: 8, cell: (s) => s.row.user },
  comm: { title: 'COMMAND', width: 16, cell: (s) => s.comm },
  args: { title: 'COMMAND', width: 256, cell: (s) => s.args },
  time: { title: 'TIME', width: 5, cell: () => '0:00' },
  stat: { title: 'STAT', width: 4, cell: (s) => (s.self ? 'R' : 'S') },
  vsz: { title: 'VSZ', width: 5, right: true, cell: (s) => String(memory(s).vsz) },
  tty: { title: 'TT', width: 6, cell: (s) => (s.row.tty ? '136,0' : '?') },
};

/** ps of BusyBox: always every process; `aux` is taken and means nothing. */
export const ps: Program = looking((proc, args) => {
  const parsed = appletOptions('ps', args, { short: 'o:aAdefl' });
  const names = parsed.options.filter((o) => o.name === 'o').flatMap((o) => o.value.split(','));
  const chosen = names.length > 0 ? names : ['pid', 'user', 'args'];
  const bad = chosen.find((n) => COLUMNS[n.replace(/=.*/, '')] === undefined);
  if (bad !== undefined)
    return die('ps', `bad -o argument '${bad}', supported arguments: ${Object.keys(COLUMNS).join(',')}`);
  const columns = chosen.flatMap((n) => {
    const found = COLUMNS[n.replace(/=.*/, '')];
    return found ? [{ ...found, title: n.includes('=') ? n.slice(n.indexOf('=') + 1) : found.title }] : [];
  });
  const line = (cells: readonly string[], header: boolean) =>
    columns
      .map((c, i) =>
        i === columns.length - 1
          ? cells[i]
          : c.right && !header
            ? (cells[i] ?? '').padStart(c.width)
            : (cells[i] ?? '').padEnd(c.width),
      )
      .join(' ');
  return ok(
    [
      line(
        columns.map((c) => c.title),
        true,
      ),
      ...seenBy(proc).map((s) =>
        line(
          columns.map((c) => c.cell(s)),
          false,
        ),
      ),
    ]
      .map((l) => `${l}\n`)
      .join(''),
  );
});

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS'.split(
    ' ',
  );

/** kill of BusyBox, as a file. */
export const kill: Program = command((proc, args) => {
  if (args[0] === '-l') return ok(NAMES.map((n, i) => `${String(i + 1).padStart(2)}) ${n}\n`).join(''));
  const rest = [...args];
  const word =
    /^-./.test(rest[0] ?? '') && !/^-\d+$/.test(rest[1] === undefined ? (rest[0] ?? '') : '')
      ? (rest.shift() ?? '').slice(1).replace(/^s$/, '') || rest.shift() || 'TERM'
      : 'TERM';
  const signal = signalOf(word);
  if (!signal && word !== '0') return die('kill', `bad signal name '${word}'`);
  if (rest.length === 0) return die('kill', 'you need to specify whom to kill');
  const seen = seenBy(proc);
  const said = rest.map((pid) => {
    const target = seen.find((s) => String(s.pid) === pid);
    if (!/^-?\d+$/.test(pid)) return `kill: invalid number '${pid}'\n`;
    if (!target) return `kill: can't kill pid ${pid}: No such process\n`;
    if (signal) proc.kill(target.row.pid, signal);
    return '';
  });
  return { err: said.join(''), code: said.some(Boolean) ? 1 : 0 };
});

/** killall of BusyBox. */
export const killall: Program = command((proc, args) => {
  const quiet = args.includes('-q');
  const words = args.filter((a) => a !== '-q');
  const signal = signalOf(words[0]?.startsWith('-') ? (words.shift() ?? '').slice(1) : 'TERM') ?? showUsage('killall');
  if (words.length === 0) return die('killall', 'you need to specify whom to kill');
  const said = words.map((name) => {
    const targets = seenBy(proc).filter((s) => s.comm === name && !s.self);
    for (const s of targets) proc.kill(s.row.pid, signal);
    return targets.length === 0 && !quiet ? `killall: ${name}: no process killed\n` : '';
  });
  return { err: said.join(''), code: said.some(Boolean) ? 1 : 0 };
});

/** usleep of BusyBox. */
export const usleep: Program = (proc) =>
  guarded(
    (function* run() {
      const parsed = appletOptions('usleep', proc.argv.slice(1), { short: '' });
      const [micros] = parsed.operands;
      if (micros === undefined) return showUsage('usleep');
      yield* sleep(Number(micros) / 1000);
      return 0;
    })(),
  );
