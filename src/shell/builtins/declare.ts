import type { Run } from '../../os/index.ts';
import { calculated } from '../arithmetic.ts';
import { appended, assignArray } from '../assignment.ts';
import { parseScript } from '../parse.ts';
import { complain, emit, report, type Shell, ShellError, update } from '../shell.ts';
import { isName, type Variable } from '../state.ts';
import {
  assign,
  assignElement,
  elements,
  follow,
  getValue,
  guard,
  makeLocal,
  store,
  unset as unsetVariable,
  variable,
} from '../variables.ts';
import { type Builtin, badOption, grumble } from './builtin.ts';
import { functionsOf, marked, printDeclarations, sorted } from './declare-print.ts';

type Flag = 'exported' | 'readonly' | 'integer' | 'lower' | 'upper' | 'nameref';

const FLAGS: Readonly<Record<string, Flag>> = {
  x: 'exported',
  r: 'readonly',
  i: 'integer',
  l: 'lower',
  u: 'upper',
  n: 'nameref',
};

/** What the options of a declaration ask for. */
export interface Wanted {
  readonly on: Flag[];
  readonly off: Flag[];
  kind: 'indexed' | 'assoc' | undefined;
  print: boolean;
  functions: boolean;
  names: boolean;
  global: boolean;
}

function wanted(
  args: readonly string[],
  valid: string,
): { readonly w: Wanted; readonly rest: readonly string[]; readonly bad?: string } {
  const w: Wanted = { on: [], off: [], kind: undefined, print: false, functions: false, names: false, global: false };
  let i = 0;
  for (; /^[-+]./.test(args[i] ?? ''); i++) {
    const arg = args[i] ?? '';
    if (arg === '--') return { w, rest: args.slice(i + 1) };
    for (const letter of arg.slice(1)) {
      if (!valid.includes(letter)) return { w, rest: [], bad: arg[0] + letter };
      const flag = FLAGS[letter];
      if (flag) (arg[0] === '-' ? w.on : w.off).push(flag);
      else if (letter === 'a') w.kind = 'indexed';
      else if (letter === 'A') w.kind = 'assoc';
      else if (letter === 'p') w.print = true;
      else if (letter === 'f') w.functions = true;
      else if (letter === 'F') w.functions = w.names = true;
      else if (letter === 'g') w.global = true;
    }
  }
  return { w, rest: args.slice(i) };
}

/** One `name`, `name=value` or `name=(…)` with attributes. */
function* declareOne(sh: Shell, builtin: string, text: string, w: Wanted, local: boolean): Run<number> {
  const m = /^([^=+]*?)(\[.*?\])?(\+?=)([\s\S]*)$/.exec(text);
  const rawName = m ? (m[1] ?? '') : text.replace(/\[.*\]$/, '');
  if (!isName(rawName)) {
    if (sh.state.dialect === 'bash') {
      yield* complain(sh, `${builtin}: \`${text}': not a valid identifier`);
      return 1;
    }
    yield* grumble(sh, builtin, `${rawName}: bad variable name`);
    throw new ShellError('', 2);
  }
  const first = local && sh.scopes[0]?.has(rawName) === false;
  if (local) makeLocal(sh, rawName);
  const name = first || w.on.includes('nameref') || w.off.includes('nameref') ? rawName : follow(sh, rawName);
  const inherited = variable(sh, name);
  // a local starts without the value and the attributes of the variable that it hides; dash keeps its value
  const old = first ? (sh.state.dialect === 'bash' ? undefined : inherited) : inherited;
  if (m || w.off.includes('readonly')) guardDeclared(sh, builtin, name, inherited);
  prepare(sh, name, old, w, text.endsWith(']') && !m);
  if (m) yield* give(sh, text, name, m, w);
  seal(sh, name, w);
  return 0;
}

function guardDeclared(sh: Shell, builtin: string, name: string, v: Variable | undefined): void {
  if (sh.state.dialect === 'bash' && v?.readonly)
    throw new ShellError(
      `${builtin === 'declare' || builtin === 'typeset' || builtin === 'local' ? `${builtin}: ` : ''}${name}: readonly variable`,
      1,
      'command',
    );
  guard(sh, name, v);
}

/** Makes the variable exist with the attributes that change how a value is taken. */
function prepare(sh: Shell, name: string, old: Variable | undefined, w: Wanted, element: boolean): void {
  const kind = w.kind ?? (element ? 'indexed' : (old?.kind ?? 'string'));
  const flags = w.on.filter((f) => f !== 'readonly' && f !== 'nameref');
  const next: Record<string, unknown> = { ...old, kind };
  for (const flag of flags) next[flag] = true;
  if (flags.includes('lower')) delete next.upper;
  if (flags.includes('upper')) delete next.lower;
  for (const flag of w.off) if (flag !== 'readonly') delete next[flag];
  if (kind !== 'string' && old?.kind === 'string') {
    delete next.value;
    if (old.value !== undefined) next.items = { 0: old.value };
  }
  if (kind !== 'string' && next.items === undefined && w.kind !== undefined && old === undefined) delete next.items;
  store(sh, name, next as unknown as Variable);
}

function* give(sh: Shell, text: string, name: string, m: RegExpExecArray, w: Wanted): Run<void> {
  const [, , index, operator = '=', value = ''] = m;
  const append = operator === '+=';
  const array = sh.arrays.get(text);
  if (array) {
    yield* assignArray(sh, name, array, append, w.kind);
    return;
  }
  if (w.on.includes('nameref')) {
    const v = variable(sh, name);
    store(sh, name, { ...v, kind: 'string', value });
    return;
  }
  if (/^\(.*\)$/s.test(value) && variable(sh, name)?.kind !== 'string') {
    const command = parseScript(`${name}=${value}`).commands[0]?.command;
    const prefix = command?.type === 'Command' ? command.prefix[0] : undefined;
    if (prefix?.type === 'Assignment' && prefix.value.type === 'ArrayValue') {
      yield* assignArray(sh, name, prefix.value, append, w.kind);
      return;
    }
  }
  if (index !== undefined) {
    const key = variable(sh, name)?.kind === 'assoc' ? index.slice(1, -1) : calculated(sh, index.slice(1, -1));
    const old = append ? (elements(sh, name).find(([k]) => k === key)?.[1] ?? '') : '';
    assignElement(sh, name, key, appended(sh, name, old, value, append), calculated);
  } else assign(sh, name, appended(sh, name, append ? (getValue(sh, name) ?? '') : '', value, append), calculated);
}

/** Attributes that would have stood in the way of the value. */
function seal(sh: Shell, name: string, w: Wanted): void {
  const v = variable(sh, name);
  if (!v) return;
  const flags = w.on.filter((f) => f === 'readonly' || f === 'nameref');
  if (flags.length > 0) store(sh, name, { ...v, ...Object.fromEntries(flags.map((f) => [f, true])) });
}

/** `declare` and `typeset`. */
export const declare: Builtin = function* (sh, args, name) {
  const { w, rest, bad } = wanted(args, 'aAfFgiIlnprtux');
  if (bad !== undefined)
    return yield* badOption(
      sh,
      name,
      bad,
      `${name} [-aAfFgiIlnrtux] [name[=value] ...] or ${name} -p [-aAfFilnrtux] [name ...]`,
    );
  if (w.functions) return yield* functionsOf(sh, rest, w.names);
  if (w.print || rest.length === 0) return yield* printDeclarations(sh, name, rest, w);
  let status = 0;
  const local = sh.calls.length > 0 && !w.global;
  for (const text of rest) status = (yield* declareOne(sh, name, text, w, local)) || status;
  return status;
};

/** `local`. */
export const local: Builtin = function* (sh, args, name) {
  if (sh.calls.length === 0) {
    if (sh.state.dialect === 'bash') {
      yield* complain(sh, 'local: can only be used in a function');
      return 1;
    }
    throw new ShellError('not in a function', 2, 'shell', undefined, 'local');
  }
  const { w, rest, bad } = wanted(args, sh.state.dialect === 'bash' ? 'aAfFgiIlnprtux' : '');
  if (bad !== undefined) return yield* badOption(sh, name, bad, 'local [option] name[=value] ...');
  let status = 0;
  for (const text of rest) status = (yield* declareOne(sh, name, text, w, true)) || status;
  return status;
};

/** `export` and `readonly`. */
export const mark: Builtin = function* (sh, args, name) {
  const flag: Flag = name === 'export' ? 'exported' : 'readonly';
  const { w, rest, bad } = wanted(args, name === 'export' ? 'fnp' : 'aAfp');
  if (bad !== undefined)
    return yield* badOption(
      sh,
      name,
      bad,
      name === 'export'
        ? 'export [-fn] [name[=value] ...] or export -p'
        : 'readonly [-aAf] [name[=value] ...] or readonly -p',
    );
  if (rest.length === 0) {
    for (const n of sorted(sh).filter((v) => variable(sh, v)?.[flag])) yield* emit(sh, 1, `${marked(sh, n, name)}\n`);
    return 0;
  }
  const removes = name === 'export' && w.on.includes('nameref');
  let status = 0;
  for (const text of rest) {
    const wants: Wanted = { ...w, on: removes ? [] : [flag], off: removes ? ['exported'] : [] };
    status = (yield* declareOne(sh, name, text, wants, false)) || status;
  }
  return status;
};

/** `unset`. */
export const unset: Builtin = function* (sh, args) {
  let mode: 'v' | 'f' | 'n' | undefined;
  let status = 0;
  for (const arg of args) {
    if (arg === '-v' || arg === '-f' || arg === '-n') {
      mode = arg === '-v' ? 'v' : arg === '-f' ? 'f' : 'n';
      continue;
    }
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(arg);
    try {
      if (element) removeElement(sh, element[1] ?? '', element[2] ?? '');
      else if (
        mode === 'f' ||
        (mode === undefined &&
          sh.state.dialect === 'bash' &&
          !variable(sh, arg) &&
          Object.hasOwn(sh.state.functions, arg))
      )
        removeFunction(sh, arg);
      else if (!isName(arg)) {
        if (sh.state.dialect !== 'bash')
          throw new ShellError(`${arg}: bad variable name`, 2, 'shell', undefined, 'unset');
        if (mode === undefined) continue;
        yield* complain(sh, `unset: \`${arg}': not a valid identifier`);
        status = 1;
      } else unsetVariable(sh, mode === 'n' ? arg : follow(sh, arg));
    } catch (e) {
      if (!(e instanceof ShellError) || e.ends !== 'command') throw e;
      yield* report(sh, e);
      status = 1;
    }
  }
  return status;
};

function removeFunction(sh: Shell, name: string): void {
  const { [name]: _gone, ...rest } = sh.state.functions;
  update(sh, { functions: rest });
}

function removeElement(sh: Shell, name: string, subscript: string): void {
  const v = variable(sh, name);
  if (!v || v.kind === 'string') return;
  if (subscript === '@' || subscript === '*') {
    store(sh, name, { ...v, items: {} });
    return;
  }
  const n = v.kind === 'assoc' ? subscript.replace(/^(['"])(.*)\1$/, '$2') : calculated(sh, subscript);
  const key = n.startsWith('-') ? String(Number(elements(sh, name).at(-1)?.[0] ?? -1) + 1 + Number(n)) : n;
  const { [key]: _gone, ...rest } = v.items ?? {};
  store(sh, name, { ...v, items: rest });
}

/** `let`. */
export const letBuiltin: Builtin = function* (sh, args) {
  let value = '0';
  if (args.length === 0) {
    yield* complain(sh, 'let: expression expected');
    return 1;
  }
  for (const arg of args) {
    try {
      value = calculated(sh, arg);
    } catch (e) {
      if (e instanceof ShellError)
        throw new ShellError(
          sh.state.dialect === 'bash' ? `let: ${e.message}` : e.message,
          e.status,
          sh.state.dialect === 'bash' ? 'command' : e.ends,
        );
      throw e;
    }
  }
  return value === '0' ? 1 : 0;
};
