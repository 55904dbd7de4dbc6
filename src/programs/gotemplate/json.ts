import { dynamic, elements, entries, type GoType, GoValue, of } from './types.ts';

/** encoding/json's Marshal with SetEscapeHTML(false): structs in the order of their fields, maps sorted. */
export function marshal(maybe: GoValue | undefined): string {
  const value = maybe && dynamic(maybe);
  if (!value) return 'null';
  const { type, data } = value;
  switch (type.kind) {
    case 'pointer':
      return isNull(data) ? 'null' : marshalPointer(type.to, type, data);
    case 'struct':
      return marshalStruct(value);
    case 'slice':
      if (isNull(data)) return 'null';
      return typeof data === 'string' ? quoteJson(data) : `[${elements(value).map(marshal).join(',')}]`;
    case 'map':
      return isNull(data)
        ? 'null'
        : `{${entries(value)
            .map(([key, item]) => `${quoteJson(String(key.data))}:${marshal(item)}`)
            .join(',')}}`;
    case 'string':
      return type.name === 'json.Number' ? String(data) : quoteJson(String(data));
    default:
      return String(data);
  }
}

const isNull = (data: unknown) => data === null || data === undefined;

function marshalPointer(to: GoType, type: GoType, data: unknown): string {
  const own = 'methods' in type ? type.methods?.MarshalJSON : undefined;
  return own ? String(own.call(data, [])) : marshal(new GoValue(to, data));
}

function marshalStruct(value: GoValue): string {
  const { type, data } = value;
  if (type.kind !== 'struct') return 'null';
  const own = type.methods?.MarshalJSON;
  if (own) return String(own.call(data, []));
  const object = (data ?? {}) as Readonly<Record<string, unknown>>;
  const parts = type.fields.flatMap((field) => {
    const item = of(field.type(), object[field.json]);
    return field.omitempty && isEmpty(item) ? [] : [`${quoteJson(field.json)}:${marshal(item)}`];
  });
  return `{${parts.join(',')}}`;
}

/** omitempty's idea of empty: false, 0, nil, and what has no elements; a struct never is, nor a pointer to anything. */
function isEmpty(value: GoValue): boolean {
  const { type, data } = value;
  if (type.kind === 'struct') return false;
  if (type.kind === 'slice') return elements(value).length === 0;
  if (type.kind === 'map') return entries(value).length === 0;
  return type.kind === 'pointer' ? isNull(data) : !data;
}

/** A JSON string as Go writes it: U+2028 and U+2029 are hexEscaped too. */
export function quoteJson(text: string, html = false): string {
  const quoted = JSON.stringify(text).replace(/[\u2028\u2029]/g, hexEscape);
  return html ? quoted.replace(/[<>&]/g, hexEscape) : quoted;
}

const hexEscape = (c: string) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
