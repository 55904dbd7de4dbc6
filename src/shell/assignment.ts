import type { ArrayValue, Assignment, Word } from 'unbash';
import type { Run } from '../os/index.ts';
import { calculated } from './arithmetic.ts';
import { expandText, expandWords } from './expand.ts';
import { subscriptOf } from './parameter.ts';
import { parseWord } from './parse.ts';
import { ashQuote, quoteIfNeeded } from './quote.ts';
import { emit, option, type Shell } from './shell.ts';
import type { Variable } from './state.ts';
import { tracePrefix } from './trace.ts';
import { assign, assignElement, elements, follow, getValue, guard, shaped, store, variable } from './variables.ts';

/** Performs assignments in their order. */
export function* assignAll(sh: Shell, assignments: readonly Assignment[]): Run<void> {
  for (const a of assignments) yield* assignOne(sh, a);
}

function* assignOne(sh: Shell, a: Assignment): Run<void> {
  if (a.value.type === 'ArrayValue') {
    yield* assignArray(sh, a.name, a.value, a.append === true);
    if (option(sh, 'xtrace')) yield* emit(sh, 2, `${yield* tracePrefix(sh)}${a.text}\n`);
    return;
  }
  const value = yield* expandText(sh, a.value, 'assignment');
  if (option(sh, 'xtrace')) {
    const left = a.text.slice(0, a.text.indexOf('=') + 1);
    yield* emit(
      sh,
      2,
      `${yield* tracePrefix(sh)}${left}${sh.state.dialect === 'dash' || value === '' ? value : sh.state.dialect === 'ash' ? ashQuote(value) : quoteIfNeeded(value)}\n`,
    );
  }
  if (a.index) {
    const subscript = yield* subscriptOf(sh, a.name, a.index);
    const old = a.append ? (elements(sh, a.name).find(([k]) => k === subscript)?.[1] ?? '') : '';
    assignElement(sh, a.name, subscript, appended(sh, a.name, old, value, a.append === true), calculated);
  } else {
    assign(
      sh,
      a.name,
      appended(sh, a.name, a.append ? (getValue(sh, a.name) ?? '') : '', value, a.append === true),
      calculated,
    );
  }
}

/** `+=` adds text, and numbers to an integer variable. */
export function appended(sh: Shell, name: string, old: string, value: string, append: boolean): string {
  if (!append) return value;
  return variable(sh, follow(sh, name))?.integer
    ? `${old === '' ? '0' : old}+(${value === '' ? '0' : value})`
    : old + value;
}

/** `name=(…)`: words take the next free number, `[key]=value` its own place. */
export function* assignArray(
  sh: Shell,
  rawName: string,
  value: ArrayValue,
  append: boolean,
  kind?: 'indexed' | 'assoc',
): Run<void> {
  const name = follow(sh, rawName);
  const old = variable(sh, name);
  guard(sh, name, old);
  const assoc = (kind ?? old?.kind) === 'assoc';
  const items: Record<string, string> = append ? Object.fromEntries(elements(sh, name)) : {};
  let next = append ? Number(Object.keys(items).at(-1) ?? -1) + 1 : 0;
  const pending: string[] = [];
  for (const element of value.elements) {
    const keyed = /^\[((?:[^\]"']|"[^"]*"|'[^']*')*)\](\+?)=/.exec(element.text);
    if (!keyed) {
      for (const text of yield* expandWords(sh, [element])) {
        if (assoc) pending.push(text);
        else items[String(next++)] = shaped(sh, old, text, calculated);
      }
      continue;
    }
    const indexWord = wordOf(keyed[1] ?? '');
    const key = assoc ? yield* expandText(sh, indexWord) : yield* subscriptOf(sh, name, indexWord);
    const text = yield* expandText(sh, wordOf(element.text.slice(keyed[0].length)), 'assignment');
    items[key] = shaped(sh, old, (keyed[2] === '+' ? (items[key] ?? '') : '') + text, calculated);
    if (!assoc) next = Number(key) + 1;
  }
  // declare -A a=(key value key value)
  for (let i = 0; i < pending.length; i += 2) items[pending[i] ?? ''] = pending[i + 1] ?? '';
  const { value: _text, ...attributes } = old ?? { kind: 'indexed' as const };
  const made: Variable = { ...attributes, kind: assoc ? 'assoc' : 'indexed', items };
  store(sh, name, made);
}

function wordOf(text: string): Word {
  return parseWord(text) ?? { type: 'Word', pos: 0, end: text.length, text: '', value: '' };
}

/** An argument of a declaration builtin as one text; arrays are kept aside for the builtin to take. */
export function* assignmentOf(sh: Shell, a: Assignment): Run<string> {
  const left = a.text.slice(0, a.text.indexOf('=') + 1);
  if (a.value.type === 'ArrayValue') {
    sh.arrays.set(left, a.value);
    return left;
  }
  return left + (yield* expandText(sh, a.value, 'assignment'));
}
