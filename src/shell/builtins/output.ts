import { unescapeText } from '../quote.ts';
import { complain, emit, option, type Shell } from '../shell.ts';
import { assign } from '../variables.ts';
import { type Builtin, grumble, say } from './builtin.ts';
import { format } from './printf.ts';

/** The text that echo prints: which escapes it knows is a matter of the shell. */
export function echoText(args: readonly string[], escapes: boolean, takesE: boolean): string {
  let newline = true;
  let interpret = escapes;
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!(takesE ? /^-[neE]+$/ : /^-n$/).test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (letter === 'n') newline = false;
      else interpret = letter === 'e';
    }
  }
  const text = args.slice(i).join(' ');
  if (!interpret) return text + (newline ? '\n' : '');
  const done = unescapeText(text, 'echo');
  return done.text + (newline && !done.stop ? '\n' : '');
}

/** `echo`. */
export const echo: Builtin = function* (sh, args) {
  const dash = sh.state.dialect === 'dash';
  return yield* say(sh, 'echo', echoText(args, dash || option(sh, 'xpg_echo'), !dash));
};

/** `printf`. */
export const printf: Builtin = function* (sh, args) {
  const bash = sh.state.dialect === 'bash';
  let rest = args;
  let target: string | undefined;
  if (bash && rest[0] === '-v') {
    target = rest[1];
    rest = rest.slice(2);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    if (bash) {
      yield* emit(sh, 2, 'printf: usage: printf [-v var] format [arguments]\n');
      return 2;
    }
    yield* grumble(
      sh,
      'printf',
      sh.state.dialect === 'dash' ? 'usage: printf format [arg ...]' : 'usage: printf FORMAT [ARG]...',
    );
    return 2;
  }
  const [text = '', ...values] = rest;
  const made = format(text, values, { dialect: sh.state.dialect, now: sh.proc.now });
  const status = target === undefined ? yield* say(sh, 'printf', made.text) : store(sh, target, made.text);
  for (const error of made.errors) {
    if (sh.state.dialect === 'ash') yield* emit(sh, 2, `${sh.state.name}: ${error}\n`);
    else yield* complain(sh, `printf: ${error}`);
  }
  return status || (made.failed ? 1 : 0);
};

function store(sh: Shell, name: string, text: string): number {
  assign(sh, name, text);
  return 0;
}
