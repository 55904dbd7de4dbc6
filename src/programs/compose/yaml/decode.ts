import type { Node } from './parse.ts';
import { resolveScalar } from './resolve.ts';
import { YamlError } from './token.ts';
import { type Dict, isDict, isList, type List, type Value } from './value.ts';

/** A document as compose reads it: its value, and the places that `!reset` and `!override` name. */
export interface Decoded {
  readonly value: Value;
  readonly resets: readonly (readonly string[])[];
}

/** Decodes a document. Throws YamlError for keys written twice, or Error for keys that are no texts. */
export function decode(root: Node): Decoded {
  checkKeys(root);
  const resets: (readonly string[])[] = [];
  const value = valueAt(root, [], '', resets);
  return { value: value ?? null, resets };
}

const RESET = '!reset';

/** compose-go refuses keys written twice before anything is decoded, in the order of the text. */
function checkKeys(node: Node, seen = new Set<Node>()): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'sequence') for (const item of node.items) checkKeys(item, seen);
  if (node.kind !== 'mapping') return;
  const lines = new Map<string, number>();
  for (const [key, value] of node.pairs) {
    const name = key.kind === 'scalar' ? key.value : '';
    const before = lines.get(name);
    if (before !== undefined)
      throw new YamlError(`line ${key.line}: mapping key ${JSON.stringify(name)} already defined at line ${before}`);
    lines.set(name, key.line);
    checkKeys(value, seen);
  }
}

function valueAt(node: Node, path: readonly string[], place: string, resets: (readonly string[])[]): Value | undefined {
  if (node.tag === RESET || node.tag === '!override') {
    resets.push(path);
    if (node.tag === RESET) return undefined;
  }
  if (node.kind === 'scalar') return scalarOf(node);
  if (node.kind === 'sequence')
    return node.items.flatMap((item, i): Value[] => {
      const value = valueAt(item, [...path, String(i)], `${place}[${i}]`, resets);
      return value === undefined ? [] : [value];
    });
  return mappingOf(node, path, place, resets);
}

function scalarOf(node: Extract<Node, { kind: 'scalar' }>): Value {
  if (node.tag === '!!str') return node.value;
  if (node.style !== 'plain' || node.tag === '!') return node.value;
  return resolveScalar(node.value);
}

type Mapping = Extract<Node, { kind: 'mapping' }>;

function mappingOf(node: Mapping, path: readonly string[], place: string, resets: (readonly string[])[]): Dict {
  const made = new Map<string, Value>();
  const merges: Node[] = [];
  for (const [key, value] of node.pairs) {
    if (key.kind === 'scalar' && key.style === 'plain' && key.value === '<<') {
      merges.push(value);
      continue;
    }
    const name = keyOf(key, place);
    const inner = valueAt(value, [...path, name], place === '' ? name : `${place}.${name}`, resets);
    if (inner !== undefined) made.set(name, inner);
  }
  for (const merge of merges)
    for (const source of merge.kind === 'sequence' ? merge.items : [merge]) {
      if (source.kind !== 'mapping')
        throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
      for (const [name, value] of mappingOf(source, path, place, resets)) if (!made.has(name)) made.set(name, value);
    }
  return made;
}

/** A mapping with a key that is no text: yaml.v3 takes it, compose-go does not. */
export class KeyError extends Error {}

function keyOf(key: Node, place: string): string {
  if (key.kind !== 'scalar')
    throw new YamlError(`yaml: invalid map key: ${goSyntax(valueAt(key, [], place, []) ?? null)}`);
  const name = scalarOf(key);
  if (typeof name === 'string') return name;
  throw new KeyError(`non-string key ${place === '' ? 'at top level' : `in ${place}`}: ${goSyntax(name)}`);
}

/** %#v of fmt. */
function goSyntax(value: Value): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isDict(value))
    return `map[string]interface {}{${[...value].map(([k, v]) => `${JSON.stringify(k)}:${goSyntax(v)}`).join(', ')}}`;
  if (isList(value)) return `[]interface {}{${(value as List).map(goSyntax).join(', ')}}`;
  return String(value);
}
