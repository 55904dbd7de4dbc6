import { strftime } from '../../shell/index.ts';
import { binary } from './jq-arithmetic.ts';

import { formatValue } from './jq-format.ts';
import { deletePaths, JqError, positions, shown, updatePath } from './jq-paths.ts';
import { matches } from './jq-regex.ts';
import { gmtime, mktime, strptime } from './jq-time.ts';
import {
  compare,
  dump,
  isArray,
  isNumber,
  isObject,
  type Json,
  numeric,
  readJson,
  sortedKeys,
  truthy,
  typeOf,
} from './jq-value.ts';
import { jsonProblem } from './json-check.ts';

/** A function of values: its input and the values of its arguments. */
export type Native = (v: Json, ...args: Json[]) => Json;

/** A value that must be a string. */
export function text(v: Json, what: string): string {
  if (typeof v !== 'string') throw new JqError(`${shown(v)} ${what}`);
  return v;
}

function plainText(v: Json): string {
  return typeof v === 'string' ? v : raise('explode input must be a string');
}

function list(v: Json, what: string): readonly Json[] {
  if (!isArray(v)) throw new JqError(`${shown(v)} ${what}`);
  return v;
}

/** A value that must be a number. */
export function number(v: Json): number {
  if (!isNumber(v)) throw new JqError(`${shown(v)} number required`);
  return numeric(v);
}

const math =
  (f: (x: number) => number): Native =>
  (v) =>
    f(number(v));

function length(v: Json): Json {
  if (v === null) return 0;
  if (typeof v === 'string') return [...v].length;
  if (isArray(v)) return v.length;
  if (isObject(v)) return v.size;
  if (isNumber(v)) return Math.abs(numeric(v));
  throw new JqError(`${shown(v)} has no length`);
}

function keys(v: Json, sort: boolean): Json {
  if (isArray(v)) return [...v.keys()];
  if (isObject(v)) return sort ? sortedKeys(v) : [...v.keys()];
  throw new JqError(`${shown(v)} has no keys`);
}

function has(v: Json, key: Json): Json {
  if (isObject(v) && typeof key === 'string') return v.has(key);
  if (isArray(v) && isNumber(key)) return numeric(key) >= 0 && numeric(key) < v.length;
  throw new JqError(`Cannot check whether ${typeOf(v)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`);
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([k, x]) => a.has(k) && contains(a.get(k) ?? null, x));
  if (isArray(a) && isArray(b)) return b.every((x) => a.some((y) => contains(y, x)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) === typeOf(b)) return compare(a, b) === 0;
  throw new JqError(`${shown(a)} and ${shown(b)} cannot have their containment checked`);
}

function flatten(v: readonly Json[], depth: number): Json[] {
  return v.flatMap((x) => (isArray(x) && depth > 0 ? flatten(x, depth - 1) : [x]));
}

function indices(v: Json, x: Json): Json {
  if (v === null) return null;
  if (typeof v === 'string' && typeof x === 'string') {
    const found: number[] = [];
    for (let i = v.indexOf(x); i >= 0 && x !== ''; i = v.indexOf(x, i + 1)) found.push([...v.slice(0, i)].length);
    return found;
  }
  if (isArray(v)) return isArray(x) ? positions(v, x) : v.flatMap((y, i) => (compare(y, x) === 0 ? [i] : []));
  throw new JqError(`Cannot determine indices of ${typeOf(x)} in ${typeOf(v)}`);
}

function at(found: Json, which: 'first' | 'last'): Json {
  return isArray(found) ? ((which === 'first' ? found[0] : found.at(-1)) ?? null) : null;
}

/** Items with the keys that `f` gave them. */
function keyed(v: Json, by: Json, what: string): { readonly item: Json; readonly key: Json; readonly age: number }[] {
  const items = list(v, what);
  const given = isArray(by) ? by : [];
  return items.map((item, age) => ({ item, key: given[age] ?? null, age }));
}

function sorted(v: Json, by: Json): { readonly item: Json; readonly key: Json; readonly age: number }[] {
  return keyed(v, by, 'cannot be sorted, as it is not an array').sort((a, b) => compare(a.key, b.key) || a.age - b.age);
}

function extreme(v: Json, by: Json, sign: 1 | -1): Json {
  let best: { item: Json; key: Json } | undefined;
  for (const one of keyed(v, by, 'cannot be iterated over')) {
    const order = best ? compare(one.key, best.key) * sign : 1;
    if (!best || order > 0 || (order === 0 && sign > 0)) best = one;
  }
  return best?.item ?? null;
}

function fromJson(v: Json): Json {
  const source = text(v, 'only strings can be parsed');
  if (source.trim() === '') throw new JqError(`Expected JSON value (while parsing '${source}')`);
  const problem = jsonProblem(source);
  if (problem) throw new JqError(`${problem.message} (while parsing '${source}')`);
  return readJson(source, 0).value;
}

function toNumber(v: Json): Json {
  if (isNumber(v)) return v;
  if (typeof v === 'string' && /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(v)) return Number(v);
  throw new JqError(
    typeof v === 'string' ? `${shown(v)} cannot be parsed as a number` : `${shown(v)} cannot be parsed as a number`,
  );
}

function implode(v: Json): Json {
  return list(v, 'cannot be imploded, must be an array of codepoints')
    .map((c) =>
      String.fromCodePoint(
        isNumber(c) ? numeric(c) : raise(`${shown(c)} can't be imploded, unicode codepoint needs to be numeric`),
      ),
    )
    .join('');
}

function transpose(v: Json): Json {
  const rows = list(v, 'cannot be transposed').map((r) =>
    isArray(r) ? r : r === null ? [] : raise(`Cannot index ${typeOf(r)} with number (0)`),
  );
  const width = Math.max(0, ...rows.map((r) => r.length));
  return Array.from({ length: width }, (_, i) => rows.map((r) => r[i] ?? null));
}

const trimmed = (v: Json, change: (s: string) => string): Json => change(text(v, 'trim input must be a string'));

/** `from_entries` takes keys and values under several names. */
function fromEntries(v: Json): Json {
  const made = new Map<string, Json>();
  for (const entry of list(v, 'cannot be iterated over')) {
    if (!isObject(entry)) throw new JqError(`Cannot index ${typeOf(entry)} with string ("key")`);
    const names = ['key', 'k', 'name', 'Name', 'K', 'Key'];
    const key = names.map((n) => entry.get(n)).find((x) => x !== undefined && truthy(x));
    if (key === undefined) throw new JqError('Cannot use null (null) as object key');
    const value = ['value', 'v'].find((n) => entry.has(n)) ?? 'Value';
    made.set(typeof key === 'string' ? key : dump(key), entry.get(value) ?? null);
  }
  return made;
}

/** Functions that only look at values. */
export const NATIVES: Readonly<Record<string, Native>> = {
  'not/0': (v) => !truthy(v),
  'length/0': length,
  'utf8bytelength/0': (v) => new TextEncoder().encode(text(v, 'only strings have UTF-8 byte length')).length,
  'keys/0': (v) => keys(v, true),
  'keys_unsorted/0': (v) => keys(v, false),
  'has/1': has,
  'from_entries/0': fromEntries,
  'contains/1': (v, x = null) => contains(v, x),
  'add/0': (v) =>
    (isObject(v) ? [...v.values()] : list(v, 'cannot be iterated over')).reduce(
      (a: Json, b) => binary('+', a, b),
      null,
    ),
  'reverse/0': (v) =>
    typeof v === 'string'
      ? [...v].reverse().join('')
      : v === null
        ? []
        : [...list(v, 'cannot be reversed, as it is not an array')].reverse(),
  'sort/0': (v) => sorted(v, v).map((s) => s.item),
  '_sort_by/1': (v, by = null) => sorted(v, by).map((s) => s.item),
  '_group_by/1': (v, by = null) => {
    const groups: { key: Json; items: Json[] }[] = [];
    for (const s of sorted(v, by)) {
      const last = groups.at(-1);
      if (last && compare(last.key, s.key) === 0) last.items.push(s.item);
      else groups.push({ key: s.key, items: [s.item] });
    }
    return groups.map((g) => g.items);
  },
  'unique/0': (v) =>
    sorted(v, v)
      .map((s) => s.item)
      .filter((x, i, all) => i === 0 || compare(all[i - 1] ?? null, x) !== 0),
  'min/0': (v) => extreme(v, v, -1),
  'max/0': (v) => extreme(v, v, 1),
  '_min_by/1': (v, by = null) => extreme(v, by, -1),
  '_max_by/1': (v, by = null) => extreme(v, by, 1),
  'flatten/0': (v) => flatten(isObject(v) ? [...v.values()] : list(v, 'cannot be flattened'), Number.POSITIVE_INFINITY),
  'flatten/1': (v, depth = 1) => {
    if (number(depth) < 0) throw new JqError('flatten depth must not be negative');
    return flatten(list(v, 'cannot be flattened'), number(depth));
  },
  'indices/1': (v, x = null) => indices(v, x),
  'index/1': (v, x = null) => at(indices(v, x), 'first'),
  'rindex/1': (v, x = null) => at(indices(v, x), 'last'),
  'type/0': typeOf,
  'tostring/0': (v) => (typeof v === 'string' ? v : dump(v)),
  'tonumber/0': toNumber,
  'toboolean/0': (v) =>
    v === 'true' || v === true
      ? true
      : v === 'false' || v === false
        ? false
        : raise(`${shown(v)} cannot be parsed as a boolean`),
  'tojson/0': (v) => dump(v),
  'fromjson/0': fromJson,
  'ascii_downcase/0': (v) => plainText(v).replace(/[A-Z]/g, (c) => c.toLowerCase()),
  'ascii_upcase/0': (v) => plainText(v).replace(/[a-z]/g, (c) => c.toUpperCase()),
  'explode/0': (v) => [...text(v, 'cannot be exploded, must be a string')].map((c) => c.codePointAt(0) ?? 0),
  'implode/0': implode,
  'startswith/1': (v, x) =>
    typeof v === 'string' && typeof x === 'string' ? v.startsWith(x) : raise('startswith() requires string inputs'),
  'endswith/1': (v, x) =>
    typeof v === 'string' && typeof x === 'string' ? v.endsWith(x) : raise('endswith() requires string inputs'),
  'ltrimstr/1': (v, x) =>
    typeof v !== 'string' || typeof x !== 'string'
      ? raise('startswith() requires string inputs')
      : v.startsWith(x)
        ? v.slice(x.length)
        : v,
  'rtrimstr/1': (v, x) =>
    typeof v !== 'string' || typeof x !== 'string'
      ? raise('endswith() requires string inputs')
      : x !== '' && v.endsWith(x)
        ? v.slice(0, -x.length)
        : v,
  'trimstr/1': (v, x) => {
    if (typeof v !== 'string' || typeof x !== 'string' || x === '') return v;
    const left = v.startsWith(x) ? v.slice(x.length) : v;
    return left.endsWith(x) ? left.slice(0, -x.length) : left;
  },
  'trim/0': (v) => trimmed(v, (s) => s.trim()),
  'ltrim/0': (v) => trimmed(v, (s) => s.trimStart()),
  'rtrim/0': (v) => trimmed(v, (s) => s.trimEnd()),
  'split/1': (v, x) =>
    typeof v === 'string' && typeof x === 'string'
      ? binary('/', v, x)
      : raise('split input and separator must be strings'),
  '_match/2': (v, re = null, flags = null) => matches(v, re, flags),
  'setpath/2': (v, p = null, x = null) => updatePath(v, list(p, 'Path must be specified as an array'), () => x),
  'delpaths/1': (v, ps = null) =>
    deletePaths(
      v,
      list(ps, 'Paths must be specified as an array').map((p) => list(p, 'Path must be specified as an array')),
    ),
  'transpose/0': transpose,
  'floor/0': math(Math.floor),
  'ceil/0': math(Math.ceil),
  'round/0': math((x) => Math.sign(x) * Math.round(Math.abs(x))),
  'trunc/0': math(Math.trunc),
  'sqrt/0': math(Math.sqrt),
  'fabs/0': math(Math.abs),
  'exp/0': math(Math.exp),
  'exp10/0': math((x) => 10 ** x),
  'exp2/0': math((x) => 2 ** x),
  'log/0': math(Math.log),
  'log2/0': math(Math.log2),
  'log10/0': math(Math.log10),
  'sin/0': math(Math.sin),
  'cos/0': math(Math.cos),
  'tan/0': math(Math.tan),
  'atan/0': math(Math.atan),
  'pow/2': (_v, a = 0, b = 0) => number(a) ** number(b),
  'atan2/2': (_v, a = 0, b = 0) => Math.atan2(number(a), number(b)),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (v) => !Number.isFinite(number(v)) && !Number.isNaN(number(v)),
  'isnan/0': (v) => Number.isNaN(number(v)),
  'isnormal/0': (v) => Number.isFinite(number(v)) && number(v) !== 0,
  'gmtime/0': (v) => gmtime(number(v)),
  'localtime/0': (v) => gmtime(number(v)),
  'mktime/0': (v) => mktime(v),
  'strptime/1': (v, f = null) =>
    strptime(
      text(v, 'strptime/1 requires string inputs and arguments'),
      text(f, 'strptime/1 requires string inputs and arguments'),
    ),
  'strftime/1': (v, f = null) =>
    strftime(text(f, 'strftime/1 requires a string format'), numeric0(isNumber(v) ? v : mktime(v)) * 1000),
  'format/1': (v, name = null) => formatValue(`@${text(name, 'is not a valid format')}`, v),
};

/** A number, or 0 for anything else. */
export function numeric0(v: Json): number {
  return isNumber(v) ? numeric(v) : 0;
}

function raise(message: string): never {
  throw new JqError(message);
}
