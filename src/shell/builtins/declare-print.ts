import type { Run } from '../../os/index.ts';
import { attributes } from '../parameter-operations.ts';
import { doubleQuote, quoteIfNeeded, singleQuote } from '../quote.ts';
import { complain, emit, type Shell } from '../shell.ts';
import { elements, variable } from '../variables.ts';
import type { Wanted } from './declare.ts';

/** `declare -p` of one variable. */
export function declaration(sh: Shell, name: string): string {
  const v = variable(sh, name);
  const letters = attributes(sh, name);
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  if (!v) return head;
  if (v.kind !== 'string') {
    if (v.items === undefined) return head;
    const list = elements(sh, name).map(
      ([k, e]) => `[${v.kind === 'assoc' ? (/^[\w.-]+$/.test(k) ? k : doubleQuote(k)) : k}]=${doubleQuote(e)}`,
    );
    return `${head}=(${list.join(' ')}${v.kind === 'assoc' && list.length > 0 ? ' ' : ''})`;
  }
  return v.value === undefined ? head : `${head}=${doubleQuote(v.value)}`;
}

/** Names of all variables in order. */
export function sorted(sh: Shell): string[] {
  return Object.keys(sh.state.variables).sort();
}

/** `declare -p`. */
export function* printDeclarations(sh: Shell, builtin: string, names: readonly string[], w: Wanted): Run<number> {
  let status = 0;
  const has = (n: string) => {
    const v = variable(sh, n);
    return v !== undefined && w.on.every((f) => v[f]) && (w.kind === undefined || v.kind === w.kind);
  };
  if (names.length === 0 && !w.print && w.on.length === 0 && w.kind === undefined) {
    yield* emit(sh, 1, listing(sh));
    return 0;
  }
  for (const n of names.length > 0 ? names : sorted(sh).filter(has)) {
    if (variable(sh, n)) yield* emit(sh, 1, `${declaration(sh, n)}\n`);
    else {
      yield* complain(sh, `${builtin}: ${n}: not found`);
      status = 1;
    }
  }
  return status;
}

/** `declare -f` and `-F`. */
export function* functionsOf(sh: Shell, names: readonly string[], onlyNames: boolean): Run<number> {
  const { functions } = sh.state;
  let status = 0;
  for (const name of names.length > 0 ? names : Object.keys(functions).sort()) {
    const f = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!f) status = 1;
    else if (onlyNames) yield* emit(sh, 1, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else yield* emit(sh, 1, `${f.source}\n`);
  }
  return status;
}

/** A line of `export -p` or `readonly -p`. */
export function marked(sh: Shell, name: string, builtin: string): string {
  if (sh.state.dialect === 'bash') return declaration(sh, name);
  const value = variable(sh, name)?.value;
  return `${builtin} ${name}${value === undefined ? '' : `=${singleQuote(value)}`}`;
}

/** What `set` without arguments prints: variables, in bash then functions. */
export function listing(sh: Shell): string {
  const lines = sorted(sh).flatMap((name) => {
    const v = variable(sh, name);
    if (!v || (v.kind === 'string' && v.value === undefined)) return [];
    if (sh.state.dialect !== 'bash') return [`${name}=${singleQuote(v.value ?? '')}`];
    if (v.kind === 'string') return [`${name}=${quoteIfNeeded(v.value ?? '')}`.replace(/=''$/, '=')];
    return [`${name}=${declaration(sh, name).replace(/^declare -\w+ \w+=/, '')}`];
  });
  const functions =
    sh.state.dialect === 'bash'
      ? Object.keys(sh.state.functions)
          .sort()
          .map((f) => sh.state.functions[f]?.source ?? '')
      : [];
  return [...lines, ...functions].map((l) => `${l}\n`).join('');
}
