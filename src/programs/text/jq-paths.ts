import { compare, dump, isArray, isNumber, isObject, type Json, numeric, typeOf } from './jq-value.ts';

/** An error of a running filter; `value` is what catch gets. */
export class JqError extends Error {
  constructor(readonly value: Json) {
    super(typeof value === 'string' ? value : dump(value));
  }
}

/** The keys that lead to a value. */
export type Path = readonly Json[];

/** A value in a message, shortened as jq shortens it. */
export function shown(v: Json): string {
  const text = dump(v);
  return `${typeOf(v)} (${text.length > 29 ? `${text.slice(0, 25)}...${text.at(-1) ?? ''}` : text})`;
}

function sliceBounds(length: number, key: ReadonlyMap<string, Json>): [number, number] {
  const bound = (v: Json | undefined, fallback: number, up: boolean) => {
    if (v === undefined || v === null) return fallback;
    if (!isNumber(v)) throw new JqError('Start and end indices of an array slice must be numbers');
    const n = numeric(v) < 0 ? numeric(v) + length : numeric(v);
    return Math.min(length, Math.max(0, up ? Math.ceil(n) : Math.floor(n)));
  };
  const from = bound(key.get('start'), 0, false);
  return [from, Math.max(from, bound(key.get('end'), length, true))];
}

/** `.[key]`: fields, elements, slices (a key with start and end), positions of an array. */
export function indexValue(v: Json, key: Json): Json {
  if (isObject(v) && typeof key === 'string') return v.get(key) ?? null;
  if (isArray(v) && isNumber(key)) {
    const n = Math.floor(numeric(key));
    return v[n < 0 ? n + v.length : n] ?? null;
  }
  if (isObject(key)) {
    if (v === null) return null;
    if (isArray(v)) return v.slice(...sliceBounds(v.length, key));
    if (typeof v === 'string') {
      const chars = [...v];
      return chars.slice(...sliceBounds(chars.length, key)).join('');
    }
    throw new JqError(`Cannot index ${typeOf(v)} with object`);
  }
  if (isArray(v) && isArray(key)) return positions(v, key);
  if (v === null && (typeof key === 'string' || isNumber(key) || key === null)) return null;
  if (typeof key === 'string') throw new JqError(`Cannot index ${typeOf(v)} with string (${dump(key)})`);
  if (isNumber(key)) throw new JqError(`Cannot index ${typeOf(v)} with number (${dump(key)})`);
  throw new JqError(`Cannot index ${typeOf(v)} with ${typeOf(key)}`);
}

/** Where a list occurs in another. */
export function positions(list: readonly Json[], part: readonly Json[]): number[] {
  const found: number[] = [];
  if (part.length === 0) return found;
  for (let i = 0; i + part.length <= list.length; i++)
    if (part.every((x, k) => compare(list[i + k] ?? null, x) === 0)) found.push(i);
  return found;
}

/** The value at a path. */
export function getPath(v: Json, path: Path): Json {
  let at = v;
  for (const key of path) {
    if (at === null) return null;
    at = indexValue(at, key);
  }
  return at;
}

/** A copy in which the value at a path is what `change` makes of it. */
export function updatePath(v: Json, path: Path, change: (old: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(v);
  if (typeof key === 'string') {
    if (v !== null && !isObject(v)) throw new JqError(`Cannot index ${typeOf(v)} with string (${dump(key)})`);
    const map = new Map(v ?? []);
    map.set(key, updatePath(map.get(key) ?? null, rest, change));
    return map;
  }
  if (isNumber(key)) {
    if (v !== null && !isArray(v)) throw new JqError(`Cannot index ${typeOf(v)} with number (${dump(key)})`);
    const list = [...(v ?? [])];
    const n = Math.floor(numeric(key)) < 0 ? Math.floor(numeric(key)) + list.length : Math.floor(numeric(key));
    if (n < 0) throw new JqError('Out of bounds negative array index');
    while (list.length <= n) list.push(null);
    list[n] = updatePath(list[n] ?? null, rest, change);
    return list;
  }
  if (isObject(key)) {
    if (v !== null && !isArray(v)) throw new JqError(`Cannot update field at object index of ${typeOf(v)}`);
    const list = v ?? [];
    const [from, to] = sliceBounds(list.length, key);
    const made = updatePath(list.slice(from, to), rest, change);
    if (!isArray(made)) throw new JqError('A slice of an array can only be assigned another array');
    return [...list.slice(0, from), ...made, ...list.slice(to)];
  }
  throw new JqError(`Invalid path component: ${dump(key)}`);
}

/** A copy without what the paths lead to; the last ones go first so that none moves. */
export function deletePaths(v: Json, paths: readonly Path[]): Json {
  return [...paths].sort((a, b) => compare(b, a)).reduce((at: Json, path) => deletePath(at, path), v);
}

function deletePath(v: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined || v === null) return null;
  if (rest.length > 0) {
    const inner = indexValue(v, key);
    return inner === null ? v : updatePath(v, [key], (old) => deletePath(old, rest));
  }
  if (isObject(v) && typeof key === 'string') {
    const map = new Map(v);
    map.delete(key);
    return map;
  }
  if (isArray(v) && isNumber(key)) {
    const n = Math.floor(numeric(key)) < 0 ? Math.floor(numeric(key)) + v.length : Math.floor(numeric(key));
    return v.filter((_, i) => i !== n);
  }
  if (isArray(v) && isObject(key)) {
    const [from, to] = sliceBounds(v.length, key);
    return [...v.slice(0, from), ...v.slice(to)];
  }
  throw new JqError(
    isObject(v)
      ? `Cannot delete field at object index of ${typeOf(key)}`
      : isArray(v)
        ? `Cannot delete field at array index of array`
        : `Cannot delete fields from ${typeOf(v)}`,
  );
}
