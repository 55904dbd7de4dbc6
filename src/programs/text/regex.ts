/** Grammars of regular expressions; regex(7), and gawk's escapes inside brackets. */
export type Grammar = 'basic' | 'extended' | 'awk';

/** A pattern that is no regular expression, in GNU's words. */
export class BadPattern extends Error {}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
};

const SPECIAL = /[\\^$.*+?()[\]{}|/]/;

/** A character that stands for itself. */
export function literal(ch: string): string {
  return SPECIAL.test(ch) ? `\\${ch}` : ch;
}

/** Text as a pattern that matches just it. */
export function literalText(text: string): string {
  return [...text].map(literal).join('');
}

const WORD: Readonly<Record<string, string>> = {
  w: '[\\p{L}\\p{N}_]',
  W: '[^\\p{L}\\p{N}_]',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=[\\p{L}\\p{N}_])',
  '>': '\\b(?<=[\\p{L}\\p{N}_])',
  '`': '(?<![\\s\\S])',
  "'": '(?![\\s\\S])',
  n: '\\n',
  t: '\\t',
};

const AWK_ESCAPES: Readonly<Record<string, string>> = {
  n: '\\n',
  t: '\\t',
  r: '\\r',
  f: '\\f',
  v: '\\v',
  a: '\\x07',
  '/': '\\/',
  '"': '"',
  y: '\\b',
};

interface Work {
  readonly chars: readonly string[];
  readonly grammar: Grammar;
  at: number;
  out: string;
  groups: number;
  open: number;
  /** Whether something stands here that `*` could repeat, where it begins, and whether it is repeated already. */
  atom: boolean;
  start: number;
  repeated: boolean;
  readonly opened: number[];
}

/** The source of an ECMAScript expression (flags `u`) for a POSIX one. Throws BadPattern. */
export function translate(pattern: string, grammar: Grammar): string {
  const w: Work = {
    chars: [...pattern],
    grammar,
    at: 0,
    out: '',
    groups: 0,
    open: 0,
    atom: false,
    start: 0,
    repeated: false,
    opened: [],
  };
  while (w.at < w.chars.length) step(w);
  if (w.open > 0) throw new BadPattern(grammar === 'basic' ? 'Unmatched ( or \\(' : 'Unmatched ( or \\(');
  return w.out;
}

function put(w: Work, text: string, atom: boolean, used = 1): undefined {
  w.start = w.out.length;
  w.repeated = false;
  w.out += text;
  w.atom = atom;
  w.at += used;
}

function step(w: Work): undefined {
  const ch = w.chars[w.at] ?? '';
  const basic = w.grammar === 'basic';
  if (ch === '\\') return escaped(w);
  if (ch === '[') return bracket(w);
  if (ch === '.') return put(w, w.grammar === 'awk' ? '[\\s\\S]' : '.', true);
  if (ch === '*') return w.atom ? repeat(w, '*') : put(w, '\\*', true);
  if (ch === '^') return basic && !startsHere(w) ? put(w, '\\^', true) : put(w, '^', false);
  if (ch === '$') return basic && !endsHere(w) ? put(w, '\\$', true) : put(w, '$', false);
  if (!basic) {
    if (ch === '(') return openGroup(w, 1);
    if (ch === ')') return w.open > 0 ? closeGroup(w, 1) : put(w, '\\)', true);
    if (ch === '|') return put(w, '|', false);
    if (ch === '+' || ch === '?') return w.atom ? repeat(w, ch) : put(w, `\\${ch}`, true);
    if (ch === '{') return interval(w, /^\{(\d*)(,?)(\d*)\}/, 1);
  }
  return put(w, literal(ch), true);
}

/** `a**` repeats what is repeated already: ECMAScript wants a group around it, and would read `a+?` as a lazy one. */
function repeat(w: Work, mark: string, used = 1): undefined {
  if (w.repeated) w.out = `${w.out.slice(0, w.start)}(?:${w.out.slice(w.start)})`;
  w.out += mark;
  w.repeated = true;
  w.atom = true;
  w.at += used;
}

function startsHere(w: Work): boolean {
  return w.at === 0 || /(?:^|[^\\])(?:\\\\)*\\[(|]$/.test(w.chars.slice(0, w.at).join(''));
}

function endsHere(w: Work): boolean {
  const rest = w.chars.slice(w.at + 1).join('');
  return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
}

function openGroup(w: Work, used: number): undefined {
  w.groups++;
  w.open++;
  w.opened.push(w.out.length);
  put(w, '(', false, used);
}

function closeGroup(w: Work, used: number): undefined {
  w.open--;
  put(w, ')', true, used);
  w.start = w.opened.pop() ?? 0;
}

function interval(w: Work, form: RegExp, used: number): undefined {
  const rest = w.chars.slice(w.at).join('');
  const m = form.exec(rest);
  if (!w.atom || !m || (m[1] === '' && m[2] === '')) {
    if (used === 2) throw new BadPattern('Unmatched \\{');
    return put(w, '\\{', true, used);
  }
  repeat(w, `{${m[1] === '' ? '0' : m[1]}${m[2]}${m[3]}}`, m[0].length);
}

function escaped(w: Work): undefined {
  const next = w.chars[w.at + 1];
  if (next === undefined) throw new BadPattern('Trailing backslash');
  if (w.grammar === 'basic') {
    if (next === '(') return openGroup(w, 2);
    if (next === ')') {
      if (w.open === 0) throw new BadPattern('Unmatched ) or \\)');
      return closeGroup(w, 2);
    }
    if (next === '|') return put(w, '|', false, 2);
    if (next === '{') return interval(w, /^\\\{(\d*)(,?)(\d*)\\\}/, 2);
    if (next === '+' || next === '?') {
      if (!w.atom) return put(w, `\\${next}`, true, 2);
      w.at++;
      return repeat(w, next);
    }
  }
  if (w.grammar === 'awk' && AWK_ESCAPES[next] !== undefined) return put(w, AWK_ESCAPES[next] ?? '', true, 2);
  if (/[1-9]/.test(next) && w.grammar !== 'awk') {
    if (Number(next) > w.groups) throw new BadPattern('Invalid back reference');
    return put(w, `\\${next}`, true, 2);
  }
  const known = w.grammar === 'awk' && (next === 'b' || next === 'B') ? undefined : WORD[next];
  if (known !== undefined) return put(w, known, !"bB<>`'".includes(next), 2);
  return put(w, literal(next), true, 2);
}

function bracket(w: Work): undefined {
  let i = w.at + 1;
  const negated = w.chars[i] === '^';
  if (negated) i++;
  let body = '';
  for (let first = true; ; first = false) {
    const ch = w.chars[i];
    if (ch === undefined)
      throw new BadPattern(w.chars.length === 1 ? 'Invalid regular expression' : 'Unmatched [, [^, [:, [., or [=');
    if (ch === ']' && !first) break;
    const named = ch === '[' ? /^\[([:.=])(.*?)\1\]/.exec(w.chars.slice(i, i + 24).join('')) : null;
    if (named) {
      const inner = named[2] ?? '';
      if (named[1] === ':' && CLASSES[inner] === undefined) throw new BadPattern('Invalid character class name');
      body += named[1] === ':' ? (CLASSES[inner] ?? '') : inBracket(inner);
      i += named[0].length;
    } else if (ch === '\\' && w.grammar === 'awk' && w.chars[i + 1] !== undefined) {
      const next = w.chars[i + 1] ?? '';
      body += AWK_ESCAPES[next] ?? inBracket(next);
      i += 2;
    } else if (ch === '-' && !first && w.chars[i + 1] !== ']' && body !== '') {
      body += '-';
      i++;
    } else {
      body += inBracket(ch);
      i++;
    }
  }
  w.out += `[${negated ? '^' : ''}${body}]`;
  w.atom = true;
  w.at = i + 1;
}

function inBracket(ch: string): string {
  return /[\\\]^[\-$.*+?(){}|/&~]/.test(ch) && !/[&~]/.test(ch) ? `\\${ch}` : ch;
}

/** Compiles a POSIX expression. Throws BadPattern. */
export function compile(pattern: string, grammar: Grammar, flags = ''): RegExp {
  const source = translate(pattern, grammar);
  try {
    return new RegExp(source, `u${flags}`);
  } catch {
    throw new BadPattern('Invalid regular expression');
  }
}
