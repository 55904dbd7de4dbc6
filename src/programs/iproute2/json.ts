/** A value that ip -json prints. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The output of `ip -json`, or of `ip -json -pretty` in json_writer's layout. */
export function printJson(value: readonly Json[], pretty: boolean): string {
  return `${pretty ? layOut(value, 0) : JSON.stringify(value)}\n`;
}

function layOut(value: Json, depth: number): string {
  if (isList(value)) {
    if (value.length === 0) return '[ ]';
    return `[ ${value.map((v) => layOut(v, depth + 1)).join(',')} ]`;
  }
  if (typeof value !== 'object') return JSON.stringify(value);
  const indent = '    '.repeat(depth + 1);
  const fields = Object.entries(value).map(([k, v]) => `${indent}${JSON.stringify(k)}: ${layOut(v, depth + 1)}`);
  return `{\n${fields.join(',\n')}\n${'    '.repeat(depth)}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
