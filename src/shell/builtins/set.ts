import type { Run } from '../../os/index.ts';
import { complain, emit, type Shell, ShellError, update } from '../shell.ts';
import { type Builtin, badOption, grumble } from './builtin.ts';
import { listing } from './declare-print.ts';

/** Letters of `set` and the names of `set -o`. */
const BASH_LETTERS: Readonly<Record<string, string>> = {
  a: 'allexport',
  b: 'notify',
  B: 'braceexpand',
  C: 'noclobber',
  e: 'errexit',
  E: 'errtrace',
  f: 'noglob',
  h: 'hashall',
  H: 'histexpand',
  k: 'keyword',
  m: 'monitor',
  n: 'noexec',
  p: 'privileged',
  P: 'physical',
  t: 'onecmd',
  T: 'functrace',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};

const ASH_LETTERS: Readonly<Record<string, string>> = {
  e: 'errexit',
  f: 'noglob',
  I: 'ignoreeof',
  i: 'interactive',
  m: 'monitor',
  n: 'noexec',
  s: 'stdin',
  x: 'xtrace',
  v: 'verbose',
  V: 'vi',
  E: 'emacs',
  C: 'noclobber',
  a: 'allexport',
  b: 'notify',
  u: 'nounset',
  q: 'quietprofile',
};

const BASH_NAMES = [
  'allexport',
  'braceexpand',
  'emacs',
  'errexit',
  'errtrace',
  'functrace',
  'hashall',
  'histexpand',
  'history',
  'ignoreeof',
  'interactive-comments',
  'keyword',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nolog',
  'notify',
  'nounset',
  'onecmd',
  'physical',
  'pipefail',
  'posix',
  'privileged',
  'verbose',
  'vi',
  'xtrace',
];

const DASH_NAMES = [
  'errexit',
  'noglob',
  'ignoreeof',
  'interactive',
  'monitor',
  'noexec',
  'stdin',
  'xtrace',
  'verbose',
  'vi',
  'emacs',
  'noclobber',
  'allexport',
  'notify',
  'nounset',
  'privileged',
  'nolog',
  'debug',
];
const ASH_NAMES = [
  'errexit',
  'noglob',
  'ignoreeof',
  'interactive',
  'monitor',
  'noexec',
  'xtrace',
  'verbose',
  'noclobber',
  'allexport',
  'notify',
  'nounset',
  'pipefail',
];

/** The option that a letter of `set` stands for. */
export function optionOf(sh: Pick<Shell, 'state'>, letter: string): string | undefined {
  return (sh.state.dialect === 'bash' ? BASH_LETTERS : ASH_LETTERS)[letter];
}

/** Names that `set -o` knows. */
export function optionNames(sh: Pick<Shell, 'state'>): readonly string[] {
  return sh.state.dialect === 'bash' ? BASH_NAMES : sh.state.dialect === 'dash' ? DASH_NAMES : ASH_NAMES;
}

function isOn(sh: Shell, name: string): boolean {
  return (
    name === 'interactive-comments' || (name === 'interactive' ? sh.state.interactive : sh.state.options[name] === true)
  );
}

function turn(sh: Shell, name: string, on: boolean): void {
  update(sh, { options: { ...sh.state.options, [name]: on } });
}

function* listOptions(sh: Shell, asCommands: boolean): Run<void> {
  for (const name of optionNames(sh)) {
    const on = isOn(sh, name);
    const text = asCommands
      ? `set ${on ? '-' : '+'}o ${name}`
      : sh.state.dialect === 'bash'
        ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}`
        : `${name.padEnd(16)}${on ? 'on' : 'off'}`;
    if (!asCommands && name === optionNames(sh)[0] && sh.state.dialect !== 'bash')
      yield* emit(sh, 1, sh.state.dialect === 'dash' ? 'Current option settings\n' : '');
    yield* emit(sh, 1, `${text}\n`);
  }
}

/** `set`. */
export const set: Builtin = function* (sh, args) {
  if (args.length === 0) {
    yield* emit(sh, 1, listing(sh));
    return 0;
  }
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--' || arg === '-') {
      if (arg === '-') update(sh, { options: { ...sh.state.options, xtrace: false, verbose: false } });
      if (arg === '--' || i + 1 < args.length) update(sh, { positional: args.slice(i + 1) });
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[i + 1];
        if (name === undefined || /^[-+]/.test(name)) yield* listOptions(sh, !on);
        else {
          i++;
          const status = yield* named(sh, name, on);
          if (status !== 0) return status;
        }
        continue;
      }
      const name = optionOf(sh, letter);
      if (name === undefined)
        return yield* badOption(
          sh,
          'set',
          sh.state.dialect === 'bash' ? `${arg[0]}${letter}` : `${arg[0]}${letter}`,
          'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
        );
      turn(sh, name, on);
    }
  }
  if (i < args.length) update(sh, { positional: args.slice(i) });
  return 0;
};

function* named(sh: Shell, name: string, on: boolean): Run<number> {
  if (optionNames(sh).includes(name)) {
    turn(sh, name, on);
    return 0;
  }
  if (sh.state.dialect === 'bash') {
    yield* complain(sh, `set: ${name}: invalid option name`);
    return 2;
  }
  if (sh.state.dialect === 'dash') throw new ShellError(`Illegal option -o ${name}`, 2, 'shell', undefined, 'set');
  yield* grumble(sh, 'set', `illegal option -o ${name}`);
  return 0;
}

const SHOPT_NAMES = [
  'autocd',
  'assoc_expand_once',
  'cdable_vars',
  'cdspell',
  'checkhash',
  'checkjobs',
  'checkwinsize',
  'cmdhist',
  'compat31',
  'compat32',
  'compat40',
  'compat41',
  'compat42',
  'compat43',
  'compat44',
  'complete_fullquote',
  'direxpand',
  'dirspell',
  'dotglob',
  'execfail',
  'expand_aliases',
  'extdebug',
  'extglob',
  'extquote',
  'failglob',
  'force_fignore',
  'globasciiranges',
  'globskipdots',
  'globstar',
  'gnu_errfmt',
  'histappend',
  'histreedit',
  'histverify',
  'hostcomplete',
  'huponexit',
  'inherit_errexit',
  'interactive_comments',
  'lastpipe',
  'lithist',
  'localvar_inherit',
  'localvar_unset',
  'login_shell',
  'mailwarn',
  'no_empty_cmd_completion',
  'nocaseglob',
  'nocasematch',
  'noexpand_translation',
  'nullglob',
  'patsub_replacement',
  'progcomp',
  'progcomp_alias',
  'promptvars',
  'restricted_shell',
  'shift_verbose',
  'sourcepath',
  'varredir_close',
  'xpg_echo',
];

/** `shopt`. */
export const shopt: Builtin = function* (sh, args) {
  let flags = '';
  let i = 0;
  for (; /^-[supqo]+$/.test(args[i] ?? ''); i++) flags += args[i]?.slice(1) ?? '';
  const names = args.slice(i);
  const known = flags.includes('o') ? optionNames(sh) : SHOPT_NAMES;
  let status = 0;
  for (const name of names.length > 0 ? names : known) {
    if (!known.includes(name)) {
      yield* complain(sh, `shopt: ${name}: invalid shell option name`);
      status = 1;
      continue;
    }
    if (names.length > 0 && (flags.includes('s') || flags.includes('u'))) {
      turn(sh, name, flags.includes('s'));
      continue;
    }
    const on = isOn(sh, name);
    if (names.length === 0 && ((flags.includes('s') && !on) || (flags.includes('u') && on))) continue;
    if (names.length > 0 && !on) status = 1;
    if (!flags.includes('q'))
      yield* emit(
        sh,
        1,
        flags.includes('p') ? `shopt ${on ? '-s' : '-u'} ${name}\n` : `${name.padEnd(20)}\t${on ? 'on' : 'off'}\n`,
      );
  }
  return status;
};
