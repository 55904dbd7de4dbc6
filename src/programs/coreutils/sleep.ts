import {
  ExecError,
  type Process,
  type Program,
  park,
  sleep as pause,
  type Run,
  SIGNAL_NUMBER,
  type Signal,
  until,
  write,
} from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, missing, misused, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf } from '../lib/getopt.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of `5`, `1.5m`, `infinity`; undefined when it is no interval. */
export function interval(text: string): number | undefined {
  if (/^(inf|infinity)$/i.test(text)) return Number.POSITIVE_INFINITY;
  const found = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return found ? Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1) * 1000 : undefined;
}

/** sleep(1); for ever is a process that only answers signals. */
export function sleep(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'sleep', proc.argv.slice(1), { short: '' });
  if (parsed.operands.length === 0) missing(dialect, 'sleep', 'missing operand');
  let total = 0;
  for (const text of parsed.operands) {
    const ms = interval(text);
    if (ms === undefined)
      return dialect === 'gnu'
        ? misused(dialect, 'sleep', `invalid time interval ${quoted(dialect, text)}`)
        : quit(`sleep: invalid number '${text}'`);
    total += ms;
  }
  if (total === Number.POSITIVE_INFINITY) return yield* park();
  yield* pause(total);
  return 0;
}

const SIGNALS = Object.keys(SIGNAL_NUMBER) as Signal[];

/** A signal by name, with or without SIG, or number; undefined when it is none. */
export function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.find((s) => s === name || String(SIGNAL_NUMBER[s]) === text);
}

/** timeout(1). GNU's waits and answers 124; BusyBox's becomes the command, whose own status counts. */
export function timeout(dialect: Dialect): Program {
  return (proc) => guarded(limited(proc, dialect));
}

function* limited(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(
    dialect,
    'timeout',
    proc.argv.slice(1),
    {
      short: '+s:k:fpv',
      long: { signal: 's=', 'kill-after': 'k=', 'preserve-status': 'p', foreground: 'f', verbose: 'v' },
    },
    125,
  );
  const [text, ...argv] = parsed.operands;
  if (text === undefined || argv.length === 0)
    return dialect === 'gnu' ? misused(dialect, 'timeout', undefined, 125) : missing(dialect, 'timeout', '', 1);
  const ms = interval(text);
  if (ms === undefined)
    return dialect === 'gnu'
      ? misused(dialect, 'timeout', `invalid time interval ${quoted(dialect, text)}`, 125)
      : quit(`timeout: invalid number '${text}'`);
  const name = optionOf(parsed, 's') ?? 'TERM';
  const signal = signalOf(name) ?? misused(dialect, 'timeout', `${quoted(dialect, name)}: invalid signal`, 125);
  const child = start(proc, argv, dialect);
  const limit = ms === 0 ? Number.POSITIVE_INFINITY : ms;
  const done = yield* until(() => child.status() !== undefined, limit === Number.POSITIVE_INFINITY ? undefined : limit);
  if (!done) {
    proc.kill(child.pid, signal);
    const after = interval(optionOf(parsed, 'k') ?? '');
    if (!(yield* until(() => child.status() !== undefined, after)) && after !== undefined) proc.kill(child.pid, 'KILL');
    while (child.status() === undefined) yield* until(() => child.status() !== undefined);
  }
  const status = child.status() ?? 0;
  // BusyBox's parent becomes the command itself, so the shell sees the signal that ended it
  const dies = dialect === 'busybox' ? status > 128 : signal === 'KILL' && !has(parsed, 'p');
  if (!done && dies) {
    proc.kill(proc.pid, signal);
    yield* pause(0);
  }
  return done || dialect === 'busybox' || has(parsed, 'p') ? status : 124;
}

function start(proc: Process, argv: readonly string[], dialect: Dialect) {
  try {
    return proc.spawn({ argv });
  } catch (e) {
    if (!(e instanceof ExecError)) throw e;
    const text = e.code === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
    const code = e.code === 'ENOENT' ? 127 : 126;
    return quit(
      dialect === 'gnu'
        ? `timeout: failed to run command ${quoted(dialect, argv[0] ?? '')}: ${text}`
        : `timeout: can't execute '${argv[0]}': ${text}`,
      code,
    );
  }
}

/** yes(1). */
export const yes: Program = function* run(proc) {
  const line = `${proc.argv.slice(1).join(' ') || 'y'}\n`;
  for (;;) yield* write(line.repeat(512));
};
