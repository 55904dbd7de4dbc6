import type { Process, Run } from '../../os/index.ts';
import { sleep } from '../../os/index.ts';
import { callBuiltin } from './awk-builtins.ts';
import { getline, type Streams, sendTo } from './awk-io.ts';
import { AwkError } from './awk-lex.ts';
import type { Expr, Func, Place, Rule, Script, Stmt } from './awk-parse.ts';
import { compareValues, formatted, fromInput, isTrue, regexOf, toNumber, toText, type Value } from './awk-value.ts';

/** A variable: a value, or an array once it was used as one. */
export interface Cell {
  value: Value;
  array: Map<string, Value> | undefined;
  /** Of an untyped parameter: the caller's variable, which becomes an array with it. */
  readonly origin?: Cell;
}

/** A running program. */
export interface Awk {
  readonly proc: Process;
  readonly script: Script;
  readonly globals: Map<string, Cell>;
  frames: Map<string, Cell>[];
  /** $0 and, once it was split, its fields. */
  record: string;
  fields: Value[] | undefined;
  /** A field was changed: $0 is put together when it is asked for. */
  stale: boolean;
  readonly ranges: Set<Rule>;
  readonly streams: Streams;
  seed: number;
  before: number;
  steps: number;
}

class Next extends Error {}
class NextFile extends Error {}
class Break extends Error {}
class Continue extends Error {}
class ReturnValue extends Error {
  constructor(readonly value: Value) {
    super();
  }
}

/** exit: END rules still run, unless it was called in one. */
export class AwkExit extends Error {
  constructor(readonly status: number | undefined) {
    super();
  }
}

export function cell(awk: Awk, name: string): Cell {
  const local = awk.frames[0]?.get(name);
  if (local) return local;
  let found = awk.globals.get(name);
  if (!found) {
    found = { value: undefined, array: undefined };
    awk.globals.set(name, found);
  }
  return found;
}

/** The array that a name stands for. */
export function arrayOf(awk: Awk, name: string): Map<string, Value> {
  const c = cell(awk, name);
  if (!c.array) {
    c.array = new Map();
    for (let o = c.origin; o; o = o.origin) o.array ??= c.array;
  }
  return c.array;
}

/** The value of a variable; NF is known once the record is split. */
export function variable(awk: Awk, name: string): Value {
  if (name === 'NF') return splitRecord(awk).length;
  return cell(awk, name).value;
}

export function textOf(awk: Awk, name: string): string {
  return toText(variable(awk, name));
}

export function setVariable(awk: Awk, name: string, value: Value): void {
  if (name === 'NF' && !awk.frames[0]?.has(name)) {
    const fields = splitRecord(awk);
    const n = Math.max(0, Math.trunc(toNumber(value)));
    while (fields.length < n) fields.push('');
    fields.length = n; // mawk leaves $0 as it is
    return;
  }
  cell(awk, name).value = value;
}

/** Makes $0 another record. */
export function setRecord(awk: Awk, text: string): void {
  awk.record = text;
  awk.fields = undefined;
  awk.stale = false;
}

/** Splits text at a separator: blanks, one character, or an expression. */
export function splitText(text: string, separator: string): string[] {
  if (separator === ' ') return text.split(/[ \t\n]+/).filter((f) => f !== '');
  if (text === '') return [];
  if (separator === '') return [...text];
  if (separator === '\t' || (separator.length === 1 && !/[\\^$.*+?()[\]{}|]/.test(separator)))
    return text.split(separator);
  return text.split(
    regexOf(separator.length === 1 && separator !== '\\' && separator !== '^' ? `[${separator}]` : separator),
  );
}

function splitRecord(awk: Awk): Value[] {
  if (awk.fields) return awk.fields;
  const paragraph = toText(cell(awk, 'RS').value) === '';
  const separator = toText(cell(awk, 'FS').value);
  const text =
    paragraph && separator !== ' '
      ? awk.record.replaceAll('\n', separator.length === 1 ? separator : '\n')
      : awk.record;
  awk.fields = splitText(text, separator).map(fromInput);
  return awk.fields;
}

export function wholeRecord(awk: Awk): string {
  if (awk.stale) {
    awk.record = (awk.fields ?? []).map((f) => toText(f, convfmt(awk))).join(toText(cell(awk, 'OFS').value));
    awk.stale = false;
  }
  return awk.record;
}

function field(awk: Awk, n: number): Value {
  if (n === 0) return fromInput(wholeRecord(awk));
  if (n < 0) throw new AwkError(0, `negative field index $${n}`);
  return splitRecord(awk)[n - 1];
}

function setField(awk: Awk, n: number, value: Value): void {
  if (n === 0) {
    setRecord(awk, toText(value, convfmt(awk)));
    return;
  }
  const fields = splitRecord(awk);
  while (fields.length < n) fields.push('');
  fields[n - 1] = value;
  awk.stale = true;
}

export function convfmt(awk: Awk): string {
  return toText(cell(awk, 'CONVFMT').value);
}

/** The key of an array element: subscripts with SUBSEP between them. */
function* keyOf(awk: Awk, subs: readonly Expr[]): Run<string> {
  const parts: string[] = [];
  for (const s of subs) parts.push(toText(yield* evaluate(awk, s), convfmt(awk)));
  return parts.join(toText(cell(awk, 'SUBSEP').value));
}

/** Assigns to a variable, an element or a field. */
export function* store(awk: Awk, to: Place, value: Value): Run<void> {
  if (to.kind === 'name') setVariable(awk, to.name, value);
  else if (to.kind === 'item') arrayOf(awk, to.name).set(yield* keyOf(awk, to.subs), value);
  else setField(awk, Math.trunc(toNumber(yield* evaluate(awk, to.of))), value);
}

/** The expression that a match is made with: a literal, or a value as one. */
export function* pattern(awk: Awk, e: Expr, flags = ''): Run<RegExp> {
  return regexOf(e.kind === 'regex' ? e.source : toText(yield* evaluate(awk, e), convfmt(awk)), flags);
}

export function* evaluate(awk: Awk, e: Expr): Run<Value> {
  switch (e.kind) {
    case 'number':
    case 'string':
      return e.value;
    case 'regex':
      return regexOf(e.source).test(wholeRecord(awk)) ? 1 : 0;
    case 'name':
      return variable(awk, e.name);
    case 'item': {
      const array = arrayOf(awk, e.name);
      const key = yield* keyOf(awk, e.subs);
      if (!array.has(key)) array.set(key, undefined); // asking makes the element
      return array.get(key);
    }
    case 'field':
      return field(awk, Math.trunc(toNumber(yield* evaluate(awk, e.of))));
    case 'assign': {
      const right = yield* evaluate(awk, e.value);
      const value = e.op === '' ? right : arithmetic(e.op, toNumber(yield* evaluate(awk, e.to)), toNumber(right));
      yield* store(awk, e.to, value);
      return value;
    }
    case 'cond':
      return yield* evaluate(awk, isTrue(yield* evaluate(awk, e.test)) ? e.yes : e.no);
    case 'logic': {
      const a = isTrue(yield* evaluate(awk, e.a));
      if (a === (e.op === '||')) return a ? 1 : 0;
      return isTrue(yield* evaluate(awk, e.b)) ? 1 : 0;
    }
    case 'binary':
      return yield* binary(awk, e.op, yield* evaluate(awk, e.a), e.b);
    case 'match': {
      const text = toText(yield* evaluate(awk, e.a), convfmt(awk));
      return (yield* pattern(awk, e.b)).test(text) !== e.negated ? 1 : 0;
    }
    case 'in':
      return arrayOf(awk, e.name).has(yield* keyOf(awk, e.subs)) ? 1 : 0;
    case 'unary': {
      const a = yield* evaluate(awk, e.a);
      return e.op === '!' ? (isTrue(a) ? 0 : 1) : e.op === '-' ? -toNumber(a) : toNumber(a);
    }
    case 'step': {
      const old = toNumber(yield* evaluate(awk, e.to));
      const now = old + (e.op === '++' ? 1 : -1);
      yield* store(awk, e.to, now);
      return e.before ? now : old;
    }
    case 'call':
      return yield* call(awk, e.name, e.args);
    case 'builtin':
      return yield* callBuiltin(awk, e.name, e.args);
    case 'getline':
      return yield* getline(awk, e);
    case 'tuple':
      return yield* keyOf(awk, e.list);
  }
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

function* binary(awk: Awk, op: string, a: Value, right: Expr): Run<Value> {
  const b = yield* evaluate(awk, right);
  if (op === ' ') return toText(a, convfmt(awk)) + toText(b, convfmt(awk));
  if (['<', '<=', '==', '!=', '>', '>='].includes(op)) {
    const order = compareValues(a, b, convfmt(awk));
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '>=': order >= 0,
    }[op];
    return holds ? 1 : 0;
  }
  return arithmetic(op, toNumber(a), toNumber(b));
}

function* call(awk: Awk, name: string, args: readonly Expr[]): Run<Value> {
  const f: Func | undefined = awk.script.functions.get(name);
  if (!f) throw new AwkError(0, `function ${name} never defined`);
  const frame = new Map<string, Cell>();
  for (const [i, param] of f.params.entries()) {
    const arg = args[i];
    if (arg?.kind === 'name') {
      const origin = cell(awk, arg.name);
      frame.set(param, { value: variable(awk, arg.name), array: origin.array, origin });
    } else frame.set(param, { value: arg ? yield* evaluate(awk, arg) : undefined, array: undefined });
  }
  if (awk.frames.length > 1000) throw new AwkError(0, 'function call nesting too deep');
  awk.frames.unshift(frame);
  try {
    yield* run(awk, f.body);
    return undefined;
  } catch (e) {
    if (e instanceof ReturnValue) return e.value;
    throw e;
  } finally {
    awk.frames.shift();
  }
}

function* printed(awk: Awk, s: Extract<Stmt, { kind: 'print' | 'printf' }>): Run<string> {
  const values: Value[] = [];
  for (const a of s.args) values.push(yield* evaluate(awk, a));
  if (s.kind === 'printf') return formatted(toText(values[0]), values.slice(1));
  const ofmt = toText(cell(awk, 'OFMT').value);
  const text =
    values.length === 0 ? wholeRecord(awk) : values.map((v) => toText(v, ofmt)).join(toText(cell(awk, 'OFS').value));
  return text + toText(cell(awk, 'ORS').value);
}

/** Runs a statement. */
export function* run(awk: Awk, s: Stmt): Run<void> {
  switch (s.kind) {
    case 'block':
      for (const inner of s.body) yield* run(awk, inner);
      return;
    case 'expr':
      yield* evaluate(awk, s.expr);
      return;
    case 'print':
    case 'printf': {
      const text = yield* printed(awk, s);
      yield* sendTo(
        awk,
        text,
        s.redirect && { op: s.redirect.op, to: toText(yield* evaluate(awk, s.redirect.to), convfmt(awk)) },
      );
      return;
    }
    case 'if':
      if (isTrue(yield* evaluate(awk, s.test))) yield* run(awk, s.then);
      else if (s.no) yield* run(awk, s.no);
      return;
    case 'while':
      while (isTrue(yield* evaluate(awk, s.test))) if (!(yield* turn(awk, s.body))) return;
      return;
    case 'do':
      do {
        if (!(yield* turn(awk, s.body))) return;
      } while (isTrue(yield* evaluate(awk, s.test)));
      return;
    case 'for':
      if (s.init) yield* run(awk, s.init);
      while (s.test === undefined || isTrue(yield* evaluate(awk, s.test))) {
        if (!(yield* turn(awk, s.body))) return;
        if (s.step) yield* run(awk, s.step);
      }
      return;
    case 'forin':
      for (const key of listed(arrayOf(awk, s.array))) {
        setVariable(awk, s.name, fromInput(key));
        if (!(yield* turn(awk, s.body))) return;
      }
      return;
    case 'delete':
      if (s.subs) arrayOf(awk, s.name).delete(yield* keyOf(awk, s.subs));
      else arrayOf(awk, s.name).clear();
      return;
    case 'exit':
      throw new AwkExit(s.value ? Math.trunc(toNumber(yield* evaluate(awk, s.value))) : undefined);
    case 'return':
      throw new ReturnValue(s.value ? yield* evaluate(awk, s.value) : undefined);
    case 'next':
      throw new Next();
    case 'nextfile':
      throw new NextFile();
    case 'break':
      throw new Break();
    case 'continue':
      throw new Continue();
  }
}

/** Keys in the order of a small hash table: numbers as they count, then texts as they came. */
function listed(array: ReadonlyMap<string, Value>): string[] {
  const keys = [...array.keys()];
  const numbers = keys.filter((k) => /^(?:0|[1-9]\d*)$/.test(k)).sort((a, b) => Number(a) - Number(b));
  return [...numbers, ...keys.filter((k) => !/^(?:0|[1-9]\d*)$/.test(k))];
}

function* turn(awk: Awk, body: Stmt): Run<boolean> {
  // a long loop leaves others their turn
  if (++awk.steps % 500 === 0) yield* sleep(0);
  try {
    yield* run(awk, body);
  } catch (e) {
    if (e instanceof Break) return false;
    if (!(e instanceof Continue)) throw e;
  }
  return true;
}

/** Runs the rules of one kind; main rules for one record. 'skip': nextfile. */
export function* runRules(awk: Awk, kind: Rule['kind']): Run<'on' | 'skip'> {
  for (const rule of awk.script.rules) {
    if (rule.kind !== kind) continue;
    try {
      if (kind === 'main' && !(yield* applies(awk, rule))) continue;
      yield* run(awk, rule.body ?? { kind: 'print', args: [] });
    } catch (e) {
      if (e instanceof Next) return 'on';
      if (e instanceof NextFile) return 'skip';
      throw e;
    }
  }
  return 'on';
}

function* applies(awk: Awk, rule: Rule): Run<boolean> {
  if (!rule.from) return true;
  if (!rule.to) return isTrue(yield* evaluate(awk, rule.from));
  if (!awk.ranges.has(rule)) {
    if (!isTrue(yield* evaluate(awk, rule.from))) return false;
    awk.ranges.add(rule);
  }
  if (isTrue(yield* evaluate(awk, rule.to))) awk.ranges.delete(rule);
  return true;
}
