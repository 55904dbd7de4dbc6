import { hostname } from '../os/index.ts';
import { type Shell, ShellError, update } from './shell.ts';
import type { ShellState, Variable } from './state.ts';

/** The variable of a name as it is stored, namerefs not followed. */
export function variable(sh: Shell, name: string): Variable | undefined {
  return Object.hasOwn(sh.state.variables, name) ? sh.state.variables[name] : undefined;
}

/** Follows `declare -n` references to the name that is meant. */
export function follow(sh: Shell, name: string): string {
  let at = name;
  for (let hops = 0; hops < 10; hops++) {
    const v = variable(sh, at);
    if (!v?.nameref || v.value === undefined || v.value === '') return at;
    at = v.value;
  }
  return at;
}

/** Stores a variable as it is given. */
export function store(sh: Shell, name: string, v: Variable): void {
  update(sh, { variables: { ...sh.state.variables, [name]: v } });
}

/** Values that are made when they are asked for; bash(1), "Shell Variables". */
function dynamic(sh: Shell, name: string): string | undefined {
  const { dialect } = sh.state;
  switch (name) {
    case '_':
      return dialect === 'dash' ? undefined : sh.lastArgument;
    case 'LINENO':
      if (dialect === 'dash') return undefined; // Debian builds dash without it
      return String(dialect === 'ash' && sh.state.fromOption ? sh.line - 1 : sh.line);
    case 'PPID':
      return String(sh.proc.ppid);
    case 'RANDOM':
      return dialect === 'dash' || overridden(sh, name) ? undefined : String(sh.proc.random(32768));
  }
  if (dialect !== 'bash') return undefined;
  switch (name) {
    case 'SECONDS':
      return String(Math.floor((sh.proc.now - sh.state.started) / 1000));
    case 'EPOCHSECONDS':
      return String(Math.floor(sh.proc.now / 1000));
    case 'EPOCHREALTIME':
      return `${Math.floor(sh.proc.now / 1000)}.${String(Math.floor(sh.proc.now * 1000) % 1000000).padStart(6, '0')}`;
    case 'SRANDOM':
      return String(sh.proc.random(65536) * 65536 + sh.proc.random(65536));
    case 'BASHPID':
      return String(sh.proc.nspid);
    case 'BASH_SUBSHELL':
      return String(sh.level);
    case 'HOSTNAME':
      return overridden(sh, name) ? undefined : hostname(sh.proc.world, sh.proc);
    case 'FUNCNAME':
      return sh.calls[0];
    case 'SHELLOPTS':
      return optionList(sh.state);
    default:
      return undefined;
  }
}

function overridden(sh: Shell, name: string): boolean {
  return variable(sh, name) !== undefined;
}

function optionList(state: ShellState): string {
  const names = [
    'allexport',
    'braceexpand',
    'errexit',
    'hashall',
    'interactive-comments',
    'monitor',
    'noclobber',
    'noexec',
    'noglob',
    'nounset',
    'pipefail',
    'verbose',
    'xtrace',
  ];
  return names.filter((n) => (n === 'interactive-comments' ? true : state.options[n])).join(':');
}

/** The value of a variable or of a special parameter without its `$`; undefined when it is not set. */
export function getValue(sh: Shell, name: string): string | undefined {
  const special = specialValue(sh, name);
  if (special !== undefined) return special;
  const target = follow(sh, name);
  const subscript = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(target);
  if (subscript) return variable(sh, subscript[1] ?? '')?.items?.[subscript[2] ?? ''];
  const made = dynamic(sh, target);
  if (made !== undefined) return made;
  const v = variable(sh, target);
  if (!v) return undefined;
  return v.kind === 'string' ? v.value : v.items?.['0'];
}

/** `$1`, `$?`, `$$` and the like; bash(1), "Special Parameters". */
function specialValue(sh: Shell, name: string): string | undefined {
  const { state } = sh;
  if (/^\d+$/.test(name)) return name === '0' ? state.name : state.positional[Number(name) - 1];
  switch (name) {
    case '?':
      return String(state.lastStatus);
    case '$':
      return String(state.pid);
    case '#':
      return String(state.positional.length);
    case '!':
      return state.lastBackground === undefined ? undefined : String(state.lastBackground);
    case '-':
      return flagsOf(state);
    case '@':
    case '*':
      return state.positional.length === 0 ? undefined : state.positional.join(' ');
    default:
      return undefined;
  }
}

const LETTERS: readonly (readonly [string, string])[] = [
  ['allexport', 'a'],
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['hashall', 'h'],
  ['interactive', 'i'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['nounset', 'u'],
  ['verbose', 'v'],
  ['xtrace', 'x'],
  ['braceexpand', 'B'],
  ['noclobber', 'C'],
  ['histexpand', 'H'],
];

/** `$-`: the one-letter options that are on. */
function flagsOf(state: ShellState): string {
  const on = LETTERS.filter(([name]) => (name === 'interactive' ? state.interactive : state.options[name]));
  const source = state.fromOption && state.dialect !== 'dash' ? 'c' : state.options.stdin ? 's' : '';
  return on.map(([, letter]) => letter).join('') + source;
}

/** The elements of an array in order: [subscript, value]; a plain variable is its own element 0. */
export function elements(sh: Shell, name: string): [string, string][] {
  if (name === 'FUNCNAME') return sh.calls.map((f, i) => [String(i), f]);
  if (name === 'PIPESTATUS') return sh.state.pipeStatus.map((s, i) => [String(i), String(s)]);
  if (name === 'DIRSTACK') return [sh.state.cwd, ...sh.state.directories].map((d, i) => [String(i), d]);
  const v = variable(sh, follow(sh, name));
  if (!v) {
    const single = getValue(sh, name);
    return single === undefined ? [] : [['0', single]];
  }
  if (v.kind === 'string') {
    const value = getValue(sh, name);
    return value === undefined ? [] : [['0', value]];
  }
  const entries = Object.entries(v.items ?? {});
  return v.kind === 'assoc' ? hashOrder(entries) : entries;
}

/** bash lists an associative array in the order of its hash table: 1024 buckets, FNV-1 of the key (lib hashlib.c). */
function hashOrder<T>(entries: readonly (readonly [string, T])[]): [string, T][] {
  return entries
    .map(([key, value], age) => ({ key, value, age, at: bucket(key) }))
    .sort((a, b) => a.at - b.at || b.age - a.age)
    .map((e) => [e.key, e.value]);
}

/** bash keeps variables and associative arrays in tables of 1024 buckets by FNV-1 of the name (hashlib.c). */
function bucket(key: string): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(key)) hash = (Math.imul(hash, 16777619) ^ byte) >>> 0;
  return hash & 1023;
}

/** dash and ash keep variables in a table of 39 buckets by the sum of the name's letters (var.c#hashvar). */
function tableOrder<T>(entries: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  const slot = (name: string) => {
    const bytes = [...new TextEncoder().encode(name)];
    return bytes.reduce((sum, b) => sum + b, (bytes[0] ?? 0) << 4) % 39;
  };
  return [...entries].sort(([a], [b]) => slot(a) - slot(b));
}

/** How a value changes on its way into a variable with attributes. */
export type Calculate = (sh: Shell, expression: string) => string;

/** Assigns to a variable. Throws ShellError when it is read-only. */
export function assign(sh: Shell, rawName: string, value: string, calculate?: Calculate): void {
  const name = follow(sh, rawName);
  const old = variable(sh, name);
  guard(sh, name, old);
  if (name === 'RANDOM' || name === 'LINENO') return;
  if (name === 'SECONDS' && sh.state.dialect === 'bash') {
    update(sh, { started: sh.proc.now - Number.parseInt(value, 10) * 1000 });
    return;
  }
  const final = shaped(sh, old, value, calculate);
  const exported = old?.exported || sh.state.options.allexport === true;
  if (old && old.kind !== 'string') store(sh, name, { ...old, items: { ...old.items, 0: final } });
  else store(sh, name, { ...old, kind: 'string', value: final, ...(exported ? { exported } : {}) });
}

/** Applies the attributes -i, -l and -u to a value. */
export function shaped(sh: Shell, v: Variable | undefined, value: string, calculate?: Calculate): string {
  if (v?.integer && calculate) return calculate(sh, value === '' ? '0' : value);
  if (v?.lower) return value.toLowerCase();
  if (v?.upper) return value.toUpperCase();
  return value;
}

/** Throws when a variable may not be changed. */
export function guard(sh: Shell, name: string, v: Variable | undefined): void {
  if (!v?.readonly) return;
  const message = sh.state.dialect === 'bash' ? `${name}: readonly variable` : `${name}: is read only`;
  throw new ShellError(message, sh.state.dialect === 'bash' ? 1 : 2, sh.state.dialect === 'bash' ? 'line' : 'shell');
}

/** Assigns to one element of an array, making it one if need be. */
export function assignElement(
  sh: Shell,
  rawName: string,
  subscript: string,
  value: string,
  calculate?: Calculate,
): void {
  const name = follow(sh, rawName);
  const old = variable(sh, name);
  guard(sh, name, old);
  const base: Readonly<Record<string, string>> =
    old?.kind === 'string' ? (old.value === undefined ? {} : { 0: old.value }) : (old?.items ?? {});
  const { value: _value, ...attributes } = old ?? { kind: 'indexed' as const };
  const kind = attributes.kind === 'assoc' ? 'assoc' : 'indexed';
  // a key that exists already keeps its place in its bucket
  store(sh, name, { ...attributes, kind, items: { ...base, [subscript]: shaped(sh, old, value, calculate) } });
}

/** Removes a variable, or brings back the one that `local` hid only when its function ends; bash(1), unset. */
export function unset(sh: Shell, name: string): void {
  const old = variable(sh, name);
  guardUnset(sh, name, old);
  const { [name]: _gone, ...rest } = sh.state.variables;
  update(sh, { variables: rest });
}

function guardUnset(sh: Shell, name: string, v: Variable | undefined): void {
  if (!v?.readonly) return;
  const bash = sh.state.dialect === 'bash';
  throw new ShellError(
    bash ? `${name}: cannot unset: readonly variable` : `${name}: is read only`,
    bash ? 1 : 2,
    bash ? 'command' : 'shell',
    undefined,
    'unset',
  );
}

/** Makes a name local to the function that runs: its old value comes back at the end. */
export function makeLocal(sh: Shell, name: string): void {
  const scope = sh.scopes[0];
  if (scope && !scope.has(name)) scope.set(name, variable(sh, name));
}

/** Puts back what a function's locals hid. */
export function leaveScope(sh: Shell): void {
  const scope = sh.scopes.shift();
  if (!scope || scope.size === 0) return;
  const variables: Record<string, Variable> = { ...sh.state.variables };
  for (const [name, old] of scope) {
    if (old) variables[name] = old;
    else delete variables[name];
  }
  update(sh, { variables });
}

/** The environment that a child gets; environ(7). */
export function environment(sh: Shell): Record<string, string> {
  const env: Record<string, string> = {};
  const all = Object.entries(sh.state.variables);
  for (const [name, v] of sh.state.dialect === 'bash' ? hashOrder(all) : tableOrder(all)) {
    if (v.exported && v.kind === 'string' && v.value !== undefined) env[name] = v.value;
  }
  return env;
}

/** Characters that split fields. */
export function separators(sh: Shell): string {
  const v = variable(sh, 'IFS');
  return v?.value ?? ' \t\n';
}
