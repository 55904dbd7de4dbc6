/** One character of a pattern, and whether quoting took its special meaning away. */
export interface PatternChar {
  readonly ch: string;
  readonly quoted: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: 'a-zA-Z0-9_',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

/** A pattern from plain text; backslashes quote. */
export function patternOf(text: string): PatternChar[] {
  const chars: PatternChar[] = [];
  const list = [...text];
  for (let i = 0; i < list.length; i++) {
    const ch = list[i] ?? '';
    if (ch === '\\' && i + 1 < list.length) chars.push({ ch: list[++i] ?? '', quoted: true });
    else chars.push({ ch, quoted: false });
  }
  return chars;
}

/** Whether a pattern has anything special in it. */
export function isPattern(chars: readonly PatternChar[], extglob = true): boolean {
  return chars.some(
    (c, i) =>
      !c.quoted &&
      (c.ch === '*' ||
        c.ch === '?' ||
        (c.ch === '[' && chars.slice(i + 1).some((d) => d.ch === ']' && !d.quoted)) ||
        (extglob && '+@!'.includes(c.ch) && chars[i + 1]?.ch === '(' && !chars[i + 1]?.quoted)),
  );
}

/** How a pattern is read. */
export interface PatternOptions {
  /** `*`, `?` and brackets do not match a slash. */
  readonly path?: boolean;
  readonly ignoreCase?: boolean;
  readonly extglob?: boolean;
  /** `*` and `+` as few characters as possible: for `${x#…}`. */
  readonly lazy?: boolean;
}

/** The source of a regular expression for a shell pattern; bash(1), "Pattern Matching". Not anchored. */
export function patternSource(chars: readonly PatternChar[], options: PatternOptions = {}): string {
  return translate(chars, options);
}

/** A regular expression that matches what a whole shell pattern matches. */
export function patternRegExp(chars: readonly PatternChar[], options: PatternOptions = {}): RegExp {
  return new RegExp(`^(?:${translate(chars, options)})$`, options.ignoreCase ? 'isu' : 'su');
}

function escapeChar(ch: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(ch) ? `\\${ch}` : ch;
}

function translate(chars: readonly PatternChar[], o: PatternOptions): string {
  const any = o.path ? '[^/]' : '.';
  const many = o.lazy ? '*?' : '*';
  let out = '';
  for (let i = 0; i < chars.length; i++) {
    const { ch, quoted } = chars[i] ?? { ch: '', quoted: true };
    if (quoted) {
      out += escapeChar(ch);
      continue;
    }
    const opens = o.extglob !== false && '?*+@!'.includes(ch) && chars[i + 1]?.ch === '(' && !chars[i + 1]?.quoted;
    const close = opens ? closing(chars, i + 1) : -1;
    if (close > 0) {
      out += extended(
        ch,
        alternatives(chars.slice(i + 2, close)).map((a) => translate(a, o)),
        chars.slice(close + 1),
        o,
      );
      if (ch === '!') return out;
      i = close;
    } else if (ch === '*') out += `${any}${many}`;
    else if (ch === '?') out += any;
    else if (ch === '[') {
      const bracket = bracketOf(chars, i, o);
      if (bracket) {
        out += bracket.source;
        i = bracket.end;
      } else out += '\\[';
    } else out += escapeChar(ch);
  }
  return out;
}

function extended(op: string, parts: readonly string[], rest: readonly PatternChar[], o: PatternOptions): string {
  const group = `(?:${parts.join('|')})`;
  if (op === '@') return group;
  if (op === '!') {
    const after = translate(rest, o);
    const any = o.path ? '[^/]*' : '.*';
    return `(?:(?!${group}${after}$)${any})${after}`;
  }
  return `${group}${op}`;
}

function closing(chars: readonly PatternChar[], open: number): number {
  let depth = 0;
  for (let i = open; i < chars.length; i++) {
    const c = chars[i];
    if (!c || c.quoted) continue;
    if (c.ch === '(') depth++;
    if (c.ch === ')' && --depth === 0) return i;
  }
  return -1;
}

function alternatives(chars: readonly PatternChar[]): PatternChar[][] {
  const list: PatternChar[][] = [[]];
  let depth = 0;
  for (const c of chars) {
    if (!c.quoted && c.ch === '(') depth++;
    if (!c.quoted && c.ch === ')') depth--;
    if (!c.quoted && c.ch === '|' && depth === 0) list.push([]);
    else list.at(-1)?.push(c);
  }
  return list;
}

function bracketOf(
  chars: readonly PatternChar[],
  open: number,
  o: PatternOptions,
): { source: string; end: number } | undefined {
  let i = open + 1;
  const negated = !chars[i]?.quoted && (chars[i]?.ch === '!' || chars[i]?.ch === '^');
  if (negated) i++;
  let body = '';
  for (let first = true; i < chars.length; i++, first = false) {
    const c = chars[i];
    if (!c) return undefined;
    if (!c.quoted && c.ch === ']' && !first) {
      const no = o.path ? (negated ? '/' : '') : '';
      return { source: negated ? `[^${body}${no}]` : body === '' ? '(?!)' : `[${body}]`, end: i };
    }
    const named = !c.quoted && c.ch === '[' && chars[i + 1]?.ch === ':' ? className(chars, i) : undefined;
    if (named) {
      body += CLASSES[named.name] ?? '';
      i = named.end;
    } else if (!c.quoted && c.ch === '-' && !first && chars[i + 1]?.ch !== ']') body += '-';
    else body += /[\\\]^[-]/.test(c.ch) ? `\\${c.ch}` : /[$.*+?(){}|/]/.test(c.ch) ? `\\${c.ch}` : c.ch;
  }
  return undefined;
}

function className(chars: readonly PatternChar[], at: number): { name: string; end: number } | undefined {
  let name = '';
  for (let i = at + 2; i + 1 < chars.length; i++) {
    if (chars[i]?.ch === ':' && chars[i + 1]?.ch === ']')
      return CLASSES[name] === undefined ? undefined : { name, end: i + 1 };
    name += chars[i]?.ch ?? '';
  }
  return undefined;
}
