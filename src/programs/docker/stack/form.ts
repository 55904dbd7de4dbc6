import { goDuration } from '../../../base/index.ts';
import type { Schema } from '../../compose/model/index.ts';
import { type Dict, floatText, isDict, isList, type Value } from '../../compose/yaml/index.ts';
import { CliError, cut, ParseError, parseDuration, parseSize, reasonOf } from '../grammar/index.ts';
import { text as textOf } from './values.ts';

/** What reading a file needs to know of the place that it is read at. */
export interface Where {
  /** The shell's variables. */
  readonly env: Readonly<Record<string, string>>;
  /** A path of the file as an absolute one. */
  readonly absolute: (path: string) => string;
}

/**
 * A part of a Compose file of docker/cli: what may stand there, how it is read into its one long form, and what a
 * second file does to it. What `read` leaves undefined is nothing: yaml's omitempty.
 */
export interface Form {
  readonly schema: Schema;
  readonly read: (value: Value, where: Where) => Value | undefined;
  /** The form of what stands under a key, or at a place of a list. */
  readonly inner?: (key: string) => Form | undefined;
  /** Joins what two files say; without it the second one rules. */
  readonly merge?: (old: Value, more: Value) => Value;
  /** The type that `$NAME` in its place is turned into. */
  readonly cast?: 'int' | 'bool' | 'float';
}

const types = (...names: NonNullable<Schema['types']>): Schema => ({ types: names });
const TEXT = types('string');
const TEXTS: Schema = { types: ['array'], items: TEXT };
const PAIRS: Schema = {
  oneOf: [
    { types: ['object'], patterns: [[/.+/, types('string', 'number', 'null')]] },
    { ...TEXTS, unique: true },
  ],
};

export const text: Form = { schema: TEXT, read: (v) => (v === '' ? undefined : v) };
export const bool: Form = { schema: types('boolean'), read: (v) => (v === false ? undefined : v), cast: 'bool' };
export const int: Form = {
  schema: types('integer'),
  read: (v) => (Number(v) === 0 ? undefined : BigInt(Number(v))),
  cast: 'int',
};
export const float: Form = { schema: types('number'), read: (v) => (Number(v) === 0 ? undefined : v), cast: 'float' };

/** Optional in Go: kept when it is zero. */
export const optional = (form: Form): Form => ({ ...form, read: (v, where) => form.read(v, where) ?? v });

/** A Go duration. */
export const duration: Form = {
  schema: { ...TEXT, format: { name: 'duration', fits: (text) => nanoseconds(text) !== undefined } },
  read: (v) => {
    const ns = nanoseconds(textOf(v)) ?? 0;
    return ns === 0 ? undefined : goDuration(ns / 1e6);
  },
};

function nanoseconds(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (e) {
    if (e instanceof ParseError) return undefined;
    throw e;
  }
}

/** A size, which is printed as the number of its bytes. */
export const bytes: Form = {
  schema: TEXT,
  read: (v) => {
    try {
      return String(parseSize(textOf(v)));
    } catch (e) {
      throw e instanceof ParseError ? new CliError(reasonOf(e)) : e;
    }
  },
};

const append = (old: Value, more: Value): Value => [...(isList(old) ? old : []), ...(isList(more) ? more : [])];
const some = (list: readonly Value[]): Value | undefined => (list.length > 0 ? list : undefined);

/** A list of what has a form of its own. */
export const list = (of: Form): Form => ({
  schema: { types: ['array'], items: of.schema },
  read: (v, where) => some(isList(v) ? v.map((item) => of.read(item, where) ?? item) : []),
  inner: () => of,
  merge: append,
});

/** A list, or one text that is a list of it. */
export const texts: Form = {
  schema: { oneOf: [TEXT, { ...TEXTS, unique: true }] },
  read: (v) => some(isList(v) ? v : [v]),
  merge: append,
};

const sorted = (entries: readonly (readonly [string, Value])[]): Dict =>
  new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

const joined = (old: Value, more: Value): Value =>
  isDict(old) && isDict(more) ? sorted([...new Map([...old, ...more])]) : more;

const scalar = (v: Value): string => (typeof v === 'number' ? floatText(v) : textOf(v));

/** `key: value` or `- key=value`, with nothing where there is no value. */
export const pairs: Form = {
  schema: PAIRS,
  read: (v) => {
    const entries = isDict(v)
      ? [...v].map(([key, inner]) => [key, scalar(inner)] as const)
      : (isList(v) ? v : []).map((item) => cut(textOf(item)));
    return entries.length > 0 ? sorted(entries) : undefined;
  },
  merge: joined,
};

/** The same for variables: one without a value has that of the shell, or none. */
export const variables: Form = {
  ...pairs,
  read: (v, { env }) => {
    const own = (key: string, value: string | null): readonly [string, Value] =>
      value === null || value === '' ? [key, env[key] ?? value] : [key, value];
    const entries = isDict(v)
      ? [...v].map(([key, inner]) => own(key, inner === null ? null : scalar(inner)))
      : (isList(v) ? v : []).map((item) => {
          const line = textOf(item);
          return line.includes('=') ? own(...cut(line)) : own(line, null);
        });
    return entries.length > 0 ? sorted(entries) : undefined;
  },
};

/** A list of `key<separator>value`, which may be written as a mapping. */
export const lines = (separator: string): Form => ({
  schema: PAIRS,
  read: (v) =>
    some(
      isDict(v) ? [...v].map(([key, inner]) => `${key}${separator}${scalar(inner)}`).sort() : isList(v) ? [...v] : [],
    ),
  merge: append,
});

/** A mapping from names to what has a form of its own; `empty` stands where nothing is said. */
export const named = (of: Form, empty: Value): Form => ({
  schema: { types: ['object'], patterns: [[/^[a-zA-Z0-9._-]+$/, { oneOf: [of.schema, types('null')] }]], closed: true },
  read: (v, where) => {
    const entries = [...(isDict(v) ? v : [])].map(
      ([key, inner]) => [key, (inner === null ? undefined : of.read(inner, where)) ?? empty] as const,
    );
    return entries.length > 0 ? sorted(entries) : undefined;
  },
  inner: () => of,
  merge: (old, more) => {
    const both = mergedEntries(old, more, () => of);
    return isDict(both) ? sorted([...both]) : both;
  },
});

/** A mapping of known keys, printed in their order, and of extensions. */
export function struct(fields: Readonly<Record<string, Form>>): Form {
  const properties = Object.fromEntries(Object.entries(fields).map(([key, form]) => [key, form.schema]));
  return {
    schema: { types: ['object'], properties, patterns: [[/^x-/, {}]], closed: true },
    read: (v, where) => {
      const given = isDict(v) ? v : new Map<string, Value>();
      const made = new Map<string, Value>();
      for (const [key, form] of Object.entries(fields)) {
        const value = given.get(key) ?? null;
        const read = value === null ? undefined : form.read(value, where);
        if (read !== undefined) made.set(key, read);
      }
      for (const key of [...given.keys()].filter((k) => k.startsWith('x-')).sort())
        made.set(key, given.get(key) ?? null);
      return made.size > 0 ? made : undefined;
    },
    inner: (key) => fields[key],
    merge: (old, more) => {
      const both = mergedEntries(old, more, (key) => fields[key]);
      if (!isDict(both)) return both;
      const place = (key: string) => Object.keys(fields).indexOf(key);
      const at = (key: string) => (place(key) < 0 ? Number.MAX_SAFE_INTEGER : place(key));
      return new Map([...both].sort(([a], [b]) => at(a) - at(b)));
    },
  };
}

function mergedEntries(old: Value, more: Value, formOf: (key: string) => Form | undefined): Value {
  if (!isDict(old) || !isDict(more)) return more;
  const made = new Map(old);
  for (const [key, value] of more) {
    const before = old.get(key);
    const merge = formOf(key)?.merge;
    made.set(key, before !== undefined && before !== null && merge ? merge(before, value) : value);
  }
  return made;
}

/** A list whose entries are known by a key: of two with the same one the second rules, and they are sorted by it. */
export const keyed = (form: Form, key: string): Form => ({
  ...form,
  merge: (old, more) => {
    const of = (entry: Value) => textOf(isDict(entry) ? entry.get(key) : undefined);
    const known = new Map([...(isList(old) ? old : []), ...(isList(more) ? more : [])].map((e) => [of(e), e]));
    const number = (k: string) => (/^\d+$/.test(k) ? Number(k) : 0);
    return [...known].sort(([a], [b]) => number(a) - number(b) || (a < b ? -1 : 1)).map(([, entry]) => entry);
  },
});
