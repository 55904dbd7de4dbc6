import { type Process, type Program, type Run, read, write } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has } from '../lib/getopt.ts';

const span = (from: string, to: string): string[] => {
  const list: string[] = [];
  for (let c = from.codePointAt(0) ?? 0; c <= (to.codePointAt(0) ?? 0); c++) list.push(String.fromCodePoint(c));
  return list;
};

const UPPER = span('A', 'Z');
const LOWER = span('a', 'z');
const DIGIT = span('0', '9');
const PUNCT = [...span('!', '/'), ...span(':', '@'), ...span('[', '`'), ...span('{', '~')];

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  upper: UPPER,
  lower: LOWER,
  digit: DIGIT,
  alpha: [...UPPER, ...LOWER],
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  punct: PUNCT,
  space: ['\t', '\n', '\v', '\f', '\r', ' '],
  blank: ['\t', ' '],
  xdigit: [...DIGIT, ...span('A', 'F'), ...span('a', 'f')],
  cntrl: [...span('\0', '\x1f'), '\x7f'],
  print: span(' ', '~'),
  graph: span('!', '~'),
};

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** A SET of tr(1): characters, or `[x*]`, which fills up. */
function setOf(dialect: Dialect, text: string): { readonly chars: string[]; readonly fill?: string } {
  const units: { ch: string; quoted: boolean }[] = [];
  const chars: string[] = [];
  let fill: string | undefined;
  for (let i = 0; i < text.length; ) {
    const rest = text.slice(i);
    const named = /^\[:(\w+):\]/.exec(rest);
    const equal = /^\[=(.)=\]/su.exec(rest);
    const repeated = /^\[(\\?.)\*(\d*)\]/su.exec(rest);
    if (named) {
      const known = CLASSES[named[1] ?? ''];
      if (!known)
        return quit(
          dialect === 'gnu'
            ? `tr: invalid character class ${quoted('gnu', named[1] ?? '')}`
            : `tr: invalid character class '${named[1]}'`,
        );
      units.push(...known.map((ch) => ({ ch, quoted: true })));
      i += named[0].length;
    } else if (equal) {
      units.push({ ch: equal[1] ?? '', quoted: true });
      i += equal[0].length;
    } else if (repeated) {
      const ch = unit(repeated[1] ?? '').ch;
      const n =
        repeated[2] === '' ? 0 : Number.parseInt(repeated[2] ?? '0', (repeated[2] ?? '').startsWith('0') ? 8 : 10);
      if (n === 0) fill = ch;
      for (let k = 0; k < n; k++) units.push({ ch, quoted: true });
      i += repeated[0].length;
    } else {
      const one = unit(rest);
      units.push(one);
      i += one.used;
    }
  }
  for (let i = 0; i < units.length; i++) {
    const [a, dash, b] = [units[i], units[i + 1], units[i + 2]];
    if (a && b && dash?.ch === '-' && !dash.quoted) {
      if (a.ch > b.ch)
        return quit(
          `tr: range-endpoints of ${quoted(dialect, `${a.ch}-${b.ch}`)} are in reverse collating sequence order`,
        );
      chars.push(...span(a.ch, b.ch));
      i += 2;
    } else if (a) chars.push(a.ch);
  }
  return fill === undefined ? { chars } : { chars, fill };
}

function unit(text: string): { readonly ch: string; readonly quoted: boolean; readonly used: number } {
  if (text[0] !== '\\' || text.length === 1) {
    const ch = String.fromCodePoint(text.codePointAt(0) ?? 0);
    return { ch, quoted: false, used: ch.length };
  }
  const octal = /^\\([0-7]{1,3})/.exec(text);
  if (octal)
    return { ch: String.fromCharCode(Number.parseInt(octal[1] ?? '0', 8)), quoted: true, used: octal[0].length };
  const next = text[1] ?? '';
  return { ch: ESCAPES[next] ?? next, quoted: true, used: 2 };
}

/** tr(1). */
export function tr(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function misuse(dialect: Dialect, problem: string): never {
  return quit(dialect === 'busybox' ? usageOf('tr') : `tr: ${problem}\nTry 'tr --help' for more information.`);
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(dialect, 'tr', proc.argv.slice(1), {
    short: '+cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  });
  const [first, second, third] = parsed.operands;
  const deletes = has(parsed, 'd');
  const squeezes = has(parsed, 's');
  if (first === undefined) return misuse(dialect, 'missing operand');
  if (second === undefined && !deletes && !squeezes)
    return misuse(
      dialect,
      `missing operand after ${quoted('gnu', first)}\nTwo strings must be given when translating.`,
    );
  if (second === undefined && deletes && squeezes)
    return misuse(
      dialect,
      `missing operand after ${quoted('gnu', first)}\nTwo strings must be given when both deleting and squeezing repeats.`,
    );
  const extra = deletes && !squeezes ? second : third;
  if (extra !== undefined)
    return misuse(
      dialect,
      `extra operand ${quoted('gnu', extra)}${deletes && !squeezes ? '\nOnly one string may be given when deleting without squeezing repeats.' : ''}`,
    );
  const complement = has(parsed, 'c', 'C');
  const one = setOf(dialect, first);
  const two = second === undefined ? undefined : setOf(dialect, second);
  const inOne = new Set(one.chars);
  const member = (ch: string) => inOne.has(ch) !== complement;
  const map = mapping(one.chars, two, has(parsed, 't'), deletes);
  const last = two?.fill ?? two?.chars.at(-1) ?? '';
  const squeezed = new Set(two ? two.chars : []);
  const squeezable = (ch: string) => (two ? squeezed.has(ch) || two.fill === ch : member(ch));
  let before = '';
  for (let data = yield* read(); data !== undefined; data = yield* read()) {
    let text = '';
    for (const ch of data) {
      if (deletes && member(ch)) continue;
      const made = deletes || !two ? ch : complement ? (member(ch) ? last : ch) : (map.get(ch) ?? ch);
      if (squeezes && made === before && squeezable(made)) continue;
      text += made;
      before = made;
    }
    yield* write(text);
  }
  return 0;
}

function mapping(
  from: readonly string[],
  to: { readonly chars: readonly string[]; readonly fill?: string } | undefined,
  truncate: boolean,
  deletes: boolean,
): Map<string, string> {
  const map = new Map<string, string>();
  if (!to || deletes) return map;
  const last = to.fill ?? to.chars.at(-1);
  if (last === undefined) return quit('tr: when not truncating set1, string2 must be non-empty');
  for (const [i, ch] of from.entries()) {
    const target = to.chars[i] ?? (truncate ? ch : last);
    // the last of several wins, as in a table that is written over
    map.set(ch, target);
  }
  return map;
}
