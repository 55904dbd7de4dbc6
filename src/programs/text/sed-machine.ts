import { type Process, type Run, write, writeFile } from '../../os/index.ts';
import { quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { pathOf, readText } from '../lib/paths.ts';
import type { Line } from './lines.ts';
import type { Address, Command } from './sed-parse.ts';
import { substitute } from './sed-replace.ts';

/** A running sed. */
export interface Machine {
  readonly proc: Process;
  readonly dialect: Dialect;
  readonly commands: readonly Command[];
  readonly quiet: boolean;
  readonly end: string;
  readonly input: Input;
  pattern: string;
  hold: string;
  line: number;
  whole: boolean;
  /** Whether a substitution was made since the last line was read: for `t`. */
  substituted: boolean;
  /** Text of a, r and R, to be printed at the end of the cycle. */
  appended: string[];
  readonly active: Map<Command, number | true>;
  lastTest: RegExp | undefined;
  readonly written: Map<string, string>;
  /** Where output goes: standard output, or the file being edited in place. */
  out: (text: string) => Run<void>;
}

/** The lines that sed works on. */
export interface Input {
  next(): Run<Line | undefined>;
  /** Whether the line just taken is the last one. */
  isLast(): Run<boolean>;
}

/** Runs cycles until the input ends; returns the status of q or Q. */
export function* cycles(m: Machine): Run<number | undefined> {
  let again = false;
  for (;;) {
    if (!again && !(yield* take(m))) return undefined;
    again = false;
    const how = yield* cycle(m);
    if (how === 'restart') {
      again = true;
      continue;
    }
    if (typeof how === 'object') return how.status;
  }
}

function* take(m: Machine): Run<boolean> {
  const line = yield* m.input.next();
  if (!line) return false;
  m.pattern = line.text;
  m.whole = line.whole;
  m.line++;
  m.substituted = false;
  return true;
}

type End = 'next' | 'restart' | { readonly status: number };

function* cycle(m: Machine): Run<End> {
  let at = 0;
  while (at < m.commands.length) {
    const c = m.commands[at];
    if (!c) break;
    at++;
    if ((yield* applies(m, c)) === c.negated) {
      if (c.name === '{') at = c.target;
      continue;
    }
    const how = yield* step(m, c);
    if (how === undefined) continue;
    if (typeof how === 'number') at = how;
    else return how;
  }
  yield* finish(m, !m.quiet);
  return 'next';
}

/** The end of a cycle: the pattern space, then what was appended. */
function* finish(m: Machine, print: boolean): Run<void> {
  if (print) yield* m.out(m.pattern + (m.whole ? m.end : ''));
  const { appended } = m;
  m.appended = [];
  if (appended.length > 0 && !m.whole && print) yield* m.out(m.end);
  for (const text of appended) yield* m.out(text);
}

function* matches(m: Machine, a: Address): Run<boolean> {
  switch (a.kind) {
    case 'line':
      return m.line === a.n;
    case 'last':
      return yield* m.input.isLast();
    case 'step':
      return a.step === 0 ? m.line === a.first : m.line >= a.first && (m.line - a.first) % a.step === 0;
    case 'match':
      return matchTest(m, a.test);
    default:
      return false;
  }
}

function matchTest(m: Machine, given: RegExp | undefined): boolean {
  const test = given ?? m.lastTest;
  if (!test) return quit('sed: no previous regular expression');
  m.lastTest = test;
  test.lastIndex = 0;
  return test.test(m.pattern);
}

function* applies(m: Machine, c: Command): Run<boolean> {
  if (!c.from) return true;
  if (!c.to) return yield* matches(m, c.from);
  const until = m.active.get(c);
  if (until !== undefined) {
    const done = typeof until === 'number' ? m.line >= until : yield* matches(m, c.to);
    if (done) m.active.delete(c);
    return typeof until === 'number' ? m.line <= until : true;
  }
  // 0,/re/: the first line may be the last of the range
  if (c.from.kind === 'line' && c.from.n === 0 && m.line === 1) {
    if (!(yield* matches(m, c.to))) m.active.set(c, true);
    return true;
  }
  if (!(yield* matches(m, c.from))) return false;
  const last =
    c.to.kind === 'line'
      ? c.to.n
      : c.to.kind === 'plus'
        ? m.line + c.to.n
        : c.to.kind === 'multiple'
          ? c.to.n === 0
            ? m.line
            : Math.ceil(m.line / c.to.n) * c.to.n
          : undefined;
  if (last === undefined) {
    if (!(c.to.kind === 'last' && (yield* m.input.isLast()))) m.active.set(c, true);
  } else if (last > m.line) m.active.set(c, last);
  return true;
}

/** One command; a number is where to go on. */
function* step(m: Machine, c: Command): Run<End | number | undefined> {
  switch (c.name) {
    case '{':
      return undefined;
    case 'b':
      return c.target;
    case 't':
    case 'T': {
      const goes = m.substituted === (c.name === 't');
      m.substituted = false;
      return goes ? c.target : undefined;
    }
    case 'a':
      m.appended.push(c.text);
      return undefined;
    case 'i':
      yield* m.out(c.text);
      return undefined;
    case 'c':
      if (!c.to || c.negated || !m.active.has(c)) yield* m.out(c.text);
      yield* finish(m, false);
      return 'next';
    case 'd':
      yield* finish(m, false);
      return 'next';
    case 'D': {
      const cut = m.pattern.indexOf('\n');
      yield* finish(m, false);
      if (cut < 0) return 'next';
      m.pattern = m.pattern.slice(cut + 1);
      return 'restart';
    }
    case 'g':
      m.pattern = m.hold;
      return undefined;
    case 'G':
      m.pattern += `\n${m.hold}`;
      return undefined;
    case 'h':
      m.hold = m.pattern;
      return undefined;
    case 'H':
      m.hold += `\n${m.pattern}`;
      return undefined;
    case 'x':
      [m.pattern, m.hold] = [m.hold, m.pattern];
      return undefined;
    case 'z':
      m.pattern = '';
      return undefined;
    case 'p':
      yield* m.out(m.pattern + m.end);
      return undefined;
    case 'P':
      yield* m.out(`${m.pattern.split('\n')[0]}\n`);
      return undefined;
    case '=':
      yield* m.out(`${m.line}\n`);
      return undefined;
    case 'F':
      yield* m.out('-\n');
      return undefined;
    case 'l':
      yield* m.out(`${visible(m.pattern)}$\n`);
      return undefined;
    case 'n':
    case 'N':
      return yield* nextLine(m, c.name);
    case 'q':
      yield* finish(m, !m.quiet);
      return { status: Number(c.text || 0) };
    case 'Q':
      return { status: Number(c.text || 0) };
    case 'y':
      m.pattern = [...m.pattern].map((ch) => c.map?.get(ch) ?? ch).join('');
      return undefined;
    case 'r': {
      const file = readText(m.proc, c.text);
      if ('text' in file) m.appended.push(file.text);
      return undefined;
    }
    case 'w':
      yield* writeTo(m, c.text, m.pattern + m.end);
      return undefined;
    case 's':
      if (c.substitution) yield* substitute(m, c.substitution);
      return undefined;
    default:
      return quit(`dockernet-course: not simulated: the sed command ${c.name}`, 99);
  }
}

function* nextLine(m: Machine, name: string): Run<End | undefined> {
  const substituted = m.substituted;
  if (yield* m.input.isLast()) {
    // GNU prints the pattern space when there is no next line for N
    yield* finish(m, !m.quiet);
    return { status: 0 };
  }
  if (name === 'n') {
    yield* finish(m, !m.quiet);
    yield* take(m);
  } else {
    const before = m.pattern;
    const { appended } = m;
    m.appended = [];
    for (const text of appended) yield* m.out(text);
    yield* take(m);
    m.pattern = `${before}\n${m.pattern}`;
  }
  m.substituted = substituted;
  return undefined;
}

function visible(text: string): string {
  const known: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  return [...new TextEncoder().encode(text)]
    .map((b) => {
      const ch = String.fromCharCode(b);
      return known[ch] ?? (b < 32 || b > 126 ? `\\${b.toString(8).padStart(3, '0')}` : ch);
    })
    .join('');
}

/** Appends to a file of `w`. */
export function* writeTo(m: Machine, path: string, text: string): Run<void> {
  if (path === '/dev/stdout') yield* m.out(text);
  else if (path === '/dev/stderr') yield* write(text, 2);
  else m.written.set(path, (m.written.get(path) ?? '') + text);
}

/** Writes what `w` has collected. */
export function flush(m: Machine): void {
  const named = m.commands.flatMap((c) =>
    c.name === 'w' ? [c.text] : c.substitution?.file !== undefined ? [c.substitution.file] : [],
  );
  for (const path of new Set(named.filter((n) => !n.startsWith('/dev/std')))) {
    m.proc.transact((tx) => writeFile(tx, m.proc.fs, pathOf(m.proc, path), m.written.get(path) ?? ''));
  }
}
