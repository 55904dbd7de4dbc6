import { BadPattern, compile, type Grammar } from './regex.ts';
import { delimited, type Substitution, substitution, transliteration } from './sed-substitute.ts';

/** Where a command applies; sed(1), "Addresses". */
export type Address =
  | { readonly kind: 'line'; readonly n: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'match'; readonly test: RegExp | undefined }
  | { readonly kind: 'plus'; readonly n: number }
  | { readonly kind: 'multiple'; readonly n: number };

/** A command with its addresses. */
export interface Command {
  readonly from?: Address;
  readonly to?: Address;
  readonly negated: boolean;
  readonly name: string;
  readonly text: string;
  readonly substitution?: Substitution;
  readonly map?: ReadonlyMap<string, string>;
  /** Where a block or a branch goes. */
  target: number;
}

/** A script that cannot be read, in GNU's words. */
export class BadScript extends Error {}

/** Where a parse stands. */
export interface Work {
  readonly script: string;
  at: number;
  readonly grammar: Grammar;
  readonly commands: Command[];
  readonly open: number[];
  readonly labels: Map<string, number>;
}

/** Refuses a script at the character reached. */
export function fail(w: Work, message: string): never {
  throw new BadScript(`-e expression #1, char ${Math.min(w.at, w.script.length)}: ${message}`);
}

/** Reads a script to a list of commands; blocks and branches know their targets. */
export function parseSed(script: string, grammar: Grammar): readonly Command[] {
  const w: Work = { script, at: 0, grammar, commands: [], open: [], labels: new Map() };
  for (;;) {
    while (/[\s;]/.test(w.script[w.at] ?? 'x')) w.at++;
    if (w.at >= w.script.length) break;
    if (w.script[w.at] === '#') skipLine(w);
    else one(w);
  }
  if (w.open.length > 0) throw new BadScript("-e expression #1, char 0: unmatched `{'");
  for (const c of w.commands) {
    if (!'btT'.includes(c.name)) continue;
    const target = c.text === '' ? w.commands.length : w.labels.get(c.text);
    if (target === undefined) throw new BadScript(`can't find label for jump to \`${c.text}'`);
    c.target = target;
  }
  return w.commands;
}

function skipLine(w: Work): undefined {
  const end = w.script.indexOf('\n', w.at);
  w.at = end < 0 ? w.script.length : end + 1;
}

function blanks(w: Work): undefined {
  while (/[ \t]/.test(w.script[w.at] ?? 'x')) w.at++;
}

/** Takes a number. */
export function number(w: Work): number {
  const digits = /^\d+/.exec(w.script.slice(w.at))?.[0] ?? '';
  w.at += digits.length;
  return Number(digits);
}

function address(w: Work, second: boolean): Address | undefined {
  const ch = w.script[w.at] ?? '';
  if (/\d/.test(ch)) {
    const n = number(w);
    if (w.script[w.at] !== '~') return { kind: 'line', n };
    w.at++;
    return { kind: 'step', first: n, step: number(w) };
  }
  if (ch === '$') {
    w.at++;
    return { kind: 'last' };
  }
  if (second && (ch === '+' || ch === '~')) {
    w.at++;
    const n = number(w);
    return ch === '+' ? { kind: 'plus', n } : { kind: 'multiple', n };
  }
  if (ch !== '/' && ch !== '\\') return undefined;
  if (ch === '\\') w.at++;
  const pattern = delimited(w, 'unterminated address regex', true);
  let flags = '';
  for (; /[IM]/.test(w.script[w.at] ?? ''); w.at++) flags += w.script[w.at] === 'I' ? 'i' : 'm';
  return { kind: 'match', test: regexp(w, pattern, flags) };
}

/** Compiles an expression; an empty one is the last that was used. */
export function regexp(w: Work, pattern: string, flags: string): RegExp | undefined {
  if (pattern === '') return undefined;
  try {
    return compile(pattern, w.grammar, flags);
  } catch (e) {
    return fail(w, e instanceof BadPattern ? e.message : 'Invalid regular expression');
  }
}

function one(w: Work): undefined {
  const from = address(w, false);
  let to: Address | undefined;
  if (from) {
    blanks(w);
    if (w.script[w.at] === ',') {
      w.at++;
      blanks(w);
      to = address(w, true);
      if (!to) {
        w.at++;
        fail(w, "unexpected `,'");
      }
    }
  }
  blanks(w);
  let negated = false;
  while (w.script[w.at] === '!') {
    negated = true;
    w.at++;
    blanks(w);
  }
  const name = w.script[w.at];
  w.at++;
  if (name === undefined || name === '\n') {
    w.at--;
    fail(w, 'missing command');
  }
  if (from?.kind === 'line' && from.n === 0 && to?.kind !== 'match') fail(w, 'invalid usage of line address 0');
  const where = { ...(from ? { from } : {}), ...(to ? { to } : {}), negated };
  command(w, name, where);
}

type Where = Pick<Command, 'from' | 'to' | 'negated'>;

function add(w: Work, where: Where, name: string, more: Partial<Command> = {}): undefined {
  w.commands.push({ ...where, name, text: '', target: -1, ...more });
}

/** Takes a command without its addresses. */
export function command(w: Work, name: string, where: Where): undefined {
  switch (name) {
    case '{':
      w.open.push(w.commands.length);
      return add(w, where, '{');
    case '}': {
      const open = w.open.pop();
      if (open === undefined) return fail(w, "unexpected `}'");
      if (where.from) return fail(w, "} doesn't want any addresses");
      const block = w.commands[open];
      if (block) block.target = w.commands.length;
      return ended(w);
    }
    case ':': {
      const label = /^[ \t]*([^\n;]*)/.exec(w.script.slice(w.at));
      w.at += label?.[0].length ?? 0;
      const text = (label?.[1] ?? '').trim();
      if (text === '') return fail(w, '":" lacks a label');
      w.labels.set(text, w.commands.length);
      return;
    }
    case 'b':
    case 't':
    case 'T': {
      const label = /^[ \t]*([^\n;}]*)/.exec(w.script.slice(w.at));
      w.at += label?.[0].length ?? 0;
      return add(w, where, name, { text: (label?.[1] ?? '').trim() });
    }
    case 'a':
    case 'i':
    case 'c':
      return add(w, where, name, { text: addedText(w) });
    case 'r':
    case 'R':
    case 'w':
    case 'W': {
      const file = /^[ \t]*([^\n]*)/.exec(w.script.slice(w.at));
      w.at += file?.[0].length ?? 0;
      if ((file?.[1] ?? '') === '') return fail(w, 'missing filename in r/R/w/W commands');
      return add(w, where, name, { text: file?.[1] ?? '' });
    }
    case 's':
      return add(w, where, 's', { substitution: substitution(w) });
    case 'y':
      return add(w, where, 'y', { map: transliteration(w) });
    case 'q':
    case 'Q':
    case 'l':
    case 'L': {
      blanks(w);
      const digits = /^\d*/.exec(w.script.slice(w.at))?.[0] ?? '';
      w.at += digits.length;
      add(w, where, name, { text: digits });
      return ended(w);
    }
    case 'd':
    case 'D':
    case 'g':
    case 'G':
    case 'h':
    case 'H':
    case 'n':
    case 'N':
    case 'p':
    case 'P':
    case 'x':
    case 'z':
    case 'F':
    case '=':
      add(w, where, name);
      return ended(w);
    default:
      return fail(w, `unknown command: \`${name}'`);
  }
}

/** After a command: blanks, then `;`, `}`, a comment or the end of the line. */
export function ended(w: Work): undefined {
  blanks(w);
  const ch = w.script[w.at];
  if (ch === undefined || ch === ';' || ch === '\n' || ch === '}' || ch === '#') return;
  w.at++;
  fail(w, 'extra characters after command');
}

function addedText(w: Work): string {
  blanks(w);
  if (w.script[w.at] === '\\') {
    w.at++;
    blanks(w);
    if (w.script[w.at] === '\n') w.at++;
  }
  if (w.at >= w.script.length) fail(w, "expected \\ after `a', `c' or `i'");
  let text = '';
  for (; w.at < w.script.length; w.at++) {
    const ch = w.script[w.at] ?? '';
    if (ch === '\n') break;
    if (ch === '\\' && w.at + 1 < w.script.length) text += w.script[++w.at] ?? '';
    else text += ch;
  }
  return `${text}\n`;
}
