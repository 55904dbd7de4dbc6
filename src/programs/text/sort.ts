import type { Process, Program, Run } from '../../os/index.ts';
import { write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { type Dialect, quoted, toolOptions } from '../lib/dialect.ts';
import { has, optionOf, type Parsed } from '../lib/getopt.ts';
import { writeText } from '../lib/paths.ts';
import { gather } from './lines.ts';

interface Edge {
  readonly field: number;
  readonly char: number;
  readonly blanks: boolean;
}

interface Key {
  readonly from: Edge;
  readonly to: Edge | undefined;
  /** Ordering letters: b d f g h i M n R r V. */
  readonly flags: string;
}

const LONG: Readonly<Record<string, string>> = {
  'ignore-leading-blanks': 'b',
  'dictionary-order': 'd',
  'ignore-case': 'f',
  'general-numeric-sort': 'g',
  'human-numeric-sort': 'h',
  'ignore-nonprinting': 'i',
  'month-sort': 'M',
  'numeric-sort': 'n',
  'random-sort': 'R',
  reverse: 'r',
  'version-sort': 'V',
  check: 'c',
  key: 'k=',
  output: 'o=',
  stable: 's',
  'field-separator': 't=',
  unique: 'u',
  'zero-terminated': 'z',
  merge: 'm',
  parallel: 'P=',
};

/** sort(1) in the C locale. */
export function sort(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = toolOptions(
    dialect,
    'sort',
    proc.argv.slice(1),
    { short: 'bdfghiMnRrVcCk:mo:sS:t:T:uz', long: LONG },
    2,
  );
  const separator = separatorOf(dialect, parsed);
  const global = parsed.options
    .filter((o) => 'bdfghiMnRrV'.includes(o.name))
    .map((o) => o.name)
    .join('');
  const keys = parsed.options.filter((o) => o.name === 'k').map((o) => keyOf(dialect, o.value, global));
  const end = has(parsed, 'z') ? '\0' : '\n';
  const said = (path: string, message: string) =>
    dialect === 'gnu' ? `sort: cannot read: ${path}: ${message}` : `sort: ${path}: ${message}`;
  const { lines, failed } = yield* gather(proc, parsed.operands, said, end);
  if (failed) return 2;
  const texts = lines.map((l) => l.text);
  const compare = comparison(keys, global, separator, has(parsed, 's', 'u'));
  if (has(parsed, 'c', 'C')) return yield* checked(parsed, texts, compare);
  let sorted = shuffled(proc, global, texts).sort(compare);
  if (has(parsed, 'u')) sorted = sorted.filter((t, i) => i === 0 || compare(sorted[i - 1] ?? '', t) !== 0);
  const text = sorted.map((t) => t + end).join('');
  const output = optionOf(parsed, 'o');
  if (output === undefined) yield* write(text);
  else {
    const error = writeText(proc, output, text);
    if (error) return quit(`sort: open failed: ${output}: ${error.message}`, 2);
  }
  return 0;
}

/** `-R`: an order by chance, out of the World's. */
function shuffled(proc: Process, global: string, texts: readonly string[]): string[] {
  const list = [...texts];
  if (!global.includes('R')) return list;
  for (let i = list.length - 1; i > 0; i--) {
    const k = proc.random(i + 1);
    [list[i], list[k]] = [list[k] ?? '', list[i] ?? ''];
  }
  return list;
}

function separatorOf(dialect: Dialect, parsed: Parsed): string | undefined {
  const text = optionOf(parsed, 't');
  if (text === undefined) return undefined;
  if (text === '\\0') return '\0';
  if (text === '') return quit('sort: empty tab', 2);
  if ([...text].length > 1)
    return quit(dialect === 'gnu' ? `sort: multi-character tab ${quoted('gnu', text)}` : 'sort: bad -t parameter', 2);
  return text;
}

function keyOf(dialect: Dialect, text: string, global: string): Key {
  const m = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!m)
    return quit(
      dialect === 'gnu'
        ? `sort: invalid number at field start: invalid count at start of ${quoted('gnu', text)}`
        : 'sort: bad field specification',
      2,
    );
  if (m[1] === '0')
    return quit(
      dialect === 'gnu'
        ? `sort: field number is zero: invalid field specification ${quoted(dialect, text)}`
        : 'sort: bad field specification',
      2,
    );
  const own = (m[3] ?? '') + (m[6] ?? '');
  const flags = own === '' ? global : own;
  const from = {
    field: Number(m[1]),
    char: Number(m[2] ?? 1),
    blanks: (m[3] ?? '').includes('b') || (own === '' && global.includes('b')),
  };
  const to =
    m[4] === undefined
      ? undefined
      : { field: Number(m[4]), char: Number(m[5] ?? 0), blanks: (m[6] ?? '').includes('b') };
  return { from, to, flags };
}

/** Where the fields of a line begin and end; without -t a field takes the blanks before it along. */
function fieldsOf(line: string, separator: string | undefined): [number, number][] {
  const fields: [number, number][] = [];
  if (separator !== undefined) {
    let start = 0;
    for (let i = line.indexOf(separator); i >= 0; i = line.indexOf(separator, start)) {
      fields.push([start, i]);
      start = i + 1;
    }
    return [...fields, [start, line.length]];
  }
  for (const m of line.matchAll(/[ \t]*[^ \t]+/g)) fields.push([m.index, m.index + m[0].length]);
  return fields;
}

function skipBlanks(line: string, at: number): number {
  let i = at;
  while (line[i] === ' ' || line[i] === '\t') i++;
  return i;
}

function extract(line: string, key: Key, separator: string | undefined): string {
  const fields = fieldsOf(line, separator);
  const first = fields[key.from.field - 1];
  let start = first ? first[0] : line.length;
  if (first && key.from.blanks) start = skipBlanks(line, start);
  start = Math.min(start + key.from.char - 1, line.length);
  if (!key.to) return line.slice(start);
  const last = fields[key.to.field - 1];
  if (!last) return line.slice(start);
  let end = last[1];
  if (key.to.char > 0) end = Math.min((key.to.blanks ? skipBlanks(line, last[0]) : last[0]) + key.to.char, line.length);
  return line.slice(start, Math.max(start, end));
}

type Compare = (a: string, b: string) => number;

function plain(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparison(keys: readonly Key[], global: string, separator: string | undefined, stable: boolean): Compare {
  const reverse = global.includes('r') ? -1 : 1;
  return (a, b) => {
    for (const key of keys) {
      const order = ordered(extract(a, key, separator), extract(b, key, separator), key.flags);
      if (order !== 0) return key.flags.includes('r') ? -order : order;
    }
    if (keys.length === 0) {
      const order = ordered(a, b, global);
      if (order !== 0) return order * reverse;
    }
    return stable ? 0 : plain(a, b) * reverse;
  };
}

function ordered(a: string, b: string, flags: string): number {
  if (flags.includes('n')) return numeric(a) - numeric(b);
  if (flags.includes('g')) return general(a, b);
  if (flags.includes('h')) return human(a) - human(b);
  if (flags.includes('M')) return month(a) - month(b);
  if (flags.includes('V')) return version(a, b);
  return plain(folded(a, flags), folded(b, flags));
}

function folded(text: string, flags: string): string {
  let t = flags.includes('b') ? text.trimStart() : text;
  if (flags.includes('d')) t = t.replace(/[^\p{L}\p{N} \t]/gu, '');
  if (flags.includes('f')) t = t.toUpperCase();
  return t;
}

function numeric(text: string): number {
  return Number(/^\s*(-?(?:\d+\.?\d*|\.\d+))/.exec(text)?.[1] ?? 0);
}

function general(a: string, b: string): number {
  const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  return x - y;
}

function human(text: string): number {
  const m = /^\s*(-?(?:\d+\.?\d*|\.\d+))([KMGTPEZYk]?)/.exec(text);
  if (!m) return 0;
  const power = ' KMGTPEZY'.indexOf((m[2] ?? '').toUpperCase() || ' ');
  return Number(m[1]) * 1024 ** power;
}

function month(text: string): number {
  return ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'].indexOf(
    text.trim().slice(0, 3).toUpperCase(),
  );
}

/** filevercmp of gnulib, without its rules for suffixes of file names. */
function version(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]];
    const order = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : plain(p, q);
    if (order !== 0) return order;
  }
  return plain(a, b);
}

function* checked(parsed: Parsed, texts: readonly string[], compare: Compare): Run<number> {
  const bad = texts.findIndex(
    (t, i) =>
      i > 0 && (compare(texts[i - 1] ?? '', t) > 0 || (has(parsed, 'u') && compare(texts[i - 1] ?? '', t) === 0)),
  );
  if (bad < 0) return 0;
  if (has(parsed, 'c')) yield* write(`sort: ${parsed.operands[0] ?? '-'}:${bad + 1}: disorder: ${texts[bad]}\n`, 2);
  return 1;
}
