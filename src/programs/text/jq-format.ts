import { base64, base64Decode } from '../../base/index.ts';
import { JqError, shown } from './jq-paths.ts';
import { dump, isArray, isObject, type Json } from './jq-value.ts';

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };

function text(v: Json): string {
  return typeof v === 'string' ? v : dump(v);
}

function row(v: Json, what: string, cell: (x: string) => string, glue: string): string {
  if (!isArray(v)) throw new JqError(`${shown(v)} cannot be ${what}-formatted, only array`);
  return v
    .map((x) => {
      if (isArray(x) || isObject(x)) throw new JqError(`${shown(x)} is not valid in a csv row`);
      return x === null ? '' : typeof x === 'string' ? cell(x) : dump(x);
    })
    .join(glue);
}

const TSV: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** `@name` applied to a value; jq(1), "Format strings and escaping". */
export function formatValue(name: string, v: Json): string {
  switch (name) {
    case '@text':
      return text(v);
    case '@json':
      return dump(v);
    case '@csv':
      return row(v, 'csv', (x) => `"${x.replaceAll('"', '""')}"`, ',');
    case '@tsv':
      return row(v, 'tsv', (x) => x.replace(/[\t\n\r\\]/g, (c) => TSV[c] ?? c), '\t');
    case '@html':
      return text(v).replace(/[<>&'"]/g, (c) => HTML[c] ?? c);
    case '@uri':
      return encodeURIComponent(text(v)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    case '@urid':
      return decodeURIComponent(text(v));
    case '@sh':
      return (isArray(v) ? v : [v]).map(shell).join(' ');
    case '@base64':
      return base64(text(v));
    case '@base64d':
      return base64Decode(text(v));
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

function shell(v: Json): string {
  if (isArray(v) || isObject(v)) throw new JqError(`${shown(v)} can not be escaped for shell`);
  return typeof v === 'string' ? `'${v.replaceAll("'", "'\\''")}'` : dump(v);
}
