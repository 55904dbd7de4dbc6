import { emitYaml, isDict, isList, Moment, type Value } from '../yaml/index.ts';
import { keysInOrder } from './key-order.ts';
import type { Field, Shape } from './shape.ts';
import { durationText } from './units.ts';

type How = 'yaml' | 'json';

/** A value as compose-go prints it: fields of structs in their order, keys of maps sorted. */
export function shown(shape: Shape, value: Value, how: How): Value {
  switch (shape.kind) {
    case 'optional':
      return shown(shape.of, value, how);
    case 'list':
      return isList(value) ? value.map((item) => shown(shape.of, item, how)) : value;
    case 'map':
      return sorted(value, how, (inner) => (inner === null ? null : shown(shape.of, inner, how)));
    case 'env':
    case 'mapping':
    case 'labels':
    case 'any':
      return anything(value, how);
    case 'hosts':
      return isDict(value)
        ? [...value].flatMap(([host, ips]) => (isList(ips) ? ips : []).map((ip) => `${host}=${String(ip)}`)).sort()
        : value;
    case 'duration':
      return typeof value === 'number' ? durationText(value) : value;
    case 'bytes':
      return String(value);
    case 'mode':
      return `0${BigInt(String(value)).toString(8)}`;
    case 'struct':
      return structShown(shape, value, how);
    default:
      return value;
  }
}

function anything(value: Value, how: How): Value {
  if (isDict(value)) return sorted(value, how, (inner) => anything(inner, how));
  return isList(value) ? value.map((item) => anything(item, how)) : value;
}

function sorted(value: Value, how: How, each: (inner: Value) => Value): Value {
  if (!isDict(value)) return value;
  return new Map(keysInOrder([...value.keys()], how).map((key) => [key, each(value.get(key) ?? null)]));
}

function structShown(shape: Extract<Shape, { kind: 'struct' }>, value: Value, how: How): Value {
  if (!isDict(value)) return value;
  const made = new Map<string, Value>();
  for (const field of shape.fields) {
    const shownField = fieldShown(field, value.get(field.name), how);
    if (shownField !== undefined) made.set(field.name, shownField);
  }
  if (how === 'yaml')
    for (const key of keysInOrder([...value.keys()], how))
      if (key.startsWith('x-')) made.set(key, anything(value.get(key) ?? null, how));
  return made;
}

function fieldShown(field: Field, value: Value | undefined, how: How): Value | undefined {
  if (value !== undefined) return shown(field.shape, value, how);
  if (how === 'yaml') return undefined;
  if (field.always) return null;
  // encoding/json's omitempty does not leave out structs
  return field.shape.kind === 'struct' && !field.shape.pointer ? structShown(field.shape, new Map(), how) : undefined;
}

export const yamlText = (value: Value): string => emitYaml(value);

/** encoding/json of a value: compact, or indented by two; HTML's characters are escaped. */
export function jsonText(value: Value, indent?: string, level = 0): string {
  const line = indent === undefined ? '' : `\n${indent.repeat(level + 1)}`;
  const end = indent === undefined ? '' : `\n${indent.repeat(level)}`;
  const colon = indent === undefined ? ':' : ': ';
  if (value === null) return 'null';
  if (isDict(value)) {
    if (value.size === 0) return '{}';
    const fields = [...value].map(
      ([key, inner]) => `${line}${jsonString(key)}${colon}${jsonText(inner, indent, level + 1)}`,
    );
    return `{${fields.join(',')}${end}}`;
  }
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return `[${value.map((item) => `${line}${jsonText(item, indent, level + 1)}`).join(',')}${end}]`;
  }
  return typeof value === 'string'
    ? jsonString(value)
    : value instanceof Moment
      ? jsonString(value.text)
      : String(value);
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value with the keys of all its mappings sorted, as Go prints maps. */
export const sortedKeys = (value: Value, how: How): Value => anything(value, how);
