import { NotSimulated, processes, type Run, SIGNAL_NUMBER, type Signal, until } from '../../os/index.ts';
import { foreground } from '../foreground.ts';
import { findJob, forgetJobs, jobLine, jobStatus, seenPid } from '../jobs.ts';
import { complain, emit, type Shell } from '../shell.ts';
import type { Job } from '../state.ts';
import { asSignal, signalName, signalNames } from '../traps.ts';
import { tellSignal } from '../waiting.ts';
import { type Builtin, badOption, grumble, letters } from './builtin.ts';

/** `jobs`. */
export const jobs: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args);
  for (const f of flags.keys())
    if (!'lnprs'.includes(f))
      return yield* badOption(sh, 'jobs', `-${f}`, 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]');
  const wanted = rest.length > 0 ? rest.map((s) => findJob(sh, s)) : sh.state.jobs;
  let status = 0;
  const gone: Job[] = [];
  for (const [i, job] of wanted.entries()) {
    if (!job) {
      yield* complain(sh, `jobs: ${rest[i]}: no such job`);
      status = 1;
      continue;
    }
    const ended = jobStatus(sh, job) !== undefined;
    if (ended) gone.push(job);
    if ((flags.has('r') && ended) || flags.has('s')) continue;
    yield* emit(sh, 1, flags.has('p') ? `${seenPid(sh, job.pgid)}\n` : `${jobLine(sh, job, flags.has('l'))}\n`);
  }
  forgetJobs(sh, gone);
  return status;
};

function* noJob(sh: Shell, name: string, spec: string | undefined): Run<number> {
  if (sh.state.dialect !== 'bash') {
    yield* grumble(
      sh,
      name,
      spec === undefined ? (sh.state.dialect === 'dash' ? 'No current job' : 'No current job') : `No such job: ${spec}`,
    );
    return 2;
  }
  yield* complain(sh, `${name}: ${spec ?? 'current'}: no such job`);
  return 1;
}

/** `fg` and `bg`: jobs here are never stopped, so that `bg` finds them running already. */
export const fg: Builtin = function* (sh, args, name) {
  if (sh.state.dialect === 'bash' && !sh.state.options.monitor) {
    yield* complain(sh, `${name}: no job control`);
    return 1;
  }
  const job = findJob(sh, args[0] ?? '%%');
  if (!job) return yield* noJob(sh, name, args[0]);
  if (name === 'bg') {
    yield* complain(sh, `bg: job ${job.id} already in background`);
    return 0;
  }
  yield* emit(sh, 1, `${job.command}\n`);
  yield* foreground(sh, job.pgid, function* () {
    while (jobStatus(sh, job) === undefined) yield* until(() => jobStatus(sh, job) !== undefined);
    return 0;
  });
  forgetJobs(sh, [job]);
  const status = jobStatus(sh, job) ?? 0;
  return status;
};

/** Waits for children; a signal with a trap ends it with 128+n. */
export const wait: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args, 'p');
  if (flags.has('n')) return yield* waitAny(sh);
  if (rest.length === 0) {
    const ofJobs = sh.state.jobs.map((job) => () => jobStatus(sh, job));
    for (const status of [...[...sh.children.values()].map((child) => child.status), ...ofJobs]) {
      const broken = yield* waitOne(sh, status);
      if (broken !== undefined) return broken;
    }
    if (!sh.state.interactive) forgetJobs(sh, sh.state.jobs);
    return 0;
  }
  let last = 0;
  for (const spec of rest) last = yield* waitSpec(sh, spec);
  return last;
};

function* waitOne(sh: Shell, status: () => number | undefined): Run<number | undefined> {
  const before = sh.pending.length;
  while (status() === undefined) {
    yield* until(() => status() !== undefined);
    if (sh.interrupted) return 130;
    if (sh.pending.length > before) {
      const signal = asSignal(sh.pending.at(-1) ?? '');
      return signal === undefined ? 128 : 128 + SIGNAL_NUMBER[signal];
    }
  }
  return undefined;
}

function* waitAny(sh: Shell): Run<number> {
  const open = sh.state.jobs;
  if (open.length === 0) return 127;
  yield* waitOne(sh, () => open.map((j) => jobStatus(sh, j)).find((s) => s !== undefined));
  const done = open.find((j) => jobStatus(sh, j) !== undefined);
  if (done) forgetJobs(sh, [done]);
  return done ? (jobStatus(sh, done) ?? 0) : 127;
}

function* waitSpec(sh: Shell, spec: string): Run<number> {
  if (spec.startsWith('%')) {
    const job = findJob(sh, spec);
    if (!job) {
      yield* complain(sh, `wait: ${spec}: no such job`);
      return 127;
    }
    const broken = yield* waitOne(sh, () => jobStatus(sh, job));
    const status = jobStatus(sh, job) ?? 0;
    if (broken === undefined && !sh.state.interactive) forgetJobs(sh, [job]);
    return broken ?? status;
  }
  if (!/^\d+$/.test(spec)) {
    yield* complain(sh, `wait: \`${spec}': not a pid or valid job spec`);
    return 1;
  }
  const pid = [...sh.children.keys()].find((p) => seenPid(sh, p) === Number(spec) || sh.seen.get(p) === Number(spec));
  const earlier = sh.state.jobs.find((j) => j.pids.some((p) => seenPid(sh, p) === Number(spec)));
  const status =
    pid === undefined ? (earlier ? () => jobStatus(sh, earlier) : undefined) : sh.children.get(pid)?.status;
  if (!status) {
    if (sh.state.dialect === 'bash') yield* complain(sh, `wait: pid ${spec} is not a child of this shell`);
    return 127;
  }
  const broken = yield* waitOne(sh, status);
  if (broken === undefined) {
    const job = sh.state.jobs.find((j) => j.pids.at(-1) === pid);
    if (job && !sh.state.interactive && sh.state.dialect === 'bash') forgetJobs(sh, [job]);
  }
  // dash and ash tell what ended it, bash does not
  const child = pid === undefined ? undefined : sh.children.get(pid);
  if (broken === undefined && child && sh.state.dialect !== 'bash') yield* tellSignal(sh, child, undefined);
  return broken ?? status() ?? 0;
}

/** `kill -l`. */
function listing(sh: Shell, args: readonly string[]): string {
  if (args.length > 0) {
    return args
      .map((a) =>
        /^\d+$/.test(a)
          ? signalName(String(Number(a) > 128 ? Number(a) - 128 : Number(a)))
          : SIGNAL_NUMBER[asSignal(signalName(a) ?? '') ?? 'TERM'],
      )
      .map((t) => `${t}\n`)
      .join('');
  }
  if (sh.state.dialect !== 'bash') return `${signalNames().join('\n')}\n`;
  return ALL_SIGNALS.map(
    ([n, name], i) =>
      `${String(n).padStart(2)}) SIG${name}${i % 5 === 4 || i === ALL_SIGNALS.length - 1 ? '\n' : '\t'}`,
  ).join('');
}

const STANDARD =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';

/** What `kill -l` lists: signal(7), the real-time signals from 34 to 64 named from both ends. */
const ALL_SIGNALS: readonly (readonly [number, string])[] = [
  ...STANDARD.split(' ').map((name, i) => [i + 1, name] as const),
  ...Array.from({ length: 31 }, (_, i) => [i + 34, realTime(i)] as const),
];

function realTime(i: number): string {
  if (i === 0) return 'RTMIN';
  if (i <= 15) return `RTMIN+${i}`;
  return i === 30 ? 'RTMAX' : `RTMAX-${30 - i}`;
}

/** `kill`. */
export const kill: Builtin = function* (sh, args) {
  const bash = sh.state.dialect === 'bash';
  let signal: Signal | 'EXIT' = 'TERM';
  let rest = [...args];
  const first = rest[0] ?? '';
  if (first === '-l' || first === '-L') {
    yield* emit(sh, 1, listing(sh, rest.slice(1)));
    return 0;
  }
  if (/^-./.test(first) && first !== '--') {
    const split = first === '-s' || first === '-n';
    const text = split ? (rest[1] ?? '') : first.replace(/^-s?/, '');
    rest = rest.slice(split ? 2 : 1);
    const name = signalName(text);
    const known = name === 'EXIT' ? name : asSignal(name ?? '');
    if (known === undefined) {
      if (bash) yield* complain(sh, `kill: ${text}: invalid signal specification`);
      else if (sh.state.dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: bad signal name '${text}'\n`);
      else
        yield* grumble(
          sh,
          'kill',
          split ? `invalid signal number or name: ${text}` : `Illegal option -${text[0] ?? ''}`,
        );
      return sh.state.dialect === 'dash' ? 2 : 1;
    }
    signal = known;
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    if (bash)
      yield* emit(
        sh,
        2,
        'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
      );
    else if (sh.state.dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: you need to specify whom to kill\n`);
    else
      yield* grumble(
        sh,
        'kill',
        'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]',
      );
    return sh.state.dialect === 'ash' ? 1 : 2;
  }
  let status = 0;
  for (const target of rest) status = (yield* killOne(sh, target, signal)) || status;
  return status;
};

function* killOne(sh: Shell, target: string, signal: Signal | 'EXIT'): Run<number> {
  const { dialect } = sh.state;
  if (target.startsWith('%')) {
    const job = findJob(sh, target);
    if (job && jobStatus(sh, job) === undefined) {
      if (signal !== 'EXIT') for (const pid of job.pids) sh.proc.kill(pid, signal);
      return 0;
    }
    yield* complain(sh, `kill: ${target}: no such job`);
    return 1;
  }
  if (!/^-?\d+$/.test(target)) {
    if (dialect === 'bash') yield* complain(sh, `kill: \`${target}': not a pid or valid job spec`);
    else if (dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: invalid number '${target}'\n`);
    else yield* grumble(sh, 'kill', `Illegal number: ${target}`);
    return dialect === 'dash' ? 2 : 1;
  }
  const pid = realPid(sh, Math.abs(Number(target)));
  try {
    const sent =
      pid !== undefined &&
      (signal === 'EXIT' || (target.startsWith('-') ? sh.proc.killGroup(pid, signal) : sh.proc.kill(pid, signal)));
    if (sent) return 0;
  } catch (e) {
    if (!(e instanceof NotSimulated)) throw e;
    yield* emit(sh, 2, `dockernet-course: not simulated: ${e.message}\n`);
    return 99;
  }
  if (dialect === 'bash') yield* complain(sh, `kill: (${target}) - No such process`);
  else if (dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: can't kill pid ${target}: No such process\n`);
  else yield* grumble(sh, 'kill', 'No such process\n');
  return 1;
}

/** The process that a number means in the pid namespace of this shell. */
function realPid(sh: Shell, n: number): number | undefined {
  const { container, host } = sh.proc;
  const rows =
    container === undefined
      ? sh.proc.world.by(processes, 'host', host)
      : sh.proc.world.by(processes, 'container', container);
  return rows.find((p) => !p.hidden && (container === undefined ? p.pid === n : p.nspid === n))?.pid;
}

/** `disown`. */
export const disown: Builtin = function* (sh, args) {
  const specs = args.filter((a) => !a.startsWith('-'));
  const found = specs.length > 0 ? specs.map((s) => findJob(sh, s)) : [sh.state.jobs.at(-1)];
  if (args.includes('-a')) forgetJobs(sh, sh.state.jobs);
  for (const [i, job] of found.entries()) {
    if (job) forgetJobs(sh, [job]);
    else if (!args.includes('-a')) {
      yield* complain(sh, `disown: ${specs[i] ?? 'current'}: no such job`);
      return 1;
    }
  }
  return 0;
};
