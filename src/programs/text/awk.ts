import { type Process, type Program, type Run, read, write } from '../../os/index.ts';
import { usageOf } from '../busybox/applet.ts';
import { guarded, quit } from '../lib/answer.ts';
import type { Dialect } from '../lib/dialect.ts';
import { getopt } from '../lib/getopt.ts';
import { readText } from '../lib/paths.ts';
import { advance, closeAll, type Records, recordsOf } from './awk-io.ts';
import { AwkError } from './awk-lex.ts';
import { parseAwk, type Script } from './awk-parse.ts';
import { type Awk, AwkExit, arrayOf, cell, setVariable } from './awk-run.ts';
import { runRules } from './awk-statement.ts';
import { fromInput } from './awk-value.ts';
import { MAWK_USAGE } from './usage.ts';

/** awk(1): mawk's words on Debian, BusyBox's in its images. Records are worked on as they come. */
export function awk(dialect: Dialect): Program {
  return (proc) => guarded(run(proc, dialect));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '"': '"', '/': '/', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (all, c: string) => ESCAPES[c] ?? all);
}

function misuse(dialect: Dialect, problem?: string): never {
  if (dialect === 'busybox') return quit(`${problem === undefined ? '' : `awk: ${problem}\n`}${usageOf('awk')}`);
  return problem === undefined ? quit(MAWK_USAGE, 0) : quit(`mawk: ${problem}`, 2);
}

function* run(proc: Process, dialect: Dialect): Run<number> {
  const args = proc.argv.slice(1);
  if (dialect === 'gnu' && (args[0] === '--version' || (args[0] === '-W' && args[1] === 'version'))) {
    yield* write('mawk 1.3.4 20260302\n');
    return 0;
  }
  const parsed = getopt(args, { short: '+F:v:f:W:e:' });
  if ('error' in parsed) return misuse(dialect, parsed.error);
  const operands = [...parsed.operands];
  const files = parsed.options.filter((o) => o.name === 'f');
  const text = files.length > 0 ? files.map((f) => programFile(proc, f.value)).join('\n') : operands.shift();
  if (text === undefined) return misuse(dialect);
  const machine = start(proc, compiled(dialect, text), operands);
  for (const o of parsed.options) {
    if (o.name === 'F') setVariable(machine, 'FS', o.value === 't' ? '\t' : unescaped(o.value));
    else if (o.name === 'v') assignOption(machine, dialect, o.value);
  }
  return yield* perform(machine, dialect);
}

function programFile(proc: Process, path: string): string {
  if (path === '/dev/null') return '';
  const file = readText(proc, path);
  return 'text' in file ? file.text : quit(`awk: cannot open "${path}" (${file.message})`, 2);
}

function compiled(dialect: Dialect, text: string): Script {
  try {
    return parseAwk(text);
  } catch (e) {
    if (!(e instanceof AwkError)) throw e;
    if (dialect === 'busybox')
      return quit(
        `awk: cmd. line:${Math.min(e.line, text.split('\n').length)}: ${e.message.startsWith('function') ? e.message : 'Unexpected token'}`,
      );
    return quit(`awk: line ${e.line}: ${e.message}`, 2);
  }
}

function assignOption(machine: Awk, dialect: Dialect, text: string): void {
  const cut = text.indexOf('=');
  if (cut < 0) misuse(dialect, `improper assignment: -v ${text}`);
  setVariable(machine, text.slice(0, cut), fromInput(unescaped(text.slice(cut + 1))));
}

function start(proc: Process, script: Script, operands: readonly string[]): Awk {
  const machine: Awk = {
    proc,
    script,
    globals: new Map(),
    frames: [],
    record: '',
    fields: undefined,
    stale: false,
    ranges: new Set(),
    streams: { main: undefined, files: new Set(), readers: new Map(), commands: new Map(), pipes: new Map() },
    seed: 0,
    before: 0,
    steps: 0,
  };
  const initial = {
    FS: ' ',
    OFS: ' ',
    ORS: '\n',
    RS: '\n',
    SUBSEP: '\x1c',
    CONVFMT: '%.6g',
    OFMT: '%.6g',
    FILENAME: '',
  };
  for (const [name, value] of Object.entries(initial)) cell(machine, name).value = value;
  for (const name of ['NR', 'FNR', 'RSTART']) cell(machine, name).value = 0;
  cell(machine, 'RLENGTH').value = -1;
  cell(machine, 'ARGC').value = operands.length + 1;
  const argv = arrayOf(machine, 'ARGV');
  for (const [i, arg] of ['awk', ...operands].entries()) argv.set(String(i), fromInput(arg));
  const environ = arrayOf(machine, 'ENVIRON');
  for (const [name, value] of Object.entries(proc.env)) environ.set(name, fromInput(value));
  if (script.rules.length > 0 && usesChance(script)) machine.seed = proc.random(0x7fffffff);
  return machine;
}

/** A program that calls rand takes its seed from the World, as mawk takes one from the clock. */
function usesChance(script: Script): boolean {
  return JSON.stringify([script.rules, [...script.functions.values()]]).includes('"name":"rand"');
}

function* perform(machine: Awk, dialect: Dialect): Run<number> {
  let status = 0;
  let bad = false;
  machine.streams.main = inputOf(machine, dialect, () => {
    bad = true;
  });
  try {
    status = (yield* until(machine, begin)) ?? (yield* until(machine, records)) ?? -1;
    const ended = status;
    if (!(yield* ranOut(machine, ended))) status = Math.max(0, ended);
    else status = (yield* until(machine, (m) => runRules(m, 'END'))) ?? Math.max(0, ended);
    yield* closeAll(machine);
  } catch (e) {
    if (!(e instanceof AwkError)) throw e;
    yield* closeAll(machine);
    if (e.message.startsWith('dockernet-course: ')) return quit(e.message, 99);
    return quit(dialect === 'gnu' ? `mawk: ${e.message}` : `awk: cmd. line:1: ${e.message}`, dialect === 'gnu' ? 2 : 1);
  }
  return bad && status === 0 ? (dialect === 'gnu' ? 2 : 1) : status & 0xff;
}

/** END rules run after `exit` too, with the status that it gave. */
function* ranOut(machine: Awk, status: number): Run<boolean> {
  yield* write('');
  return machine.script.rules.some((r) => r.kind === 'END') || status < 0;
}

/** Runs a phase; the status if `exit` ended it. */
function* until(machine: Awk, phase: (m: Awk) => Run<unknown>): Run<number | undefined> {
  try {
    yield* phase(machine);
    return undefined;
  } catch (e) {
    if (e instanceof AwkExit) return e.status ?? 0;
    throw e;
  }
}

function* begin(machine: Awk): Run<void> {
  yield* runRules(machine, 'BEGIN');
}

function* records(machine: Awk): Run<void> {
  if (!machine.script.rules.some((r) => r.kind !== 'BEGIN')) return;
  while (yield* advance(machine)) yield* runRules(machine, 'main');
}

/** The operands one after the other, as they are when their turn comes; `name=value` is an assignment. */
function inputOf(machine: Awk, dialect: Dialect, failed: () => void): Records {
  let current: Records | undefined;
  let index = 1;
  let any = false;
  const open = function* (): Run<boolean> {
    for (; index < Number(cell(machine, 'ARGC').value); index++) {
      const value = arrayOf(machine, 'ARGV').get(String(index));
      const name = value === undefined ? '' : typeof value === 'object' ? value.text : String(value);
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(name);
      if (assignment) {
        setVariable(machine, assignment[1] ?? '', fromInput(unescaped(assignment[2] ?? '')));
        continue;
      }
      if (name === '') continue;
      any = true;
      const made = name === '-' || name === '/dev/stdin' ? recordsOf(machine, () => read()) : fromFile(machine, name);
      if (typeof made === 'string') {
        failed();
        yield* write(dialect === 'gnu' ? `awk: cannot open "${name}" (${made})\n` : `awk: ${name}: ${made}\n`, 2);
        if (dialect === 'gnu') throw new AwkExit(2);
        continue;
      }
      setVariable(machine, 'FILENAME', name);
      setVariable(machine, 'FNR', 0);
      current = made;
      index++;
      return true;
    }
    if (any) return false;
    any = true;
    current = recordsOf(machine, () => read());
    return true;
  };
  return {
    *next() {
      for (;;) {
        if (!current && !(yield* open())) return undefined;
        const record: string | undefined = yield* (current as Records).next();
        if (record !== undefined) return record;
        current = undefined;
      }
    },
  };
}

function fromFile(machine: Awk, name: string): Records | string {
  const file = readText(machine.proc, name);
  if (!('text' in file)) return file.message;
  let rest: string | undefined = file.text;
  return recordsOf(machine, function* () {
    yield* write('');
    const text = rest;
    rest = undefined;
    return text === '' ? undefined : text;
  });
}
