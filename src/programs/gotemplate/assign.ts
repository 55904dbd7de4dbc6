import { type GoType, typeName } from './types.ts';

/** Types that nil is a value of. */
export const nilable = (type: GoType) => ['any', 'pointer', 'map', 'slice'].includes(type.kind);

/** Go's assignability, as far as the types of templates go. */
export function assignable(from: GoType, to: GoType): boolean {
  if (to.kind === 'any') return true;
  if (typeName(from) === typeName(to)) return true;
  // an unnamed composite type takes a named one of the same make: strslice.StrSlice is a []string
  return (
    from.kind === 'slice' && to.kind === 'slice' && to.name.startsWith('[]') && typeName(from.of) === typeName(to.of)
  );
}
