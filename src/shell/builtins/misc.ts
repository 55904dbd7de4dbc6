import { type Run, SIGNAL_NUMBER } from '../../os/index.ts';
import { singleQuote } from '../quote.ts';
import { complain, emit, type Shell, update } from '../shell.ts';
import { asSignal, setTrap, signalName, signalNames } from '../traps.ts';
import { type Builtin, badOption, grumble, letters } from './builtin.ts';

function trapOrder(name: string): number {
  const signal = asSignal(name);
  return name === 'EXIT' ? 0 : signal === undefined ? 100 : SIGNAL_NUMBER[signal];
}

/** trap(1p). */
export const trap: Builtin = function* (sh, args) {
  const bash = sh.state.dialect === 'bash';
  const { flags, rest } = args[0] === '-' ? { flags: new Map<string, string>(), rest: args } : letters(args);
  if (flags.has('l')) {
    yield* emit(
      sh,
      1,
      `${signalNames()
        .map((n) => `${String(SIGNAL_NUMBER[n]).padStart(2)}) SIG${n}`)
        .join('\n')}\n`,
    );
    return 0;
  }
  if (rest.length === 0 || flags.has('p')) {
    const wanted = rest.map((n) => signalName(n) ?? n);
    const names = Object.keys(sh.state.traps).filter((n) => wanted.length === 0 || wanted.includes(n));
    names.sort((a, b) => trapOrder(a) - trapOrder(b));
    for (const n of names) {
      const shown = bash && asSignal(n) !== undefined ? `SIG${n}` : n;
      yield* emit(sh, 1, `trap -- ${singleQuote(sh.state.traps[n] ?? '')} ${shown}\n`);
    }
    return 0;
  }
  const [first = '', ...more] = rest;
  // a first word that is a number, or the only word, names a signal to restore
  const restores = first === '-' || /^\d+$/.test(first) || more.length === 0;
  const names = first === '-' || !restores ? more : rest;
  let status = 0;
  for (const text of names) {
    const name = signalName(text);
    if (name === undefined) {
      if (bash) yield* complain(sh, `trap: ${text}: invalid signal specification`);
      else
        yield* grumble(
          sh,
          'trap',
          sh.state.dialect === 'dash' ? `${text}: bad trap` : `${text}: invalid signal specification`,
        );
      status = 1;
      continue;
    }
    setTrap(sh, name, restores ? undefined : first);
  }
  return status;
};

function symbolic(mask: number): string {
  const one = (bits: number) => `${bits & 4 ? '' : 'r'}${bits & 2 ? '' : 'w'}${bits & 1 ? '' : 'x'}`;
  return `u=${one(mask >> 6)},g=${one(mask >> 3)},o=${one(mask)}`;
}

/** `umask`. */
export const umask: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args);
  const value = rest[0];
  if (value === undefined) {
    const octal = sh.state.umask.toString(8).padStart(4, '0');
    yield* emit(sh, 1, `${flags.has('S') ? symbolic(sh.state.umask) : flags.has('p') ? `umask ${octal}` : octal}\n`);
    return 0;
  }
  if (/^[0-7]{1,4}$/.test(value)) {
    update(sh, { umask: Number.parseInt(value, 8) });
    return 0;
  }
  const mask = symbolicMask(sh.state.umask, value);
  if (mask === undefined) {
    if (sh.state.dialect === 'bash')
      yield* complain(
        sh,
        /^\d/.test(value)
          ? `umask: ${value}: octal number out of range`
          : `umask: \`${value[0]}': invalid symbolic mode character`,
      );
    else yield* grumble(sh, 'umask', `Illegal mode: ${value}`);
    return 1;
  }
  update(sh, { umask: mask });
  return 0;
};

/** chmod(1) clauses, applied to what the mask allows. */
function symbolicMask(mask: number, text: string): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!m) return undefined;
    const who = m[1] === '' || m[1]?.includes('a') ? 'ugo' : (m[1] ?? '');
    const bits = [...(m[3] ?? '')].reduce((sum, l) => sum | (l === 'r' ? 4 : l === 'w' ? 2 : 1), 0);
    for (const w of who) {
      const at = w === 'u' ? 6 : w === 'g' ? 3 : 0;
      if (m[2] === '=') allowed &= ~(7 << at);
      if (m[2] === '-') allowed &= ~(bits << at);
      else allowed |= bits << at;
    }
  }
  return ~allowed & 0o777;
}

/** Limits as a Docker 28 host and its containers have them. */
const LIMITS: readonly (readonly [string, string, string])[] = [
  ['t', 'cpu time               (seconds, -t) ', 'unlimited'],
  ['f', 'file size               (blocks, -f) ', 'unlimited'],
  ['d', 'data seg size           (kbytes, -d) ', 'unlimited'],
  ['s', 'stack size              (kbytes, -s) ', '8192'],
  ['c', 'core file size          (blocks, -c) ', 'unlimited'],
  ['m', 'max memory size         (kbytes, -m) ', 'unlimited'],
  ['l', 'max locked memory       (kbytes, -l) ', '8192'],
  ['p', 'pipe size            (512 bytes, -p) ', '8'],
  ['n', 'open files                      (-n) ', '1048576'],
  ['u', 'max user processes              (-u) ', 'unlimited'],
  ['v', 'virtual memory          (kbytes, -v) ', 'unlimited'],
];

/** Tells limits; setting one changes nothing that this world has. */
export const ulimit: Builtin = function* (sh, args) {
  const { flags, rest } = letters(args);
  if (flags.has('a')) {
    yield* emit(sh, 1, LIMITS.map(([, label, value]) => `${label}${value}\n`).join(''));
    return 0;
  }
  if (rest.length > 0) return 0;
  const letter = [...flags.keys()].find((f) => f !== 'H' && f !== 'S') ?? 'f';
  const limit = LIMITS.find(([l]) => l === letter);
  if (!limit) return yield* badOption(sh, 'ulimit', `-${letter}`, 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]');
  yield* emit(sh, 1, `${limit[2]}\n`);
  return 0;
};

/** `history`. */
export const history: Builtin = function* (sh, args) {
  if (args[0] === '-c') {
    update(sh, { history: [] });
    return 0;
  }
  const all = sh.state.history;
  const count = /^\d+$/.test(args[0] ?? '') ? Number(args[0]) : all.length;
  const from = Math.max(0, all.length - count);
  yield* emit(
    sh,
    1,
    all
      .slice(from)
      .map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`)
      .join(''),
  );
  return 0;
};

/** `caller`. */
export const caller: Builtin = function* (sh) {
  if (sh.calls.length === 0) return 1;
  yield* emit(sh, 1, `${sh.line} ${sh.calls[0] ?? 'main'}\n`);
  return 0;
};

/** A builtin that the simulation does not have: it says so and never pretends. */
export const missing: Builtin = function* (sh, _args, name) {
  return yield* notSimulated(sh, name);
};

function* notSimulated(sh: Shell, name: string): Run<number> {
  yield* emit(sh, 2, `dockernet-course: not simulated: the shell builtin ${name}\n`);
  return 99;
}
