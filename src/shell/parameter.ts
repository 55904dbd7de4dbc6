import type { ParameterDefaultOperation, ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Run } from '../os/index.ts';
import { arithmetic, expandItems, expandPattern, expandText, type Item, joined } from './expand.ts';
import { changeCase, removeAffix, replacePattern, sliceList, sliceText, transform } from './parameter-operations.ts';
import { parseWord } from './parse.ts';
import { report, type Shell, ShellError } from './shell.ts';
import { isName } from './state.ts';
import { assign, assignElement, elements, follow, getValue, separators, variable } from './variables.ts';

/** A parameter as it was found: one value, or the values of `$@`, `$*`, `${a[@]}`. */
interface Found {
  readonly name: string;
  readonly subscript?: string;
  /** undefined: not set. */
  readonly values: readonly string[] | undefined;
  readonly keys: readonly string[];
  readonly many: 'no' | '@' | '*';
}

/** `$x`: no braces, no operations. */
export function simpleParameter(sh: Shell, name: string, quoted: boolean): Item[] {
  return itemsOf(sh, checked(sh, lookUp(sh, name)), quoted);
}

function lookUp(sh: Shell, name: string): Found {
  if (name === '@' || name === '*') {
    const { positional } = sh.state;
    return { name, many: name, values: positional, keys: positional.map((_, i) => String(i + 1)) };
  }
  const value = getValue(sh, name);
  return { name, many: 'no', values: value === undefined ? undefined : [value], keys: ['0'] };
}

/** Finds `${name[index]}`. */
function* lookUpElement(sh: Shell, name: string, index: Word): Run<Found> {
  const raw = index.text;
  if (raw === '@' || raw === '*') {
    const all = elements(sh, name);
    return { name, many: raw, values: all.map(([, v]) => v), keys: all.map(([k]) => k) };
  }
  const subscript = yield* readSubscript(sh, name, index);
  const all = elements(sh, name);
  const value = all.find(([k]) => k === subscript)?.[1];
  return { name, subscript, many: 'no', values: value === undefined ? undefined : [value], keys: [subscript] };
}

/** A subscript of an expansion: one before the beginning is told and has no value. */
function* readSubscript(sh: Shell, name: string, index: Word): Run<string> {
  try {
    return yield* subscriptOf(sh, name, index);
  } catch (e) {
    if (!(e instanceof ShellError) || e.ends !== 'command') throw e;
    yield* report(sh, e);
    return '';
  }
}

/** The key or number that a subscript means; negative numbers count from the end. */
export function* subscriptOf(sh: Shell, name: string, index: Word): Run<string> {
  if (variable(sh, follow(sh, name))?.kind === 'assoc') return yield* expandText(sh, index);
  const n = yield* arithmetic(sh, index.text);
  if (n >= 0n) return String(n);
  const last = elements(sh, name).at(-1)?.[0];
  const at = BigInt(last ?? '-1') + 1n + n;
  if (at < 0n) throw new ShellError(`${name}: bad array subscript`, 1, 'command');
  return String(at);
}

function checked(sh: Shell, found: Found): Found {
  if (found.values === undefined && sh.state.options.nounset && found.many === 'no') throw unbound(sh, found);
  return found;
}

function unbound(sh: Shell, found: Found): ShellError {
  const name = found.subscript === undefined ? found.name : `${found.name}[${found.subscript}]`;
  const bash = sh.state.dialect === 'bash';
  return new ShellError(
    bash ? `${/^\d+$/.test(name) ? `$${name}` : name}: unbound variable` : `${name}: parameter not set`,
    bash ? 127 : 2,
  );
}

function itemsOf(sh: Shell, found: Found, quoted: boolean): Item[] {
  const values = found.values ?? [];
  if (found.many === 'no')
    return values.length === 0 && !quoted ? [] : [{ text: values[0] ?? '', quoted, split: !quoted }];
  const ifs = separators(sh);
  if (found.many === '*' && quoted) return [{ text: values.join(ifs[0] ?? ''), quoted, split: false }];
  const between = found.many === '*' ? 'star' : 'break';
  return values.flatMap((text, i): Item[] => [
    ...(i > 0 ? [between as 'star' | 'break'] : []),
    { text, quoted, split: !quoted },
  ]);
}

/** `${…}` in all its forms; bash(1), "Parameter Expansion". */
export function* parameter(sh: Shell, part: ParameterExpansionPart, quoted: boolean): Run<Item[]> {
  const { operation, prefix } = part;
  if (badSubstitution(sh, part)) {
    throw new ShellError(
      sh.state.dialect === 'bash'
        ? `${part.text}: bad substitution`
        : sh.state.dialect === 'dash'
          ? 'Bad substitution'
          : 'syntax error: bad substitution',
      sh.state.dialect === 'bash' ? 1 : 2,
      sh.state.dialect === 'bash' ? 'line' : 'shell',
    );
  }
  if (prefix === '!' && operation?.type === 'Names') return names(sh, part.parameter, operation.operator, quoted);
  if (prefix === '!' && part.index && (part.index.text === '@' || part.index.text === '*') && !operation) {
    const found = yield* lookUpElement(sh, part.parameter, part.index);
    return itemsOf(sh, { ...found, values: found.keys }, quoted);
  }
  let found = part.index ? yield* lookUpElement(sh, part.parameter, part.index) : lookUp(sh, part.parameter);
  if (prefix === '!') found = yield* indirect(sh, found);
  if (prefix === '#') return [{ text: String(lengthOf(checked(sh, found))), quoted, split: !quoted }];
  if (!operation) return itemsOf(sh, checked(sh, found), quoted);
  if (operation.type === 'Default') return yield* defaulted(sh, found, operation, quoted);
  if (operation.type === 'Names') return itemsOf(sh, found, quoted);
  return itemsOf(sh, yield* operated(sh, checked(sh, found), operation), quoted);
}

function badSubstitution(sh: Shell, part: ParameterExpansionPart): boolean {
  const { operation } = part;
  if (operation?.type === 'Unknown' || (part.parameter === '' && part.prefix !== '#')) return true;
  if (!/^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(part.parameter)) return true;
  if (sh.state.dialect === 'bash') return false;
  if (part.index || part.prefix === '!' || operation?.type === 'Transform' || operation?.type === 'CaseModification')
    return true;
  return sh.state.dialect === 'dash' && (operation?.type === 'Slice' || operation?.type === 'Replace');
}

function lengthOf(found: Found): number {
  if (found.many !== 'no') return found.values?.length ?? 0;
  return [...(found.values?.[0] ?? '')].length;
}

function names(sh: Shell, start: string, operator: '@' | '*', quoted: boolean): Item[] {
  const list = Object.keys(sh.state.variables)
    .filter((n) => n.startsWith(start))
    .sort();
  return itemsOf(sh, { name: start, many: operator, values: list, keys: list }, quoted);
}

/** `${!x}`: the parameter whose name is the value of x; for a nameref, the name it refers to. */
function* indirect(sh: Shell, found: Found): Run<Found> {
  const v = variable(sh, found.name);
  if (v?.nameref) return { ...found, values: v.value === undefined ? undefined : [v.value] };
  const target = found.values?.[0];
  if (target === undefined) {
    if (variable(sh, found.name) === undefined)
      throw new ShellError(`${found.name}: invalid indirect expansion`, 1, 'line');
    return found;
  }
  const element = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(target);
  if (element) {
    const word = parseWord(element[2] ?? '');
    return word ? yield* lookUpElement(sh, element[1] ?? '', word) : found;
  }
  if (!isName(target) && !/^(?:\d+|[@*#?$!-])$/.test(target))
    throw new ShellError(`${target}: invalid variable name`, 1, 'line');
  return lookUp(sh, target);
}

/** `:-`, `:=`, `:+`, `:?` and their forms without a colon. */
function* defaulted(sh: Shell, found: Found, operation: ParameterDefaultOperation, quoted: boolean): Run<Item[]> {
  const { operator, operand } = operation;
  const unset = found.values === undefined || (found.many !== 'no' && found.values.length === 0);
  const empty = unset || (operator.startsWith(':') && (found.values ?? []).join(' ') === '');
  const kind = operator.replace(':', '');
  if (kind === '+')
    return empty ? (quoted ? [{ text: '', quoted, split: false }] : []) : yield* operandItems(sh, operand, quoted);
  if (!empty) return itemsOf(sh, found, quoted);
  if (kind === '-') return yield* operandItems(sh, operand, quoted);
  const items = yield* operandItems(sh, operand, quoted);
  const text = joined(sh, items);
  if (kind === '=') {
    if (!isName(found.name)) throw new ShellError(`$${found.name}: cannot assign in this way`, 1, 'line');
    if (found.subscript === undefined) assign(sh, found.name, text);
    else assignElement(sh, found.name, found.subscript, text);
    return [{ text: getValue(sh, found.name) ?? text, quoted, split: !quoted }];
  }
  const bash = sh.state.dialect === 'bash';
  const standard = operator === ':?' && bash ? 'parameter null or not set' : 'parameter not set';
  throw new ShellError(`${found.name}: ${text === '' ? standard : text}`, bash ? 127 : 2);
}

function* operandItems(sh: Shell, operand: Word, quoted: boolean): Run<Item[]> {
  if (operand.text === '') return quoted ? [{ text: '', quoted, split: false }] : [];
  if (!quoted) return yield* expandItems(sh, operand, 'argument', true);
  const items = yield* expandItems(sh, operand.parts ? operand : plainWord(operand), 'plain');
  return items.map((i) => (typeof i === 'string' ? i : { ...i, quoted: true, split: false }));
}

/** Inside double quotes a backslash quotes only `$`, a backquote, a quote, itself and `}`. */
function plainWord(word: Word): Word {
  const kept = word.text.replace(/\\([^$`"\\}\n])/g, '\\\\$1');
  return kept === word.text ? word : { ...word, text: kept, parts: undefined, value: word.value };
}

/** The operations that change each value: removal, replacement, slices, case, `@`. */
function* operated(sh: Shell, found: Found, operation: ParameterOperation): Run<Found> {
  const values = found.values ?? [];
  switch (operation.type) {
    case 'Remove': {
      const pattern = yield* expandPattern(sh, operation.operand);
      return { ...found, values: values.map((v) => removeAffix(v, pattern, operation.operator)) };
    }
    case 'Replace': {
      const pattern = yield* expandPattern(sh, operation.pattern);
      const by = yield* expandItems(sh, operation.replacement, 'plain');
      const replacement = by.map((i) => (typeof i === 'string' ? { text: ' ', quoted: true } : i));
      const ampersand = sh.state.dialect === 'bash';
      return {
        ...found,
        values: values.map((v) => replacePattern(v, pattern, operation.operator, replacement, ampersand)),
      };
    }
    case 'Slice': {
      const offset = Number(yield* arithmetic(sh, operation.offset.text));
      const length = operation.length === undefined ? undefined : Number(yield* arithmetic(sh, operation.length.text));
      if (found.many === 'no')
        return { ...found, values: values.map((v) => sliceText(v, offset, length, operation.length?.text ?? '')) };
      const entries =
        found.name === '@' || found.name === '*'
          ? [['0', sh.state.name] as const, ...values.map((v, i) => [String(i + 1), v] as const)]
          : found.keys.map((k, i) => [k, values[i] ?? ''] as const);
      return {
        ...found,
        values: sliceList(
          entries,
          offset,
          length,
          operation.length?.text ?? '',
          found.name === '@' || found.name === '*',
        ),
      };
    }
    case 'CaseModification': {
      const pattern = operation.operand ? yield* expandPattern(sh, operation.operand) : undefined;
      return { ...found, values: values.map((v) => changeCase(v, operation.operator, pattern)) };
    }
    case 'Transform':
      return found.values === undefined ? found : transform(sh, found, operation.operand.value);
    default:
      return found;
  }
}

export type { Found };
