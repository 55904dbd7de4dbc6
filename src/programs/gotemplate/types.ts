import { base64Decode, bytesOf, compareText } from '../../base/index.ts';
/** A Go type, as far as templates can tell types apart. */
export type GoType =
  | { readonly kind: 'bool' | 'string' | 'int' | 'uint' | 'float'; readonly name: string; readonly methods?: Methods }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly Field[]; readonly methods?: Methods }
  | { readonly kind: 'pointer'; readonly to: GoType; readonly methods?: Methods }
  | { readonly kind: 'slice'; readonly name: string; readonly of: GoType }
  | {
      readonly kind: 'map';
      readonly name: string;
      readonly of: GoType;
      readonly key: GoType;
      readonly methods?: Methods;
    }
  | { readonly kind: 'any' };

/** A field of a struct and how encoding/json writes it. */
export interface Field {
  readonly name: string;
  readonly json: string;
  readonly omitempty: boolean;
  /** Named again because types may be recursive. */
  readonly type: () => GoType;
}

export type Methods = Readonly<Record<string, Method>>;

/** A method: `call` gets the receiver and the arguments as plain data and returns plain data of type `result`. */
export interface Method {
  readonly params: readonly GoType[];
  readonly result: GoType;
  readonly call: (receiver: unknown, args: readonly unknown[]) => unknown;
}

/**
 * A Go value: its static type and plain data. Structs and maps are objects (structs by their fields' JSON names),
 * slices arrays, nil is null; a missing struct field is that type's zero value. Data of type `any` is either
 * plain JSON, or a GoValue.
 */
export class GoValue {
  constructor(
    readonly type: GoType,
    readonly data: unknown,
  ) {}
}

/** reflect's invalid Value: what a missing map key gives. */
export const INVALID = undefined;
export type Maybe = GoValue | undefined;

const basic = (kind: 'bool' | 'string' | 'int' | 'uint' | 'float', name: string): GoType => ({ kind, name });
/** Go's bool. */
export const BOOL = basic('bool', 'bool');
/** Go's string. */
export const STRING = basic('string', 'string');
/** Go's int. */
export const INT = basic('int', 'int');
/** Go's float64. */
export const FLOAT = basic('float', 'float64');
export const ANY: GoType = { kind: 'any' };
/** encoding/json's Number: what a decoder with UseNumber makes of numbers. */
export const NUMBER = basic('string', 'json.Number');
export const slice = (of: GoType): GoType => ({ kind: 'slice', name: `[]${typeName(of)}`, of });
export const mapOf = (of: GoType, key: GoType = STRING): GoType => ({
  kind: 'map',
  name: `map[${typeName(key)}]${typeName(of)}`,
  of,
  key,
});
export const pointer = (to: GoType): GoType => ({ kind: 'pointer', to });
const STRINGS = slice(STRING);
const ANYS = slice(ANY);
const OBJECT = mapOf(ANY);

export { STRINGS };

/** The name of a type as reflect prints it. */
export function typeName(type: GoType): string {
  if (type.kind === 'any') return 'interface {}';
  if (type.kind === 'pointer') return `*${typeName(type.to)}`;
  return type.name;
}

export const bool = (v: boolean): GoValue => new GoValue(BOOL, v);
export const string = (v: string): GoValue => new GoValue(STRING, v);
export const int = (v: number): GoValue => new GoValue(INT, v);

/** A decoded JSON document: objects are maps, numbers keep their text. */
export function fromJson(data: unknown): GoValue {
  return new GoValue(ANY, data ?? null);
}

/** What an interface holds; undefined for nil. Other values are themselves. */
export function dynamic(value: GoValue): Maybe {
  if (value.type.kind !== 'any') return value;
  const { data } = value;
  if (data instanceof GoValue) return dynamic(data);
  if (data === null || data === undefined) return INVALID;
  if (typeof data === 'string') return string(data);
  if (typeof data === 'boolean') return bool(data);
  if (typeof data === 'number') return new GoValue(NUMBER, String(data));
  return new GoValue(Array.isArray(data) ? ANYS : OBJECT, data);
}

/** reflect.Zero */
export function zero(type: GoType): GoValue {
  switch (type.kind) {
    case 'bool':
      return new GoValue(type, false);
    case 'string':
      return new GoValue(type, '');
    case 'int':
    case 'uint':
    case 'float':
      return new GoValue(type, 0);
    case 'struct':
      return new GoValue(type, {});
    default:
      return new GoValue(type, null);
  }
}

/** A value of a type from data that may be missing. */
export function of(type: GoType, data: unknown): GoValue {
  if (data === undefined || data === null) return zero(type);
  return new GoValue(type, data);
}

export const isNil = (value: GoValue): boolean => value.data === null || value.data === undefined;

/** reflect.Indirect through pointers and interfaces, and whether that ended at nil. */
export function indirect(value: Maybe): { readonly value: Maybe; readonly nil: boolean } {
  let v = value;
  while (v && (v.type.kind === 'pointer' || v.type.kind === 'any')) {
    if (isNil(v)) return { value: v, nil: true };
    v = v.type.kind === 'pointer' ? new GoValue(v.type.to, v.data) : dynamic(v);
  }
  return { value: v, nil: false };
}

/** The elements of a slice. Bytes are kept as encoding/json writes them: as a text in base64. */
export function elements(value: GoValue): readonly GoValue[] {
  const { type, data } = value;
  if (type.kind === 'slice' && typeof data === 'string')
    return [...bytesOf(base64Decode(data))].map((byte) => new GoValue(type.of, byte));
  return type.kind === 'slice' && Array.isArray(data) ? data.map((item) => of(type.of, item)) : [];
}

/** The entries of a map in the order of their keys. */
export function entries(value: GoValue): readonly (readonly [key: GoValue, value: GoValue])[] {
  const { type, data } = value;
  if (type.kind !== 'map' || typeof data !== 'object' || data === null) return [];
  return Object.entries(data)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, item]) => [new GoValue(type.key, key), of(type.of, item)]);
}

/** A field of a struct, or undefined when it has none of that name. */
export function fieldOf(value: GoValue, name: string): Maybe {
  if (value.type.kind !== 'struct') return undefined;
  const field = value.type.fields.find((f) => f.name === name);
  return field && of(field.type(), (value.data as Readonly<Record<string, unknown>> | null)?.[field.json]);
}

/** Whether a value is true for if, with, and, or. */
export function truth(maybe: Maybe): boolean {
  const value = maybe && dynamic(maybe);
  if (!value) return false;
  const { type, data } = value;
  switch (type.kind) {
    case 'slice':
      return Array.isArray(data) && data.length > 0;
    case 'map':
      return data !== null && data !== undefined && Object.keys(data).length > 0;
    case 'struct':
      return true;
    case 'pointer':
      return !isNil(value);
    default:
      return Boolean(data);
  }
}
