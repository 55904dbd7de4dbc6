import { quoteGo } from '../../../base/index.ts';
import type { Flag, Flags } from './flags.ts';
import { ParseError } from './goparse.ts';

/** What pflag makes of a command's words. */
export interface Parsed {
  readonly args: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly changed: ReadonlySet<string>;
  /** Notices about deprecated flags. */
  readonly notices: readonly string[];
}

/** A word that pflag refuses. */
export class FlagError extends Error {}

interface State {
  readonly flags: Flags;
  readonly args: string[];
  readonly values: Record<string, unknown>;
  readonly changed: Set<string>;
  readonly notices: string[];
}

/** Parses flags as spf13/pflag 1.0.6 does. Throws FlagError. */
export function parseFlags(flags: Flags, words: readonly string[], interspersed = true): Parsed {
  const state: State = { flags, args: [], values: initialValues(flags), changed: new Set(), notices: [] };
  let rest = [...words];
  while (rest.length > 0) {
    const word = rest[0] ?? '';
    rest = rest.slice(1);
    if (!word.startsWith('-') || word.length === 1) {
      state.args.push(word);
      if (interspersed) continue;
      state.args.push(...rest);
      break;
    }
    if (word === '--') {
      state.args.push(...rest);
      break;
    }
    rest = word.startsWith('--') ? long(state, word, rest) : short(state, word, rest);
  }
  return state;
}

function initialValues(flags: Flags): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.initial]));
}

const takesNone = (flag: Flag) => flag.type === '';

function long(state: State, word: string, rest: string[]): string[] {
  const body = word.slice(2);
  if (body.startsWith('-') || body.startsWith('=')) throw new FlagError(`bad flag syntax: ${word}`);
  const eq = body.indexOf('=');
  const name = eq < 0 ? body : body.slice(0, eq);
  const flag = Object.hasOwn(state.flags, name) ? state.flags[name] : undefined;
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  if (eq >= 0) set(state, name, flag, body.slice(eq + 1));
  else if (takesNone(flag)) set(state, name, flag, 'true');
  else if (rest.length > 0) {
    set(state, name, flag, rest[0] ?? '');
    return rest.slice(1);
  } else throw new FlagError(`flag needs an argument: ${word}`);
  return rest;
}

function short(state: State, word: string, rest: string[]): string[] {
  let letters = word.slice(1);
  while (letters !== '') {
    const letter = letters.charAt(0);
    const found = Object.entries(state.flags).find(([, flag]) => flag.short === letter);
    if (!found) throw new FlagError(`unknown shorthand flag: ${quoteByte(letters)} in -${letters}`);
    const [name, flag] = found;
    let value: string;
    let left = rest;
    let after = '';
    if (letters.length > 2 && letters[1] === '=') value = letters.slice(2);
    else if (takesNone(flag)) {
      value = 'true';
      after = letters.slice(1);
    } else if (letters.length > 1) value = letters.slice(1);
    else if (rest.length > 0) {
      value = rest[0] ?? '';
      left = rest.slice(1);
    } else throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    if (name === 'help') state.notices.push('Flag shorthand -h has been deprecated, use --help');
    set(state, name, flag, value);
    rest = left;
    letters = after;
  }
  return rest;
}

function set(state: State, name: string, flag: Flag, text: string): void {
  const target = flag.same ?? name;
  try {
    state.values[target] = flag.set(state.values[target], text, !state.changed.has(target));
  } catch (e) {
    if (!(e instanceof ParseError)) throw e;
    const shown = flag.short === undefined || name === 'help' ? `--${name}` : `-${flag.short}, --${name}`;
    throw new FlagError(`invalid argument ${quoteGo(text)} for ${quoteGo(shown)} flag: ${e.message}`);
  }
  state.changed.add(name);
  state.changed.add(target);
  if (flag.deprecated !== undefined) state.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`);
}

/** pflag looks at one byte of the word, so a letter beyond ASCII shows as its first UTF-8 byte. */
function quoteByte(letters: string): string {
  const byte = new TextEncoder().encode(letters)[0] ?? 0;
  const letter = String.fromCharCode(byte);
  return letter === "'" ? "'\\''" : `'${letter}'`;
}
