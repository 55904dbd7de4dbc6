import type { Found } from './parameter.ts';
import { type PatternChar, patternRegExp, patternSource } from './pattern.ts';
import { ansiQuote, atQ, doubleQuote, unescapeText } from './quote.ts';
import { type Shell, ShellError } from './shell.ts';
import { follow, variable } from './variables.ts';

/** `${x#p}`, `##`, `%`, `%%`: removes the shortest or longest match at an end. */
export function removeAffix(value: string, pattern: readonly PatternChar[], operator: '#' | '##' | '%' | '%%'): string {
  const regexp = patternRegExp(pattern);
  const size = value.length;
  const prefix = operator[0] === '#';
  const longest = operator.length === 2;
  for (let k = 0; k <= size; k++) {
    const n = longest ? size - k : k;
    const part = prefix ? value.slice(0, n) : value.slice(size - n);
    if (regexp.test(part)) return prefix ? value.slice(n) : value.slice(0, size - n);
  }
  return value;
}

interface Replacement {
  readonly text: string;
  readonly quoted: boolean;
}

/** `${x/p/r}`, `//`, `/#`, `/%`; an unquoted `&` stands for what matched (bash 5.2, patsub_replacement). */
export function replacePattern(
  value: string,
  pattern: readonly PatternChar[],
  operator: '/' | '//' | '/#' | '/%',
  replacement: readonly Replacement[],
  ampersand: boolean,
): string {
  if (pattern.length === 0)
    return operator === '/#'
      ? render(replacement, '', ampersand) + value
      : operator === '/%'
        ? value + render(replacement, '', ampersand)
        : value;
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : `(?:${source})`;
  const regexp = new RegExp(anchored, operator === '//' ? 'gsu' : 'su');
  return value.replace(regexp, (match, ...rest) => {
    const offset: unknown = rest.at(-2);
    // `//*/` matches once, not again at the empty end
    if (operator === '//' && match === '' && offset === value.length && value !== '') return '';
    return render(replacement, match, ampersand);
  });
}

function render(replacement: readonly Replacement[], match: string, ampersand: boolean): string {
  return replacement.map((r) => (r.quoted || !ampersand ? r.text : r.text.replaceAll('&', () => match))).join('');
}

/** `${x:offset:length}`. Throws ShellError for a length that ends before the offset. */
export function sliceText(value: string, offset: number, length: number | undefined, lengthText: string): string {
  const chars = [...value];
  const start = offset < 0 ? chars.length + offset : offset;
  if (start < 0 || start > chars.length) return '';
  const end = length === undefined ? chars.length : length < 0 ? chars.length + length : start + length;
  if (end < start) throw new ShellError(`${lengthText}: substring expression < 0`, 1, 'line');
  return chars.slice(start, end).join('');
}

/** `${@:offset:length}` and `${a[@]:offset:length}`. */
export function sliceList(
  entries: readonly (readonly [string, string])[],
  offset: number,
  length: number | undefined,
  lengthText: string,
  positional: boolean,
): string[] {
  if (length !== undefined && length < 0) throw new ShellError(`${lengthText}: substring expression < 0`, 1, 'line');
  const last = Number(entries.at(-1)?.[0] ?? -1);
  const start = offset < 0 ? last + 1 + offset : offset;
  if (start < 0) return [];
  const rest = positional
    ? entries.slice(start)
    : entries.filter(([k], i) => (Number.isNaN(Number(k)) ? i : Number(k)) >= start);
  return rest.slice(0, length).map(([, v]) => v);
}

/** `^`, `^^`, `,`, `,,`: only characters that the pattern matches change. */
export function changeCase(
  value: string,
  operator: '^' | '^^' | ',' | ',,',
  pattern: readonly PatternChar[] | undefined,
): string {
  const regexp = pattern && pattern.length > 0 ? patternRegExp(pattern) : undefined;
  const change = (ch: string) =>
    regexp && !regexp.test(ch) ? ch : operator[0] === '^' ? ch.toUpperCase() : ch.toLowerCase();
  const [first = '', ...rest] = [...value];
  if (operator.length === 1) return first === '' ? value : change(first) + rest.join('');
  return [...value].map(change).join('');
}

/** `${x@Q}` and its family. */
export function transform(sh: Shell, found: Found, operator: string): Found {
  const values = found.values ?? [];
  const each = (f: (v: string) => string): Found => ({ ...found, values: values.map(f) });
  switch (operator) {
    case 'Q':
      return each(atQ);
    case 'E':
      return each((v) => unescapeText(v, 'ansi').text);
    case 'U':
      return each((v) => v.toUpperCase());
    case 'u':
      return each((v) => v.slice(0, 1).toUpperCase() + v.slice(1));
    case 'L':
      return each((v) => v.toLowerCase());
    case 'a':
      return each(() => attributes(sh, found.name));
    case 'A':
      return { ...found, many: 'no', values: [assignment(sh, found)] };
    case 'K':
      return {
        ...found,
        many: 'no',
        values: [
          found.many === 'no'
            ? atQ(values[0] ?? '')
            : found.keys.map((k, i) => `${k} ${doubleQuote(values[i] ?? '')}`).join(' '),
        ],
      };
    case 'k':
      return {
        ...found,
        values: found.many === 'no' ? values.map(atQ) : found.keys.flatMap((k, i) => [k, values[i] ?? '']),
      };
    case 'P':
      return found;
    default:
      throw new ShellError(`\${${found.name}@${operator}}: bad substitution`, 1, 'line');
  }
}

/** The letters of a variable's attributes, as `declare -p` has them. */
export function attributes(sh: Shell, name: string): string {
  const v = variable(sh, follow(sh, name));
  if (!v) return '';
  const kind = v.kind === 'indexed' ? 'a' : v.kind === 'assoc' ? 'A' : '';
  return `${kind}${v.integer ? 'i' : ''}${v.lower ? 'l' : ''}${v.nameref ? 'n' : ''}${v.readonly ? 'r' : ''}${v.upper ? 'u' : ''}${v.exported ? 'x' : ''}`;
}

function assignment(sh: Shell, found: Found): string {
  const letters = attributes(sh, found.name);
  const value = found.values?.[0] ?? '';
  if (found.many !== 'no') {
    const list = found.keys.map((k, i) => `[${k}]=${doubleQuote(found.values?.[i] ?? '')}`).join(' ');
    return `declare -${letters === '' ? '-' : letters} ${found.name}=(${list})`;
  }
  const quoted = /[\n\t]/.test(value) ? ansiQuote(value) : atQ(value);
  return letters === '' ? `${found.name}=${quoted}` : `declare -${letters} ${found.name}=${quoted}`;
}
