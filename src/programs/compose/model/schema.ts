import { goType, isDict, isList, Moment, type Value } from '../yaml/index.ts';

type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

/** As much of JSON Schema as the Compose specification uses. */
export interface Schema {
  readonly types?: readonly TypeName[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** A text of a known form. */
  readonly format?: { readonly name: string; readonly fits: (text: string) => boolean };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patterns?: readonly (readonly [RegExp, Schema])[];
  /** Keys that neither `properties` nor `patterns` know are refused. */
  readonly closed?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly unique?: boolean;
}

/** Something that does not fit, and how specific that is. */
interface Misfit {
  readonly path: readonly string[];
  readonly text: string;
  readonly depth: number;
  /** Where docker/cli's library says it otherwise. */
  readonly cliText?: string;
}

/**
 * What compose says of a value that does not fit its schema: the most specific misfit; schema/schema.go of compose-go.
 * docker/cli, which has another library for it, has other words too (cli/compose/schema).
 */
export function validate(
  schema: Schema,
  value: Value,
  words: 'compose' | 'gojsonschema' = 'compose',
): string | undefined {
  let best: Misfit | undefined;
  for (const misfit of check(schema, value, [])) if (best === undefined || misfit.depth > best.depth) best = misfit;
  if (best === undefined) return undefined;
  if (words === 'compose') return `${best.path.join('.')} ${best.text}`;
  return `${best.path.join('.') || '(root)'} ${best.cliText ?? best.text}`;
}

const misfit = (path: readonly string[], text: string, more = 0): Misfit => ({ path, text, depth: path.length + more });

function* check(schema: Schema, value: Value, path: readonly string[]): Generator<Misfit> {
  if (value instanceof Moment) {
    yield misfit(path, `invalid jsonType ${goType(value)}`);
    return;
  }
  if (schema.types && !schema.types.some((type) => isOfType(value, type))) {
    yield { ...misfit(path, `must be a ${readable(schema.types)}`), cliText: `must be a ${plain(schema.types)}` };
    return;
  }
  if (schema.enum && !(typeof value === 'string' && schema.enum.includes(value)))
    yield misfit(
      path,
      schema.enum.length === 1 ? `value must be ${listed(schema.enum)}` : `value must be one of ${listed(schema.enum)}`,
    );
  if (isDict(value)) yield* checkObject(schema, value, path);
  else if (isList(value)) yield* checkArray(schema, value, path);
  else yield* checkScalar(schema, value, path);
  if (schema.oneOf) yield* checkOneOf(schema.oneOf, value, path);
}

const listed = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

function isOfType(value: Value, type: TypeName): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'object':
      return isDict(value);
    case 'array':
      return isList(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'integer':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    default:
      return typeof value === type;
  }
}

const PLAIN: Readonly<Partial<Record<TypeName, string>>> = { object: 'mapping', array: 'list' };

function plain(types: readonly TypeName[]): string {
  const names = types.map((type) => PLAIN[type] ?? type);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ');
}

function readable(types: readonly TypeName[]): string {
  const names = types.map((type) => (type === 'object' ? 'mapping' : type));
  if (names.length === 1) return names[0] ?? '';
  names.sort();
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function* checkObject(schema: Schema, value: ReadonlyMap<string, Value>, path: readonly string[]): Generator<Misfit> {
  const missing = (schema.required ?? []).filter((name) => !value.has(name));
  if (missing.length > 0)
    yield misfit(path, `missing ${missing.length === 1 ? 'property' : 'properties'} ${listed(missing)}`);
  const unknown: string[] = [];
  for (const [name, inner] of value) {
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property) yield* check(property, inner, [...path, name]);
    const fitting = (schema.patterns ?? []).filter(([pattern]) => pattern.test(name));
    for (const [, pattern] of fitting) yield* check(pattern, inner, [...path, name]);
    if (!property && fitting.length === 0 && schema.closed) unknown.push(name);
  }
  if (unknown.length > 0)
    yield {
      ...misfit(path, `additional properties ${listed(unknown)} not allowed`, 1),
      cliText: `Additional property ${[...unknown].sort()[0]} is not allowed`,
    };
}

function* checkArray(schema: Schema, value: readonly Value[], path: readonly string[]): Generator<Misfit> {
  if (schema.unique) {
    const seen = new Map<string, number>();
    for (const [i, item] of value.entries()) {
      const form = canonical(item);
      const before = seen.get(form);
      if (before !== undefined) {
        yield misfit(path, `items at ${before} and ${i} are equal`);
        break;
      }
      seen.set(form, i);
    }
  }
  if (schema.items) for (const [i, item] of value.entries()) yield* check(schema.items, item, [...path, String(i)]);
}

/** A text that equal values share. */
function canonical(value: Value): string {
  if (isDict(value))
    return `{${[...value]
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .sort()
      .join(',')}}`;
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function* checkScalar(schema: Schema, value: Value, path: readonly string[]): Generator<Misfit> {
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    yield misfit(path, `'${value.replaceAll("'", "\\'")}' does not match pattern '${schema.pattern}'`);
  if (typeof value === 'string' && schema.format && !schema.format.fits(value))
    yield misfit(path, `Does not match format '${schema.format.name}'`);
  if (typeof value !== 'bigint' && typeof value !== 'number') return;
  if (schema.minimum !== undefined && Number(value) < schema.minimum)
    yield misfit(path, `must be greater than or equal to ${schema.minimum}`);
  if (schema.maximum !== undefined && Number(value) > schema.maximum)
    yield misfit(path, `must be less than or equal to ${schema.maximum}`);
}

function* checkOneOf(choices: readonly Schema[], value: Value, path: readonly string[]): Generator<Misfit> {
  const results = choices.map((choice) => [...check(choice, value, path)]);
  const fitting = results.flatMap((misfits, i) => (misfits.length === 0 ? [i] : []));
  if (fitting.length === 1) return;
  if (fitting.length > 1) yield misfit(path, `oneOf failed, subschemas ${fitting.slice(0, 2).join(', ')} matched`);
  else for (const misfits of results) yield* misfits;
}
