import { type Run, sleep } from '../../os/index.ts';
import { complain, emit, grumble, prefix, type Shell, ShellError } from '../shell.ts';

export { grumble };

/** A command that the shell runs itself: its arguments without its name, its own name last. */
export type Builtin = (sh: Shell, args: readonly string[], name: string) => Run<number>;

/** A builtin that prints nothing and waits for nothing. */
export function plain(run: (sh: Shell, args: readonly string[], name: string) => number): Builtin {
  return function* (sh, args, name) {
    yield* sleep(0);
    return run(sh, args, name);
  };
}

/** Writes to standard output; a closed one is an error, as every program has it. */
export function* say(sh: Shell, name: string, text: string): Run<number> {
  if (yield* emit(sh, 1, text)) return 0;
  if (sh.state.dialect === 'bash') yield* complain(sh, `${name}: write error: Bad file descriptor`);
  else yield* emit(sh, 2, `${prefix(sh)}write error: Bad file descriptor\n`);
  return 1;
}

/** `bash: line 1: name: usage: …`. */
export function* usage(sh: Shell, name: string, synopsis: string): Run<number> {
  yield* emit(sh, 2, `${name}: usage: ${synopsis}\n`);
  return 2;
}

/** An option that the builtin does not have. */
export function* badOption(sh: Shell, name: string, option: string, synopsis: string): Run<number> {
  if (sh.state.dialect === 'bash') {
    yield* complain(sh, `${name}: ${option}: invalid option`);
    return yield* usage(sh, name, synopsis);
  }
  const special = SPECIAL.has(name);
  const text = `${sh.state.dialect === 'dash' ? 'Illegal' : 'illegal'} option ${option}`;
  // an error of a special builtin ends sh; POSIX 2.8.1
  if (special) throw new ShellError(text, 2, 'shell', undefined, name);
  yield* grumble(sh, name, text);
  return 2;
}

/** Splits leading one-letter options from operands; `--` ends them. `valued` letters take a value. */
export function letters(
  args: readonly string[],
  valued = '',
): { readonly flags: Map<string, string>; readonly rest: readonly string[]; readonly order: string[] } {
  const flags = new Map<string, string>();
  const order: string[] = [];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') return { flags, rest: args.slice(i + 1), order };
    if (!/^-./.test(arg)) break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] ?? '';
      order.push(letter);
      if (!valued.includes(letter)) flags.set(letter, '');
      else {
        flags.set(letter, arg.length > k + 1 ? arg.slice(k + 1) : (args[++i] ?? ''));
        break;
      }
    }
  }
  return { flags, rest: args.slice(i), order };
}

/** Special builtins of POSIX: their errors end sh, and they come before functions. */
export const SPECIAL = new Set([
  '.',
  ':',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
]);
