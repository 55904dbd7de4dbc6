import { ended, fail, number, regexp, type Work } from './sed-parse.ts';

/** One piece of the right side of `s`. */
export type Part = string | { readonly group: number } | { readonly change: 'U' | 'L' | 'u' | 'l' | 'E' };

/** An `s` command. */
export interface Substitution {
  /** undefined: the last one that was used. */
  readonly test: RegExp | undefined;
  readonly parts: readonly Part[];
  readonly global: boolean;
  readonly nth: number;
  readonly print: boolean;
  readonly file: string | undefined;
}

/** Text up to the delimiter that stands at `at`; a quoted delimiter stands for itself. */
export function delimited(w: Work, unterminated: string, pattern: boolean): string {
  const mark = w.script[w.at] ?? '';
  let text = '';
  let bracket = false;
  for (let i = w.at + 1; i < w.script.length; i++) {
    const ch = w.script[i] ?? '';
    if (ch === '\\' && i + 1 < w.script.length) {
      const next = w.script[++i] ?? '';
      if (next === mark && !bracket)
        text += pattern && /[|+?(){}]/.test(mark) ? mark : mark === '/' || !pattern ? mark : `\\${mark}`;
      else text += pattern && next === 'n' ? '\n' : `\\${next}`;
    } else if (pattern && ch === '[' && !bracket) {
      bracket = true;
      const head = /^\[\^?\]?/.exec(w.script.slice(i))?.[0] ?? '[';
      text += head;
      i += head.length - 1;
    } else if (pattern && bracket && ch === '[' && /[:.=]/.test(w.script[i + 1] ?? '')) {
      const named = /^\[([:.=]).*?\1\]/.exec(w.script.slice(i))?.[0] ?? '[';
      text += named;
      i += named.length - 1;
    } else if (bracket && ch === ']') {
      bracket = false;
      text += ch;
    } else if (ch === mark && !bracket) {
      w.at = i + 1;
      return text;
    } else text += ch;
  }
  w.at = w.script.length;
  return fail(w, unterminated);
}

/** Takes what follows an `s`. */
export function substitution(w: Work): Substitution {
  const pattern = delimited(w, "unterminated `s' command", true);
  w.at--;
  const replacement = delimited(w, "unterminated `s' command", false);
  let [flags, global, nth, print, file] = ['', false, 1, false, undefined as string | undefined];
  for (; ; w.at++) {
    const ch = w.script[w.at] ?? '';
    if (ch === 'g') global = true;
    else if (ch === 'p') print = true;
    else if (ch === 'i' || ch === 'I') flags += 'i';
    else if (ch === 'm' || ch === 'M') flags += 'm';
    else if (/\d/.test(ch)) {
      nth = number(w);
      w.at--;
      if (nth === 0) fail(w, "number option to `s' command may not be zero");
    } else if (ch === 'w') {
      file = /^[ \t]*([^\n]*)/.exec(w.script.slice(w.at + 1))?.[1] ?? '';
      const end = w.script.indexOf('\n', w.at);
      w.at = end < 0 ? w.script.length : end;
      break;
    } else if (ch === 'e') fail(w, 'e/r/w commands disabled in sandbox mode');
    else break;
  }
  const ch = w.script[w.at];
  if (ch !== undefined && !/[ \t\n;}#]/.test(ch)) {
    w.at++;
    fail(w, "unknown option to `s'");
  }
  const test = regexp(w, pattern, `g${flags}`);
  const parts = partsOf(replacement);
  const groups = test ? (new RegExp(`${test.source}|`, 'u').exec('')?.length ?? 1) - 1 : 9;
  const beyond = parts.find((p) => typeof p === 'object' && 'group' in p && p.group > groups);
  if (beyond && typeof beyond === 'object' && 'group' in beyond)
    fail(w, `invalid reference \\${beyond.group} on \`s' command's RHS`);
  return { test, parts, global, nth, print, file };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', f: '\f', v: '\v' };

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const put = (s: string) => {
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last + s;
    else parts.push(s);
  };
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch === '&') parts.push({ group: 0 });
    else if (ch !== '\\') put(ch);
    else {
      const next = text[++i] ?? '\\';
      if (/\d/.test(next)) parts.push({ group: Number(next) });
      else if (next === 'U' || next === 'L' || next === 'u' || next === 'l' || next === 'E')
        parts.push({ change: next });
      else put(ESCAPES[next] ?? next);
    }
  }
  return parts;
}

/** Takes what follows a `y`. */
export function transliteration(w: Work): ReadonlyMap<string, string> {
  const plain = (text: string) => [...text.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c)];
  const from = plain(delimited(w, "unterminated `y' command", false));
  w.at--;
  const to = plain(delimited(w, "unterminated `y' command", false));
  if (from.length !== to.length) fail(w, "strings for `y' command are different lengths");
  ended(w);
  return new Map(from.map((c, i) => [c, to[i] ?? c]));
}
