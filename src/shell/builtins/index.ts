import type { Shell } from '../shell.ts';
import type { Dialect } from '../state.ts';
import type { Builtin } from './builtin.ts';
import { declare, letBuiltin, local, mark, unset } from './declare.ts';
import { cd, dirs, popd, pushd, pwd } from './directories.ts';
import {
  builtinCommand,
  colon,
  command,
  evaluate,
  execute,
  exit,
  jump,
  no,
  returnFrom,
  shift,
  source,
  times,
} from './flow.ts';
import { getopts, mapfile, read } from './input.ts';
import { disown, fg, jobs, kill, wait } from './job-control.ts';
import { caller, history, missing, trap, ulimit, umask } from './misc.ts';
import { alias, hash, type, unalias } from './names.ts';
import { echo, printf } from './output.ts';
import { set, shopt } from './set.ts';
import { test } from './test.ts';

/** What all three shells have. */
const COMMON: Readonly<Record<string, Builtin>> = {
  '.': source,
  ':': colon,
  '[': test,
  alias,
  bg: fg,
  break: jump,
  cd,
  command,
  continue: jump,
  echo,
  eval: evaluate,
  exec: execute,
  exit,
  export: mark,
  false: no,
  fg,
  getopts,
  hash,
  jobs,
  kill,
  local,
  printf,
  pwd,
  read,
  readonly: mark,
  return: returnFrom,
  set,
  shift,
  test,
  times,
  trap,
  true: colon,
  type,
  ulimit,
  umask,
  unalias,
  unset,
  wait,
};

const ASH: Readonly<Record<string, Builtin>> = { ...COMMON, history, let: letBuiltin, source };

const BASH: Readonly<Record<string, Builtin>> = {
  ...COMMON,
  bind: missing,
  builtin: builtinCommand,
  caller,
  compgen: missing,
  complete: missing,
  compopt: missing,
  declare,
  dirs,
  disown,
  enable: missing,
  fc: missing,
  help: missing,
  history,
  let: letBuiltin,
  logout: exit,
  mapfile,
  popd,
  pushd,
  readarray: mapfile,
  shopt,
  source,
  suspend: missing,
  typeset: declare,
};

const TABLES: Readonly<Record<Dialect, Readonly<Record<string, Builtin>>>> = { bash: BASH, dash: COMMON, ash: ASH };

/** The builtin that a name is in this shell's dialect. */
export function builtin(sh: Pick<Shell, 'state'>, name: string): Builtin | undefined {
  const table = TABLES[sh.state.dialect];
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Names of all builtins, for completion. */
export function builtinNames(dialect: Dialect): string[] {
  return Object.keys(TABLES[dialect]).sort();
}

export { SPECIAL } from './builtin.ts';

const DECLARATIONS = new Set(['alias', 'declare', 'export', 'local', 'readonly', 'typeset']);

/** Whether arguments of a command are assignments: no fields are made of them. */
export function isDeclaration(sh: Pick<Shell, 'state'>, name: string): boolean {
  return DECLARATIONS.has(name) && (sh.state.dialect !== 'dash' || name !== 'alias');
}
