/** The form of a part of compose-go's model: its Go type, as far as reading and printing it need it. */
export type Shape =
  | { readonly kind: 'text' | 'bool' | 'int' | 'float' | 'bytes' | 'duration' | 'any' }
  /** Optional in Go (a pointer): kept when it is zero. */
  | { readonly kind: 'optional'; readonly of: Shape }
  | { readonly kind: 'list' | 'map'; readonly of: Shape }
  /** A list that may be written as one text. */
  | { readonly kind: 'texts'; readonly numbers: boolean }
  | { readonly kind: 'command' | 'test' | 'env' | 'mapping' | 'labels' | 'hosts' | 'ulimit' | 'mode' }
  | { readonly kind: 'struct'; readonly fields: readonly Field[]; readonly pointer: boolean };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** In JSON even when there is nothing (no omitempty). */
  readonly always: boolean;
  /** Printed in YAML even when it is false. */
  readonly kept: boolean;
}

export const text: Shape = { kind: 'text' };
export const bool: Shape = { kind: 'bool' };
export const int: Shape = { kind: 'int' };
export const float: Shape = { kind: 'float' };
export const bytes: Shape = { kind: 'bytes' };
export const duration: Shape = { kind: 'duration' };
export const any: Shape = { kind: 'any' };
export const command: Shape = { kind: 'command' };
export const env: Shape = { kind: 'env' };
export const mapping: Shape = { kind: 'mapping' };
export const labels: Shape = { kind: 'labels' };
export const hosts: Shape = { kind: 'hosts' };
export const texts: Shape = { kind: 'texts', numbers: false };
export const optional = (of: Shape): Shape => ({ kind: 'optional', of });
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const map = (of: Shape): Shape => ({ kind: 'map', of });

type Fields = Readonly<Record<string, Shape | readonly [Shape, 'always' | 'kept']>>;

function fieldsOf(fields: Fields): readonly Field[] {
  return Object.entries(fields).map(([name, given]) => {
    const [shape, flag] = Array.isArray(given) ? (given as readonly [Shape, string]) : [given as Shape, ''];
    return { name, shape, always: flag === 'always', kept: flag === 'kept' };
  });
}

/** A Go struct: absent from YAML when all of it is zero, never from JSON. */
export const struct = (fields: Fields): Shape => ({ kind: 'struct', fields: fieldsOf(fields), pointer: false });
/** A pointer to a Go struct: absent when it is nil. */
export const pointer = (fields: Fields): Shape => ({ kind: 'struct', fields: fieldsOf(fields), pointer: true });
