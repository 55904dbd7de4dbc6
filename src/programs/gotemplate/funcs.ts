import { quoteGo } from '../../base/index.ts';
import { sprint, sprintAll, sprintf, sprintln } from './fmt.ts';
import {
  ANY,
  bool,
  dynamic,
  elements,
  entries,
  type GoType,
  GoValue,
  indirect,
  int,
  isNil,
  type Maybe,
  STRING,
  string,
  typeName,
  zero,
} from './types.ts';

/** A function that templates can call. A parameter without a type takes any value, even an invalid one. */
export interface Func {
  readonly params: readonly (GoType | undefined)[];
  /** Type of further arguments; absent: none may follow. */
  readonly rest?: GoType | 'value';
  /** Throws FuncError. */
  readonly call: (args: readonly Maybe[]) => Maybe;
}

export type Funcs = Readonly<Record<string, Func>>;

/** What a function refuses: follows `error calling NAME: `. */
export class FuncError extends Error {}

const fail = (text: string): never => {
  throw new FuncError(text);
};

type Kind = 'bool' | 'string' | 'int' | 'uint' | 'float' | 'other';

const kindOf = (v: Maybe): Kind => {
  const kind = v?.type.kind;
  return kind === 'bool' || kind === 'string' || kind === 'int' || kind === 'uint' || kind === 'float' ? kind : 'other';
};

const isInteger = (kind: Kind) => kind === 'int' || kind === 'uint';

function eq(args: readonly Maybe[]): boolean {
  const [first, ...others] = args.map((a) => a && dynamic(a));
  if (others.length === 0) fail('missing argument for comparison');
  return others.some((other) => same(first, other));
}

function same(a: Maybe, b: Maybe): boolean {
  const [ka, kb] = [kindOf(a), kindOf(b)];
  if (ka !== kb && !(isInteger(ka) && isInteger(kb))) return a && b ? incompatible(a, b) : false;
  if (ka !== 'other') return a?.data === b?.data;
  if (a && b && a.type.kind !== b.type.kind)
    return fail(`non-comparable types ${describe(a)}, ${typeName(b.type)}: ${sprint(b)}`);
  const [na, nb] = [a === undefined || isNil(a), b === undefined || isNil(b)];
  if (na || nb) return na === nb;
  if (['map', 'slice'].includes(b?.type.kind ?? '')) return fail(`non-comparable type ${describe(b)}`);
  return a?.data === b?.data;
}

const incompatible = (a: GoValue, b: GoValue) =>
  fail(`incompatible types for comparison: ${typeName(a.type)} and ${typeName(b.type)}`);

const describe = (v: Maybe) => `${sprint(v)}: ${v ? typeName(v.type) : '<nil>'}`;

function less(args: readonly Maybe[]): boolean {
  const [a, b] = args.map((x) => x && dynamic(x));
  const [ka, kb] = [kindOf(a), kindOf(b)];
  if (!a || !b || ka === 'other' || kb === 'other' || (ka === 'bool' && kb === 'bool'))
    return fail('invalid type for comparison');
  if (ka !== kb && !(isInteger(ka) && isInteger(kb))) return incompatible(a, b);
  return (a?.data as number | string) < (b?.data as number | string);
}

const two: readonly undefined[] = [undefined, undefined];
const comparison = (test: (args: readonly Maybe[]) => boolean): Func => ({
  params: two,
  call: (args) => bool(test(args)),
});

function index(args: readonly Maybe[]): Maybe {
  let item = args[0] && dynamic(args[0]);
  if (!item) return fail('index of untyped nil');
  for (const raw of args.slice(1)) {
    const inner = indirect(item);
    if (inner.nil || !inner.value) return fail('index of nil pointer');
    item = indexOne(inner.value, raw && dynamic(raw));
  }
  return item;
}

/** text/template's indexArg: a place in a list, or its end. */
function indexArg(index: Maybe, length: number): number {
  if (!index) return fail('cannot index slice/array with nil');
  if (index.type.kind !== 'int' && index.type.kind !== 'uint')
    return fail(`cannot index slice/array with type ${typeName(index.type)}`);
  const at = Number(index.data);
  return at < 0 || at > length ? fail(`index out of range: ${at}`) : at;
}

/** A place in a list; its end is refused by reflect, in words of its own. */
function position(index: Maybe, length: number, kind: 'slice' | 'string'): number {
  const at = indexArg(index, length);
  return at === length ? fail(`reflect: ${kind} index out of range`) : at;
}

function indexOne(item: GoValue, at: Maybe): GoValue {
  const { type, data } = item;
  if (type.kind === 'slice') {
    const items = elements(item);
    return items[position(at, items.length, 'slice')] ?? zero(type.of);
  }
  if (type.kind === 'string') {
    const text = new TextEncoder().encode(String(data));
    return new GoValue({ kind: 'uint', name: 'uint8' }, text[position(at, text.length, 'string')] ?? 0);
  }
  if (type.kind !== 'map') return fail(`can't index item of type ${typeName(type)}`);
  if (!at) return fail(`value is nil; should be of type ${typeName(type.key)}`);
  // A string is not assignable to a key of a named type (prepareArg): `docker inspect` then tries the untyped JSON.
  if (typeName(at.type) !== typeName(type.key))
    return fail(`value has type ${typeName(at.type)}; should be ${typeName(type.key)}`);
  const found = entries(item).find(([key]) => key.data === at.data);
  return found ? found[1] : zero(type.of);
}

function length(args: readonly Maybe[]): Maybe {
  const { value, nil } = indirect(args[0]);
  if (nil) return fail('len of nil pointer');
  if (!value) return fail('len of untyped nil');
  if (value.type.kind === 'string') return int(new TextEncoder().encode(String(value.data)).length);
  if (value.type.kind === 'slice') return int(elements(value).length);
  if (value.type.kind === 'map') return int(entries(value).length);
  return fail(`len of type ${typeName(value.type)}`);
}

function sliceOf(args: readonly Maybe[]): Maybe {
  const item = args[0] && dynamic(args[0]);
  if (!item) return fail('slice of untyped nil');
  const bounds = args.slice(1).map((a) => a && dynamic(a));
  if (bounds.length > 3) return fail(`too many slice indexes: ${bounds.length}`);
  const isString = item.type.kind === 'string';
  if (!isString && item.type.kind !== 'slice') return fail(`can't slice item of type ${typeName(item.type)}`);
  if (isString && bounds.length === 3) return fail('cannot 3-index slice a string');
  const all = isString ? [...new TextEncoder().encode(String(item.data))] : ((item.data ?? []) as readonly unknown[]);
  const from = bounds.length > 0 ? indexArg(bounds[0], all.length) : 0;
  const to = bounds.length > 1 ? indexArg(bounds[1], all.length) : all.length;
  if (from > to) return fail(`invalid slice index: ${from} > ${to}`);
  const part = all.slice(from, to);
  return new GoValue(item.type, isString ? new TextDecoder().decode(new Uint8Array(part as number[])) : part);
}

const HTML: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
  '\n': '\\u000A',
  '\r': '\\u000D',
  '\t': '\\u0009',
};

/** text/template's evalArgs: one string is itself, the rest is printed. */
const text = (args: readonly Maybe[]): string => sprintAll(args.map((a) => a && (indirect(a).value ?? a)));

const variadic = (call: (args: readonly Maybe[]) => string): Func => ({
  params: [],
  rest: ANY,
  call: (args) => string(call(args)),
});

/** The functions of text/template itself; `and` and `or`, which stop early, are the executor's. */
export const BUILTINS: Funcs = {
  eq: { params: [undefined], rest: 'value', call: (args) => bool(eq(args)) },
  ne: comparison((args) => !eq(args)),
  lt: comparison(less),
  le: comparison((args) => less(args) || eq(args)),
  gt: comparison((args) => !less(args) && !eq(args)),
  ge: comparison((args) => !less(args)),
  index: { params: [undefined], rest: 'value', call: index },
  len: { params: [undefined], call: length },
  slice: { params: [undefined], rest: 'value', call: sliceOf },
  print: variadic(sprintAll),
  println: variadic(sprintln),
  printf: { params: [STRING], rest: ANY, call: ([format, ...args]) => string(sprintf(String(format?.data), args)) },
  html: variadic((args) => text(args).replace(/["'&<>]/g, (c) => HTML[c] ?? c)),
  js: variadic((args) => text(args).replace(/[\\'"<>&=\n\r\t]/g, (c) => JS[c] ?? c)),
  urlquery: variadic((args) =>
    encodeURIComponent(text(args))
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace(/%20/g, '+'),
  ),
  call: {
    params: [undefined],
    rest: 'value',
    call: ([f]) => fail(f ? `non-function ${quoteGo(sprint(f))} of type ${typeName(f.type)}` : 'call of nil'),
  },
};
