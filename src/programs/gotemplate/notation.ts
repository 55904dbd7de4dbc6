import {
  ANY,
  BOOL,
  type Field,
  FLOAT,
  type GoType,
  INT,
  type Methods,
  mapOf,
  pointer,
  STRING,
  slice,
} from './types.ts';

/**
 * Declares Go structs in a short form of Go's own: `Name string; Id string "Id,omitempty"; Net *network.Settings`.
 * A field may name its JSON key in quotes. Types that were not declared are strings with a name (`container.Mode`).
 */
export interface Declarations {
  /** Structs by name. */
  readonly structs: Readonly<Record<string, string>>;
  /** Other named types by name: what they are made of. */
  readonly named?: Readonly<Record<string, string>>;
  readonly methods?: Readonly<Record<string, Methods>>;
}

const BASIC: readonly (readonly [name: string, type: GoType])[] = [
  ['bool', BOOL],
  ['string', STRING],
  ['int', INT],
  ['any', ANY],
  ['float64', FLOAT],
  ['float32', { kind: 'float', name: 'float32' }],
  ['byte', { kind: 'uint', name: 'uint8' }],
  ['int64', { kind: 'int', name: 'int64' }],
  ['uint', { kind: 'uint', name: 'uint' }],
  ['uint16', { kind: 'uint', name: 'uint16' }],
  ['uint32', { kind: 'uint', name: 'uint32' }],
  ['uint64', { kind: 'uint', name: 'uint64' }],
];

/** A lookup of the declared types by their notation: `*container.State`, `[]string`. */
export function declare(declarations: Declarations): (notation: string) => GoType {
  const known = new Map<string, GoType>(BASIC);
  const resolve = (text: string): GoType => {
    const hit = known.get(text);
    if (hit) return hit;
    const made = build(text);
    known.set(text, made);
    return made;
  };
  const build = (text: string): GoType => {
    if (text.startsWith('*')) return pointer(resolve(text.slice(1)));
    if (text.startsWith('[]')) return slice(resolve(text.slice(2)));
    const map = /^map\[([^\]]+)\](.+)$/.exec(text);
    if (map) return mapOf(resolve(map[2] ?? ''), resolve(map[1] ?? ''));
    const methods = declarations.methods?.[text];
    const extra = methods ? { methods } : {};
    const struct = declarations.structs[text];
    if (struct !== undefined) return { kind: 'struct', name: text, fields: fieldsOf(struct, resolve), ...extra };
    const under = declarations.named?.[text];
    const base = under === undefined ? STRING : resolve(under);
    return base.kind === 'any' || base.kind === 'pointer' ? base : ({ ...base, name: text, ...extra } as GoType);
  };
  return resolve;
}

function fieldsOf(text: string, resolve: (text: string) => GoType): readonly Field[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = '', type = '', tag = ''] = /^(\w+) (\S+)(?: "([^"]*)")?$/.exec(part) ?? [];
      const [json = '', ...options] = tag.split(',');
      return {
        name,
        json: json === '' ? name : json,
        omitempty: options.includes('omitempty'),
        type: () => resolve(type),
      };
    });
}
