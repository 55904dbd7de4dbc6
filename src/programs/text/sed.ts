import { joinPath, type Process, type Program, type Run, stat, write, writeFile } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { guarded, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt, has } from '../lib/getopt.ts';
import { pathOf, readText } from '../lib/paths.ts';
import { isLines, type Line, type Lines, open } from './lines.ts';
import { type Address, BadScript, type Command, type Part, parseSed, type Substitution } from './sed-parse.ts';
import { SED_USAGE } from './usage.ts';

interface Machine {
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

interface Input {
  next(): Run<Line | undefined>;
  /** Whether the line just taken is the last one. */
  isLast(): Run<boolean>;
}

/** sed(1): works line by line, as soon as lines come. */
export function sed(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

const LONG: Readonly<Record<string, string>> = {
  quiet: 'n',
  silent: 'n',
  expression: 'e=',
  file: 'f=',
  'in-place': 'i=?',
  'regexp-extended': 'E',
  separate: 's',
  'null-data': 'z',
  unbuffered: 'u',
  'line-length': 'l=',
  posix: 'p',
  'follow-symlinks': 'F',
  debug: 'D',
  sandbox: 'S',
  help: 'h',
  version: 'V',
};

function misuse(dialect: Dialect, problem?: string): never {
  return quit(`${problem === undefined ? '' : `sed: ${problem}\n`}${dialect === 'gnu' ? SED_USAGE : usageOf('sed')}`);
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const parsed = getopt(proc.argv.slice(1), { short: 'bne:f:Eri::sl:uz', long: LONG });
  if ('error' in parsed) return misuse(dialect, parsed.error);
  if (has(parsed, 'V')) {
    yield* write('sed (GNU sed) 4.9\n');
    return 0;
  }
  const operands = [...parsed.operands];
  const scripts = parsed.options
    .filter((o) => o.name === 'e' || o.name === 'f')
    .map((o) => (o.name === 'e' ? o.value : scriptFile(proc, o.value)));
  if (scripts.length === 0) {
    const first = operands.shift();
    if (first === undefined) return misuse(dialect);
    scripts.push(first);
  }
  let script = scripts.join('\n');
  const quiet = has(parsed, 'n') || /^#n(?:\n|$)/.test(script);
  if (/^#n(?:\n|$)/.test(script)) script = script.slice(2);
  const commands = attempt(dialect, () => parseSed(script, has(parsed, 'E', 'r') ? 'extended' : 'basic'));
  const suffix = parsed.options.findLast((o) => o.name === 'i')?.value;
  const end = has(parsed, 'z') ? '\0' : '\n';
  const files = operands.length > 0 ? operands : ['-'];
  const separate = has(parsed, 's') || suffix !== undefined;
  const groups = separate ? files.map((f) => [f]) : [files];
  let status = 0;
  const state = { hold: '', line: 0 };
  for (const group of groups) {
    const failures: string[] = [];
    const m = machine(proc, dialect, commands, quiet, end, inputOf(proc, dialect, group, end, failures), state);
    const edits = suffix !== undefined && group[0] !== undefined && 'text' in readText(proc, group[0]);
    let edited = '';
    if (edits) {
      m.out = function* (text) {
        edited += text;
        yield* write('');
      };
    }
    const ended = yield* cycles(m);
    state.hold = m.hold;
    state.line = separate ? 0 : m.line;
    flush(m);
    if (failures.length > 0) status = 2;
    if (edits && group[0] !== undefined) inPlace(proc, group[0], suffix ?? '', edited);
    if (ended !== undefined) return ended;
  }
  return dialect === 'busybox' && status === 2 ? 1 : status;
}

function scriptFile(proc: Process, path: string): string {
  const file = readText(proc, path);
  return 'text' in file ? file.text.replace(/\n$/, '') : quit(`sed: couldn't open file ${path}: ${file.message}`);
}

function attempt<T>(dialect: Dialect, work: () => T): T {
  try {
    return work();
  } catch (e) {
    if (!(e instanceof BadScript)) throw e;
    if (dialect === 'gnu') return quit(`sed: ${e.message}`);
    const text = e.message.replace(/^-e expression #1, char \d+: /, '');
    return quit(
      `sed: ${text.startsWith('unknown command') ? `unsupported command ${/`(.)'/.exec(text)?.[1] ?? ''}` : text.startsWith('unterminated') ? "unmatched '/'" : text}`,
    );
  }
}

function machine(
  proc: Process,
  dialect: Dialect,
  commands: readonly Command[],
  quiet: boolean,
  end: string,
  input: Input,
  state: { readonly hold: string; readonly line: number },
): Machine {
  return {
    proc,
    dialect,
    commands,
    quiet,
    end,
    input,
    pattern: '',
    hold: state.hold,
    line: state.line,
    whole: true,
    substituted: false,
    appended: [],
    active: new Map(),
    lastTest: undefined,
    written: new Map(),
    out: (text) => write(text),
  };
}

function inPlace(proc: Process, path: string, suffix: string, text: string): void {
  proc.transact((tx) => {
    const old = stat(tx, proc.fs, joinPath(proc.cwd, path))?.content ?? '';
    if (suffix !== '')
      writeFile(tx, proc.fs, pathOf(proc, suffix.includes('*') ? suffix.replaceAll('*', path) : path + suffix), old);
    writeFile(tx, proc.fs, pathOf(proc, path), text);
  });
}

function inputOf(proc: Process, dialect: Dialect, files: readonly string[], end: string, failures: string[]): Input {
  const rest = [...files];
  let current: Lines | undefined;
  let ahead: Line | undefined;
  let looked = false;
  const pull = function* (): Run<Line | undefined> {
    for (;;) {
      if (!current) {
        const path = rest.shift();
        if (path === undefined) return undefined;
        const opened = open(proc, path, end);
        if (isLines(opened)) current = opened;
        else {
          failures.push(path);
          const text =
            opened.code === 'EISDIR'
              ? `couldn't edit ${path}: not a regular file`
              : `can't read ${path}: ${opened.message}`;
          yield* write(
            dialect === 'gnu'
              ? `sed: ${opened.code === 'EISDIR' ? `read error on ${path}: ${opened.message}` : text}\n`
              : `sed: ${path}: ${opened.message}\n`,
            2,
          );
          continue;
        }
      }
      const line = yield* current.next();
      if (line) return line;
      current = undefined;
    }
  };
  return {
    *next() {
      if (!looked) return yield* pull();
      looked = false;
      return ahead;
    },
    *isLast() {
      if (!looked) ahead = yield* pull();
      looked = true;
      return ahead === undefined;
    },
  };
}

/** Runs cycles until the input ends; returns the status of q or Q. */
function* cycles(m: Machine): Run<number | undefined> {
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

function* writeTo(m: Machine, path: string, text: string): Run<void> {
  if (path === '/dev/stdout') yield* m.out(text);
  else if (path === '/dev/stderr') yield* write(text, 2);
  else m.written.set(path, (m.written.get(path) ?? '') + text);
}

function flush(m: Machine): void {
  const named = m.commands.flatMap((c) =>
    c.name === 'w' ? [c.text] : c.substitution?.file !== undefined ? [c.substitution.file] : [],
  );
  for (const path of new Set(named.filter((n) => !n.startsWith('/dev/std')))) {
    m.proc.transact((tx) => writeFile(tx, m.proc.fs, pathOf(m.proc, path), m.written.get(path) ?? ''));
  }
}

function* substitute(m: Machine, s: Substitution): Run<void> {
  const test = s.test ?? m.lastTest;
  if (!test) return quit('sed: no previous regular expression');
  m.lastTest = test;
  const search = test.global ? test : new RegExp(test.source, `${test.flags}g`);
  search.lastIndex = 0;
  let count = 0;
  let made = false;
  let end = -1;
  const text = m.pattern.replace(search, (...args: unknown[]) => {
    const groups = args
      .filter((a, i) => i < args.length - 2 && typeof a !== 'number')
      .map((a) => (typeof a === 'string' ? a : ''));
    const whole = groups[0] ?? '';
    const offset = Number(args.find((a) => typeof a === 'number') ?? 0);
    // an empty match right behind the one before it does not count
    if (whole === '' && offset === end) return '';
    end = offset + whole.length;
    count++;
    if (count < s.nth || (count > s.nth && !s.global)) return whole;
    made = true;
    return render(s.parts, groups);
  });
  if (!made) return;
  m.pattern = text;
  m.substituted = true;
  if (s.print) yield* m.out(m.pattern + m.end);
  if (s.file !== undefined) yield* writeTo(m, s.file, m.pattern + m.end);
}

function render(parts: readonly Part[], groups: readonly string[]): string {
  let out = '';
  let mode: 'U' | 'L' | 'E' = 'E';
  let once: 'u' | 'l' | undefined;
  for (const part of parts) {
    if (typeof part === 'object' && 'change' in part) {
      if (part.change === 'u' || part.change === 'l') once = part.change;
      else mode = part.change;
      continue;
    }
    let text = typeof part === 'string' ? part : (groups[part.group] ?? '');
    if (mode !== 'E') text = mode === 'U' ? text.toUpperCase() : text.toLowerCase();
    if (once !== undefined && text !== '') {
      text = (once === 'u' ? text.slice(0, 1).toUpperCase() : text.slice(0, 1).toLowerCase()) + text.slice(1);
      once = undefined;
    }
    out += text;
  }
  return out;
}
