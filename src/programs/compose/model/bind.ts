import { type Dict, goType, isDict, isList, sprint, type Value } from '../yaml/index.ts';
import { ComposeError } from './errors.ts';
import { toBoolean } from './interpolate.ts';
import type { Shape } from './shape.ts';
import { parseBytes, parseDuration } from './units.ts';
import { shellWords } from './words.ts';

/** A struct of compose-go's model with only what is not zero; durations are milliseconds' fractions as numbers (ns). */
export type Struct = Dict;

interface Binding {
  /** Told of every value that does not fit. */
  readonly errors: string[];
  readonly warn: (text: string) => void;
}

/** Reads values into the form of a struct; what does not fit goes to `errors` as mapstructure tells it. */
export function bind(shape: Shape, value: Value, name: string, binding: Binding): Value | undefined {
  try {
    return read(shape, value, name, binding);
  } catch (e) {
    if (!(e instanceof ComposeError)) throw e;
    binding.errors.push(`'${name}' ${e.message}`);
    return undefined;
  }
}

/** What compose says of everything that did not fit. */
export function decodingError(errors: readonly string[]): ComposeError {
  return new ComposeError(`decoding failed due to the following error(s):\n\n${errors.join('\n')}`);
}

function read(shape: Shape, value: Value, name: string, b: Binding): Value | undefined {
  if (value === null && shape.kind !== 'any') return undefined;
  switch (shape.kind) {
    case 'any':
      return value;
    case 'text':
      return nonEmpty(textOf(value));
    case 'bool':
      return boolOf(value, b) || undefined;
    case 'int':
      return intOf(value) || undefined;
    case 'float':
      return Number(sprint(value)) || undefined;
    case 'bytes':
      return bytesOf(value) || undefined;
    case 'duration':
      return parseDuration(sprint(value)) || undefined;
    case 'mode':
      return typeof value === 'string' ? BigInt(Number.parseInt(value, 8)) : value;
    case 'optional':
      return zero(shape.of, read(shape.of, value, name, b));
    case 'list':
      return nonEmptyList(listOf(value).flatMap((item, i) => one(bind(shape.of, item, `${name}[${i}]`, b), shape.of)));
    case 'map':
      return isDict(value) && value.size > 0 ? mapOf(shape.of, value, name, b) : undefined;
    case 'struct':
      return structOf(shape, value, name, b);
    default:
      return readSpecial(shape, value);
  }
}

/** Items of a list may be zero: an empty struct still is an item. */
const one = (item: Value | undefined, of: Shape): Value[] =>
  item === undefined ? (of.kind === 'struct' ? [new Map()] : of.kind === 'text' ? [''] : []) : [item];

const nonEmpty = (text: string): string | undefined => (text === '' ? undefined : text);
const nonEmptyList = (items: readonly Value[]): Value | undefined => (items.length === 0 ? undefined : items);

/** What a pointer points to when it is zero. */
function zero(of: Shape, value: Value | undefined): Value | undefined {
  if (value !== undefined) return value;
  if (of.kind === 'bool') return false;
  if (of.kind === 'int') return 0n;
  return of.kind === 'duration' ? 0 : undefined;
}

function textOf(value: Value): string {
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  throw new ComposeError(
    `expected type 'string', got unconvertible type '${goType(value)}', value: '${sprint(value)}'`,
  );
}

function boolOf(value: Value, b: Binding): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return toBoolean(value, b.warn) === true;
  throw new ComposeError(`expected type 'bool', got unconvertible type '${goType(value)}', value: '${sprint(value)}'`);
}

function intOf(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  const text = sprint(value);
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, ''));
  throw new ComposeError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

const bytesOf = (value: Value): bigint => (typeof value === 'bigint' ? value : BigInt(parseBytes(sprint(value))));

const listOf = (value: Value): readonly Value[] => (isList(value) ? value : [value]);

function mapOf(of: Shape, value: Dict, name: string, b: Binding): Dict {
  return new Map(
    [...value].map(([key, inner]): [string, Value] => {
      const read = inner === null ? undefined : bind(of, inner, `${name}[${key}]`, b);
      return [key, read ?? (inner === null ? null : of.kind === 'struct' ? new Map() : '')];
    }),
  );
}

function structOf(
  shape: Extract<Shape, { kind: 'struct' }>,
  value: Value,
  name: string,
  b: Binding,
): Value | undefined {
  if (!isDict(value)) throw new ComposeError(`expected a map or struct, got ${JSON.stringify(goType(value))}`);
  const made = new Map<string, Value>();
  for (const field of shape.fields) {
    const given = value.get(field.name);
    const read =
      given === undefined ? undefined : bind(field.shape, given, name === '' ? field.name : `${name}.${field.name}`, b);
    if (read !== undefined) made.set(field.name, read);
    else if (field.kept) made.set(field.name, false);
  }
  for (const [key, inner] of value) if (key.startsWith('x-')) made.set(key, inner);
  return made.size > 0 || shape.pointer ? made : undefined;
}

function readSpecial(shape: Shape, value: Value): Value | undefined {
  switch (shape.kind) {
    case 'texts':
      if (typeof value === 'string') return [value];
      if (!isList(value)) throw new ComposeError(`invalid type ${goType(value)} for string list`);
      return nonEmptyList(value.map(sprint));
    case 'command':
      return typeof value === 'string' ? shellWords(value) : isList(value) ? value : undefined;
    case 'test':
      if (typeof value === 'string') return ['CMD-SHELL', value];
      if (isList(value)) return nonEmptyList(value);
      throw new ComposeError(`unexpected value type ${goType(value)} for healthcheck.test`);
    case 'env':
      return environment(value);
    case 'mapping':
    case 'labels':
      return textMap(value, shape.kind === 'labels' ? 'labels' : 'mapping');
    case 'hosts':
      return hostList(value);
    case 'ulimit':
      return value;
    default:
      return value;
  }
}

function environment(value: Value): Value | undefined {
  if (!isDict(value) && !isList(value)) throw new ComposeError(`unexpected value type ${goType(value)} for mapping`);
  const made = new Map<string, Value>();
  if (isDict(value)) for (const [key, inner] of value) made.set(key, inner === null ? null : sprint(inner));
  else
    for (const item of value) {
      const [key, inner] = cut(sprint(item));
      if (/\s$/.test(key)) throw new ComposeError(`environment variable ${key} is declared with a trailing space`);
      made.set(key, inner ?? null);
    }
  return made.size === 0 ? undefined : made;
}

function textMap(value: Value, what: string): Value | undefined {
  if (!isDict(value) && !isList(value)) throw new ComposeError(`unexpected value type ${goType(value)} for ${what}`);
  const pairs: readonly (readonly [string, Value])[] = isDict(value)
    ? [...value].map(([key, inner]) => [key, inner === null ? '' : sprint(inner)])
    : value.map((item) => {
        const [key, inner] = cut(sprint(item));
        return [key, inner ?? ''];
      });
  return pairs.length === 0 ? undefined : new Map(pairs);
}

function hostList(value: Value): Value | undefined {
  const made = new Map<string, readonly string[]>();
  if (isDict(value))
    for (const [host, ip] of value) made.set(host, isList(ip) ? ip.map(sprint) : [ip === null ? '' : sprint(ip)]);
  else if (isList(value))
    for (const item of value) {
      const text = sprint(item);
      const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':');
      if (at < 0) throw new ComposeError(`invalid additional host, missing IP: ${text}`);
      const host = text.slice(0, at);
      made.set(host, [...(made.get(host) ?? []), ...text.slice(at + 1).split(',')]);
    }
  else throw new ComposeError(`unexpected value type ${goType(value)} for extra_hosts`);
  for (const [host, ips] of made) {
    if (host === '' || /[:=]/.test(host)) throw new ComposeError(`bad host name '${host}'`);
    made.set(
      host,
      ips.map((ip) => ip.replace(/^\[(.+)\]$/, '$1')),
    );
  }
  return made.size === 0 ? undefined : made;
}

function cut(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
