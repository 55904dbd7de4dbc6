import { readsAsText } from './resolve.ts';
import { floatText, isDict, isList, Moment, type Value } from './value.ts';

/** Writes a value as yaml.v3 does with an indent of two: keys in the order that they have. */
export function emitYaml(value: Value): string {
  return isDict(value) && value.size > 0
    ? mapping(value, '')
    : isList(value) && value.length > 0
      ? sequence(value, '')
      : `${scalar(value, '')}\n`;
}

function mapping(value: ReadonlyMap<string, Value>, indent: string): string {
  let text = '';
  for (const [key, inner] of value) text += `${indent}${scalar(key, '')}:${after(inner, indent)}`;
  return text;
}

/** What follows `key:`. */
function after(value: Value, indent: string): string {
  if (isDict(value) && value.size > 0) return `\n${mapping(value, `${indent}  `)}`;
  if (isList(value) && value.length > 0) return `\n${sequence(value, `${indent}  `)}`;
  return ` ${scalar(value, indent)}\n`;
}

function sequence(value: readonly Value[], indent: string): string {
  let text = '';
  for (const item of value) {
    if (isDict(item) && item.size > 0) text += `${indent}- ${mapping(item, `${indent}  `).slice(indent.length + 2)}`;
    else if (isList(item) && item.length > 0)
      text += `${indent}- ${sequence(item, `${indent}  `).slice(indent.length + 2)}`;
    else text += `${indent}- ${scalar(item, indent)}\n`;
  }
  return text;
}

function scalar(value: Value, indent: string): string {
  if (value === null) return 'null';
  if (isDict(value)) return '{}';
  if (isList(value)) return '[]';
  if (value instanceof Moment) return value.text;
  if (typeof value === 'number') return floatText(value);
  return typeof value === 'string' ? textScalar(value, indent) : String(value);
}

/** The styles that yaml.v3 and its emitter choose for a text. */
function textScalar(text: string, indent: string): string {
  const { plain, single, block } = allowed(text);
  if (text.includes('\n')) return block ? literal(text, indent) : doubleQuoted(text);
  if (!readsAsText(text)) return doubleQuoted(text);
  if (plain) return text;
  return single ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** yaml_emitter_analyze_scalar. */
function allowed(text: string): Allowed {
  if (text === '') return { plain: false, single: true, block: false };
  if (/[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/.test(text))
    return { plain: false, single: false, block: false };
  const indicators =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?=[\s]|$)/.test(text) ||
    /:(?=\s|$)/.test(text) ||
    /(^|\s)#/.test(text);
  const leading = /^ /.test(text);
  const trailing = / $/.test(text);
  const breaks = /[\n\x85\u2028\u2029]/.test(text);
  const spaceBreak = / \n/.test(text);
  const tab = text.includes('\t');
  return {
    plain: !indicators && !leading && !trailing && !breaks && !tab,
    single: !spaceBreak && !tab,
    block: !trailing && !spaceBreak,
  };
}

function literal(text: string, indent: string): string {
  const body = text.replace(/\n+$/, '');
  const end = text.length - body.length;
  const chomp = end === 0 ? '-' : end === 1 && body !== '' ? '' : '+';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = (end > 1 ? text.slice(0, -1) : body).split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : `${indent}  ${line}`)).join('\n')}`;
}

const SHORT: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string): string {
  const body = [...text].map((c) => {
    const short = SHORT[c];
    if (short !== undefined) return short;
    const code = c.codePointAt(0) ?? 0;
    if (code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0) && code !== 0xfeff) return c;
    return code <= 0xff
      ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
      : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
  return `"${body.join('')}"`;
}
