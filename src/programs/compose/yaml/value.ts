/** A moment written in a YAML file; compose knows no use for one. */
export class Moment {
  constructor(readonly text: string) {}
}

export type List = readonly Value[];
export type Dict = ReadonlyMap<string, Value>;

/** What a YAML document means: Go's int is a bigint here, its float64 a number. */
export type Value = null | boolean | bigint | number | string | Moment | List | Dict;

export const isDict = (value: Value | undefined): value is Dict => value instanceof Map;
export const isList = (value: Value | undefined): value is List => Array.isArray(value);

/** %T of fmt. */
export function goType(value: Value): string {
  if (value === null) return '<nil>';
  if (isDict(value)) return 'map[string]interface {}';
  if (isList(value)) return '[]interface {}';
  if (value instanceof Moment) return 'time.Time';
  if (typeof value === 'bigint') return 'int';
  return typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : 'string';
}

/** fmt.Sprint of a value. */
export function sprint(value: Value): string {
  if (value === null) return '<nil>';
  if (isDict(value))
    return `map[${[...value]
      .map(([k, v]) => `${k}:${sprint(v)}`)
      .sort()
      .join(' ')}]`;
  if (isList(value)) return `[${value.map(sprint).join(' ')}]`;
  if (value instanceof Moment) return value.text;
  return typeof value === 'number' ? floatText(value) : String(value);
}

/** strconv.FormatFloat(x, 'g', -1, 64): exponents below -4 and from 21 on. */
export function floatText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}
