import { ComposeError } from './errors.ts';
import { type Lookup, type Substitution, substitute, TemplateError } from './template.ts';

interface Reading {
  rest: string;
  line: number;
}

/** Reads `KEY=value` lines into `vars`; dotenv/parser.go of compose-go. Throws ComposeError. */
export function readDotenv(
  source: string,
  vars: Map<string, string>,
  lookup: Lookup,
  warn: (text: string) => void,
): void {
  const reading: Reading = { rest: source.replace(/^\uFEFF/, ''), line: 1 };
  const how: Substitution = { lookup: (name) => lookup(name) ?? vars.get(name), warn };
  for (;;) {
    toStatement(reading);
    if (reading.rest === '') return;
    const { key, inherited } = keyOf(reading);
    if (key.includes(' ')) throw new ComposeError(`line ${reading.line}: key cannot contain a space`);
    if (inherited) {
      const value = lookup(key);
      if (value !== undefined) vars.set(key, value);
    } else vars.set(key, valueFor(reading, how));
  }
}

function toStatement(r: Reading): void {
  for (;;) {
    const blank = /^\s*/.exec(r.rest)?.[0] ?? '';
    r.line += blank.split('\n').length - 1;
    r.rest = r.rest.slice(blank.length);
    if (!r.rest.startsWith('#')) return;
    const end = r.rest.indexOf('\n');
    r.rest = end < 0 ? '' : r.rest.slice(end);
  }
}

const SPACE = /^[\t\v\f\r \x85\xa0]+/;

function keyOf(r: Reading): { readonly key: string; readonly inherited: boolean } {
  let text = r.rest;
  if (/^export\s+/.test(text)) text = text.slice('export'.length).replace(SPACE, '');
  let end = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (/^[\t\v\f\r \x85\xa0]$/.test(c)) continue;
    if (c === '=' || c === ':' || c === '\n') {
      end = i;
      break;
    }
    if (!/^[\p{L}\p{N}_.[\]-]$/u.test(c))
      throw new ComposeError(
        `line ${r.line}: unexpected character ${JSON.stringify(c)} in variable name ${JSON.stringify(text.split('\n')[0] ?? '')}`,
      );
  }
  const key = end < 0 ? '' : text.slice(0, end);
  const inherited = end >= 0 && text[end] === '\n';
  if (inherited && !key.includes(' ')) r.line++;
  r.rest = text.slice(end < 0 ? 0 : end + 1).replace(SPACE, '');
  // a last line without `=` and without a newline: compose-go goes round for ever with an empty key; here it is the end
  if (end < 0) r.rest = '';
  return { key: key.trimEnd(), inherited };
}

function valueFor(r: Reading, how: Substitution): string {
  const quote = r.rest[0];
  if (quote !== '"' && quote !== "'") {
    const end = r.rest.indexOf('\n');
    const line = end < 0 ? r.rest : r.rest.slice(0, end);
    r.rest = end < 0 ? '' : r.rest.slice(end + 1);
    r.line++;
    return expand((line.split(' #')[0] ?? '').trimEnd(), how);
  }
  return quotedValue(r, quote, how);
}

function quotedValue(r: Reading, quote: string, how: Substitution): string {
  let chars = '';
  let escaped = false;
  for (let i = 1; i < r.rest.length; i++) {
    const c = r.rest[i] ?? '';
    if (c === '\n') r.line++;
    if (c !== quote && !escaped && c === '\\') {
      escaped = true;
      continue;
    }
    if (c === quote && !escaped) {
      r.rest = r.rest.slice(i + 1);
      return quote === '"' ? expand(escapes(chars), how) : chars;
    }
    chars += escaped && c !== quote ? `\\${c}` : c;
    escaped = false;
  }
  throw new ComposeError(`line ${r.line}: unterminated quoted value ${r.rest.split('\n')[0] ?? ''}`);
}

function expand(text: string, how: Substitution): string {
  try {
    return substitute(text, how);
  } catch (e) {
    throw e instanceof TemplateError ? new ComposeError(`Invalid template: ${JSON.stringify(e.message)}`) : e;
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  $: '$$',
};

const escapes = (text: string) => text.replace(/\\([abfnrtv$"\\])/g, (_, letter: string) => LETTERS[letter] ?? letter);
