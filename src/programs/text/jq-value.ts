/** A number as it was written, kept where nothing is done to it: jq 1.8 prints `2.0` and large integers as they came. */
export interface Literal {
  readonly literal: string;
  readonly n: number;
}

/** A JSON value; objects keep the order of their keys. */
export type Json = null | boolean | number | Literal | string | readonly Json[] | JsonObject;

/** An object. */
export type JsonObject = ReadonlyMap<string, Json>;

/** Whether a value is an object. */
export function isObject(v: Json): v is JsonObject {
  return v instanceof Map;
}

/** Whether a value is an array. */
export function isArray(v: Json): v is readonly Json[] {
  return Array.isArray(v);
}

function isLiteral(v: Json): v is Literal {
  return typeof v === 'object' && v !== null && 'literal' in v;
}

/** Whether a value is a number. */
export function isNumber(v: Json): v is number | Literal {
  return typeof v === 'number' || isLiteral(v);
}

/** The number of a number. */
export function numeric(v: number | Literal): number {
  return typeof v === 'number' ? v : v.n;
}

/** The name of a value's type. */
export function typeOf(v: Json): string {
  if (v === null) return 'null';
  if (isNumber(v)) return 'number';
  if (isArray(v)) return 'array';
  if (isObject(v)) return 'object';
  return typeof v;
}

/** false and null are false. */
export function truthy(v: Json): boolean {
  return v !== null && v !== false;
}

/** A number as text: 17 significant digits, two digits of exponent at least. */
export function numberText(n: number): string {
  if (Number.isNaN(n)) return 'null';
  if (!Number.isFinite(n)) return n > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  return (Object.is(n, -0) ? '-0' : String(n)).replace(/e([-+])(\d)$/, 'e$10$2');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
};

function quoteChar(ch: string): string {
  return ESCAPES[ch] ?? (ch < ' ' || ch === '\x7f' ? `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}` : ch);
}

/** How JSON is printed. */
export interface DumpOptions {
  /** Blanks (or a tab) of one level; '' is one line. */
  readonly indent: string;
  readonly sort: boolean;
  readonly ascii: boolean;
}

const COMPACT: DumpOptions = { indent: '', sort: false, ascii: false };

function quotedText(text: string, ascii: boolean): string {
  let out = '"';
  for (const ch of text) out += quoteChar(ch);
  if (!ascii) return `${out}"`;
  return `${out.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** JSON text of a value. */
export function dump(v: Json, o: DumpOptions = COMPACT, level = 0): string {
  if (v === null) return 'null';
  if (typeof v === 'boolean') return String(v);
  if (typeof v === 'number') return numberText(v);
  if (typeof v === 'string') return quotedText(v, o.ascii);
  if (isLiteral(v)) return v.literal;
  const inner = o.indent === '' ? '' : `\n${o.indent.repeat(level + 1)}`;
  const end = o.indent === '' ? '' : `\n${o.indent.repeat(level)}`;
  if (isArray(v)) return v.length === 0 ? '[]' : `[${v.map((x) => inner + dump(x, o, level + 1)).join(',')}${end}]`;
  const keys = o.sort ? sortedKeys(v) : [...v.keys()];
  if (keys.length === 0) return '{}';
  const colon = o.indent === '' ? ':' : ': ';
  return `{${keys.map((k) => `${inner}${quotedText(k, o.ascii)}${colon}${dump(v.get(k) ?? null, o, level + 1)}`).join(',')}${end}}`;
}

/** Keys by code points. */
export function sortedKeys(v: JsonObject): string[] {
  return [...v.keys()].sort(compareText);
}

function compareText(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

const RANK: Readonly<Record<string, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

function rank(v: Json): number {
  return v === true ? 2 : (RANK[typeOf(v)] ?? 0);
}

/** The order of jq: null, false, true, numbers, strings, arrays, objects. */
export function compare(a: Json, b: Json): number {
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  // nan is less than any number, and than itself
  if (isNumber(a) && isNumber(b))
    return numeric(a) < numeric(b) || Number.isNaN(numeric(a)) ? -1 : numeric(a) === numeric(b) ? 0 : 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isArray(a) && isArray(b)) return compareLists(a, b);
  if (!isObject(a) || !isObject(b)) return 0;
  const [x, y] = [sortedKeys(a), sortedKeys(b)];
  return (
    compareLists(x, y) ||
    compareLists(
      x.map((k) => a.get(k) ?? null),
      y.map((k) => b.get(k) ?? null),
    )
  );
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Reads one JSON value that is known to be well-formed (json-check.ts); returns it and where it ends. */
export function readJson(text: string, from: number): { readonly value: Json; readonly end: number } {
  const at = skip(text, from);
  const ch = text[at];
  if (ch === '"') return readString(text, at);
  if (ch === '[') return readArray(text, at);
  if (ch === '{') return readObject(text, at);
  const word = /^[^\s[\]{}:,"]+/.exec(text.slice(at, at + 2000))?.[0] ?? '';
  const end = at + word.length;
  if (word === 'null') return { value: null, end };
  if (word === 'true' || word === 'false') return { value: word === 'true', end };
  if (word === 'nan') return { value: Number.NaN, end };
  const n = Number(word);
  return { value: String(n) === word && !word.includes('e') ? n : { literal: canonical(word), n }, end };
}

/** decNumber's form of a literal: 1E+1000, 2.0, 100000000000000000000. */
export function canonical(word: string): string {
  return word
    .replace(/^\+/, '')
    .replace(/e\+?(-?)(\d)/i, (_, sign: string, digit: string) => `E${sign === '' ? '+' : '-'}${digit}`);
}

function skip(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? 'x')) at++;
  return at;
}

function readString(text: string, at: number): { readonly value: string; readonly end: number } {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  const raw = [...text.slice(at, end + 1)].map((ch) => (ch < ' ' ? quoteChar(ch) : ch)).join('');
  return { value: JSON.parse(raw) as string, end: end + 1 };
}

function readArray(text: string, from: number): { readonly value: Json; readonly end: number } {
  const list: Json[] = [];
  for (let at = skip(text, from + 1); ; ) {
    if (text[at] === ']') return { value: list, end: at + 1 };
    const item = readJson(text, at);
    list.push(item.value);
    at = skip(text, item.end);
    if (text[at] === ',') at = skip(text, at + 1);
  }
}

function readObject(text: string, from: number): { readonly value: Json; readonly end: number } {
  const map = new Map<string, Json>();
  for (let at = skip(text, from + 1); ; ) {
    if (text[at] === '}') return { value: map, end: at + 1 };
    const key = readString(text, at);
    const value = readJson(text, skip(text, key.end) + 1);
    map.set(key.value, value.value);
    at = skip(text, value.end);
    if (text[at] === ',') at = skip(text, at + 1);
  }
}
